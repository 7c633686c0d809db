/* SPDX-License-Identifier: Apache-2.0 */
/**
 * extend.h: user-authored logic, contained.
 *
 * The domain fills `output` with the default answer and calls the point's
 * generated function, which ends in extend_call: find the binding, run its
 * release within its budget, check shape and contract, apply the failure
 * policy, and journal the run in the session that commits the decision.
 * Guarantees: G1 to G8 of docs/concepts/extension-points.md.
 */
#pragma once

#include "base/model.h"
#include "base/money.h"
#include "base/task.h"
#include "script/script.h"
#include "store/store.h"

#include "extend.model.h"
#include "points.model.h"

/* ---- points ------------------------------------------------------------ */

enum on_failure_bit {
    ON_FAILURE_DEFAULT = 1,
    ON_FAILURE_HOLD = 2,
    ON_FAILURE_FAIL = 4,
};

/** How the answers of several bindings become one. */
enum point_composition {
    COMPOSE_FIRST, /**< the first that applies decides */
    COMPOSE_CHAIN, /**< each works on what the ones before it left */
    COMPOSE_MIN,   /**< by the answer's money */
    COMPOSE_MAX,
    COMPOSE_SUM,
};

struct point_method {
    const char *name; /**< "computeDiscounts" */
    const struct model *input;
    const struct model *output;
    bool is_optional; /**< a script may leave it out: the default stands */
};

/** An interface version that should not be used any more. */
struct point_deprecation {
    int version;         /**< 0: that of `@stripe/scripts` */
    const char *since;   /**< of quoin */
    const char *sunset;  /**< "2028-01-01": then it may be taken away */
    const char *instead; /**< what to use; NULL at the end of a list */
};

/** A decision that user logic may take; generated from model/points/. */
struct point {
    const char *id;          /**< "commerce.discount_calculation" */
    const char *const *also; /**< older ids, NULL at the end */
    const char *interface;   /**< "Commerce.DiscountCalculation" */
    int version;
    const struct point_method *methods;
    size_t method_count;
    uint64_t fuel, fuel_per_line;
    size_t memory_bytes, memory_bytes_per_line; /**< of the script's heap */
    size_t input_bytes_max;                     /**< in stored form */
    size_t output_bytes_max;                    /**< in wire form */
    uint32_t depth;
    uint32_t on_failure; /**< the policies it allows, enum on_failure_bit */
    uint32_t scopes;     /**< what bindings may apply to: bit 1 << enum scope_type */
    enum point_composition composition;
    const char *money;  /**< path in the answer of the amount that it decides; NULL: it has none */
    bool money_is_less; /**< more of it is less to pay */
    /** COMPOSE_CHAIN: write an answer into the input of the next binding (a copy of its struct). */
    void (*chain)(int method, const void *output, void *input);
    /** What "per line" counts: offset of an x_count in the first method's input, or UINT16_MAX. */
    uint16_t line_count_offset;
    const char *const *clauses; /**< names of the contract's clauses, NULL at the end */
    /** Whether an answer means what the point promises; *problem says what it broke. */
    bool (*contract)(int method, const void *input, const void *output, struct arena *arena,
                     struct text *problem);
    const char *owner; /**< who decides what becomes of the point */
    const char *since; /**< the first version of quoin that had it */
    enum point_stability stability;
    const struct point_deprecation *deprecated;
    /** Makes a made-up input one that the engine could give; NULL: any will do. */
    void (*given)(int method, void *input, struct arena *arena);
};

/** By id or older id; NULL when unknown. */
const struct point *point_find(struct text id);

/* ---- extensions, releases, bindings ------------------------------------ */

extern const struct record_kind extension_records;
extern const struct record_kind release_records;
extern const struct record_kind binding_records;
extern const struct record_kind run_records;
extern const struct record_kind hold_records;
extern const struct record_kind archive_segment_records;
extern const struct record_kind breaker_records;
extern const struct record_kind backtest_records;
extern const struct record_kind backtest_difference_records;
extern const struct record_kind backtest_line_records;
extern const struct record_kind rollout_records;
extern const struct record_kind rollout_difference_records;

/** Indexes of run_records and hold_records, for scans. */
enum { RUNS_BY_INVOICE, RUNS_BY_CUSTOMER, RUNS_BY_OUTCOME, RUNS_BY_RELEASE };
enum { HOLDS_BY_OBJECT, HOLDS_BY_STATUS };
enum { ROLLOUTS_BY_OPEN, ROLLOUTS_BY_BINDING };
enum { BINDINGS_BY_GENERAL, BINDINGS_BY_EXTENSION };

/** The engine's releases in memory, and the block that scripts run in. One thread uses it. */
must_use err_t extend_open(size_t heap_bytes_max, struct extend **out);
void extend_close(struct extend *extend);

/**
 * The task was overtaken and will run again: what was counted of its runs is not so. What
 * releases of its account did is read from the journal when they are asked next.
 */
void extend_overtaken(struct task *task);

/** Since the engine began, over all accounts. */
struct extend_counts {
    uint64_t runs, failures, fuel;
};
struct extend_counts extend_counted(const struct extend *extend);

/** What an operator decides about the room. */
struct extend_settings {
    int64_t journal_days; /**< sealed runs leave the journal after so many days; 0: never */
    int64_t archive_days; /**< segments are dropped after so many; 0: never */
    bool without_archive; /**< no run is kept, none sealed: to measure what that costs */
    /** Inputs larger than this are too big, whatever their point allows; 0: no such bound. */
    size_t input_bytes_max;
    int64_t fuel_a_minute; /**< of one account, at least 60000; 0: no bound */
};
void extend_configure(struct extend *extend, const struct extend_settings *settings);

/** What is kept of one account between its tasks; zeroed at first. */
struct extend_share {
    int64_t unsealed; /**< runs kept since the last segment, about */
    bool wants_watch;
    int64_t fuel;      /**< in the bucket; below 0 it is owed */
    int64_t filled_ms; /**< when the bucket was looked at last; 0: never */
    int64_t fuel_used; /**< by all runs since the engine started */
};
/** When there is fuel for a script of the account; not later than now: at once. */
int64_t extend_fuel_ready_ms(const struct extend *extend, struct extend_share *share,
                             int64_t wall_ms);
/** Runs wait that make a whole segment: time for archive_seal. */
bool extend_wants_seal(const struct extend *extend, const struct extend_share *share);
/** Now and then: seal what waits, drop what retention lets go. */
must_use err_t extend_tidy(struct task *task);

must_use err_t extension_create(struct task *task, const struct point *point, struct text name,
                                struct extension **out);
/** What is checked of an upload beside its sources. */
struct release_check_wish {
    const struct script_source *tests; /**< and what they import beside the sources */
    size_t test_count;
    enum check_mode on_tests, on_fuzz;
    uint64_t seed;
};
/**
 * Run the author's tests, and made-up inputs. What is wrong and enforced fails with all of
 * it in one message: ERR_TESTS_FAILED, ERR_FUZZ_FAILED; sources that do not compile with
 * ERR_RELEASE_REJECTED. Nothing is stored.
 */
must_use err_t release_check(struct task *task, const struct point *point,
                             const struct script_source *sources, size_t source_count,
                             const struct release_check_wish *wish, struct release_checks **out);
/**
 * Compile and verify sources (sources[0] is the entry). ERR_RELEASE_REJECTED
 * carries the rendered diagnostics; nothing was stored then. The first release of an
 * extension becomes its active one; later ones when `activate` says so.
 */
must_use err_t release_create(struct task *task, struct extension *extension,
                              const struct script_source *sources, size_t source_count,
                              struct release_checks *checks, bool activate, struct release **out);
/**
 * Make a checked release the one that the extension's bindings run.
 * ERR_CONFIGURATION_INVALID when the configuration of one of them does not fit it.
 */
must_use err_t release_activate(struct task *task, struct release *release);
/** The release that was active before is active again, whatever configurations say. */
must_use err_t extension_roll_back(struct task *task, struct extension *extension);

/** What a new binding says. */
struct binding_wish {
    const struct point *point;
    /** An extension (its active release, whichever that is then) or a release (that one). */
    struct text script;
    const char *script_param;
    struct text configuration; /**< JSON; no text: {} */
    const char *configuration_param;
    enum failure_policy on_failure; /**< NONE: default */
    const struct failure_threshold *above;
    size_t above_count;
    struct binding_scope scope;
    struct id scope_object; /**< none: the whole account, or by metadata */
    int64_t order;
    bool is_off;
};

/**
 * Say that decisions of one scope run a script. ERR_RESOURCE_MISSING; ERR_SCOPE_UNKNOWN;
 * ERR_CONFIGURATION_INVALID when the configuration does not fit the script's schema;
 * ERR_POLICY_NOT_ALLOWED.
 */
must_use err_t binding_create(struct task *task, const struct binding_wish *wish,
                              struct binding **out);

/** What changes of a binding: no text, NULL and NONE leave a part as it is. */
struct binding_change {
    struct text script;
    const struct text *configuration;
    const bool *enabled;
    enum failure_policy on_failure;
    bool has_above;
    const struct failure_threshold *above;
    size_t above_count;
    const int64_t *order;
};
must_use err_t binding_change(struct task *task, struct binding *binding,
                              const struct binding_change *change);
/** It applies no more. Retired before: OK. */
must_use err_t binding_retire(struct task *task, struct binding *binding);
/** Run what it ran before its last change of release, whatever its configuration says. */
must_use err_t binding_roll_back(struct task *task, struct binding *binding);
/** What a binding runs now: the release it is pinned to, or its extension's active one. */
must_use err_t binding_release(struct task *task, const struct binding *binding,
                               const struct release **out);
must_use err_t binding_load(struct task *task, struct id id, struct binding **out);
/** Whether anything is bound at a point. */
must_use err_t binding_any(struct task *task, const struct point *point, bool *out);

/* ---- adoption ------------------------------------------------------------ */

/** How one version of a point's interface is used by the account. */
struct adoption {
    const struct point *point;
    int version;
    const struct point_deprecation *deprecated; /**< NULL: it is not */
    int64_t extensions, releases, bindings;
    int64_t runs, failed, fell_back; /**< live ones */
    bool is_cut;                     /**< a release has more runs than were counted */
    struct money *decided;           /**< by scripts, or for those that failed; one a currency */
    size_t decided_count;
    struct text *users; /**< extensions that have such a release */
    size_t user_count;
};
/** Every point in its version now, and every other version that is deprecated or used. */
must_use err_t adoption_report(struct task *task, instant_t from, struct adoption **out,
                               size_t *count);

/* ---- calling ----------------------------------------------------------- */

/** For whom and why a decision is taken. Refs that do not apply are none. */
struct extend_cause {
    struct id binding; /**< what to run; none: all that binding_find gives */
    const char
        *reason; /**< "invoice.finalize", "invoice.preview", ... as in the point's called_by */
    struct id customer;
    struct id subscription;
    struct id invoice;
    struct id test_clock;
    const struct id *prices; /**< that the decision is about: scopes price and product */
    size_t price_count;
    struct money at_stake; /**< what the default logic would decide over, e.g. the gross amount */
};

struct extend_verdict {
    struct run *run;   /**< the last run, or the one that parks; NULL when nothing is bound */
    struct run **runs; /**< the journal's records of all scripts that were asked, in order */
    size_t run_count;
    struct run **silent; /**< runs without effect, of a rollout */
    size_t silent_count;
    bool is_held; /**< the policy parks the object: finish nothing, call hold_create */
};

/**
 * The bindings of a point that apply to a decision, in their order: `order`, then the
 * narrower scope, then the older one. Those of coupons are not among them: a decision
 * about a coupon names its binding in the cause.
 */
must_use err_t binding_find(struct task *task, const struct point *point,
                            const struct extend_cause *cause, struct binding ***out, size_t *count);

/**
 * Run the binding that the cause names, or all that apply to it, composed as the point
 * says. `output` comes in holding the default answer and is
 * left so on failure; it is never half written. ERR_EXTENSION_FAILED when the
 * policy refuses the command. In previews the run is not journalled.
 */
must_use err_t extend_call(struct task *task, const struct point *point, int method,
                           const struct extend_cause *cause, const void *input, void *output,
                           struct extend_verdict *verdict);

/** The money in an answer, where the point has such an amount; false: it cannot be said. */
bool point_money(const struct point *point, int method, const void *output, struct currency usual,
                 struct money *out);

/** One run outside billing: quoin script run, replay. Pure; the same path as extend_call. */
struct extend_trial {
    const struct script_program *program;
    const struct point *point;
    int method;
    const void *input;         /**< the method's input struct */
    struct text input_body;    /**< its stored form, where the caller has it; no text: made here */
    struct text configuration; /**< JSON; no text: {} */
    struct text context;       /**< JSON; no text: made from the fields below */
    struct text script_id;
    struct text account; /**< "acct_..."; no text: the script sees no stripeContext */
    instant_t clock_time;
    bool livemode;
    size_t input_bytes_max;      /**< a lower bound than the point's; 0: the point's */
    bool ignores_reads;          /**< what the script looked at is not asked */
    struct arguments_kept *kept; /**< of the runner, for calls that follow each other; or NULL */
};
/** Configurations and contexts parsed before, for one runner. NULL: out of memory. */
struct arguments_kept *arguments_new(void);
void arguments_free(struct arguments_kept *kept);
/** Whether a point still takes scripts of the interface before classes: `@stripe/scripts`. */
bool older_is_spoken(const struct point *point);
/** Shape and contract are checked; output is untouched unless the outcome is RUN_OK. */
void extend_try(struct script_runner *runner, const struct extend_trial *trial, struct arena *arena,
                void *output, struct script_result *result);

/* ---- made-up inputs ------------------------------------------------------ */

#define FUZZ_FINDINGS_MAX 5

/** A script on inputs that are made up. */
struct fuzz_wish {
    const struct script_program *program;
    const struct point *point;
    struct text schema;                  /**< of configurations */
    struct text configuration;           /**< JSON; no text: made up from the schema */
    const struct script_source *sources; /**< their words are likely keys and values */
    size_t source_count;
    uint64_t seed;
    size_t cases;  /**< at most */
    uint64_t fuel; /**< nothing new when so much was used; 0: without end */
};

/** An input that the script does not answer, or not as it must. */
struct fuzz_finding {
    int method;
    size_t number;             /**< of the case */
    struct text input;         /**< as simple as it got; wire form */
    struct text configuration; /**< JSON */
    instant_t clock_time;
    struct script_result result;
};

struct fuzz_report {
    uint64_t seed;
    size_t cases; /**< that were run */
    uint64_t fuel;
    uint64_t fuel_max;                               /**< of one of them */
    struct fuzz_finding findings[FUZZ_FINDINGS_MAX]; /**< each fails in another way or place */
    size_t finding_count;
    bool is_possible;
    struct text problem; /**< why it ended early; no text: it did not */
};
/** Pure: the same wish finds the same. Texts of *out lie in the arena. */
void extend_fuzz(struct script_runner *runner, const struct fuzz_wish *wish, struct arena *arena,
                 struct fuzz_report *out);

/**
 * A command that the policy `fail` refused drops its changes; the run that
 * caused it is journalled all the same. Called after session_drop_changes.
 */
must_use err_t extend_keep_failed(struct task *task);

/* ---- holds ------------------------------------------------------------- */

/** Park an object because of a run; the object's room keeps it from going on. */
must_use err_t hold_create(struct task *task, const struct run *run, const char *object_type,
                           struct id object, struct hold **out);
/** status: rerun, released or discarded; the object goes on by its room's deeds. */
must_use err_t hold_resolve(struct task *task, struct hold *hold, enum hold_status status,
                            struct text note);
/** The open hold of an object, NULL when there is none. */
must_use err_t hold_find(struct task *task, struct id object, struct hold **out);

/** Fill what is not stored of a run: its input and output in wire form. */
must_use err_t run_derive(struct task *task, struct run *run);

/* ---- what watches over releases ------------------------------------------- */

/** Runs of a rollout wait to be compared, or a breaker moved: time for extend_watch. */
bool extend_wants_watch(const struct extend_share *share);
/**
 * Between batches: count what candidates changed, take back those that a guard stops, keep
 * what breakers did. A task of its own, committed before the next decision.
 */
must_use err_t extend_watch(struct task *task);

/** Ask the breaker's release again. */
must_use err_t breaker_close(struct task *task, struct breaker *breaker);

/** What a new rollout says. */
struct rollout_wish {
    struct binding *binding;
    struct release *candidate;
    enum rollout_stage stage;
    int64_t share;
    const struct rollout_guards *guards; /**< may be NULL */
};
must_use err_t rollout_create(struct task *task, const struct rollout_wish *wish,
                              struct rollout **out);
/** A stage of NONE, a share of 0 and guards of NULL leave a part as it is. */
must_use err_t rollout_change(struct task *task, struct rollout *rollout, enum rollout_stage stage,
                              int64_t share, const struct rollout_guards *guards);
must_use err_t rollout_promote(struct task *task, struct rollout *rollout);
must_use err_t rollout_roll_back(struct task *task, struct rollout *rollout,
                                 enum rollout_guard breached);

/* ---- looking back ----------------------------------------------------------- */

/** A recorded decision taken once more with something changed. */
struct what_if {
    const struct release *release;    /**< NULL: the run's */
    const struct text *configuration; /**< NULL: the run's */
    const struct json *input;         /**< wire form; NULL: the run's */
    struct script_result result;
    struct text output; /**< wire form; no text when it failed */
    bool has_money;
    struct money money;
};
must_use err_t run_what_if(struct task *task, const struct run *run, struct what_if *what);

/** Where two JSON values differ: [{"path","was","is"}], written as an array. */
void json_differences(struct arena *arena, struct text was, struct text is,
                      struct json_writer *writer);

/** An invoice that a release decided on. */
struct touched {
    const struct run *run;
    struct money decided, instead;
    int64_t difference; /**< what the customer paid more than with the other logic */
    bool is_known;      /**< false: the other logic fails, or the point has no amount */
};
/**
 * The last decision of a release on each invoice (newest first, at most `limit` runs are
 * looked at), held against another release, or against the standard logic (NULL).
 */
must_use err_t release_touched(struct task *task, const struct release *release,
                               const struct release *instead, size_t limit, struct touched **out,
                               size_t *count);

/**
 * While a task has one (task->instead, in a preview), decisions are not taken but told
 * from records: those of `of` are taken again by `by`, all others are as they were, or
 * taken again by their own release when what they decide over has changed. Two passes:
 * with `is_rehearsal` all are as they were, and what each decided over is noted; the second
 * pass tells by that whether it has changed.
 */
struct extend_instead {
    const struct release *of;         /**< whose decisions are replaced */
    const struct release *by;         /**< NULL: the standard logic */
    const struct text *configuration; /**< given to `by` in place of the recorded one, or NULL */
    bool is_rehearsal;
    struct told_run {
        const struct run *run;
        struct text input; /**< of the rehearsal, in stored form */
        bool is_told;      /**< in this pass */
    } * runs;              /**< in their order */
    size_t run_count;

    bool is_unknown; /**< out: what would have been cannot be said */
    struct text problem;
    size_t replaced; /**< out: decisions taken by others */
    size_t failed;   /**< out: of those, where the other release fails: the standard logic stands */
    int64_t fuel, fuel_then; /**< out: used by them, and by what they replace */
};
/** The recorded decisions with these ids, those that are kept; runs of shadows are left out. */
must_use err_t instead_runs(struct task *task, const struct id *ids, size_t count,
                            struct extend_instead *instead);
/** Begin a pass. */
void instead_begin(struct extend_instead *instead, bool is_rehearsal);

/* ---- backtests -------------------------------------------------------------- */

struct backtest_wish {
    const struct release *candidate;
    const struct release *over;
    struct text configuration; /**< no text: the recorded one */
    instant_t from, until;     /**< 0: no bound */
    enum backtest_subject subject;
};
/** The caller puts backtest_step on the queue. */
must_use err_t backtest_create(struct task *task, const struct backtest_wish *wish,
                               struct backtest **out);
/** The backtest while it is running, or NULL. */
must_use err_t backtest_load(struct task *task, struct id id, struct backtest **out);
/** Take the next portion of decisions again, and backtest_save; *goes_on: there are more. */
must_use err_t backtest_step(struct task *task, struct backtest *backtest, bool *goes_on);

/* One with the subject invoices is taken by the room that bills: the next runs, what it made of
   each, and that the portion is over. */

/** The next recorded decisions that are wanted, at most `limit` are looked at. */
must_use err_t backtest_runs(struct task *task, struct backtest *backtest, size_t limit,
                             const struct run ***out, size_t *count, bool *goes_on);
/** What taking one again gave. */
struct backtest_case {
    const struct run *run; /**< the decision, or one behind the invoice */
    bool is_known;         /**< else its difference cannot be said */
    bool is_changed, is_failed;
    struct currency currency;
    int64_t difference; /**< what the customer would have paid more */
    int64_t fuel, fuel_then;
};
must_use err_t backtest_count(struct task *task, struct backtest *backtest,
                              const struct backtest_case *taken);
must_use err_t backtest_save(struct task *task, struct backtest *backtest, bool goes_on);
must_use err_t backtest_cancel(struct task *task, struct backtest *backtest);

/* ---- the archive --------------------------------------------------------- */

/**
 * Seal the runs that are not sealed yet, at least `min` and at most one segment of them;
 * *count says how many. The journal's runs are kept in the committing transaction; a
 * segment only chains and compresses what stands there.
 */
must_use err_t archive_seal(struct task *task, size_t min, size_t *count);

/** What the look at an archive found. */
struct archive_finding {
    size_t segments, runs;
    size_t replayed;     /**< with a runner: runs that were executed again */
    size_t differing;    /**< of those: another outcome, answer or fuel than was sealed */
    struct text problem; /**< the first thing that is wrong; no text: nothing */
};
/** Hold the account's stored segments to their hashes and to the journal. */
must_use err_t archive_verify(struct task *task, struct archive_finding *out);
/** The account's archive with its releases as one text, for archive_check elsewhere. */
must_use err_t archive_export(struct task *task, struct text_builder *out);
/**
 * Hold an exported text to its hashes; with a runner, execute every run again as well and
 * compare outcome, bytes and fuel. Needs no store.
 */
void archive_check(struct arena *arena, struct text exported, struct script_runner *runner,
                   struct archive_finding *out);

/* ---- replay ------------------------------------------------------------ */

/** What running a journalled run again gave. */
struct replay {
    bool is_equal; /**< same outcome, output bytes and fuel */
    struct script_result result;
    struct text difference; /**< the first one, in words */
};
must_use err_t run_replay(struct task *task, const struct run *run, struct replay *out);
