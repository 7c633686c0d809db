/* SPDX-License-Identifier: Apache-2.0 */
/**
 * diagnostic.h: what is wrong with a source, said so that it can be mended.
 *
 * Codes, titles and explanations stand in diagnostic.def. A message says what
 * is wrong here and what to write instead, in one sentence each.
 */
#pragma once

#include "script/script.h"
#include "script/source.h"

#define DIAGNOSTICS_MAX 100

enum diagnostic {
#define DIAGNOSTIC(name, code, title, explanation, instead) DIAGNOSTIC_##name,
#include "script/diagnostic.def"
#undef DIAGNOSTIC
    DIAGNOSTIC_COUNT,
};

struct diagnostic_kind {
    const char *code; /**< "Q1001" */
    const char *title;
    const char *explanation;
    const char *instead;
};

const struct diagnostic_kind *diagnostic_kind(enum diagnostic diagnostic);

/** Where findings of one compilation go. */
struct diagnostic_sink {
    struct arena *arena;
    struct script_diagnostics *out;
    bool is_full; /**< DIAGNOSTICS_MAX reached, or no memory: the rest is dropped */
};

/** Note a finding about source[start, end). Two at the same place count once. */
void diagnose(struct diagnostic_sink *sink, const struct source *source, enum diagnostic diagnostic,
              uint32_t start, uint32_t end, const char *format, ...) printf_like(6, 7);
/** In order of files as first seen, lines, columns. */
void diagnostics_sort(struct script_diagnostics *diagnostics);
