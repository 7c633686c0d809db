/* SPDX-License-Identifier: Apache-2.0 */
/**
 * module.h: from sources to one linked graph.
 *
 * Specifiers: "./x", "./x.js" and "./x.ts" are files of the release (x.ts,
 * x/index.ts, then the same with .js); the SDK's names are built in; any other
 * bare name is a bundled library, node_modules/NAME.ts or .js.
 *
 * An import of a .ts file that is never used as a value is erased with all
 * that would be wrong about it, as the compiler of that language does.
 */
#pragma once

#include "script/diagnostic.h"
#include "script/tree.h"

#define MODULES_MAX 3000

/**
 * Parse, link and resolve everything that sources[0] reaches. All memory is
 * the arena's. ERR_SCRIPT_REJECTED with diagnostics, or ERR_OUT_OF_MEMORY.
 */
must_use err_t module_graph_load(struct arena *arena, const struct script_source *sources,
                                 size_t source_count, struct script_diagnostics *diagnostics,
                                 struct module_graph **out);

/**
 * The files that a specifier may mean in the file `from`, likeliest first; none
 * when it climbs out of the root. False when the arena is exhausted.
 */
must_use bool module_candidates(struct arena *arena, struct text from, struct text specifier,
                                struct text candidates[SCRIPT_CANDIDATES_MAX], size_t *count);

/** Is it one of the SDK's modules, whose types are erased? */
bool module_is_builtin(struct text specifier);
/** Does such a module have a value of this name? */
bool module_builtin_has(struct text name);
