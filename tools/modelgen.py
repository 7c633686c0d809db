#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""modelgen.py: words -> tables.

Reads model/*.model and model/points/*.model (grammar: docs/internals/model.md) and writes C tables; never logic.

  modelgen.py --check             read everything, say what is wrong
  modelgen.py --files             the model files, in order (for meson)
  modelgen.py --outputs           the names of the C files that --out writes (for meson)
  modelgen.py --out DIR [FILE..]  write them
  modelgen.py --alone --out DIR FILE  a file outside model/, for tests of the walkers
  modelgen.py --public [--check]  write the committed outputs (sdk/, docs/reference/), or say which are stale
"""

import argparse
import os
import sys
import textwrap

import model_public
from model_words import (Broken, SCOPES_USUAL, camel, complain, flat_fields, member, model_paths, read_words, snake, upper)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LICENCE = '/* SPDX-License-Identifier: Apache-2.0 */\n'
INT64_MIN, INT64_MAX = -2 ** 63, 2 ** 63 - 1
TEXT_MAX, LIST_MAX = 5000, 1000


def c_string(text):
    if text is None:
        return 'NULL'
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def c_comment(prose, indent=''):
    paragraphs = '\n'.join(prose).replace('*/', '* /').split('\n')
    lines = []
    for paragraph in paragraphs:
        lines += textwrap.wrap(paragraph, 96 - len(indent)) or ['']
    if len(lines) == 1 and len(lines[0]) < 90:
        return '%s/** %s */\n' % (indent, lines[0])
    return indent + '/**\n' + ''.join('%s * %s\n' % (indent, line) if line else indent + ' *\n' for line in lines) + indent + ' */\n'


def header(name, sentence):
    return LICENCE + '/** %s: generated from model/; %s */\n#pragma once\n\n' % (name, sentence)


# ---- structs and enums ------------------------------------------------------------


def by_value(struct):
    """Structs and enums whose declaration must stand before this struct's."""
    needed = []
    for field in struct.fields:
        if field.literal is not None:
            continue
        if field.enum:
            needed.append(field.enum)
        elif field.object and not field.is_list and not field.pointer:
            needed.append(field.object)
    return needed


def by_pointer(struct):
    return [field.object for field in struct.fields if field.object and (field.is_list or field.pointer)]


def sort_structs(file):
    """A file's structs, those used by value first."""
    done, order = set(), []

    def visit(struct, path):
        if struct in path:
            raise Broken(struct.where, '%s contains itself by value; make one field nullable' % struct.name)
        if struct in done:
            return
        for needed in by_value(struct):
            if hasattr(needed, 'fields') and needed.file is file:
                visit(needed, path + [struct])
        done.add(struct)
        order.append(struct)
    for struct in file.structs():
        visit(struct, [])
    return order


def includes_of(file):
    """Model files whose headers this file's header needs."""
    needed = {}
    for struct in file.structs():
        for other in by_value(struct):
            if other.file is not file:
                needed[other.file.name] = other.file
    for states in file.states:
        if states.enum.file is not file:
            needed[states.enum.file.name] = states.enum.file
    return needed


def check_include_cycles(words):
    state = {}

    def visit(file, path):
        if state.get(file.name) == 'done':
            return
        if file in path:
            names = [other.path for other in path] + [file.path]
            raise Broken((file.path, 1), 'files need each other by value: %s' % ' -> '.join(names))
        for other in includes_of(file).values():
            visit(other, path + [file])
        state[file.name] = 'done'
    for file in words.files:
        visit(file, [])


def emit_enum_header(enum):
    text = ''
    if not enum.header:
        text += c_comment(enum.prose) + 'enum %s {\n    %s_NONE,\n' % (enum.name, upper(enum.name))
        for value, sentence in enum.values:
            text += '    %s_%s, /**< %s */\n' % (upper(enum.name), upper(value), sentence.replace('*/', '* /'))
        text += '};\n'
    return text + ('extern const struct model_enum {0}_enum;\n'
                   '/** As written in the API; "none" for 0. */\n'
                   'const char *{0}_name(enum {0} value);\n'
                   'must_use bool {0}_parse(struct text text, enum {0} *out);\n\n').format(enum.name)


def emit_enum_source(enum):
    values = [value for value, _ in enum.values]
    text = 'static const char *const %s_values[] = {NULL, %s};\n' % (enum.name, ', '.join(map(c_string, values)))
    wire = enum.name + '_values'
    if [snake(value) for value in values] != values:
        wire = enum.name + '_wire'
        text += 'static const char *const %s[] = {NULL, %s};\n' % (wire, ', '.join(c_string(snake(value)) for value in values))
    text += 'const struct model_enum {0}_enum = {{"{0}", {0}_values, {1}, {2}}};\n\n'.format(enum.name, len(values) + 1, wire)
    return text + ('const char *\n{0}_name(enum {0} value)\n{{\n'
                   '    return (unsigned)value < {1} && value != 0 ? {0}_values[value] : "none";\n}}\n\n'
                   'bool\n{0}_parse(struct text text, enum {0} *out)\n{{\n'
                   '    unsigned index = model_enum_find(&{0}_enum, text);\n'
                   '    if (index != 0) {{\n        *out = (enum {0})index;\n    }}\n'
                   '    return index != 0;\n}}\n\n').format(enum.name, len(values) + 1)


def emit_struct(struct):
    text = c_comment(struct.prose) + 'struct %s {\n' % struct.c_name
    if struct.kind:
        text += '    struct id id;\n'
        if not struct.nested:
            text += '    int64_t version; /**< of the record; 0 before it was saved */\n'
        if struct.chosen:
            text += '    struct text public_id; /**< chosen by the client */\n'
    empty = not struct.kind
    for field in struct.fields:
        if field.literal is not None:
            continue
        empty = False
        star = '*' if field.is_list or field.pointer else ''
        text += '    %s %s%s; /**< %s */\n' % (field.c_type, star, member(field.name), field.sentence.replace('*/', '* /'))
        if field.is_list:
            text += '    size_t %s_count;\n' % field.name
        if field.has:
            text += '    enum given has_%s;\n' % field.name
    if empty:
        text += '    char nothing; /**< a struct of C has a member */\n'
    text += '};\nextern const struct model %s_model;\n' % struct.c_name
    if struct.kind:
        text += 'extern const struct model_kind %s_kind;\n' % struct.name
    return text + '\n'


def flags_of(field):
    flags = []
    for condition, flag in ((field.nullable, 'NULLABLE'), (field.optional, 'OPTIONAL'), (field.is_list, 'LIST'),
                            (field.envelope, 'ENVELOPE'), ('includable' in field.words, 'INCLUDABLE'),
                            (field.embedded, 'EMBEDDED'), ('transient' in field.words, 'TRANSIENT'),
                            ('hidden' in field.words, 'HIDDEN'), (field.unsettable, 'UNSETTABLE'),
                            (field.literal is None and field.pointer, 'POINTER'), ('or_now' in field.words, 'OR_NOW'),
                            ('or_inf' in field.words, 'OR_INF'), ('or_scalar' in field.words, 'OR_SCALAR'),
                            (field.keyed, 'KEYED'), ('as_number' in field.words, 'NUMBER')):
        if condition:
            flags.append('MODEL_' + flag)
    return ' | '.join(flags) or '0'


def c_int(value):
    return {INT64_MIN: 'INT64_MIN', INT64_MAX: 'INT64_MAX'}.get(value, str(value))


def bounds_of(field):
    if field.is_list:
        return field.low or 0, field.high if field.high is not None else LIST_MAX
    if field.base == 'text':
        return field.low or 0, field.high if field.high is not None else TEXT_MAX
    return (field.low if field.low is not None else INT64_MIN), (field.high if field.high is not None else INT64_MAX)


def emit_field(words, struct, field):
    members = ['.name = %s' % c_string(field.name), '.camel = %s' % c_string(camel(field.name))]
    if field.literal is not None:
        members += ['.type = MODEL_LITERAL', '.literal = %s' % c_string(field.literal), '.has_offset = UINT16_MAX',
                    '.count_offset = UINT16_MAX', '.flags = %s' % flags_of(field)]
        return '    {%s},\n' % ', '.join(members)
    c_struct = 'struct ' + struct.c_name
    members += ['.type = MODEL_' + field.model_type, '.flags = ' + flags_of(field), '.tag = %d' % (field.tag or 0),
                '.offset = offsetof(%s, %s%s)' % (c_struct, field.path, member(field.name)),
                '.has_offset = ' + ('offsetof(%s, %shas_%s)' % (c_struct, field.path, field.name) if field.has
                                    else 'UINT16_MAX'),
                '.count_offset = ' + ('offsetof(%s, %s%s_count)' % (c_struct, field.path, field.name) if field.is_list
                                      else 'UINT16_MAX')]
    if field.object:
        members.append('.object = &%s_model' % field.object.c_name)
    if field.enum:
        members.append('.values = &%s_enum' % field.enum.name)
    if field.kind:
        members.append('.kind = %s' % kind_slot(words, field.kind))
    low, high = bounds_of(field) # of plain types too: parameters may hold them
    members += ['.min = ' + c_int(low), '.max = ' + c_int(high)]
    if field.url:
        members.append('.url = %s' % c_string(field.url))
    if field.first:
        members.append('.first = %d' % field.first)
    return '    {%s},\n' % ', '.join(members)


def kind_lists(words):
    own = [kind for kind in words.kinds.values() if not kind.nested]
    nested = [kind for kind in words.kinds.values() if kind.nested]
    return own, nested


def kind_slot(words, kind):
    own, nested = kind_lists(words)
    if words.alone:
        return '&%s_kinds[%d]' % (words.alone, (own + nested).index(kind))
    if kind.nested:
        return '&model_nested_kinds[%d]' % nested.index(kind)
    return '&model_kinds[%d]' % own.index(kind)


def emit_model(words, struct):
    """The table of fields of one struct, and its order of tags."""
    hidden = []
    c_struct = 'struct ' + struct.c_name
    plain = ('.has_offset = UINT16_MAX, .count_offset = UINT16_MAX')
    if struct.nested:
        hidden.append((1, '    {.name = "id", .camel = "id", .type = MODEL_REF, .flags = MODEL_HIDDEN, .tag = 1, '
                       '.offset = offsetof(%s, id), %s},\n' % (c_struct, plain)))
    if struct.chosen:
        hidden.append((2, '    {.name = "public_id", .camel = "publicId", .type = MODEL_TEXT, .flags = MODEL_HIDDEN, .tag = 2, '
                       '.offset = offsetof(%s, public_id), %s},\n' % (c_struct, plain)))
    rows = [row for _, row in hidden] + [emit_field(words, struct, field) for field in flat_fields(struct)]
    tags = [(tag, place) for place, (tag, _) in enumerate(hidden)]
    for place, field in enumerate(flat_fields(struct), len(hidden)):
        if field.literal is None and 'transient' not in field.words:
            tags.append((field.tag, place))
    tags.sort()
    name = struct.c_name
    text = ''
    if rows:
        text += 'static const struct model_field %s_fields[] = {\n%s};\n' % (name, ''.join(rows))
    if tags:
        text += 'static const uint16_t %s_by_tag[] = {%s};\n' % (name, ', '.join(str(place) for _, place in tags))
    text += ('const struct model %s_model = {.name = %s, .fields = %s, .count = %d, .size_bytes = sizeof(struct %s), .kind = %s, '
             '.by_tag = %s, .stored_count = %d};\n' %
             (name, c_string(name), name + '_fields' if rows else 'NULL', len(rows), name,
              '&%s_kind' % struct.name if struct.kind else 'NULL', name + '_by_tag' if tags else 'NULL', len(tags)))
    if struct.kind:
        text += emit_kind(struct)
    return text + '\n'


def emit_kind(kind):
    phantom = hasattr(kind, 'phantom')
    chosen = kind.chosen and not phantom
    return ('const struct model_kind %s_kind = {.name = %s, .object = %s, .prefix = %s, .model = %s, .path = %s, .number = %d, '
            '.public_id_offset = %s, .is_nested = %s};\n' %
            (kind.name, c_string(kind.name), c_string(kind.api_object), c_string(None if kind.prefix == '-' else kind.prefix),
             'NULL' if phantom else '&%s_model' % kind.c_name, c_string(kind.path), getattr(kind, 'number', 0),
             'offsetof(struct %s, public_id)' % kind.name if chosen else 'UINT16_MAX', 'true' if kind.nested else 'false'))


def emit_states_source(states):
    values = ['%s_NONE' % upper(states.enum.name) if name == '-' else '%s_%s' % (upper(states.enum.name), upper(name))
              for _, source, target, _ in states.moves for name in (source, target)]
    pairs = ', '.join('{%s, %s}' % pair for pair in zip(values[::2], values[1::2]))
    name = '%s_%s' % (states.kind, states.field)
    return ('static const uint16_t {0}_moves[][2] = {{{1}}};\n'
            'const struct model_states {0}_states = {{{2}, {3}, {0}_moves, {4}}};\n\n'
            'bool\n{0}_may_change(enum {5} from, enum {5} to)\n{{\n'
            '    return model_may_change(&{0}_states, from, to);\n}}\n\n').format(
                name, pairs, c_string(states.kind), c_string(states.field), len(states.moves), states.enum.name)


def emit_file_header(file):
    text = header(file.name + '.model.h', 'the words are explained in model/%s%s.model.' %
                  ('points/' if file.is_point else '', file.name))
    text += '#include "base/model.h"\n\n#include "kinds.model.h"\n'
    for name in sorted(includes_of(file)):
        text += '#include "%s.model.h"\n' % name
    for enum in file.enums:
        if enum.header:
            text += '#include "%s"\n' % enum.header
    text += '\n'
    pointed = sorted({struct.c_name for owner in file.structs() for struct in by_pointer(owner)})
    text += ''.join('struct %s;\n' % name for name in pointed) + '\n'
    text += ''.join(emit_enum_header(enum) for enum in file.enums)
    text += ''.join(emit_struct(struct) for struct in sort_structs(file))
    for states in file.states:
        text += c_comment(states.prose)
        text += 'extern const struct model_states %s_%s_states;\n' % (states.kind, states.field)
        text += 'bool {0}_{1}_may_change(enum {2} from, enum {2} to);\n\n'.format(states.kind, states.field, states.enum.name)
    for point in file.points:
        text += emit_point_header(point)
    return text


def emit_file_source(words, file):
    used = {file.name}
    for struct in file.structs():
        for field in struct.fields + flat_fields(struct):
            if field.object:
                used.add(field.object.file.name)
            if field.enum:
                used.add(field.enum.file.name)
    text = LICENCE + '/* Generated from model/. */\n#include "%s.model.h"\n\n' % file.name
    text += ''.join('#include "%s.model.h"\n' % name for name in sorted(used - {file.name}))
    text += '\n' + ''.join(emit_enum_source(enum) for enum in file.enums)
    text += ''.join(emit_model(words, struct) for struct in file.structs())
    return text + ''.join(emit_states_source(states) for states in file.states)


# ---- points -----------------------------------------------------------------------


def point_function(point, method):
    return '%s_%s' % (point.name, snake(method.name))


def emit_point_header(point):
    text = 'struct point;\nstruct task;\nstruct extend_cause;\nstruct extend_verdict;\n\n'
    text += 'extern const struct point %s_point;\n\n' % point.name
    if point.contract:
        text += c_comment(['What an answer means beyond its shape; written in src/extend/. *problem says what it broke.', ''] +
                          ['%s: %s' % clause for clause in point.contract])
        text += ('bool %s_contract(int method, const void *input, const void *output, struct arena *arena,\n'
                 '    struct text *problem);\n\n') % point.name
    if point.given:
        text += c_comment(['What the engine holds of every input; makes a made-up one so. Written in src/extend/.', ''] +
                          ['%s: %s' % clause for clause in point.given])
        text += 'void %s_given(int method, void *input, struct arena *arena);\n\n' % point.name
    for method in point.methods:
        text += c_comment(point.prose + ['', 'Called by %s. *output comes in holding the default answer.' % point.called_by])
        text += ('must_use err_t {0}(struct task *task, const struct extend_cause *cause, const struct {1} *input,\n'
                 '    struct {2} *output, struct extend_verdict *verdict);\n').format(point_function(point, method), method.input, method.output)
    return text


def emit_points_header(words):
    text = header('points.model.h', 'every extension point.')
    text += '#include "base/base.h"\n\nstruct point;\n\n/** NULL at the end. */\nextern const struct point *const points[];\n'
    text += 'enum { POINT_COUNT = %d };\n' % len(words.every('points'))
    return text


def emit_points_source(words):
    points = words.every('points')
    text = LICENCE + '/* Generated from model/points/. Compiled into the extend room, which owns struct point. */\n'
    text += '#include "extend/extend.h"\n\n#include "points.model.h"\n'
    text += ''.join('#include "%s.model.h"\n' % file.name for file in words.files if file.points) + '\n'
    for point in points:
        methods = ', '.join('{%s, &%s_model, &%s_model, %s}' % (c_string(method.name), method.input, method.output,
                                                                str(method.optional).lower()) for method in point.methods)
        text += 'static const struct point_method %s_methods[] = {%s};\n' % (point.name, methods)
        text += 'static const char *const %s_also[] = {%s};\n' % (point.name, ', '.join(map(c_string, point.also + [None])))
        clauses = [name for name, _ in point.contract] + [None]
        text += 'static const char *const %s_clauses[] = {%s};\n' % (point.name, ', '.join(map(c_string, clauses)))
        text += 'static const struct point_deprecation %s_deprecated[] = {%s{0}};\n' % (point.name, ''.join(
            '{%d, %s, %s, %s}, ' % (version, c_string(since), c_string(sunset), c_string(instead))
            for version, since, sunset, instead in point.deprecated))
        lines = 'UINT16_MAX'
        if point.lines:
            lines = 'offsetof(struct %s, %s_count)' % (point.methods[0].input, point.lines)
        text += 'const struct point %s_point = {\n' % point.name
        for name, value in (('id', c_string(point.id)), ('also', point.name + '_also'), ('interface', c_string(point.interface)),
                            ('version', point.version), ('methods', point.name + '_methods'),
                            ('method_count', len(point.methods)), ('fuel', point.fuel[0]), ('fuel_per_line', point.fuel[1]),
                            ('memory_bytes', point.memory[0]), ('memory_bytes_per_line', point.memory[1]),
                            ('input_bytes_max', point.input_max), ('output_bytes_max', point.output_max),
                            ('depth', point.depth),
                            ('on_failure', ' | '.join('ON_FAILURE_' + upper(policy) for policy in point.on_failure)),
                            ('line_count_offset', lines),
                            ('clauses', point.name + '_clauses'),
                            ('owner', c_string(point.owner)), ('since', c_string(point.since)),
                            ('stability', 'POINT_STABILITY_' + upper(point.stability)),
                            ('deprecated', point.name + '_deprecated'),
                            ('composition', 'COMPOSE_' + upper(point.composition)),
                            ('chain', point.name + '_chain' if point.composition == 'chain' else 'NULL'),
                            ('money', c_string(point.money)), ('money_is_less', 'true' if point.money_is_less else 'false'),
                            ('scopes', ' | '.join('1u << SCOPE_TYPE_' + upper(scope) for scope in point.scopes or SCOPES_USUAL)),
                            ('contract', point.name + '_contract' if point.contract else 'NULL'),
                            ('given', point.name + '_given' if point.given else 'NULL')):
            text += '    .%s = %s,\n' % (name, value)
        text += '};\n\n'
        for index, method in enumerate(point.methods):
            text += ('err_t\n{0}(struct task *task, const struct extend_cause *cause, const struct {1} *input,\n'
                     '    struct {2} *output, struct extend_verdict *verdict)\n{{\n'
                     '    return extend_call(task, &{3}_point, {4}, cause, input, output, verdict);\n}}\n\n'
                     ).format(point_function(point, method), method.input, method.output, point.name, index)
    rows = ''.join('&%s_point, ' % point.name for point in points)
    return text + 'const struct point *const points[] = {%sNULL};\n' % rows


# ---- the program-wide tables --------------------------------------------------------


def emit_errors(words):
    errors = words.every('errors')
    text = header('error.model.h', 'error codes; docs/reference/errors.md.')
    text += 'enum {\n    ERR_NONE,\n'
    for error in errors:
        text += c_comment(error.prose, '    ') + '    ERR_%s,\n' % upper(error.name)
    text += '    ERR_COUNT,\n};\n'
    source = LICENCE + '/* Generated from model/. */\n#include "base/error.h"\n\n'
    source += '/* By code; the 0th is OK. */\nconst struct error_kind error_kinds[] = {\n    {"ok", 200, "", NULL, ""},\n'
    for error in errors:
        source += '    {%s, %d, %s, %s, %s},\n' % (c_string(error.name), error.status, c_string(error.type),
                                                  c_string(error.code), c_string(' '.join(error.prose).strip()))
    return text, source + '};\nconst int error_kind_count = ERR_COUNT;\n'


def emit_kinds(words):
    own, nested = kind_lists(words)
    text = header('kinds.model.h', 'every kind of object.')
    text += 'struct model_kind;\n\n' + ''.join('extern const struct model_kind %s_kind;\n' % kind.name for kind in own + nested)
    text += 'enum { MODEL_KIND_COUNT = %d };\n\n' % len(own)
    text += 'struct model;\n/** Every params block, NULL at the end; for tests that try them all. */\n'
    text += 'extern const struct model *const model_params[];\n'
    source = LICENCE + '/* Generated from model/. */\n#include "base/model.h"\n\n#include "kinds.model.h"\n\n'
    for phantom in words.phantoms:
        source += '/* Named by a model file, declared by none. */\n' + emit_kind(phantom)
    for name, kinds in (('model_kinds', own), ('model_nested_kinds', nested)):
        source += 'const struct model_kind *const %s[] = {%sNULL};\n' % (name, ''.join('&%s_kind, ' % kind.name for kind in kinds))
    params = [struct.c_name for struct in words.every('params')]
    source += ''.join('extern const struct model %s_model;\n' % name for name in params)
    source += 'const struct model *const model_params[] = {%sNULL};\n' % ''.join('&%s_model, ' % name for name in params)
    return text, source


def emit_events(words):
    events = words.every('events')
    text = header('events.model.h', 'event types; docs/reference/events.md.')
    text += '#include "base/model.h"\n\nenum event_type {\n    EVENT_NONE,\n'
    for event in events:
        text += '    EVENT_%s, /**< %s */\n' % (upper(event.name), ' '.join(event.prose).strip())
    text += ('    EVENT_COUNT,\n};\n\n/** By enum event_type; the 0th has no name. */\nextern const struct model_event '
             'event_types[];\n/** "customer.created"; "none" for 0. */\nconst char *event_type_name(enum event_type type);\n'
             'must_use bool event_type_parse(struct text name, enum event_type *out);\n'
             '/** By the stable number of stored events; EVENT_NONE when unknown. */\n'
             'enum event_type event_type_by_number(uint16_t number);\n')
    source = LICENCE + '/* Generated from model/. */\n#include "events.model.h"\n\n#include "kinds.model.h"\n\n'
    source += 'const struct model_event event_types[] = {\n    {NULL, NULL, 0},\n'
    for event in events:
        source += '    {%s, &%s_kind, %d},\n' % (c_string(event.name), event.kind_record.name, event.number)
    source += ('};\n\nconst char *\nevent_type_name(enum event_type type)\n{\n'
               '    return type > EVENT_NONE && type < EVENT_COUNT ? event_types[type].name : "none";\n}\n\n'
               'bool\nevent_type_parse(struct text name, enum event_type *out)\n{\n'
               '    for (unsigned type = 1; type < EVENT_COUNT; type++) {\n'
               '        if (text_is(name, event_types[type].name)) {\n            *out = (enum event_type)type;\n'
               '            return true;\n        }\n    }\n    return false;\n}\n\n'
               'enum event_type\nevent_type_by_number(uint16_t number)\n{\n'
               '    for (unsigned type = 1; type < EVENT_COUNT; type++) {\n'
               '        if (event_types[type].number == number) {\n            return (enum event_type)type;\n'
               '        }\n    }\n    return EVENT_NONE;\n}\n')
    return text, source


def emit_limits(words):
    text = header('limits.model.h', 'limits; docs/reference/limits.md.')
    for limit in words.every('limits'):
        text += c_comment(limit.prose) + '#define LIMIT_%s %d\n' % (upper(limit.name), limit.value)
    return text


def emit_metrics(words):
    metrics = words.every('metrics')
    text = header('metrics.model.h', 'metrics; docs/reference/metrics.md.')
    text += '#include "base/model.h"\n\nenum metric {\n'
    for metric in metrics:
        text += '    METRIC_%s, /**< %s */\n' % (upper(metric.name), ' '.join(metric.prose).strip())
    text += '    METRIC_COUNT,\n};\n\n/** By enum metric. */\nextern const struct model_metric model_metrics[];\n'
    source = LICENCE + '/* Generated from model/. */\n#include "metrics.model.h"\n\nconst struct model_metric model_metrics[] = {\n'
    for metric in metrics:
        source += '    {%s, MODEL_%s, %s},\n' % (c_string(metric.name), upper(metric.type),
                                               c_string(' '.join(metric.prose).strip()))
    return text, source + '    {NULL, MODEL_COUNTER, NULL},\n};\n'


def emit_routes(words):
    routes = words.every('routes')
    text = header('routes.model.h', 'the routes of the API.')
    text += '#include "base/error.h"\n\nstruct call;\nstruct route;\n\n'
    for handler in sorted({route.handler for route in routes}):
        text += 'must_use err_t %s(struct call *call);\n' % handler
    text += '\n/** route_count of them, in the order of model/. */\n'
    text += 'extern const struct route routes[];\nextern const size_t route_count;\n'
    source = LICENCE + '/* Generated from model/. Compiled into the api room, which owns struct route. */\n'
    source += '#include "api/route.h"\n\n#include "routes.model.h"\n#include "kinds.model.h"\n'
    files = sorted({route.params_record.file.name for route in routes if route.params_record})
    source += ''.join('#include "%s.model.h"\n' % name for name in files) + '\n'
    source += '\nconst struct route routes[] = {\n'
    for route in routes:
        source += ('    {.method = %s, .pattern = %s, .handler = %s, .params = %s, .kind = %s, .is_list = %s, .name = %s},\n' %
                   (c_string(route.method), c_string(route.path), route.handler,
                    '&%s_model' % route.params_record.c_name if route.params_record else 'NULL',
                    '&%s_kind' % route.kind_record.name if route.kind_record else 'NULL',
                    'true' if route.is_list else 'false', c_string(route.handler)))
    return text, source + '    {.method = NULL},\n};\nconst size_t route_count = %d;\n' % len(routes)


def generate_alone(words):
    """A file outside model/, for tests: its own list of kinds, no program-wide tables."""
    file = words.files[0]
    words.alone = file.name
    own, nested = kind_lists(words)
    source = emit_file_source(words, file)
    head = 'static const struct model_kind *const %s_kinds[%d];\n\n' % (file.name, len(own + nested) + 1)
    place = source.index('\n\n') + 2
    kinds = 'static const struct model_kind *const %s_kinds[%d] = {%s};\n' % (
        file.name, len(own + nested) + 1, ''.join('&%s_kind, ' % kind.name for kind in own + nested) + 'NULL')
    return {file.name + '.model.h': emit_file_header(file), file.name + '.model.c': source[:place] + head + source[place:] + kinds}


def outputs(paths):
    """Headers, sources of base, the source of api, the source of extend; the order meson relies on."""
    names = [os.path.basename(path)[:-6] for path in paths]
    tables = ['error', 'kinds', 'events', 'metrics']
    headers = [name + '.model.h' for name in names + tables + ['limits', 'routes', 'points']]
    return headers, [name + '.model.c' for name in names + tables], 'routes.model.c', 'points.model.c'


def generate(words):
    check_include_cycles(words)
    files = {}
    for file in words.files:
        files[file.name + '.model.h'] = emit_file_header(file)
        files[file.name + '.model.c'] = emit_file_source(words, file)
    for name, emit in (('error', emit_errors), ('kinds', emit_kinds), ('events', emit_events), ('metrics', emit_metrics),
                       ('routes', emit_routes)):
        files[name + '.model.h'], files[name + '.model.c'] = emit(words)
    files['limits.model.h'] = emit_limits(words)
    files['points.model.h'], files['points.model.c'] = emit_points_header(words), emit_points_source(words)
    return files


def write_if_changed(path, text):
    if os.path.exists(path):
        with open(path, encoding='utf-8') as stream:
            if stream.read() == text:
                return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write(text)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ('--check', '--files', '--outputs', '--public', '--alone'):
        arguments.add_argument(flag, action='store_true')
    arguments.add_argument('--out')
    arguments.add_argument('--root', default=ROOT)
    arguments.add_argument('paths', nargs='*')
    options = arguments.parse_args()
    paths = options.paths or model_paths(options.root)
    if options.files:
        print('\n'.join(paths))
        return
    if options.outputs:
        headers, sources, routes, points = outputs(paths)
        print('\n'.join(headers + sources + [routes, points]))
        return
    try:
        words = read_words(paths)
        files = generate_alone(words) if options.alone else generate(words)
    except Broken as problem:
        complain(problem)
    for warning in words.warnings:
        sys.stderr.write('warning: %s\n' % warning)
    if options.public:
        public = model_public.pages(words, options.root)
        stale = [path for path, text in public.items() if not model_public.is_fresh(options.root, path, text)]
        if options.check and (stale or words.warnings):
            complain('stale, run tools/modelgen.py --public: ' + ' '.join(stale) if stale else 'kinds without a declaration')
        if not options.check:
            for path in stale:
                write_if_changed(os.path.join(options.root, path), public[path])
    elif options.out:
        for name, text in files.items():
            write_if_changed(os.path.join(options.out, name), text)


if __name__ == '__main__':
    main()
