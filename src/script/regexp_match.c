/* SPDX-License-Identifier: Apache-2.0 */
#include "script/regexp_tree.h"
#include "script/unicode.h"
#include "script/vm.h"

#define LOOP_WORDS 5

/** What is to be done when the way taken fails; newest first. */
enum retry_kind {
    RETRY_HERE,     /* go on at code, place */
    RETRY_ENTER,    /* a lazy loop at code: one more turn after all */
    RETRY_CAPTURE,  /* captures[code] was a; keep failing */
    RETRY_REGISTER, /* registers[code] was a; keep failing */
    RETRY_SHORTER,  /* a greedy run: give one character back, as long as place > a */
    RETRY_LONGER,   /* a lazy run at code: take one more, a times at most */
    RETRY_LOOK,     /* the frame of a look-around: fails, or succeeds when negated */
};

struct retry {
    enum retry_kind kind;
    uint32_t code;
    uint32_t place;
    uint32_t a;
    uint32_t b;
};

struct matcher {
    struct vm *vm;
    const struct regexp_program *program;
    const struct regexp_subject *subject;
    uint32_t *captures;
    uint32_t *registers;
    struct retry *retries;
    uint32_t count, capacity;
    uint32_t look; /**< 1 + place of the innermost look-around's frame; 0: none */
    bool is_unicode;
};

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_TRAPPED };

static uint32_t
unit(const struct regexp_subject *subject, uint32_t at)
{
    return subject->latin != NULL ? subject->latin[at] : subject->wide[at];
}

/** The character at *at, which moves behind it. There is one. */
static uint32_t
next_char(const struct matcher *matcher, uint32_t *at)
{
    const struct regexp_subject *subject = matcher->subject;
    uint32_t lead = unit(subject, (*at)++);
    if (!matcher->is_unicode || lead >> 10 != 0x36 || *at == subject->length) {
        return lead;
    }
    uint32_t trail = unit(subject, *at);
    if (trail >> 10 != 0x37) {
        return lead;
    }
    (*at)++;
    return 0x10000 + ((lead & 0x3ff) << 10) + (trail & 0x3ff);
}

/** The character before *at, which moves in front of it. */
static uint32_t
previous_char(const struct matcher *matcher, uint32_t *at)
{
    const struct regexp_subject *subject = matcher->subject;
    uint32_t trail = unit(subject, --(*at));
    if (!matcher->is_unicode || trail >> 10 != 0x37 || *at == 0) {
        return trail;
    }
    uint32_t lead = unit(subject, *at - 1);
    if (lead >> 10 != 0x36) {
        return trail;
    }
    (*at)--;
    return 0x10000 + ((lead & 0x3ff) << 10) + (trail & 0x3ff);
}

static bool
is_line_end(uint32_t code)
{
    return code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

static bool
is_word(const struct matcher *matcher, uint32_t code)
{
    uint32_t both = REGEXP_UNICODE | REGEXP_IGNORE_CASE;
    return (code >= '0' && code <= '9') || ((code | 0x20) >= 'a' && (code | 0x20) <= 'z') ||
           code == '_' ||
           ((code == 0x17f || code == 0x212a) && (matcher->program->flags & both) == both);
}

static bool
push(struct matcher *matcher, struct retry retry)
{
    if (unlikely(matcher->count == matcher->capacity)) {
        uint32_t wanted = matcher->capacity == 0 ? 32 : matcher->capacity * 2;
        void *grown =
            heap_grow(matcher->vm, matcher->retries, matcher->capacity * sizeof(struct retry),
                      wanted * sizeof(struct retry));
        if (grown == NULL) {
            return false;
        }
        matcher->retries = grown;
        matcher->capacity = wanted;
    }
    matcher->retries[matcher->count++] = retry;
    return true;
}

static bool
set_capture(struct matcher *matcher, uint32_t place, uint32_t value)
{
    struct retry undo = {.kind = RETRY_CAPTURE, .code = place, .a = matcher->captures[place]};
    matcher->captures[place] = value;
    return push(matcher, undo);
}

static bool
set_register(struct matcher *matcher, uint32_t place, uint32_t value)
{
    struct retry undo = {.kind = RETRY_REGISTER, .code = place, .a = matcher->registers[place]};
    matcher->registers[place] = value;
    return push(matcher, undo);
}

/* ---- characters ------------------------------------------------------------------- */

/** Words of a one-character instruction. */
static uint32_t
single_length(const uint32_t *code)
{
    switch (code[0] & 0xff) {
    case REGEXP_CODE_CHAR:
        return 2;
    case REGEXP_CODE_CLASS:
        return 2 + 2 * code[1];
    default:
        return 1;
    }
}

static bool
in_class(const uint32_t *code, uint32_t value, uint32_t raw)
{
    const struct regexp_range *ranges = (const struct regexp_range *)(code + 2);
    uint32_t count = code[1];
    while (count > 0 && (ranges[count - 1].low & REGEXP_RANGE_PROPERTY) != 0) {
        const struct regexp_range *range = &ranges[--count];
        bool negated = (range->low & REGEXP_RANGE_NEGATED) != 0;
        if (unicode_property_has(range->high, raw) != negated ||
            (value != raw && unicode_property_has(range->high, value) != negated)) {
            return true;
        }
    }
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (ranges[middle].high < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && ranges[low].low <= value;
}

/** Does the instruction take this character? */
static bool
takes(const struct matcher *matcher, const uint32_t *code, uint32_t raw)
{
    uint32_t value = raw;
    if ((code[0] & REGEXP_WORD_FOLD) != 0) {
        value = raw < 0x80 && !matcher->is_unicode ? (raw >= 'a' && raw <= 'z' ? raw - 32 : raw)
                                                   : regexp_canonical(raw, matcher->is_unicode);
    }
    switch (code[0] & 0xff) {
    case REGEXP_CODE_CHAR:
        return value == code[1];
    case REGEXP_CODE_ANY:
        return !is_line_end(raw);
    case REGEXP_CODE_CLASS:
        return in_class(code, value, raw) != ((code[0] & REGEXP_WORD_NEGATED) != 0);
    default:
        return true;
    }
}

/** Compare what a group took with what is here. */
static bool
take_back(const struct matcher *matcher, uint32_t flags, uint32_t capture, uint32_t *at)
{
    uint32_t from = matcher->captures[2 * capture];
    uint32_t to = matcher->captures[2 * capture + 1];
    if (from == REGEXP_UNSET || to == REGEXP_UNSET) {
        return true;
    }
    bool backward = (flags & REGEXP_WORD_BACKWARD) != 0;
    uint32_t place = *at;
    while (from < to) {
        if (backward ? place == 0 : place == matcher->subject->length) {
            return false;
        }
        uint32_t left = backward ? previous_char(matcher, &to) : next_char(matcher, &from);
        uint32_t right = backward ? previous_char(matcher, &place) : next_char(matcher, &place);
        if (left != right &&
            ((flags & REGEXP_WORD_FOLD) == 0 || regexp_canonical(left, matcher->is_unicode) !=
                                                    regexp_canonical(right, matcher->is_unicode))) {
            return false;
        }
    }
    *at = place;
    return true;
}

/* ---- the machine --------------------------------------------------------------------- */

/** Take back what was tried last. False: nothing is left to try. */
static bool
retry(struct matcher *matcher, uint32_t *code, uint32_t *place)
{
    const uint32_t *words = matcher->program->words;
    while (matcher->count > 0) {
        struct retry *top = &matcher->retries[--matcher->count];
        switch (top->kind) {
        case RETRY_HERE:
            *code = top->code;
            *place = top->place;
            return true;
        case RETRY_ENTER: {
            uint32_t loop = top->code;
            uint32_t at = top->place;
            bool has_room = set_register(matcher, words[loop + 1] + 1, at);
            assert(has_room); /* the entry just taken was there */
            *code = loop + LOOP_WORDS;
            *place = at;
            return true;
        }
        case RETRY_CAPTURE:
            matcher->captures[top->code] = top->a;
            break;
        case RETRY_REGISTER:
            matcher->registers[top->code] = top->a;
            break;
        case RETRY_SHORTER:
            (void)previous_char(matcher, &top->place);
            *code = top->code;
            *place = top->place;
            matcher->count += top->place > top->a; /* it stays for the next one */
            return true;
        case RETRY_LONGER: {
            const uint32_t *single = words + top->code + 3;
            uint32_t after = top->place;
            if (after == matcher->subject->length ||
                !takes(matcher, single, next_char(matcher, &after))) {
                break;
            }
            *code = top->code + 3 + single_length(single);
            *place = after;
            top->place = after;
            top->a--;
            matcher->count += top->a > 0;
            return true;
        }
        case RETRY_LOOK:
            matcher->look = top->a;
            if (top->b != 0) { /* negated: that nothing matched is what was wanted */
                *code = top->code;
                *place = top->place;
                return true;
            }
            break;
        }
    }
    return false;
}

/** The inside of a look-around matched: forget how, but not what has to be undone. True: go on. */
static bool
leave_look(struct matcher *matcher, uint32_t *code, uint32_t *place)
{
    uint32_t frame = matcher->look - 1;
    struct retry look = matcher->retries[frame];
    matcher->look = look.a;
    *code = look.code;
    *place = look.place;
    if (look.b != 0) {
        while (matcher->count > frame) {
            struct retry *top = &matcher->retries[--matcher->count];
            if (top->kind == RETRY_CAPTURE) {
                matcher->captures[top->code] = top->a;
            } else if (top->kind == RETRY_REGISTER) {
                matcher->registers[top->code] = top->a;
            }
        }
        return false;
    }
    uint32_t kept = frame;
    for (uint32_t i = frame + 1; i < matcher->count; i++) {
        if (matcher->retries[i].kind == RETRY_CAPTURE ||
            matcher->retries[i].kind == RETRY_REGISTER) {
            matcher->retries[kept++] = matcher->retries[i];
        }
    }
    matcher->count = kept;
    return true;
}

/** min to max of one character; what may be given back is remembered. */
static enum answer
take_run(struct matcher *matcher, const uint32_t *words, uint32_t *code, uint32_t *place)
{
    const uint32_t *run = words + *code;
    const uint32_t *single = run + 3;
    bool lazy = (run[0] & REGEXP_WORD_LAZY) != 0;
    uint32_t min = run[1];
    uint32_t max = run[2];
    uint32_t wanted = lazy ? min : max;
    uint32_t at = *place;
    uint32_t taken = 0;
    uint32_t least = at; /* where min characters end */
    while (taken < wanted && at < matcher->subject->length) {
        uint32_t after = at;
        if (!takes(matcher, single, next_char(matcher, &after))) {
            break;
        }
        at = after;
        taken++;
        least = taken == min ? at : least;
    }
    if (!vm_charge(matcher->vm, taken)) {
        return ANSWER_TRAPPED;
    }
    if (taken < min) {
        return ANSWER_NO;
    }
    uint32_t run_code = *code;
    *code = run_code + 3 + single_length(single);
    *place = at;
    bool fine = true;
    if (lazy && max > min) {
        fine = push(matcher, (struct retry){RETRY_LONGER, run_code, at, max - min, 0});
    } else if (!lazy && taken > min) {
        fine = push(matcher, (struct retry){RETRY_SHORTER, *code, at, least, 0});
    }
    return fine ? ANSWER_YES : ANSWER_TRAPPED;
}

static enum answer
match_at(struct matcher *matcher, uint32_t start)
{
    const uint32_t *words = matcher->program->words;
    uint32_t length = matcher->subject->length;
    bool is_multiline = (matcher->program->flags & REGEXP_MULTILINE) != 0;
    uint32_t code = 0;
    uint32_t at = start;
    matcher->count = 0;
    matcher->look = 0;
    for (;;) {
        const uint32_t *word = words + code;
        bool fine = true; /* this way may still lead somewhere */
        bool trapped = false;
        if (!vm_charge(matcher->vm, 1)) {
            return ANSWER_TRAPPED;
        }
        switch ((enum regexp_code)(word[0] & 0xff)) {
        case REGEXP_CODE_CHAR:
        case REGEXP_CODE_ANY:
        case REGEXP_CODE_ALL:
        case REGEXP_CODE_CLASS:
            if ((word[0] & REGEXP_WORD_BACKWARD) != 0) {
                fine = at > 0 && takes(matcher, word, previous_char(matcher, &at));
            } else {
                fine = at < length && takes(matcher, word, next_char(matcher, &at));
            }
            code += single_length(word);
            break;
        case REGEXP_CODE_JUMP:
            code = word[1];
            break;
        case REGEXP_CODE_SPLIT:
            trapped = !push(matcher, (struct retry){RETRY_HERE, word[1], at, 0, 0});
            code += 2;
            break;
        case REGEXP_CODE_SPLIT_TO:
            trapped = !push(matcher, (struct retry){RETRY_HERE, code + 2, at, 0, 0});
            code = word[1];
            break;
        case REGEXP_CODE_SAVE:
            trapped = !set_capture(matcher, word[1], at);
            code += 2;
            break;
        case REGEXP_CODE_FORGET:
            for (uint32_t i = word[1]; i < word[2] && !trapped; i++) {
                if (matcher->captures[i] != REGEXP_UNSET) {
                    trapped = !set_capture(matcher, i, REGEXP_UNSET);
                }
            }
            code += 3;
            break;
        case REGEXP_CODE_RUN:
            switch (take_run(matcher, words, &code, &at)) {
            case ANSWER_YES:
                break;
            case ANSWER_NO:
                fine = false;
                break;
            case ANSWER_TRAPPED:
                trapped = true;
                break;
            }
            break;
        case REGEXP_CODE_COUNT:
            trapped = !set_register(matcher, word[1], 0);
            code += 2;
            break;
        case REGEXP_CODE_LOOP: {
            uint32_t turns = matcher->registers[word[1]];
            uint32_t outside = word[4];
            if (turns >= word[3]) {
                code = outside;
                break;
            }
            if (turns >= word[2] && (word[0] & REGEXP_WORD_LAZY) != 0) {
                trapped = !push(matcher, (struct retry){RETRY_ENTER, code, at, 0, 0});
                code = outside;
                break;
            }
            if (turns >= word[2]) {
                trapped = !push(matcher, (struct retry){RETRY_HERE, outside, at, 0, 0});
            }
            trapped = trapped || !set_register(matcher, word[1] + 1, at);
            code += LOOP_WORDS;
            break;
        }
        case REGEXP_CODE_AGAIN: {
            uint32_t turns = matcher->registers[word[1]];
            /* A turn beyond those demanded that took nothing would go on for ever. */
            fine = turns < word[2] || matcher->registers[word[1] + 1] != at;
            trapped = fine && !set_register(matcher, word[1], turns + 1);
            code = word[3];
            break;
        }
        case REGEXP_CODE_BACK: {
            uint32_t before = at;
            fine = take_back(matcher, word[0], word[1], &at);
            trapped = !vm_charge(matcher->vm, (at > before ? at - before : before - at) / 4);
            code += 2;
            break;
        }
        case REGEXP_CODE_START:
            fine = at == 0 || (is_multiline && is_line_end(unit(matcher->subject, at - 1)));
            code += 1;
            break;
        case REGEXP_CODE_END:
            fine = at == length || (is_multiline && is_line_end(unit(matcher->subject, at)));
            code += 1;
            break;
        case REGEXP_CODE_WORD: {
            bool before = at > 0 && is_word(matcher, unit(matcher->subject, at - 1));
            bool after = at < length && is_word(matcher, unit(matcher->subject, at));
            fine = (before != after) != ((word[0] & REGEXP_WORD_NEGATED) != 0);
            code += 1;
            break;
        }
        case REGEXP_CODE_LOOK:
            trapped = !push(matcher, (struct retry){RETRY_LOOK, word[1], at, matcher->look,
                                                    (word[0] & REGEXP_WORD_NEGATED) != 0});
            matcher->look = matcher->count;
            code += 2;
            break;
        case REGEXP_CODE_LOOK_END:
            fine = leave_look(matcher, &code, &at);
            break;
        case REGEXP_CODE_MATCH:
            matcher->captures[0] = start;
            matcher->captures[1] = at;
            return ANSWER_YES;
        }
        if (trapped) {
            return ANSWER_TRAPPED;
        }
        if (!fine && !retry(matcher, &code, &at)) {
            return ANSWER_NO;
        }
    }
}

/* ---- searching ---------------------------------------------------------------------------- */

/** Where a match may start at all, when the pattern begins with one plain character. */
static bool
skip_to_first(struct matcher *matcher, uint32_t *at)
{
    const uint32_t *words = matcher->program->words;
    const struct regexp_subject *subject = matcher->subject;
    uint32_t start = *at;
    /* Half of a pair may stand inside one, where no match may start. */
    if (words[0] != REGEXP_CODE_CHAR || words[1] > 0xffff || words[1] >> 11 == 0x1b) {
        return true;
    }
    uint32_t found = start;
    if (subject->latin != NULL) {
        const uint8_t *place = words[1] > 0xff ? NULL
                                               : memchr(subject->latin + start, (int)words[1],
                                                        subject->length - start);
        found = place == NULL ? subject->length : (uint32_t)(place - subject->latin);
    } else {
        while (found < subject->length && subject->wide[found] != words[1]) {
            found++;
        }
    }
    *at = found;
    return vm_charge(matcher->vm, (found - start) / 8);
}

bool
regexp_search(struct vm *vm, const struct regexp_program *program,
              const struct regexp_subject *subject, uint32_t from, bool sticky, uint32_t *captures,
              bool *found)
{
    uint8_t *tip = vm->heap.tip;
    struct matcher matcher = {
        .vm = vm,
        .program = program,
        .subject = subject,
        .captures = captures,
        .is_unicode = (program->flags & REGEXP_UNICODE) != 0,
    };
    *found = false;
    if (from > subject->length) {
        return true;
    }
    matcher.registers = heap_alloc_array(vm, program->register_count + 1, sizeof(uint32_t));
    if (matcher.registers == NULL) {
        return false;
    }
    memset(matcher.registers, 0, (program->register_count + 1) * sizeof(uint32_t));
    if (matcher.is_unicode && from > 0 && from < subject->length) {
        uint32_t before = from - 1; /* inside a pair: the pair is one character */
        (void)next_char(&matcher, &before);
        from -= before > from;
    }
    bool only_here = sticky || (program->words[0] == REGEXP_CODE_START &&
                                (program->flags & REGEXP_MULTILINE) == 0);
    for (uint32_t at = from;;) {
        if (!only_here && !skip_to_first(&matcher, &at)) {
            return false;
        }
        if (!vm_charge(vm, program->capture_count / 4)) {
            return false;
        }
        for (uint32_t i = 0; i < program->capture_count * 2; i++) {
            captures[i] = REGEXP_UNSET;
        }
        enum answer answer = match_at(&matcher, at);
        if (answer == ANSWER_TRAPPED) {
            return false;
        }
        if (answer == ANSWER_YES) {
            *found = true;
            break;
        }
        if (only_here || at >= subject->length) {
            break;
        }
        (void)next_char(&matcher, &at);
    }
    heap_release(vm, tip);
    return true;
}
