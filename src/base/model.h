/* SPDX-License-Identifier: Apache-2.0 */
/**
 * model.h: tables that describe structs, and the walkers over them.
 *
 * tools/modelgen.py writes the tables from model/; nothing else is generated.
 * One table serves four walkers: API JSON out, stored body out and in, request
 * parameters in, and the view that a script has of its input (script/host.c).
 *
 * How a field's type stands in the C struct, `x` being the field's name:
 *
 *   type      member                               null or absent is
 *   bool      bool x                               has_x == GIVEN_NO
 *   int       int64_t x                            has_x == GIVEN_NO
 *   decimal   struct decimal x                     has_x == GIVEN_NO
 *   text      struct text x                        x.bytes == NULL
 *   time      instant_t x                          x == 0
 *   currency  struct currency x                    x.index == 0
 *   ENUM      enum NAME x (stored as its index)    x == 0
 *   ->KIND    struct id x                          x.key == 0
 *   map       struct model_map x                   (never null)
 *   json      struct text x (canonical JSON)       x.bytes == NULL
 *   TYPE      struct TYPE x; nullable: struct TYPE *x      NULL
 *   [T]       T *x; size_t x_count                 count 0 (nullable: x == NULL)
 *   {T}       as [T]                               as [T]
 *   literal   nothing                              -
 *
 * has_x is an enum given. It exists for nullable bool, int and decimal, and in
 * params for every optional field. A member whose name is a word of C gets an
 * underscore behind it. A text that may not be null is empty when its bytes are
 * NULL: both mean the same, in stored bodies too.
 */
#pragma once

#include "base/currency.h"
#include "base/decimal.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/json.h"

enum model_type {
    MODEL_BOOL,
    MODEL_INT,
    MODEL_DECIMAL,
    MODEL_TEXT,
    MODEL_TIME,
    MODEL_CURRENCY,
    MODEL_ENUM,
    MODEL_REF,
    MODEL_MAP,
    MODEL_JSON,
    MODEL_OBJECT,
    MODEL_LITERAL,
};

/** A parameter's state; in objects only NO and VALUE occur. */
enum given { GIVEN_NO, GIVEN_VALUE, GIVEN_EMPTY /**< sent empty: unset the field */ };

struct model_pair {
    struct text key;
    struct text value; /**< in params, an empty value removes the key */
};

struct model_map {
    struct model_pair *pairs;
    size_t count;
};

enum model_flag {
    MODEL_NULLABLE = 1 << 0,   /**< may be null */
    MODEL_OPTIONAL = 1 << 1,   /**< may be absent: left out of JSON when null; optional parameter */
    MODEL_LIST = 1 << 2,       /**< array of the type */
    MODEL_ENVELOPE = 1 << 3,   /**< with LIST: rendered as {object:"list",data,has_more,url} */
    MODEL_INCLUDABLE = 1 << 4, /**< left out of JSON unless expanded */
    MODEL_EMBEDDED = 1 << 5,   /**< REF that is always rendered as the object */
    MODEL_TRANSIENT = 1 << 6,  /**< not stored; filled by the kind's derive function */
    MODEL_HIDDEN = 1 << 7,     /**< stored, never rendered */
    MODEL_UNSETTABLE = 1 << 8, /**< parameter that may be sent empty */
    MODEL_POINTER = 1 << 9,    /**< OBJECT held by pointer */
    MODEL_OR_NOW = 1 << 10,    /**< TIME parameter that also takes "now": MODEL_NOW */
    MODEL_OR_INF = 1 << 11,    /**< INT parameter that also takes "inf": MODEL_INF */
    MODEL_OR_SCALAR = 1 << 12, /**< OBJECT parameter: a bare value fills its first field */
    MODEL_KEYED =
        1 << 13, /**< with LIST: rendered as an object, keys are the elements' first field */
    MODEL_NUMBER = 1 << 14, /**< DECIMAL that is a JSON number, not a string */
};

#define MODEL_NOW ((instant_t)-1)
#define MODEL_INF INT64_MAX

struct model;
struct model_kind;

struct model_enum {
    const char *name;
    const char *const *values; /**< values[0] is NULL: none */
    size_t count;              /**< with the 0th */
    const char *const *wire;   /**< snake_case, for wire forms of points; often the same array */
};

/** Index of the value as the model writes it, in snake_case or in UPPER_CASE; 0: there is none. */
unsigned model_enum_find(const struct model_enum *values, struct text text);

struct model_field {
    const char *name;  /**< snake_case, as on the wire */
    const char *camel; /**< camelCase, as scripts see it */
    enum model_type type;
    uint32_t flags;
    uint16_t tag; /**< of the stored body: a hash of the name, unique in its model */
    uint16_t offset;
    uint16_t has_offset;   /**< of has_x; UINT16_MAX when there is none */
    uint16_t count_offset; /**< of x_count; UINT16_MAX when no list */
    const struct model *object;
    const struct model_enum *values;
    const struct model_kind *const *kind; /**< REF: what it points at */
    const char *literal;                  /**< LITERAL: its JSON */
    int64_t min;     /**< parameters: smallest value, shortest text, fewest elements */
    int64_t max;     /**< parameters: largest value, longest text, most elements */
    const char *url; /**< ENVELOPE: its url, "{id}" stands for the object's id; may be NULL */
    uint16_t first;  /**< ENVELOPE: most elements rendered, 0 for all */
};

struct model {
    const char *name;
    const struct model_field *fields;
    size_t count;
    size_t size_bytes; /**< of the C struct */
    /** Not NULL: structs begin with `struct id id`, and are rendered with "id" and "object". */
    const struct model_kind *kind;
    const uint16_t
        *by_tag; /**< indexes of the stored fields in rising order of tags, as bodies have them */
    size_t stored_count;
};

struct task;

/**
 * A kind of API object: what an id's prefix, a record and an event refer to.
 * Every object's struct begins with `struct id id; int64_t version;`, which
 * are no fields of the table: the walkers add "id" and "object" in front.
 */
struct model_kind {
    const char *name;   /**< "customer": C and table name */
    const char *object; /**< "customer", "test_helpers.test_clock": the JSON `object` */
    const char *prefix; /**< "cus"; NULL when ids are text chosen by clients (field public_id) */
    const struct model *model;
    const char *path; /**< "/v1/customers", for the url of lists; may be NULL */
    uint16_t number;  /**< stable, in stored events: a hash of the name */
    /** Of a `struct text public_id`, which wins over the encoded id; UINT16_MAX: none. */
    uint16_t public_id_offset;
    /** Lives inside its parent's body (a type with a prefix): no record, no expansion. */
    bool is_nested;
};

/** All kinds with records, NULL at the end; generated. */
extern const struct model_kind *const model_kinds[];
/** Kinds that live inside other objects, NULL at the end; generated. */
extern const struct model_kind *const model_nested_kinds[];
const struct model_kind *model_kind_by_number(uint16_t number);
const struct model_kind *model_kind_by_object(const char *object);
/** The field of that name, or NULL. */
const struct model_field *model_field_find(const struct model *model, struct text name);

/** Legal moves of a state field; generated from a "states" block. */
struct model_states {
    const char *kind;
    const char *field;
    const uint16_t (*moves)[2]; /**< from, to; from 0 is "does not exist yet" */
    size_t count;
};
bool model_may_change(const struct model_states *states, unsigned from, unsigned to);

/** An event type; the table event_types[] is indexed by enum event_type (events.model.h). */
struct model_event {
    const char *name; /**< "customer.created" */
    const struct model_kind *kind;
    uint16_t number; /**< stable, in stored events: a hash of the name */
};

enum model_metric_type { MODEL_COUNTER, MODEL_GAUGE, MODEL_HISTOGRAM };

/** A metric; the table model_metrics[] is indexed by enum metric (metrics.model.h). */
struct model_metric {
    const char *name;
    enum model_metric_type type;
    const char *sentence;
};

/* ---- API JSON ---------------------------------------------------------- */

/** Which paths are expanded; a tree made by model_expand_parse. */
struct model_expand {
    struct text name;
    struct model_expand *children;
    struct model_expand *next;
};

/** "a.b" paths, four levels at most, checked against `kind`; ERR_EXPAND_UNKNOWN. */
must_use err_t model_expand_parse(struct task *task, const struct model_kind *kind,
                                  const struct text *paths, size_t count,
                                  struct model_expand **out);

/** How the renderer reaches other objects; store/record.c fills it in. */
struct model_world {
    struct task *task;
    const struct id_secret *secret;
    /** Load an object of a kind into the task's arena. A deleted one gives *out == NULL. */
    err_t (*load)(struct task *task, const struct model_kind *kind, struct id id, void **out);
    /** Fill an object's transient fields before it is rendered; NULL when no kind has any. */
    err_t (*derive)(struct task *task, const struct model_kind *kind, void *object);
};

/** Write an object of a kind, {"id":...,"object":...,...}, deriving it first. */
must_use err_t model_render(const struct model_world *world, const struct model_kind *kind,
                            void *object, const struct model_expand *expand,
                            struct json_writer *writer);
/** What a deleted object looks like: {"id":...,"object":...,"deleted":true}. */
void model_render_deleted(const struct model_world *world, const struct model_kind *kind,
                          struct id id, struct json_writer *writer);
/**
 * The text of one member as JSON has it, without quotes: "data.card.last4" of an object, derived or
 * not. NO_TEXT: it is null, or a list, a map or a struct.
 */
must_use err_t model_peek(const struct model_world *world, const struct model *model,
                          const void *object, const char *path, struct text *out);
/** Write a plain struct in the wire form of points: snake_case, decimals as strings, ISO times. */
must_use err_t model_write_wire(const struct model *model, const void *value,
                                struct json_writer *writer);
/** Read that form; on ERR_MODEL_SHAPE *problem says path and reason. Unknown keys are refused. */
must_use err_t model_read_wire(struct arena *arena, const struct model *model,
                               const struct json *json, void *out, struct text *problem);

/* ---- stored bodies ----------------------------------------------------- */

/**
 * Compact bytes: a field is two bytes, tag * 8 + wire form, and its value;
 * zero, null and empty fields are left out; transient ones too. Tags rise
 * strictly. A reader skips tags it does not know, so that fields can be added
 * and removed. Same value, same bytes.
 */
must_use err_t model_encode(const struct model *model, const void *value, struct text_builder *out);
/**
 * ERR_BODY_CORRUPT when the bytes are not such a body. The body is copied into
 * the arena once; the texts of *out lie in that copy.
 */
must_use err_t model_decode(struct arena *arena, const struct model *model, struct text body,
                            void *out);
/**
 * The top-level fields of body `before` that differ in `after`, as a body;
 * fields absent before and present after are listed with an empty marker.
 * model_patch undoes it: after + delta gives before.
 */
must_use err_t model_delta(struct text before, struct text after, struct text_builder *out);
must_use err_t model_patch(struct text after, struct text delta, struct text_builder *out);

/* ---- request parameters ------------------------------------------------ */

/** A decoded form or query as a tree; http/form.c makes it. */
struct form_node {
    struct text key;  /**< one bracket level; empty for array elements */
    struct text path; /**< as sent, normalised: items[0][price] */
    struct text value;
    bool has_value;
    struct form_node *children; /**< first child, in order of appearance (arrays: of index) */
    struct form_node *next;
};

/**
 * Fill a params struct. Unknown, ill-typed, missing and empty parameters are
 * refused with the API's codes and `param` in bracket notation
 * (ERR_PARAMETER_UNKNOWN, _MISSING, _EMPTY, _INVALID_INTEGER, ...).
 * Ids (->kind) are parsed here; whether they exist is the room's business.
 * `form` is the root, its children are the parameters; NULL is no parameters.
 */
must_use err_t model_read_params(struct task *task, const struct model *model,
                                 const struct form_node *form, void *out);
