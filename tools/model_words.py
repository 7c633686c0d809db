# SPDX-License-Identifier: Apache-2.0
"""model_words.py: reads model/, checks it, and hands out plain records. The grammar: docs/internals/model.md."""

import os
import re
import sys

SCALARS = {'bool', 'int', 'decimal', 'text', 'time', 'currency', 'map', 'json'}
C_KEYWORDS = set('auto break case char const continue default do double else enum extern float for goto if inline int long '
                 'register restrict return short signed sizeof static struct switch typedef union unsigned void volatile '
                 'while bool true false'.split())
# Tags of structs that the base room defines itself.
TAKEN = set('text arena arena_block list map map_entry money currency decimal date id id_secret id_source json json_member '
            'json_error json_writer text_builder random task failure account session extend error_kind model model_field '
            'model_kind model_enum model_map model_pair model_world model_expand form_node sha256 point route call'.split())
GENERATED = {'error', 'kinds', 'events', 'routes', 'limits', 'metrics', 'points'}
POLICIES = ['default', 'last_good', 'hold', 'fail', 'retry']
# How the answers of several bindings become one.
STABILITIES = ('experimental', 'preview', 'general')
COMPOSITIONS = {'first': 'the first that applies decides', 'chain': 'each works on what the ones before it left',
                'min': 'the smallest amount counts', 'max': 'the largest amount counts', 'sum': 'their amounts add up'}
# What a binding may apply to; a coupon only where a point says so.
SCOPES = ['account', 'coupon', 'product', 'price', 'subscription', 'customer']
SCOPES_USUAL = [scope for scope in SCOPES if scope != 'coupon']
NAME = re.compile(r'^[a-z][a-z0-9_]*$')


class Broken(Exception):
    """A finding: file, line, sentence."""

    def __init__(self, where, problem):
        super().__init__('%s:%d: %s' % (where[0], where[1], problem))


class Record:
    def __init__(self, **members):
        self.__dict__.update(members)


def upper(name):
    return re.sub(r'[^A-Za-z0-9]', '_', re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name)).upper()


def snake(name):
    return re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name).lower()


def camel(name):
    head, *rest = name.split('_')
    return head + ''.join(part[:1].upper() + part[1:] for part in rest)


def pascal(name):
    return ''.join(part[:1].upper() + part[1:] for part in name.split('_'))


def member(name):
    return name + '_' if name in C_KEYWORDS else name


def name_hash(name, bits):
    value = 0xcbf29ce484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001b3) & 0xffffffffffffffff
    value ^= value >> 32
    value ^= value >> 16
    return 1 + value % ((1 << bits) - 1)


# ---- reading ------------------------------------------------------------------


def split_words(text, where):
    """Words between blanks; a quoted word may hold blanks."""
    words = re.findall(r'"[^"]*"\S*|\S+', text)
    if text.count('"') % 2:
        raise Broken(where, 'a quote is not closed')
    return words


class File:
    """One model file: its blocks in the order written."""

    def __init__(self, path, is_point):
        self.path = path
        self.name = os.path.basename(path)[:-len('.model')]
        self.is_point = is_point
        self.enums, self.types, self.objects, self.params = [], [], [], []
        self.routes, self.events, self.errors, self.states = [], [], [], []
        self.limits, self.metrics, self.points = [], [], []
        if self.name in GENERATED:
            raise Broken((path, 1), 'the name %s.model is taken by a generated file' % self.name)

    def structs(self):
        return self.types + self.objects + self.params


def read_blocks(path):
    """[(where, head words, [(where, line)])]; prose lines keep their '| '."""
    blocks = []
    with open(path, encoding='utf-8') as stream:
        for number, line in enumerate(stream, 1):
            where = (path, number)
            line = line.rstrip()
            if not line.strip() or line.lstrip().startswith('#'):
                continue
            if '\t' in line:
                raise Broken(where, 'a tab; indent with two spaces')
            if line.startswith('  '):
                if not blocks:
                    raise Broken(where, 'an indented line outside a block')
                blocks[-1][2].append((where, line.strip()))
            elif line.startswith(' '):
                raise Broken(where, 'indent with two spaces')
            else:
                blocks.append((where, split_words(line, where), []))
    return blocks


def prose_of(where, lines):
    prose = [line[2:] if line.startswith('| ') else '' for _, line in lines if line.startswith('|')]
    if not ' '.join(prose).strip():
        raise Broken(where, 'a block needs a sentence behind "| "')
    return prose, [(at, line) for at, line in lines if not line.startswith('|')]


def cut_sentence(where, line):
    head, dash, sentence = line.partition('--')
    if not dash or not sentence.strip():
        raise Broken(where, 'a sentence behind -- is missing')
    return head.strip(), sentence.strip()


def check_name(where, name):
    if not NAME.match(name):
        raise Broken(where, '"%s" is not a name: lower case letters, digits, underscores' % name)
    return name


FIELD_WORDS = {'includable', 'transient', 'hidden', 'or_now', 'or_inf', 'or_scalar', 'as_number'}


def read_field(where, line, in_params):
    head, sentence = cut_sentence(where, line)
    words = split_words(head, where)
    if len(words) < 2:
        raise Broken(where, 'a field is: name  type  -- sentence')
    field = Record(where=where, name=check_name(where, words[0]), sentence=sentence, words=set(), base='', target=None,
                   is_list=False, envelope=False, keyed=False, ref=False, embedded=False, literal=None, nullable=False,
                   optional=False, unsettable=False, low=None, high=None, tag=None, url=None, first=None,
                   in_params=in_params, enum=None, object=None, kind=None, type_text=words[1], inline=False, path='')
    read_type(field, words[1])
    rest = words[2:]
    while rest:
        word = rest.pop(0)
        bounds = re.match(r'^(-?\d+)?\.\.(-?\d+)?$', word)
        if bounds and in_params:
            field.low = int(bounds.group(1)) if bounds.group(1) else None
            field.high = int(bounds.group(2)) if bounds.group(2) else None
        elif word in FIELD_WORDS:
            field.words.add(word)
        elif word in ('tag', 'first') and rest and rest[0].isdigit():
            setattr(field, word, int(rest.pop(0)))
        elif word == 'url' and rest:
            field.url = rest.pop(0).strip('"')
        else:
            raise Broken(where, 'unknown word "%s" behind the type of %s' % (word, field.name))
    return field


def read_type(field, text):
    where = field.where
    if re.match(r'^(null|true|false|-?\d+(\.\d+)?|"[^"]*"|\[\]|\{\})$', text):
        field.literal = text
        if field.in_params:
            raise Broken(where, 'a parameter cannot be a literal')
        return
    if text.endswith('??'):
        field.nullable = field.optional = True
        text = text[:-2]
    elif text.endswith('?'):
        field.nullable = not field.in_params
        field.optional = field.in_params
        text = text[:-1]
    elif text.endswith('!'):
        if not field.in_params:
            raise Broken(where, '"!" is for parameters')
        field.optional = field.unsettable = True
        text = text[:-1]
    if text.startswith('[') and text.endswith(']'):
        field.is_list = True
        text = text[1:-1]
    elif text.startswith('{') and text.endswith('}'):
        field.is_list = field.keyed = True
        text = text[1:-1]
    elif text.startswith('list<') and text.endswith('>'):
        field.is_list = field.envelope = True
        text = text[5:-1]
    if text.startswith('+'):
        field.inline = True
        text = text[1:]
        if field.nullable or field.is_list or field.in_params:
            raise Broken(where, '"+" is for a type that always stands there')
    if text.startswith('->') or text.startswith('=>'):
        field.ref = True
        field.embedded = text.startswith('=>')
        text = text[2:]
    if not NAME.match(text):
        raise Broken(where, '"%s" is not a type' % text)
    field.base = text


def read_fields(owner, lines, in_params):
    fields, seen = [], set()
    for where, line in lines:
        field = read_field(where, line, in_params)
        if field.name in seen:
            raise Broken(where, 'the field %s stands twice' % field.name)
        seen.add(field.name)
        fields.append(field)
    owner.fields = fields


def take_word(words, word):
    """The word behind `word` in a block's head, or None; both are removed."""
    if word in words:
        place = words.index(word)
        if place + 1 < len(words):
            value = words[place + 1]
            del words[place:place + 2]
            return value.strip('"')
    return None


def read_struct(file, where, words, lines, block):
    """type, object and params: a head, prose and fields."""
    head = words[1:]
    record = Record(where=where, file=file, block=block, prefix=None, api_object=None, path=None, chosen=False,
                    typescript=[], ts_name=None, kind=False, nested=False, is_point=file.is_point)
    record.prose, body = prose_of(where, lines)
    record.typescript = [line[2:] for _, line in body if line.startswith('> ')]
    body = [(at, line) for at, line in body if not line.startswith('> ')]
    if not head:
        raise Broken(where, 'the block has no name')
    record.name = check_name(where, head.pop(0))
    record.api_object = take_word(head, 'as')
    record.path = take_word(head, 'at')
    names = take_word(head, 'ts')
    record.ts_name, *record.ts_also = names.split(',') if names else [None]
    if 'chosen' in head:
        head.remove('chosen')
        record.chosen = True
    if head and block != 'params':
        record.prefix = head.pop(0)
    if head:
        raise Broken(where, 'unknown word "%s"' % head[0])
    if block == 'object' and not record.prefix:
        raise Broken(where, 'an object is: object KIND PREFIX [as JSON_OBJECT] [at PATH] [chosen]')
    if record.prefix:
        record.kind = True
        record.nested = block == 'type'
        record.api_object = record.api_object or record.name
    record.chosen = record.chosen or record.prefix == '-'
    read_fields(record, body, block == 'params')
    for field in record.fields:
        if record.kind and field.name in ('id', 'object', 'version', 'public_id'):
            raise Broken(field.where, 'the field %s comes by itself' % field.name)
    record.c_name = record.name + ('_params' if block == 'params' else '')
    return record


def flat_fields(struct):
    """A struct's fields as its table has them: those of "+" types stand among its own."""
    flat = []
    for field in struct.fields:
        if not field.inline:
            flat.append(field)
            continue
        for inner in flat_fields(field.object):
            flat.append(Record(**inner.__dict__))
            flat[-1].path = member(field.name) + '.' + inner.path
    return flat


def read_enum(file, where, words, lines):
    head = words[1:]
    prose, body = prose_of(where, lines)
    header, ts_names = take_word(head, 'from'), take_word(head, 'ts')
    if len(head) != 1:
        raise Broken(where, 'an enum is: enum NAME [from HEADER] [ts NAME]')
    enum = Record(where=where, file=file, name=check_name(where, head[0]), prose=prose, values=[], header=header,
                  is_point=file.is_point, ts_names=ts_names.split(',') if ts_names else [], ts_only=False)
    seen = set()
    for at, line in body:
        value, sentence = cut_sentence(at, line)
        value = value.strip('"')
        if upper(value) in seen or upper(value) == 'NONE':
            raise Broken(at, 'the value %s stands twice, or is NONE' % value)
        seen.add(upper(value))
        enum.values.append((value, sentence))
    if not enum.values:
        raise Broken(where, 'an enum needs a value')
    return enum


def read_states(file, where, words, lines):
    prose, body = prose_of(where, lines)
    if len(words) != 2 or words[1].count('.') != 1:
        raise Broken(where, 'a states block is: states KIND.FIELD')
    kind, field = words[1].split('.')
    states = Record(where=where, file=file, prose=prose, kind=kind, field=field, moves=[])
    for at, line in body:
        match = re.match(r'^([\w, -]+?)\s*->\s*(\w+)\s*:\s*(.+)$', line)
        if not match:
            raise Broken(at, 'a transition is: from -> to: verb')
        for source in match.group(1).split(','):
            states.moves.append((at, source.strip(), match.group(2), match.group(3).strip()))
    return states


def read_point(file, where, words, lines):
    if len(words) != 3 or not words[2].isdigit():
        raise Broken(where, 'a point is: point ID VERSION')
    prose, body = prose_of(where, lines)
    point = Record(where=where, file=file, id=words[1], version=int(words[2]), prose=prose, name=file.name, called_by='',
                   interface=None, also=[], methods=[], effects=None, fuel=None, memory=None, input_max=None, output_max=None,
                   depth=None, on_failure=None, history=[], contract=[], lines=None, interface_also=[],
                   composition='first', given=[], owner='', stability=None, since=None, deprecated=[], guide=None,
                   measured=None, money=None, money_is_less=False, scopes=[])
    for at, line in body:
        parts = line.split()
        word, rest = parts[0], parts[1:]
        if word == 'called_by':
            point.called_by = ' '.join(rest)
        elif word == 'interface' and rest:
            point.interface, *point.interface_also = rest
        elif word == 'also':
            point.also += rest
        elif word == 'method' and len(rest) >= 3 and set(rest[3:]) <= {'async', 'optional'}:
            point.methods.append(Record(where=at, name=rest[0], input=rest[1], output=rest[2], is_async='async' in rest[3:],
                                        optional='optional' in rest[3:]))
        elif word == 'effects':
            point.effects = ' '.join(rest)
        elif word in ('fuel', 'memory') and len(rest) == 3 and rest[1] == 'per_line':
            setattr(point, word, (int(rest[0]), int(rest[2])))
        elif word in ('input_max', 'output_max', 'depth') and len(rest) == 1:
            setattr(point, word, int(rest[0]))
        elif word == 'on_failure':
            point.on_failure = rest
            for policy in rest:
                if policy not in POLICIES:
                    raise Broken(at, 'a policy is one of %s' % ' '.join(POLICIES))
        elif word == 'history':
            point.history.append(' '.join(rest))
        elif word == 'lines' and len(rest) == 1:
            point.lines = rest[0]
        elif word == 'composition' and len(rest) == 1:
            point.composition = rest[0]
            if rest[0] not in COMPOSITIONS:
                raise Broken(at, 'a composition is one of %s' % ' '.join(COMPOSITIONS))
        elif word == 'money' and (len(rest) == 1 or rest[1:] == ['less']):
            point.money, point.money_is_less = rest[0], len(rest) == 2
        elif word == 'scopes':
            point.scopes = rest
            for scope in rest:
                if scope not in SCOPES:
                    raise Broken(at, 'a scope is one of %s' % ' '.join(SCOPES))
        elif word == 'owner' and rest:
            point.owner = ' '.join(rest)
        elif word == 'stability' and len(rest) == 1:
            point.stability = rest[0]
            if rest[0] not in STABILITIES:
                raise Broken(at, 'a stability is one of %s' % ' '.join(STABILITIES))
        elif word in ('since', 'guide') and len(rest) == 1:
            setattr(point, word, rest[0])
        elif word == 'measured' and len(rest) == 1 and rest[0].isdigit():
            point.measured = int(rest[0])
        elif word == 'deprecated':
            match = re.match(r'^deprecated +(\d+) since (\S+) sunset (\d{4}-\d\d-\d\d): (.+)$', line)
            if not match:
                raise Broken(at, 'a deprecation is: deprecated VERSION since VERSION sunset YYYY-MM-DD: what to use instead')
            point.deprecated.append((int(match.group(1)), match.group(2), match.group(3), match.group(4)))
        elif word in ('contract', 'given'):
            name = rest[0][:-1] if rest and rest[0].endswith(':') else ''
            if not re.match(r'^[a-z][a-z-]*$', name) or len(rest) < 2:
                raise Broken(at, 'a clause is: %s NAME: sentence' % word)
            getattr(point, word).append((name, ' '.join(rest[1:])))
        else:
            raise Broken(at, 'unknown line "%s" in a point' % line)
    for name in ('called_by', 'interface', 'owner', 'stability', 'since', 'methods', 'effects', 'fuel', 'memory', 'input_max', 'output_max', 'depth',
                 'on_failure', 'history'):
        if not getattr(point, name):
            raise Broken(where, 'the point does not say its %s' % name)
    if point.composition in ('min', 'max', 'sum') and not point.money:
        raise Broken(where, 'answers are composed by their money: say which field that is')
    return point


def read_line_block(file, where, words, lines, block):
    """route, event, error, limit, metric: all in the head."""
    prose, body = prose_of(where, lines)
    if body:
        raise Broken(body[0][0], 'a %s block has prose only' % block)
    record = Record(where=where, file=file, prose=prose)
    head = words[1:]
    if block == 'route':
        if len(head) not in (5, 6) or (len(head) == 6 and head[4] != 'list'):
            raise Broken(where, 'a route is: route METHOD PATH HANDLER PARAMS|- KIND|list KIND|-')
        record.method, record.path, record.handler, record.params = head[:4]
        record.is_list, record.kind = len(head) == 6, head[-1]
        if record.method not in ('GET', 'POST', 'DELETE', 'PUT', 'PATCH'):
            raise Broken(where, 'unknown method %s' % record.method)
        check_name(where, record.handler)
    elif block == 'event':
        if len(head) != 2:
            raise Broken(where, 'an event is: event NAME KIND')
        record.name, record.kind = head
    elif block == 'error':
        if len(head) not in (3, 4) or not head[1].isdigit():
            raise Broken(where, 'an error is: error NAME HTTP_STATUS API_TYPE [API_CODE]')
        record.name, record.status, record.type = check_name(where, head[0]), int(head[1]), head[2]
        record.code = head[3] if len(head) == 4 else None
    elif block == 'limit':
        if len(head) != 2 or not re.match(r'^\d[\d_]*$', head[1]):
            raise Broken(where, 'a limit is: limit NAME VALUE')
        record.name, record.value = check_name(where, head[0]), int(head[1].replace('_', ''))
    else:
        if len(head) != 2 or head[1] not in ('counter', 'gauge', 'histogram'):
            raise Broken(where, 'a metric is: metric NAME counter|gauge|histogram')
        record.name, record.type = check_name(where, head[0]), head[1]
    return record


def read_file(path, is_point):
    file = File(path, is_point)
    plain = {'route': file.routes, 'event': file.events, 'error': file.errors, 'limit': file.limits, 'metric': file.metrics}
    structs = {'type': file.types, 'object': file.objects, 'params': file.params}
    for where, words, lines in read_blocks(path):
        block = words[0]
        if block in structs:
            structs[block].append(read_struct(file, where, words, lines, block))
        elif block in plain:
            plain[block].append(read_line_block(file, where, words, lines, block))
        elif block == 'enum':
            file.enums.append(read_enum(file, where, words, lines))
        elif block == 'states':
            file.states.append(read_states(file, where, words, lines))
        elif block == 'point':
            file.points.append(read_point(file, where, words, lines))
        else:
            raise Broken(where, 'unknown block "%s"' % block)
    return file


# ---- all files together ---------------------------------------------------------


class Words:
    """Everything in model/, names resolved."""

    def __init__(self, files):
        self.files = files
        self.enums, self.types, self.objects, self.params, self.kinds = {}, {}, {}, {}, {}
        self.phantoms = []
        self.alone = None
        self.warnings = []
        for file in files:
            self.declare(file)
        for struct in [struct for file in files for struct in file.types]: # before "+" copies them
            for field in struct.fields:
                self.resolve_field(struct, field)
        for file in files:
            self.resolve(file)
        self.check_uniqueness()
        self.check_embedding()

    def every(self, what):
        return [record for file in self.files for record in getattr(file, what)]

    def declare(self, file):
        for table, records in ((self.enums, file.enums), (self.types, file.types), (self.objects, file.objects),
                               (self.params, file.params)):
            for record in records:
                other = table.get(record.name)
                clash = other or (table is not self.params and (self.enums.get(record.name) or self.types.get(record.name)
                                                                or self.objects.get(record.name)))
                if clash:
                    raise Broken(record.where, '%s is already declared at %s:%d' % ((record.name,) + clash.where))
                if table is not self.params and record.name in TAKEN:
                    raise Broken(record.where, 'struct %s belongs to the base room; find another name' % record.name)
                table[record.name] = record
        for record in file.types + file.objects:
            if record.kind:
                self.kinds[record.name] = record

    def kind_of(self, where, name):
        if name not in self.kinds:
            phantom = Record(where=where, name=name, prefix=name[:4], api_object=name, path=None, chosen=False, nested=True,
                             phantom=True, c_name=name)
            self.kinds[name] = phantom
            self.phantoms.append(phantom)
            self.warnings.append('%s:%d: no object or type with a prefix is called %s' % (where[0], where[1], name))
        return self.kinds[name]

    def missing_type(self, file, where, name):
        """An empty type, so that rooms can be written in any order; tidy refuses it."""
        self.warnings.append('%s:%d: "%s" is no scalar, enum, type or object' % (where[0], where[1], name))
        self.types[name] = Record(where=where, file=file, block='type', prefix=None, api_object=None, path=None, chosen=False,
                                  typescript=[], ts_name=None, ts_also=[], kind=False, nested=False, is_point=False, name=name,
                                  c_name=name, prose=['Named by a model file, declared by none.'], fields=[])
        file.types.append(self.types[name])
        return self.types[name]

    def resolve(self, file):
        for struct in list(file.structs()):
            tags = {}
            for field in struct.fields:
                self.resolve_field(struct, field)
            for field in flat_fields(struct):
                if field.literal is None and 'transient' not in field.words:
                    field.tag = field.tag or name_hash(field.name, 13)
                    if not 0 < field.tag < 8192:
                        raise Broken(field.where, 'a tag is between 1 and 8191')
                    if field.tag in tags and struct.block != 'params':
                        raise Broken(field.where, '%s and %s have the same tag; write "tag N" with another number behind the '
                                     'newer one' % (field.name, tags[field.tag]))
                    tags[field.tag] = field.name
        for states in file.states:
            self.resolve_states(states)
        for route in file.routes:
            route.params_record = None
            if route.params != '-':
                if route.params not in self.params:
                    raise Broken(route.where, 'no params block is called %s' % route.params)
                route.params_record = self.params[route.params]
            route.kind_record = None if route.kind == '-' else self.kind_of(route.where, route.kind)
        for event in file.events:
            event.kind_record = self.kind_of(event.where, event.kind)
        for point in file.points:
            for method in point.methods:
                for name in (method.input, method.output):
                    if name not in self.types:
                        raise Broken(method.where, 'no type is called %s' % name)
                    self.check_point_type(self.types[name], set())
            lists = [field.name for field in self.types[point.methods[0].input].fields if field.is_list]
            if point.lines and point.lines not in lists:
                raise Broken(point.where, '%s is no list of %s' % (point.lines, point.methods[0].input))

    def resolve_field(self, struct, field):
        if field.literal is not None:
            return
        where, base = field.where, field.base
        if field.ref:
            field.kind = self.kind_of(where, base)
            if field.in_params and field.kind.chosen:
                raise Broken(where, 'ids of %s may be chosen by clients: take text here and look it up' % base)
            if field.embedded and field.in_params:
                raise Broken(where, '"=>" is for objects')
            field.c_type, field.model_type = 'struct id', 'REF'
        elif base in SCALARS:
            if field.is_list and base == 'map':
                raise Broken(where, 'there are no lists of maps')
            field.c_type = {'bool': 'bool', 'int': 'int64_t', 'decimal': 'struct decimal', 'text': 'struct text',
                            'time': 'instant_t', 'currency': 'struct currency', 'map': 'struct model_map',
                            'json': 'struct text'}[base]
            field.model_type = base.upper()
        elif base in self.enums:
            field.enum = self.enums[base]
            field.c_type, field.model_type = 'enum ' + base, 'ENUM'
        else:
            target = None
            if field.in_params: # by the name of the block, or by the name of its struct
                target = self.params.get(base) or (base.endswith('_params') and self.params.get(base[:-7]))
            target = target or self.types.get(base) or self.objects.get(base)
            if not target:
                target = self.missing_type(struct.file, where, base)
            field.object = target
            if target.block == 'object' and 'transient' not in field.words:
                raise Broken(where, '%s is an object with a record of its own: store ->%s, or make it a type' % (base, base))
            field.c_type, field.model_type = 'struct ' + target.c_name, 'OBJECT'
        if field.keyed and not field.object:
            raise Broken(where, '{T} needs a type whose first field is the key')
        if field.keyed and field.object.fields and field.object.fields[0].base not in ('text', 'currency'):
            raise Broken(where, 'the first field of %s, its key, must be text or currency' % base)
        if field.inline and not (field.object and field.object.block == 'type' and not field.object.kind):
            raise Broken(where, '"+" is for a type without a prefix')
        field.pointer = field.model_type == 'OBJECT' and not field.is_list and (field.nullable or field.optional)
        field.has = (field.optional if field.in_params else
                     field.nullable and not field.is_list and field.model_type in ('BOOL', 'INT', 'DECIMAL'))
        if field.embedded and getattr(field.kind, 'nested', False) and not getattr(field.kind, 'phantom', False):
            raise Broken(where, '%s lives inside its parent: it cannot be embedded by id' % base)
        if 'or_now' in field.words and base != 'time' or 'or_inf' in field.words and base != 'int' or \
                'as_number' in field.words and base != 'decimal' or 'or_scalar' in field.words and not field.object:
            raise Broken(where, 'or_now goes with time, or_inf with int, as_number with decimal, or_scalar with a type')

    def resolve_states(self, states):
        owner = self.objects.get(states.kind) or self.types.get(states.kind)
        if not owner:
            raise Broken(states.where, 'no object is called %s' % states.kind)
        fields = [field for field in owner.fields if field.name == states.field]
        if not fields or not fields[0].enum:
            raise Broken(states.where, '%s has no enum field %s' % (states.kind, states.field))
        states.enum = fields[0].enum
        values = [value for value, _ in states.enum.values]
        for at, source, target, _ in states.moves:
            for name in (source, target):
                if name not in values and name != '-':
                    raise Broken(at, '%s is no value of %s' % (name, states.enum.name))

    def check_point_type(self, struct, seen):
        if struct.name in seen:
            return
        seen.add(struct.name)
        for field in struct.fields:
            if field.ref:
                raise Broken(field.where, 'a type of a point carries ids as text')
            if field.object:
                self.check_point_type(field.object, seen)

    def check_uniqueness(self):
        for what, key in (('errors', 'name'), ('limits', 'name'), ('metrics', 'name'), ('events', 'name'), ('points', 'id')):
            seen = {}
            for record in self.every(what):
                name = getattr(record, key)
                if name in seen:
                    raise Broken(record.where, '%s is already declared at %s:%d' % ((name,) + seen[name].where))
                seen[name] = record
        routes = {}
        for route in self.every('routes'):
            pattern = (route.method, re.sub(r'\{\w+\}', '{}', route.path))
            if pattern in routes:
                raise Broken(route.where, '%s %s is already declared' % pattern)
            routes[pattern] = route
        for records, bits in ((self.objects.values(), 16), (self.every('events'), 16)):
            numbers = {}
            for record in records:
                record.number = name_hash(record.name, bits)
                if record.number in numbers:
                    raise Broken(record.where, '%s and %s have the same number: rename one' %
                                 (record.name, numbers[record.number]))
                numbers[record.number] = record.name
        prefixes = {}
        for kind in self.kinds.values():
            if kind.prefix and kind.prefix != '-' and not hasattr(kind, 'phantom'):
                if kind.prefix in prefixes:
                    raise Broken(kind.where, 'the prefix %s belongs to %s' % (kind.prefix, prefixes[kind.prefix]))
                prefixes[kind.prefix] = kind.name

    def check_embedding(self):
        """An object that always renders another one must not come back to itself."""
        def embeds(struct, seen=()):
            for field in struct.fields:
                if field.embedded and 'includable' not in field.words and field.base in self.objects:
                    yield self.objects[field.base]
                elif field.object and field.object not in seen:
                    yield from embeds(field.object, seen + (struct,))

        def walk(struct, path):
            for target in embeds(struct):
                if target in path:
                    raise Broken(struct.where, '%s embeds itself through =>' % target.name)
                walk(target, path + [target])
        for struct in self.objects.values():
            walk(struct, [struct])


def room_order(root):
    rooms = []
    with open(os.path.join(root, 'rooms.txt'), encoding='utf-8') as stream:
        for line in stream:
            if line.strip() and not line.startswith('#'):
                rooms.append(line.split()[0])
    return rooms


def model_paths(root):
    """Model files in the order of rooms.txt (others behind, by name), then the points."""
    rooms = room_order(root)
    folder = os.path.join(root, 'model')
    names = [name[:-6] for name in os.listdir(folder) if name.endswith('.model')]
    names.sort(key=lambda name: (rooms.index(name) if name in rooms else len(rooms), name))
    paths = [os.path.join(folder, name + '.model') for name in names]
    points = os.path.join(folder, 'points')
    if os.path.isdir(points):
        paths += [os.path.join(points, name) for name in sorted(os.listdir(points)) if name.endswith('.model')]
    return paths


def read_words(paths):
    return Words([read_file(path, os.path.basename(os.path.dirname(path)) == 'points') for path in paths])


def complain(problem):
    sys.stderr.write('%s\n' % problem)
    sys.exit(1)
