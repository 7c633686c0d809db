/* SPDX-License-Identifier: Apache-2.0 */
/**
 * model_body.h: the bytes of stored bodies, for model_body.c and model_delta.c.
 *
 * A body is a row of fields, tags rising strictly; a field is two bytes
 * (little end first: tag * 8 + form) and its value:
 *
 *   BODY_VARINT   7 bits a byte, lowest first; signed numbers zigzag
 *   BODY_BYTES    varint length and bytes: texts, maps (key, value, ...; each
 *                 with its length), structs (fields), lists (varint count,
 *                 then the values without keys)
 *   BODY_DECIMAL  number of zeros taken off the units, then zigzag varint
 *   BODY_ABSENT   nothing; only in deltas: the field was not there before
 */
#pragma once

#include "base/text.h"

enum { BODY_VARINT = 0, BODY_BYTES = 1, BODY_DECIMAL = 2, BODY_ABSENT = 7 };

struct body_cursor {
    const unsigned char *at;
    const unsigned char *end;
};

/* Each answers false when the bytes are not what was asked for. */
must_use bool body_read_varint(struct body_cursor *cursor, uint64_t *out);
must_use bool body_read_sized(struct body_cursor *cursor, struct body_cursor *out);
/** Tag 0 does not exist. */
must_use bool body_read_key(struct body_cursor *cursor, uint16_t *tag, unsigned *form);
/** Over a value of that form; BODY_ABSENT is none. */
must_use bool body_skip(struct body_cursor *cursor, unsigned form);
