/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mark.h"

#include "base/base.h"

#ifdef QUOIN_MARKS

#include <pthread.h>

/* Marks are a few hundred; a table that never forgets is enough. Test builds only. */
#define MARK_COUNT_MAX 4096

static pthread_mutex_t mark_mutex = PTHREAD_MUTEX_INITIALIZER;
static const char *mark_names[MARK_COUNT_MAX];
static size_t mark_count;

static bool
find(const char *name)
{
    for (size_t i = 0; i < mark_count; i++) {
        if (mark_names[i] == name || strcmp(mark_names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

void
mark_hit(const char *name)
{
    pthread_mutex_lock(&mark_mutex);
    if (!find(name)) {
        assert(mark_count < MARK_COUNT_MAX);
        mark_names[mark_count++] = name;
    }
    pthread_mutex_unlock(&mark_mutex);
}

bool
mark_was_hit(const char *name)
{
    pthread_mutex_lock(&mark_mutex);
    bool hit = find(name);
    pthread_mutex_unlock(&mark_mutex);
    return hit;
}

#endif
