# SPDX-License-Identifier: Apache-2.0
"""model_public.py: the committed outputs of model/: reference pages, TypeScript types, JSON Schema."""

import json
import os
import textwrap

from model_words import COMPOSITIONS, SCOPES_USUAL, camel, flat_fields, pascal, snake

NOTE = 'Generated from `model/` by `tools/modelgen.py --public`; change it there.'


def sentence_of(prose):
    return ' '.join(line.strip() for line in prose if line.strip())


def paragraphs_of(prose):
    return '\n'.join(prose).strip() + '\n'


def cell(text):
    return text.replace('|', '\\|')


def title_of(file):
    return file.name.replace('_', ' ').capitalize()


def table(head, rows):
    lines = ['| ' + ' | '.join(head) + ' |', '| ' + ' | '.join('---' for _ in head) + ' |']
    lines += ['| ' + ' | '.join(cell(value) for value in row) + ' |' for row in rows]
    return '\n'.join(lines) + '\n'


def page(title, intro, body):
    return '# %s\n\n%s\n\n%s\n%s' % (title, intro, NOTE, body)


# ---- reference pages ----------------------------------------------------------------

SCALAR_WORDS = {'bool': 'boolean', 'int': 'integer', 'decimal': 'decimal string', 'text': 'string', 'time': 'Unix seconds',
                'currency': 'currency', 'map': 'hash of strings', 'json': 'JSON'}


def type_words(words, field):
    """A field's type as the API's reader sees it."""
    if field.literal is not None:
        return 'always `%s`' % field.literal
    base = field.base
    if field.ref:
        page_name = 'objects.md' if field.in_params else ''
        text = 'id of [%s](%s#%s)' % (base, page_name, base) if base in words.objects else 'id of %s' % base
        if field.embedded:
            text = '[%s](#%s)' % (base, base)
        elif base in words.objects and not field.in_params:
            text += ', expandable'
    elif field.enum:
        text = 'one of ' + ', '.join('`%s`' % value for value, _ in field.enum.values)
    elif field.object:
        text = '[%s](#%s)' % (base, base)
    else:
        text = SCALAR_WORDS[base]
    if 'as_number' in field.words:
        text = 'number'
    if field.keyed:
        text = 'hash by %s of %s' % (field.object.fields[0].name if field.object.fields else 'key', text)
    elif field.envelope:
        text = 'list of ' + text
    elif field.is_list:
        text = 'array of ' + text
    notes = []
    if field.in_params:
        if not field.optional:
            notes.append('required')
        if field.unsettable:
            notes.append('may be sent empty to unset it')
        if field.low is not None or field.high is not None:
            notes.append('%s to %s' % ('any' if field.low is None else field.low, 'any' if field.high is None else field.high))
        notes += [note for word, note in (('or_now', 'or `now`'), ('or_inf', 'or `inf`'), ('or_scalar', 'or a bare value'))
                  if word in field.words]
    else:
        if field.optional:
            notes.append('may be absent')
        elif field.nullable:
            notes.append('may be null')
        if 'includable' in field.words:
            notes.append('only when expanded')
    return text + ''.join('; ' + note for note in notes)


def fields_table(words, struct):
    rows = [['`%s`' % field.name, type_words(words, field), field.sentence] for field in struct.fields
            if 'hidden' not in field.words]
    if not rows:
        return 'No fields.\n'
    return table(['field', 'type', 'meaning'], rows)


def types_behind(struct, seen):
    """Types that a struct's fields name, in the order of meeting them."""
    for field in struct.fields:
        if field.object and field.object.block != 'object' and field.object not in seen and 'hidden' not in field.words:
            seen.append(field.object)
            types_behind(field.object, seen)
    return seen


def objects_page(words):
    body, shown = '', []
    for file in words.files:
        if not file.objects:
            continue
        body += '\n## %s\n' % title_of(file)
        for struct in file.objects:
            body += '\n### %s\n\n%s\n' % (struct.name, paragraphs_of(struct.prose))
            ids = 'chosen by the client' if struct.prefix == '-' else '`%s_...`%s' % (
                struct.prefix, ', or chosen by the client' if struct.chosen else '')
            body += '`object` is `%s`; ids are %s%s.\n\n' % (struct.api_object, ids,
                                                         '; at `%s`' % struct.path if struct.path else '')
            body += fields_table(words, struct)
            for used in types_behind(struct, []):
                if used not in shown:
                    shown.append(used)
                    body += '\n#### %s\n\n%s\n' % (used.name, paragraphs_of(used.prose))
                    if used.kind:
                        body += '`object` is `%s`; ids are `%s_...`.\n\n' % (used.api_object, used.prefix)
                    body += fields_table(words, used)
        for states in file.states:
            body += '\n#### %s.%s, its moves\n\n%s\n```mermaid\nstateDiagram-v2\n' % (
                states.kind, states.field, paragraphs_of(states.prose))
            for _, source, target, verb in states.moves:
                body += '    %s --> %s: %s\n' % ('[*]' if source == '-' else source, target, verb)
            body += '```\n'
    return page('Objects', 'Every object of the API with its fields.', body)


def routes_page(words):
    body = ''
    for file in words.files:
        if file.routes:
            body += '\n## %s\n' % title_of(file)
        for route in file.routes:
            answer = '' if route.kind == '-' else 'Answers %s[%s](objects.md#%s).' % (
                'a list of ' if route.is_list else '', route.kind, route.kind)
            body += '\n### %s %s\n\n%s\n%s\n' % (route.method, route.path, paragraphs_of(route.prose), answer)
            struct = route.params_record
            if struct and struct.fields:
                body += '\n' + fields_table(words, struct)
    body += '\n## Hashes in parameters\n'
    shown = []
    for route in words.every('routes'):
        if route.params_record:
            types_behind(route.params_record, shown)
    for struct in sorted(shown, key=lambda struct: struct.name):
        body += '\n### %s\n\n%s\n%s' % (struct.name, paragraphs_of(struct.prose), fields_table(words, struct))
    return page('Routes', 'Every route of the API with its parameters.', body)


def errors_page(words):
    body = ''
    for file in words.files:
        if file.errors:
            rows = [['<a id="%s"></a>`%s`' % (error.name, error.name), str(error.status), '`%s`' % error.type,
                     '`%s`' % error.code if error.code else '', sentence_of(error.prose)] for error in file.errors]
            body += '\n## %s\n\n%s' % (title_of(file), table(['error', 'HTTP', 'type', 'code', 'meaning'], rows))
    return page('Errors', 'What the API answers when it cannot do what was asked. `error` is the name in the logs and in the source '
                '(`ERR_NAME`), `type` and `code` stand in the answer.', body)


def events_page(words):
    body = ''
    for file in words.files:
        if file.events:
            rows = [['`%s`' % event.name, '[%s](objects.md#%s)' % (event.kind, event.kind), sentence_of(event.prose)]
                    for event in file.events]
            body += '\n## %s\n\n%s' % (title_of(file), table(['event', 'carries', 'meaning'], rows))
    return page('Events', 'What is told to webhooks and listed at `/v1/events`.', body)


def plain_page(words, title, intro, what, row, head):
    body = ''
    for file in words.files:
        records = getattr(file, what)
        if records:
            body += '\n## %s\n\n%s' % (title_of(file), table(head, [row(record) for record in records]))
    return page(title, intro, body)


def shared_files(words):
    """Files of model/points/ that declare types for several points."""
    return [file for file in words.files if file.is_point and not file.points]


def point_type(struct):
    rows = [['`%s`' % camel(field.name), '`%s`' % field.name, '`%s`' % ts_type(field), field.sentence]
            for field in flat_fields(struct)]
    return '\n### %s\n\n%s\n%s' % (ts_name(struct), paragraphs_of(struct.prose),
                                  table(['in scripts', 'on the wire', 'type', 'meaning'], rows))


def points_page(words):
    body = ''
    for point in words.every('points'):
        body += '\n## %s\n\n%s\n' % (point.id, paragraphs_of(point.prose))
        rows = [['interface', ', formerly '.join('`%s<C>`' % name for name in [point.interface] + point.interface_also)], ['version', str(point.version)],
                ['stability', '%s, since %s' % (point.stability, point.since)], ['owner', point.owner],
                ['deprecated', '<br>'.join('version %d since %s, until %s: %s' % item for item in point.deprecated) or '-'],
                ['also known as', ', '.join('`%s`' % name for name in point.also) or '-'],
                ['called by', point.called_by], ['effects', point.effects],
                ['fuel', '%d, and %d for each line' % point.fuel], ['memory', '%d bytes, and %d for each line' % point.memory],
                ['input', 'at most %d bytes' % point.input_max], ['output', 'at most %d bytes' % point.output_max],
                ['call depth', str(point.depth)], ['on failure', ', '.join('`%s`' % policy for policy in point.on_failure)],
                ['applies to', ', '.join('`%s`' % scope for scope in point.scopes or SCOPES_USUAL)],
                ['several bindings', COMPOSITIONS[point.composition]],
                ['money decided', '`%s`' % point.money if point.money else '-']]
        body += table(['', ''], rows)
        if point.given:
            body += '\nGiven, of every input:\n\n' + ''.join('- `%s`: %s\n' % clause for clause in point.given)
        if point.contract:
            body += '\nContract:\n\n' + ''.join('- `%s`: %s\n' % clause for clause in point.contract)
        for method in point.methods:
            body += '\n### %s\n\n`%s(input: %s, config: C, context: Context): %s`\n' % (
                method.name, method.name, ts_name(words.types[method.input]), ts_name(words.types[method.output]))
        body += ''.join(point_type(struct) for struct in point_types(words, point) if struct.file is point.file)
        body += '\nHistory:\n\n' + ''.join('- %s\n' % line for line in point.history)
    shared = [struct for file in shared_files(words) for struct in file.types]
    if shared:
        body += '\n## Types that points share\n\nIn the namespace `Core`, and under the same names in that of each point that uses them.\n'
        body += ''.join(point_type(struct) for struct in shared)
    return page('Extension points', 'Where user-authored logic decides. On the wire decimals are strings and times are ISO 8601; scripts '
                'see `Decimal` and `Date`.', body)


# ---- TypeScript ---------------------------------------------------------------------


def ts_name(struct):
    return struct.ts_name or pascal(struct.name)


def enum_union(enum):
    return ' | '.join("'%s'" % value for value, _ in enum.values)


def ts_type(field):
    if field.literal is not None:
        return field.literal
    if field.enum and field.enum.ts_names:
        text = field.enum.ts_names[0]
    elif field.enum:
        text = enum_union(field.enum)
        if field.is_list:
            text = '(%s)' % text
    elif field.object:
        text = ts_name(field.object)
    else:
        text = {'bool': 'boolean', 'int': 'number', 'decimal': 'Decimal', 'text': 'string', 'time': 'Date', 'currency': 'string',
                'map': 'Record<string, string>', 'json': 'unknown'}[field.base]
    if field.keyed:
        text = 'Record<string, %s>' % text
    elif field.is_list:
        text += '[]'
    if field.nullable and not field.optional:
        text += ' | null'
    return text


def point_types(words, point):
    seen = []
    for method in point.methods:
        for name in (method.input, method.output):
            struct = words.types[name]
            if struct not in seen:
                seen.append(struct)
                types_behind(struct, seen)
    return seen


def ts_comment(prose, indent):
    lines = []
    for line in '\n'.join(prose).strip().split('\n'):
        lines += textwrap.wrap(line, 110 - len(indent)) or ['']
    if len(lines) == 1:
        return '%s/** %s */\n' % (indent, lines[0])
    return indent + '/**\n' + ''.join((indent + ' * ' + line).rstrip() + '\n' for line in lines) + indent + ' */\n'


def ts_member(field, indent):
    return '%s/** %s */\n%s%s%s: %s;\n' % (indent, field.sentence, indent, camel(field.name), '?' if field.optional else '',
                                         ts_type(field))


def ts_struct(struct, indent):
    text = ts_comment(struct.prose, indent)
    inlined = [ts_name(field.object) for field in struct.fields if field.inline]
    if struct.typescript:
        text += ''.join(indent + line + '\n' for line in struct.typescript)
    else:
        head, tail = 'export interface %s {', '}'
        if inlined: # may be unions, which no interface can extend
            head, tail = 'export type %s = {', '} & %s;' % ' & '.join(inlined)
        text += indent + head % ts_name(struct) + '\n'
        text += ''.join(ts_member(field, indent + '  ') for field in struct.fields if not field.inline)
        text += indent + tail + '\n'
    return text + ''.join('%sexport type %s = %s;\n' % (indent, name, ts_name(struct)) for name in struct.ts_also)


def ts_enum(enum, indent):
    first, *also = enum.ts_names
    text = ts_comment(enum.prose, indent) + '%sexport type %s = %s;\n' % (indent, first, enum_union(enum))
    return text + ''.join('%sexport type %s = %s;\n' % (indent, name, first) for name in also)


def enums_of(structs):
    """Enums with names of their own that the fields of some types have, in the order of meeting them."""
    seen = []
    for struct in structs:
        seen += [field.enum for field in struct.fields if field.enum and field.enum.ts_names and field.enum not in seen]
    return seen


def ts_aliases(structs, home, indent):
    """The shared types among those of a point, and shared enums, under their names in its namespace."""
    names = [name for enum in enums_of(structs) if enum.file is not home for name in enum.ts_names]
    names += [name for struct in structs if struct.file is not home for name in [ts_name(struct)] + struct.ts_also]
    return ''.join('%sexport type %s = Core.%s;\n' % (indent, name, name) for name in names)


def ts_point(words, point, indent, name):
    text = ts_comment(point.prose + ['', 'Point %s, version %d.' % (point.id, point.version)], indent)
    text += '%sexport interface %s<C = unknown> {\n' % (indent, name)
    for method in point.methods:
        answer = '%s.%s' % (name, ts_name(words.types[method.output]))
        text += '%s  %s%s(input: %s.%s, config: C, context: Context): %s;\n' % (
            indent, method.name, '?' if method.optional else '', name, ts_name(words.types[method.input]),
            '%s | Promise<%s>' % (answer, answer) if method.is_async else answer)
    text += indent + '}\n%sexport namespace %s {\n' % (indent, name)
    structs = point_types(words, point)
    own = [struct for struct in structs if struct.file is point.file]
    parts = [ts_struct(struct, indent + '  ') for struct in own]
    parts += [ts_enum(enum, indent + '  ') for enum in enums_of(own) if enum.file is point.file]
    parts += [ts_aliases(structs, point.file, indent + '  ')]
    return text + '\n'.join(part for part in parts if part) + indent + '}\n'


CONTEXT = '''/** Who calls, and when; the same for every point. */
export interface Context {
  type: 'script';
  /** The script's id. */
  id: string;
  livemode: boolean;
  /** The account, 'acct_...'. */
  stripeContext?: string;
  /** The command's now, ISO 8601: the wall's, or the test clock's. */
  clockTime?: string;
}
'''


def extensions_types(words):
    text = '// SPDX-License-Identifier: Apache-2.0\n// %s\n\nimport type { Decimal } from \'./stdlib.js\';\n\n' % NOTE + CONTEXT
    spaces = {}
    for point in words.every('points'):
        *path, name = point.interface.split('.')
        spaces.setdefault('.'.join(path), []).append((point, name))
    shared = [struct for file in shared_files(words) for struct in file.types]
    enums = [enum for file in shared_files(words) for enum in file.enums if enum.ts_names]
    core = [ts_struct(struct, '  ') for struct in shared] + [ts_enum(enum, '  ') for enum in enums]
    text += '\n/** Types that extension points share. */\nexport namespace Core {\n'
    text += '  /** Three letters, lower case. */\n  export type Currency = string;\n\n' + '\n'.join(core) + '}\n'
    for space in sorted(spaces):
        text += '\nexport namespace %s {\n' % space
        text += '  export type Currency = Core.Currency;\n' + ts_aliases(shared, None, '  ') + '\n'
        text += '\n'.join(ts_point(words, point, '  ', name) for point, name in spaces[space])
        text += '}\n'
    for point in words.every('points'):
        for older in point.interface_also:
            space, _, name = older.rpartition('.')
            text += '\nexport namespace %s {\n  /** The older name of %s. */\n  export import %s = %s;\n}\n' % (
                space, point.interface, name, point.interface)
    return text


# ---- JSON Schema --------------------------------------------------------------------


def schema_value(field):
    if field.enum:
        value = {'enum': [snake(value) for value, _ in field.enum.values]}
    elif field.object:
        value = {'$ref': '#/$defs/' + field.object.name}
    else:
        value = {'bool': {'type': 'boolean'}, 'int': {'type': 'integer'},
                 'decimal': {'type': 'string', 'pattern': '^[+-]?[0-9]+(\\.[0-9]{1,12})?$'}, 'text': {'type': 'string'},
                 'time': {'type': 'string', 'format': 'date-time'}, 'currency': {'type': 'string', 'pattern': '^[a-z]{3}$'},
                 'map': {'type': 'object', 'additionalProperties': {'type': 'string'}}, 'json': {}}[field.base]
        value = dict(value)
    if field.keyed:
        value = {'type': 'object', 'additionalProperties': value}
    elif field.is_list:
        value = {'type': 'array', 'items': value}
    if field.nullable:
        value = {'anyOf': [value, {'type': 'null'}]}
    value['description'] = field.sentence
    return value


def schema_struct(struct):
    fields = [field for field in flat_fields(struct) if field.literal is None]
    return {'type': 'object', 'description': sentence_of(struct.prose),
            'properties': {field.name: schema_value(field) for field in fields},
            'required': [field.name for field in fields if not field.nullable], 'additionalProperties': False}


def point_schema(words, point):
    defs = {struct.name: schema_struct(struct) for struct in point_types(words, point)}
    methods = {method.name: {'type': 'object', 'description': 'Input and output of %s.' % method.name,
                             'properties': {'input': {'$ref': '#/$defs/' + method.input},
                                            'output': {'$ref': '#/$defs/' + method.output}}} for method in point.methods}
    schema = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'title': point.id,
              'description': sentence_of(point.prose), 'x-version': point.version, 'type': 'object',
              'properties': methods, '$defs': defs}
    return json.dumps(schema, indent=2) + '\n'


# ---- all ----------------------------------------------------------------------------


def pages(words, root):
    """{path from the root: text}"""
    files = {
        'docs/reference/objects.md': objects_page(words),
        'docs/reference/routes.md': routes_page(words),
        'docs/reference/errors.md': errors_page(words),
        'docs/reference/events.md': events_page(words),
        'docs/reference/points.md': points_page(words),
        'docs/reference/limits.md': plain_page(
            words, 'Limits', 'Numbers that the engine does not go beyond; `LIMIT_NAME` in the source.', 'limits',
            lambda limit: ['`%s`' % limit.name, str(limit.value), sentence_of(limit.prose)], ['limit', 'value', 'meaning']),
        'docs/reference/metrics.md': plain_page(
            words, 'Metrics', 'What the engine counts.', 'metrics',
            lambda metric: ['`%s`' % metric.name, metric.type, sentence_of(metric.prose)], ['metric', 'type', 'meaning']),
        'sdk/types/extensions.d.ts': extensions_types(words),
    }
    for point in words.every('points'):
        files['sdk/schemas/%s.schema.json' % point.name] = point_schema(words, point)
    return files


def is_fresh(root, path, text):
    full = os.path.join(root, path)
    if not os.path.exists(full):
        return False
    with open(full, encoding='utf-8') as stream:
        return stream.read() == text
