/* SPDX-License-Identifier: Apache-2.0 */
/**
 * tree.h: a module as the compiler sees it.
 *
 * The parser makes nodes, erases types and lowers what TypeScript adds (enum,
 * namespace, parameter properties) to plain nodes; the resolver then declares
 * every binding, ties every use to it and numbers the slots. Only after both
 * may the compiler look. A tree that reached the compiler has no early error:
 * the compiler refuses nothing, it asserts.
 *
 * Texts (names, strings) are WTF-8: UTF-8 in which a lone surrogate stands as
 * its three bytes (ED A0..BF xx), and a surrogate pair always as the four
 * bytes of its code point. They are interned per module graph: equal texts
 * have equal `bytes` pointers. All memory is the arena of the compilation.
 *
 * Depth: no path from the root is longer than TREE_DEPTH_MAX nodes, so walkers
 * may recurse. All code is strict.
 *
 * ---- Where variables live ----
 *
 * Every function has registers 0 .. local_count - 1 for its bindings (the
 * compiler's temporaries come behind). Registers 0 .. parameter_count - 1 hold
 * the raw arguments on entry, undefined when not given.
 *
 * A binding that an inner function uses is `captured`: its register holds a
 * cell, made on entry to its scope (again for every iteration of a loop), and
 * the inner function has the cell in its captures. captures[i] of a function
 * says where the parent finds that cell when it makes the closure: in a
 * register of its own, or among its own captures. Closures are flat: one hop.
 *
 * Bindings of a module's top level are neither: they live in one table of the
 * program, `slot` is the index in that table, equal for all modules of the
 * graph. Imports are no variables: a use of an import is a use of the exporting
 * module's binding, which makes it live.
 */
#pragma once

#include "base/text.h"

#define TREE_DEPTH_MAX 1500

struct node;
struct binding;
struct scope;
struct function;
struct module;

struct node_list {
    struct node **items; /**< an item may be NULL only where a comment says so */
    uint32_t count;
};

/* ---- uses of names ----------------------------------------------------- */

enum reference_kind {
    REFERENCE_NONE,      /**< not resolved: only in trees with errors */
    REFERENCE_LOCAL,     /**< register `index`; holds a cell when binding->is_captured */
    REFERENCE_CAPTURE,   /**< captures[index] of the current function, a cell */
    REFERENCE_MODULE,    /**< program variable `index` */
    REFERENCE_NAMESPACE, /**< the namespace object of `module` (import * as x used as a value) */
    REFERENCE_GLOBAL,  /**< a global built-in `name`; unknown: ReferenceError (typeof: undefined) */
    REFERENCE_BUILTIN, /**< value `name` of a built-in module: Decimal, DEFAULT_DIV_PRECISION ... */
};

struct reference {
    enum reference_kind kind;
    uint32_t index;
    /**
     * The use may come before the declaration has run: test for the
     * uninitialised mark and throw ReferenceError. Not set where the order of
     * the source proves it. Program variables are all initialised once the top
     * level of the graph has run.
     */
    bool check_initialised;
    struct binding *binding; /**< LOCAL, CAPTURE, MODULE */
    struct module *module;   /**< NAMESPACE */
    struct text name;        /**< as written; GLOBAL, BUILTIN: what to look up */
};

enum binding_kind {
    BINDING_VAR, /**< undefined on entry to the function */
    BINDING_LET, /**< uninitialised on entry to the scope, undefined by `let x;` */
    BINDING_CONST,
    BINDING_CLASS,    /**< as let */
    BINDING_FUNCTION, /**< closure made on entry to the scope: scope->functions */
    BINDING_PARAMETER,
    BINDING_CATCH,
    BINDING_SELF,       /**< own name of a function expression; assigning throws TypeError */
    BINDING_CLASS_SELF, /**< own name inside of a class; assigning throws TypeError */
    BINDING_THIS,       /**< the five below: made by the function's prologue, only when used */
    BINDING_ARGUMENTS,
    BINDING_NEW_TARGET,
    BINDING_HOME,   /**< home object of the method, for super.x */
    BINDING_CALLEE, /**< the running function object, for super(...) */
    BINDING_KEY,    /**< hidden: value of a computed field key, kept until fields are defined;
                       private name of one evaluation of a class */
    BINDING_IMPORT, /**< never referenced: uses are tied to what it stands for */
    BINDING_MEMBER, /**< never referenced: uses became members of an enum or namespace object */
};

struct binding {
    struct text name;
    enum binding_kind kind;
    bool is_captured;            /**< some inner function uses it: the register holds a cell */
    bool is_assigned;            /**< written to other than by its declaration */
    bool needs_initialised_mark; /**< some use has check_initialised: set the mark on scope entry */
    bool is_module;              /**< top level of a module: slot is a program variable */
    bool is_exported;
    uint32_t slot; /**< register or program variable */
    struct scope *scope;
    /**
     * var x in a body whose function has parameter expressions and a parameter x:
     * starts with the parameter's value. NULL otherwise.
     */
    struct binding *copy_of;
    uint32_t start, end; /**< offsets of the name; end of its declaration (its initialiser too) */

    /* For the resolver alone. */
    struct binding *next_in_bucket;
    struct binding *object;         /**< MEMBER: the enum's or namespace's object */
    const struct node *declaration; /**< of imports: the specifier */
    struct reference import;        /**< IMPORT: what a use stands for, after linking */
    bool is_type_only;
    uint32_t use_count;
};

enum scope_kind {
    SCOPE_MODULE,
    SCOPE_PARAMETERS, /**< function->scope */
    SCOPE_BODY,       /**< function->body_scope: var, let, const, class, function of the body */
    SCOPE_SELF,       /**< around a function expression that has its own name */
    SCOPE_CLASS,      /**< around a class: own name, hidden keys */
    SCOPE_BLOCK,      /**< also switch, catch body, static block */
    SCOPE_LOOP,       /**< head of for, for-in, for-of with let or const */
    SCOPE_CATCH,      /**< the parameter of a catch */
};

/**
 * Entering a scope: for each binding, in order: make a cell when is_captured,
 * put the uninitialised mark (needs_initialised_mark) or undefined (BINDING_VAR)
 * in it; then make the closures of `functions`. A scope without captured
 * bindings, marks and functions costs nothing.
 *
 * SCOPE_LOOP: `for` copies captured bindings into fresh cells before each
 * update (CreatePerIterationEnvironment); for-in/of makes fresh cells for each
 * element. Its bindings are also in scope, uninitialised, in the expression
 * behind in/of: enter the scope before that expression is evaluated.
 */
struct scope {
    enum scope_kind kind;
    struct scope *parent;
    struct function *function;
    struct binding **bindings;
    uint32_t binding_count;
    struct node_list functions; /**< NODE_FUNCTION_DECLARATION, last of equal names only */
    bool has_captured;          /**< some binding is captured */

    /* For the resolver alone. */
    uint32_t binding_capacity;
    struct binding **buckets;
    uint32_t bucket_count;
    uint32_t function_capacity;
    uint32_t first_slot; /**< registers from here on were free on entry */
    uint32_t start;      /**< offset of its beginning */
    bool is_switch;      /**< a case may be entered without those before it */
    bool is_handler;     /**< catch (name): a var of that name is allowed inside */
};

/** One cell of a closure and where its parent finds it. */
struct capture {
    struct binding *binding;
    bool from_parent_capture; /**< index is into the parent's captures, else a register */
    uint32_t index;
};

/* ---- functions --------------------------------------------------------- */

enum function_kind {
    FUNCTION_NORMAL, /**< function declaration or expression: may be called with new */
    FUNCTION_ARROW,
    FUNCTION_METHOD, /**< of object or class, not a constructor */
    FUNCTION_GETTER,
    FUNCTION_SETTER,
    FUNCTION_CONSTRUCTOR,         /**< of a class without extends */
    FUNCTION_DERIVED_CONSTRUCTOR, /**< of a class with extends: this is uninitialised until super()
                                   */
    FUNCTION_FIELDS, /**< made up: body is NODE_FIELD in order; runs with this = new instance */
    FUNCTION_STATIC, /**< made up: body is NODE_FIELD and NODE_BLOCK; runs once, this = class */
    FUNCTION_MODULE, /**< top level of a module */
};

struct function {
    enum function_kind kind;
    struct text name; /**< own, or given by the place ("x" in x = () => 1); empty when none */
    struct node_list parameters; /**< targets: IDENTIFIER, patterns, DEFAULT, REST as last */
    struct node_list body;       /**< statements; an arrow's expression became a RETURN */
    uint32_t start, end;         /**< of the source text, for positions */
    uint32_t length;             /**< the `length` property */
    bool has_simple_parameters;  /**< only identifiers */
    bool has_own_name;           /**< the name is written in the function itself */

    /* Filled by the resolver. */
    struct function *parent;
    struct binding *declared; /**< of a FUNCTION_DECLARATION: what the closure initialises */
    struct scope
        *self_scope;     /**< SCOPE_SELF with one binding, in this function's registers; or NULL */
    struct scope *scope; /**< SCOPE_PARAMETERS (empty for FIELDS, STATIC, MODULE) */
    struct scope *body_scope; /**< SCOPE_BODY; of a module SCOPE_MODULE */
    uint32_t parameter_count; /**< parameters.count: raw arguments in the first registers */
    uint32_t local_count;     /**< registers of bindings, with the raw arguments */
    struct capture *captures;
    uint32_t capture_count;
    /**
     * Made by the prologue when not NULL; each has a slot like any binding.
     * Arrows, and only they, have none: they capture those of the function
     * around. The top level of a module has this (undefined).
     */
    struct binding *this_binding;
    struct binding *arguments_binding; /**< unmapped, always a fresh array-like object */
    struct binding *new_target_binding;
    struct binding *home_binding;
    struct binding *callee_binding;
    bool uses_this; /**< itself or an arrow inside, super included */
    bool uses_arguments;
    bool uses_new_target;
    bool uses_super_property; /**< needs a home object */
    bool uses_super_call;

    /* For the resolver alone. */
    uint32_t capture_capacity;
    uint32_t free_slot;
    bool is_class_member;            /**< method, field part: runs after its class is made */
    const struct text *member_names; /**< body of an enum or namespace: names that are members */
    uint32_t member_name_count;      /**< of the object that is its first parameter */
};

/* ---- classes ----------------------------------------------------------- */

enum private_kind { PRIVATE_FIELD, PRIVATE_METHOD, PRIVATE_ACCESSOR };

/**
 * #name of a class. `id` is unique in the program and stands for the name at
 * run time; methods and accessors are put on instances (or the class, when
 * static) as unwritable private elements before any field is defined.
 */
struct private_name {
    struct text name; /**< without # */
    enum private_kind kind;
    bool is_static;
    bool has_getter, has_setter;
    uint32_t id;
    struct binding *binding; /**< of each evaluation of the class; NULL: one name for all */
    struct private_name *next; /**< of the same class */
    uint32_t start;
};

struct class_body {
    struct text name; /**< own, or given by the place; empty when none */
    bool has_own_name;
    struct node *heritage;        /**< expression behind extends, or NULL; null literal possible */
    struct function *constructor; /**< NULL: the default one of base or derived class */
    /**
     * NODE_PROPERTY in source order, for evaluation at class definition: methods,
     * accessors (define them) and fields with a computed key (evaluate the key,
     * ToPropertyKey, store it in key_binding). Other fields are only in the
     * functions below. Constructors are left out.
     */
    struct node_list members;
    struct function *fields; /**< FUNCTION_FIELDS or NULL: of each new instance */
    struct function
        *static_part; /**< FUNCTION_STATIC or NULL: call once at the end of the definition */
    struct private_name *private_names; /**< in order of declaration */
    struct scope *scope;                /**< SCOPE_CLASS: around heritage and members */
    struct binding *self; /**< in scope: own name; NULL when the class has none. Initialise
                               before static_part runs */
    uint32_t start, end;
};

/* ---- operators --------------------------------------------------------- */

enum operator{
    OPERATOR_NONE, /**< plain = in an ASSIGN */
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_REMAINDER,
    OPERATOR_POWER,
    OPERATOR_SHIFT_LEFT,
    OPERATOR_SHIFT_RIGHT,
    OPERATOR_SHIFT_RIGHT_UNSIGNED,
    OPERATOR_BIT_AND,
    OPERATOR_BIT_OR,
    OPERATOR_BIT_XOR,
    OPERATOR_LESS,
    OPERATOR_LESS_EQUAL,
    OPERATOR_GREATER,
    OPERATOR_GREATER_EQUAL,
    OPERATOR_EQUAL,
    OPERATOR_NOT_EQUAL,
    OPERATOR_STRICT_EQUAL,
    OPERATOR_STRICT_NOT_EQUAL,
    OPERATOR_IN,
    OPERATOR_INSTANCEOF,
    /* NODE_LOGICAL, and NODE_ASSIGN (short-circuiting) */
    OPERATOR_AND,
    OPERATOR_OR,
    OPERATOR_COALESCE,
    /* NODE_UNARY */
    OPERATOR_PLUS,
    OPERATOR_MINUS,
    OPERATOR_NOT,
    OPERATOR_BIT_NOT,
    OPERATOR_TYPEOF,
    OPERATOR_VOID,
    OPERATOR_DELETE, /**< operand: a MEMBER, INDEX, OPTIONAL_CHAIN of one, or any value (true) */
};

/* ---- nodes ------------------------------------------------------------- */

/**
 * The member of the union that each kind uses stands behind it. "target" is
 * what can be assigned to: IDENTIFIER, MEMBER, INDEX, PRIVATE_MEMBER,
 * SUPER_MEMBER, SUPER_INDEX, ARRAY_PATTERN, OBJECT_PATTERN.
 */
enum node_kind {
    NODE_NONE,

    /* Expressions */
    NODE_NULL,
    NODE_UNDEFINED, /**< the global undefined, when not shadowed */
    NODE_TRUE,
    NODE_FALSE,
    NODE_NUMBER,          /**< number */
    NODE_STRING,          /**< text */
    NODE_TEMPLATE,        /**< template: ToString of each value, joined with cooked */
    NODE_TAGGED_TEMPLATE, /**< template: function called with the (frozen, per site) strings object
                           */
    NODE_REGEXP,          /**< regexp: a new object each time; known to compile */
    NODE_IDENTIFIER,      /**< reference; as a value or as a target */
    NODE_THIS,       /**< reference to a BINDING_THIS (check_initialised in derived constructors) */
    NODE_NEW_TARGET, /**< reference to a BINDING_NEW_TARGET */
    NODE_ARRAY,      /**< list: values, SPREAD, NULL for holes */
    NODE_OBJECT,     /**< list: PROPERTY, SPREAD */
    NODE_FUNCTION,   /**< function: function expression or arrow */
    NODE_CLASS,      /**< class_node: class expression */
    NODE_UNARY,      /**< unary */
    NODE_UPDATE,     /**< update: ++ and --; the target is no pattern */
    NODE_BINARY,     /**< binary */
    NODE_LOGICAL,    /**< binary: && || ?? */
    NODE_ASSIGN,     /**< assign: target op= value; a pattern only with OPERATOR_NONE */
    NODE_CONDITIONAL,    /**< branch: test ? then : otherwise */
    NODE_SEQUENCE,       /**< list: at least two */
    NODE_MEMBER,         /**< member: object.name */
    NODE_INDEX,          /**< index: object[key] */
    NODE_PRIVATE_MEMBER, /**< private_member: object.#name */
    NODE_PRIVATE_IN,     /**< private_member: #name in object */
    NODE_SUPER_MEMBER,   /**< super_member: super.name (key is a STRING) */
    NODE_SUPER_INDEX,    /**< super_member: super[key] */
    NODE_CALL,           /**< call: `this` is the object when callee is a member of any kind (also
                              below an OPTIONAL_CHAIN in parentheses), otherwise undefined */
    NODE_NEW,            /**< call */
    NODE_SUPER_CALL,     /**< super_call: binds this, then runs the class's fields */
    NODE_OPTIONAL_CHAIN, /**< unary.operand: undefined when an is_optional link below has a nullish
                              object or callee. Links below are reached through object and callee */
    NODE_SPREAD,         /**< unary.operand: in ARRAY, OBJECT and arguments */

    /* Patterns and parts */
    NODE_ARRAY_PATTERN,  /**< list: targets, DEFAULT, REST as last, NULL for holes */
    NODE_OBJECT_PATTERN, /**< list: PROPERTY (value: target or DEFAULT), REST as last */
    NODE_DEFAULT,        /**< binary: left target, right value when undefined */
    NODE_REST,           /**< unary.operand: target */
    NODE_PROPERTY,       /**< property: of object literals, object patterns, classes */
    NODE_FIELD,          /**< property: in FIELDS and STATIC functions: define on this */

    /* Statements */
    NODE_EMPTY,
    NODE_EXPRESSION,           /**< unary.operand */
    NODE_VARIABLES,            /**< variables: var, let, const */
    NODE_DECLARATOR,           /**< binary: left target, right initialiser or NULL */
    NODE_FUNCTION_DECLARATION, /**< function; made on scope entry, nothing to do in its place */
    NODE_CLASS_DECLARATION,    /**< class_node; initialises its outer reference */
    NODE_BLOCK,                /**< block */
    NODE_IF,                   /**< branch; otherwise may be NULL */
    NODE_FOR,      /**< loop: init (VARIABLES, expression, NULL), test or NULL, update or NULL */
    NODE_FOR_IN,   /**< loop: target (a target, or VARIABLES with one DECLARATOR), object */
    NODE_FOR_OF,   /**< loop: the same; closes the iterator on abrupt ends */
    NODE_WHILE,    /**< loop: test */
    NODE_DO_WHILE, /**< loop: test */
    NODE_BREAK,    /**< jump */
    NODE_CONTINUE, /**< jump */
    NODE_RETURN,   /**< unary.operand or NULL */
    NODE_THROW,    /**< unary.operand */
    NODE_TRY,      /**< try_node */
    NODE_SWITCH,   /**< switch_node */
    NODE_CASE,     /**< case_node */
    NODE_LABELED,  /**< labeled; only BREAK aims at it: CONTINUE aims at the loop itself */
    NODE_DEBUGGER, /**< nothing */
    NODE_EXPORT_DEFAULT, /**< export_default: initialise the module's "default" with an expression
                          */

    /* Only between parser and resolver; the compiler meets them at a module's
       top level and does nothing. */
    NODE_IMPORT, /**< import */
    NODE_EXPORT, /**< export: lists and re-exports; an exported declaration stands for itself */
};

enum variables_kind { VARIABLES_VAR, VARIABLES_LET, VARIABLES_CONST };

/** Bits of property.flags. */
enum property_flag {
    PROPERTY_COMPUTED = 1 << 0, /**< key is an expression; otherwise STRING or NUMBER */
    PROPERTY_METHOD = 1 << 1,   /**< value is a FUNCTION of kind METHOD */
    PROPERTY_GETTER = 1 << 2,
    PROPERTY_SETTER = 1 << 3,
    PROPERTY_STATIC = 1 << 4,    /**< class members */
    PROPERTY_FIELD = 1 << 5,     /**< class members */
    PROPERTY_PRIVATE = 1 << 6,   /**< private_name is set, key is NULL */
    PROPERTY_PROTO = 1 << 7,     /**< __proto__: value in an object literal: sets the prototype */
    PROPERTY_SHORTHAND = 1 << 8, /**< { x } */
    PROPERTY_NAMES = 1 << 9,     /**< computed key, anonymous function or class: named by the key */
};

struct node {
    enum node_kind kind;
    bool is_parenthesised;
    bool has_trailing_comma; /**< for the parser alone: of literals that may be patterns */
    bool is_made_up;         /**< by lowering: its var may meet a class or function of that name */
    uint32_t start, end;     /**< offsets into the source, for positions of errors */
    union {
        double number;
        struct text text;
        struct {
            struct text
                *cooked; /**< value_count + 1; bytes NULL where an escape is invalid (tagged) */
            struct text *raw;
            struct node_list values;
            struct node *tag; /**< TAGGED_TEMPLATE: callee, with `this` as in CALL */
        } template;
        struct {
            struct text pattern, flags;
        } regexp;
        struct reference reference;
        struct node_list list;
        struct function *function;
        struct {
            struct class_body *body;
            struct reference reference; /**< CLASS_DECLARATION: the outer name */
        } class_node;
        struct {
            enum operator operator; /**< UNARY */
            struct node *operand;
        } unary;
        struct {
            bool is_prefix, is_increment;
            struct node *target;
        } update;
        struct {
            enum operator operator;
            struct node *left, *right;
        } binary;
        struct {
            enum operator operator;
            struct node *target, *value;
        } assign;
        struct {
            struct node *test, *then, *otherwise;
        } branch;
        struct {
            struct node *object;
            struct text name;
            bool is_optional; /**< ?. */
        } member;
        struct {
            struct node *object, *key;
            bool is_optional;
        } index;
        struct {
            struct node *object;
            struct text name; /**< without # */
            struct private_name *private_name;
            struct reference name_reference; /**< when the name has a binding */
            bool is_optional;
        } private_member;
        struct {
            struct node *key;
            struct reference home;       /**< BINDING_HOME */
            struct reference this_value; /**< BINDING_THIS: the receiver */
        } super_member;
        struct {
            struct node *callee;
            struct node_list arguments; /**< with SPREAD */
            bool is_optional;
        } call;
        struct {
            struct node_list arguments;
            struct reference callee; /**< BINDING_CALLEE: its prototype is the parent class */
            struct reference
                this_value; /**< to be initialised; ReferenceError when it is already */
            struct reference new_target;
        } super_call;
        struct {
            uint32_t flags; /**< enum property_flag */
            struct node *key;
            struct node *value; /**< fields: NULL is undefined */
            struct private_name *private_name;
            struct binding *key_binding; /**< class member, computed field: where the key is kept */
            struct reference key_reference; /**< computed field, private name with a binding */
        } property;
        struct {
            enum variables_kind kind;
            struct node_list declarators;
        } variables;
        struct {
            struct node_list statements;
            struct scope *scope; /**< NULL when it declares nothing */
        } block;
        struct {
            struct node *init;   /**< FOR: init; FOR_IN, FOR_OF: the target */
            struct node *test;   /**< FOR, WHILE, DO_WHILE: the test; FOR_IN, FOR_OF: the object */
            struct node *update; /**< FOR */
            struct node *body;
            struct scope *scope; /**< SCOPE_LOOP or NULL */
        } loop;
        struct {
            struct text label;   /**< NO_TEXT when none */
            struct node *target; /**< BREAK: loop, SWITCH or LABELED; CONTINUE: the loop */
        } jump;
        struct {
            struct node *block;     /**< BLOCK */
            struct node *target;    /**< parameter of the catch, or NULL */
            struct node *handler;   /**< BLOCK or NULL */
            struct node *finalizer; /**< BLOCK or NULL */
            struct scope *scope;    /**< SCOPE_CATCH, around the handler's own, or NULL */
        } try_node;
        struct {
            struct node *value;
            struct node_list cases; /**< CASE */
            struct scope *scope;    /**< one block around all cases, or NULL */
        } switch_node;
        struct {
            struct node *test; /**< NULL is default */
            struct node_list statements;
        } case_node;
        struct {
            struct text label;
            struct node *body;
        } labeled;
        struct {
            struct node
                *value; /**< an expression; `export default function/class` are declarations */
            struct reference reference; /**< of the program variable */
        } export_default;
        struct {
            struct text specifier;
            struct text default_name;   /**< NO_TEXT when none */
            struct text namespace_name; /**< NO_TEXT when none */
            struct import_item *items;
            uint32_t item_count;
            uint32_t specifier_start, specifier_end;
        } import;
        struct {
            struct text specifier;      /**< NO_TEXT: exports own names */
            struct text namespace_name; /**< export * as name */
            bool is_star;               /**< export * */
            struct import_item *items;  /**< name here (of the other module) as exported name */
            uint32_t item_count;
            uint32_t specifier_start, specifier_end;
        } export;
    };
};

struct import_item {
    struct text name;  /**< in the module that has it; "default" for the default */
    struct text alias; /**< import: local name; export: name outside */
    uint32_t start, end;
};

/* ---- modules ----------------------------------------------------------- */

/** One name that a module offers; what it stands for is resolved through re-exports. */
struct module_export {
    struct text name;
    struct reference reference; /**< MODULE, NAMESPACE, GLOBAL or BUILTIN */
};

struct module {
    struct text path;
    struct text text;              /**< source, borrowed */
    uint32_t number;               /**< place in module_graph.modules */
    uint32_t source;               /**< place among the sources given */
    bool is_counted;               /**< carries marks; set behind module_graph_load */
    bool is_used_as_namespace;     /**< some reference of kind NAMESPACE aims here */
    struct function *function;     /**< FUNCTION_MODULE: the top level */
    struct module_export *exports; /**< sorted by name (code units), default included */
    uint32_t export_count;
    struct module_link *link; /**< for module.c alone */
};

/** What module_graph_load (module.h) hands to the compiler. */
struct module_graph {
    struct module **modules; /**< in order of evaluation, all to be run once, in this order */
    uint32_t module_count;
    struct module *entry;    /**< the module whose default export is called */
    uint32_t variable_count; /**< size of the table of program variables */
    uint32_t private_name_count;
};

/** Is it a function or class without a name of its own: then assignment names it. */
bool node_is_anonymous_function(const struct node *node);
