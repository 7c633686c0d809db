/* SPDX-License-Identifier: Apache-2.0 */
/** search.h: the query language of /v1/<resource>/search (billing.md 2.7). */
#pragma once

#include "api/route.h"

#define SEARCH_CLAUSES_MAX 10

enum search_type {
    SEARCH_TOKEN,    /**< equal, whatever the case */
    SEARCH_STRING,   /**< the words of the query in their order, or with ~ a part of the text */
    SEARCH_NUMBER,   /**< compared as an integer */
    SEARCH_METADATA, /**< a token under a key */
};

/** What a resource can be searched by; a table of them ends with a NULL name. */
struct search_field {
    const char *name; /**< as the query and the object have it */
    enum search_type type;
};

enum search_operator { SEARCH_IS, SEARCH_CONTAINS, SEARCH_LT, SEARCH_LE, SEARCH_GT, SEARCH_GE };

struct search_clause {
    const struct search_field *field;
    struct text key; /**< of metadata */
    enum search_operator operator_;
    struct text value;
    int64_t number;
    bool is_null; /**< null without quotes: the field is absent */
    bool is_negated;
};

struct search_query {
    struct search_clause clauses[SEARCH_CLAUSES_MAX];
    size_t count;
    bool is_or;
};

/** Read a query; what is wrong with it is said under param "query". */
must_use err_t search_parse(struct task *task, const struct search_field *fields, struct text text,
                            struct search_query *out);
/** Whether a clause holds for the text that its field has in an object; NO_TEXT is null. */
bool search_clause_fits(const struct search_clause *clause, struct text value);
