/* SPDX-License-Identifier: Apache-2.0 */
/** point.c: the register of points. */
#include "extend/extend.h"

const struct point *
point_find(struct text id)
{
    for (const struct point *const *point = points; *point != NULL; point++) {
        if (text_is(id, (*point)->id)) {
            return *point;
        }
        for (const char *const *also = (*point)->also; also != NULL && *also != NULL; also++) {
            if (text_is(id, *also)) {
                return *point;
            }
        }
    }
    return NULL;
}
