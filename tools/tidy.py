#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tidy.py: the rules that run. Prints `file:line: rule: what to do` and fails when there is anything to do.

  tidy.py [--root DIR]               every rule but the one below
  tidy.py --headers GEN_DIR CC...    each header compiles by itself (rule header-alone)

A waiver is a comment `tidy: rule: why` on the line or on the line above; an unneeded waiver is an error.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS = 100
README_LINES = 100
CODE = ('.c', '.h', '.def')
# Headers of the base room are words for all; these are not.
BASE_PRIVATE = {'base/model_member.h', 'base/model_body.h'}
# The door to the world has two sides that are words for all: structured lines and counters.
PUBLIC_BESIDE = {'sys/confine.h', 'sys/log.h', 'sys/process.h'}
# Name, the places (beginnings of paths) that own it, what to use instead.
BANNED = [
    (r'(?:malloc|calloc|realloc|free)\s*\(', ('src/base/arena.c',), 'memory comes from arenas (base/arena.h)'),
    (r'alloca\s*\(', (), 'no alloca; use the arena'),
    (r'(?:strcpy|strcat|strncpy|sprintf|vsprintf|strtok|atoi)\s*\(', (), 'use base/text.h'),
    (r'(?:time|clock_gettime|gettimeofday|localtime|gmtime|localtime_r|gmtime_r)\s*\(', ('src/sys/',),
     'the only now is task->now; the calendar is base/instant.h'),
    (r'(?:rand|srand|random|getrandom)\s*\(', ('src/sys/',), 'chance comes from base/random.h, seeded through sys'),
    (r'(?:getenv|secure_getenv)\s*\(', ('src/sys/', 'src/app/'), 'configuration is read in app/'),
    (r'(?:exit|_exit|abort|quick_exit)\s*\(', ('src/sys/', 'src/app/', 'src/cli/'), 'return an err_t, or assert'),
    (r'(?:setjmp|longjmp|sigsetjmp|siglongjmp)\s*\(', (), 'errors are values'),
    (r'(?:float|double)\b', ('src/script/', 'src/sys/metric'), 'money is struct decimal; only script/ has floats'),
]
BANNED = [(re.compile(r'(?<![\w>.])' + pattern), owners, instead) for pattern, owners, instead in BANNED]
SQL = re.compile(r'"\s*(?:SELECT\s.*\sFROM\b|SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|'
                 r'CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)\s|ALTER\s+TABLE\s|DROP\s+TABLE\s|PRAGMA\s)')
WAIVER = re.compile(r'tidy: ([a-z-]+): (\S.*)')
RULES = {'arrow', 'private-header', 'banned', 'long-line', 'sql', 'must-use', 'readme', 'licence', 'stale', 'link', 'fixme',
         'waiver', 'header-alone', 'tab'}


def read_rooms(root):
    rooms = {}
    with open(os.path.join(root, 'rooms.txt'), encoding='utf-8') as stream:
        for line in stream:
            if line.strip() and not line.startswith('#'):
                room, *below = line.split()
                for name in below:
                    if name not in rooms:
                        raise SystemExit('rooms.txt:1: arrow: %s points at %s, which stands behind it' % (room, name))
                rooms[room] = set(below) | {room}
    return rooms


def tracked(root, folders, endings):
    """Paths below the root, sorted; build folders and installed packages are not ours."""
    found = []
    for folder in folders:
        for place, names, files in os.walk(os.path.join(root, folder)):
            names[:] = sorted(name for name in names if name not in ('node_modules', '.git', '__pycache__', 'corpus')
                              and not name.startswith('build'))
            found += [os.path.relpath(os.path.join(place, name), root) for name in sorted(files) if name.endswith(endings)]
    return found


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8', errors='replace') as stream:
        return stream.read()


def without_words(text):
    """The code with comments and strings blanked, lines kept."""
    def blank(match):
        word = match.group(0)
        return word if word.startswith('#include') else re.sub(r'[^\n]', ' ', word)
    return re.sub(r'#include "[^"\n]*"|/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text,
                  flags=re.DOTALL)


class Findings:
    """What is wrong, minus what is waived."""

    def __init__(self):
        self.lines = []

    def file(self, path, text, found):
        """found: [(line, rule, sentence)]. Waivers in the text take findings away."""
        waivers = {}
        for number, line in enumerate(text.split('\n'), 1):
            match = WAIVER.search(line)
            if match and path not in ('tools/tidy.py', 'test/tools/tidy_test.py'):
                waivers[number] = match.group(1)
        used = set()
        for number, rule, sentence in found:
            place = next((at for at in (number, number - 1) if waivers.get(at) == rule), None)
            if place is None:
                self.add(path, number, rule, sentence)
            else:
                used.add(place)
        for number, rule in waivers.items():
            if rule not in RULES:
                self.add(path, number, 'waiver', 'there is no rule "%s"' % rule)
            elif number not in used:
                self.add(path, number, 'waiver', 'nothing here needs it; remove it')

    def add(self, path, number, rule, sentence):
        self.lines.append('%s:%d: %s: %s' % (path, number, rule, sentence))


def room_of(path):
    parts = path.split('/')
    if parts[0] == 'src' and len(parts) > 2:
        return parts[1]
    return parts[2] if parts[0] == 'test' and len(parts) > 3 else None


def check_includes(path, lines, rooms, models):
    own = room_of(path)
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        target = match.group(1)
        room = target.split('/')[0] if '/' in target else models.get(target)
        if room not in rooms:
            continue
        if path.startswith('src/') and own in rooms and room not in rooms[own]:
            yield number, 'arrow', '%s may not include %s (rooms.txt)' % (own, target)
        is_public = target == '%s/%s.h' % (room, room) or target in PUBLIC_BESIDE or \
            (room == 'base' and target not in BASE_PRIVATE)
        if '/' in target and room != own and not is_public:
            yield number, 'private-header', 'the public header of %s is %s/%s.h' % (room, room, room)


def check_code(path, text, rooms, models):
    """Rules of C files."""
    lines = text.split('\n')
    found = list(check_includes(path, lines, rooms, models))
    code = without_words(text).split('\n')
    in_product = path.startswith('src/')
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            found.append((number, 'long-line', '%d columns, %d are allowed' % (len(line), COLUMNS)))
        if '\t' in line:
            found.append((number, 'tab', 'indent with four spaces'))
        if re.search(r'\b(?:TODO|FIXME|XXX)\b', line):
            found.append((number, 'fixme', 'do it or write an issue'))
        if in_product and not path.startswith('src/store/') and not path.endswith('_store.c') and SQL.search(line):
            found.append((number, 'sql', 'SQL stands in store/ and *_store.c'))
    for number, line in enumerate(code, 1):
        if in_product and path != 'src/base/banned.h':
            for pattern, owners, instead in BANNED:
                match = pattern.search(line)
                if match and not path.startswith(owners):
                    found.append((number, 'banned', '%s: %s' % (match.group(0).rstrip(' ('), instead)))
        if path.endswith('.h') and re.match(r'\s*(?:extern\s+)?err_t\s+\w+\s*\(', line):
            found.append((number, 'must-use', 'an err_t must be looked at: write must_use in front'))
    return found


def check_licence(text):
    head = text.split('\n', 3)[:2]
    if not any('SPDX-License-Identifier: Apache-2.0' in line for line in head):
        return [(1, 'licence', 'begin with SPDX-License-Identifier: Apache-2.0')]
    return []


def check_links(root, path, text):
    text = re.sub(r'```.*?```', lambda match: re.sub(r'[^\n]', ' ', match.group(0)), text, flags=re.DOTALL)
    for number, line in enumerate(text.split('\n'), 1):
        for target in re.findall(r'\]\(([^)\s]+)\)', re.sub(r'`[^`]*`', '', line)):
            if re.match(r'[a-z]+:', target) or target.startswith('#'):
                continue
            place = os.path.join(root, os.path.dirname(path), target.split('#')[0])
            if not os.path.exists(place):
                yield number, 'link', 'there is no %s' % target


def check_readmes(root, rooms, findings):
    for room in rooms:
        folder = 'src/' + room
        if not os.path.exists(os.path.join(root, folder, 'meson.build')):
            continue
        path = folder + '/README.md'
        if not os.path.exists(os.path.join(root, path)):
            findings.add(path, 1, 'readme', 'a room has a page that says what it knows')
        elif read(root, path).count('\n') > README_LINES:
            findings.add(path, README_LINES, 'readme', 'one page: at most %d lines' % README_LINES)


def check_generated(root, findings):
    generator = os.path.join(root, 'tools', 'modelgen.py')
    if os.path.exists(generator):
        answer = subprocess.run([sys.executable, generator, '--public', '--check'], capture_output=True, text=True, check=False)
        if answer.returncode != 0:
            for line in answer.stderr.strip().split('\n'):
                findings.add('model', 1, 'stale', line)


def tidy(root):
    rooms = read_rooms(root)
    findings = Findings()
    models = {room + '.model.h': room for room in rooms}
    for path in tracked(root, ('src', 'test'), CODE):
        text = read(root, path)
        findings.file(path, text, check_code(path, text, rooms, models) + check_licence(text))
    for path in tracked(root, ('tools', 'test', 'sdk/types'), ('.py', '.ts', '.js', '.mjs')):
        text = read(root, path)
        findings.file(path, text, check_licence(text))
    tops = [name for name in sorted(os.listdir(root)) if name.endswith('.md')]
    for path in tops + tracked(root, ('docs', 'src', 'sdk', 'test'), ('.md',)):
        text = read(root, path)
        for number, rule, sentence in check_links(root, path, text):
            findings.add(path, number, rule, sentence)
    check_readmes(root, rooms, findings)
    check_generated(root, findings)
    return findings.lines


def headers_alone(root, generated, compiler):
    """Each header as the whole of a file."""
    paths = tracked(root, ('src',), ('.h',))
    findings = []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            probe = os.path.join(folder, re.sub(r'\W', '_', path) + '.c')
            with open(probe, 'w', encoding='utf-8') as stream:
                stream.write('#include "%s"\n' % path[len('src/'):])
            command = compiler + ['-std=c17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-include',
                                  os.path.join(root, 'src/base/banned.h'), '-I', os.path.join(root, 'src'), '-I', generated, probe]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            if answer.returncode != 0:
                problem = next((line for line in answer.stderr.split('\n') if 'error' in line), 'does not compile')
                findings.append('%s:1: header-alone: %s' % (path, problem.strip()))
    return findings


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--root', default=ROOT)
    arguments.add_argument('--headers', nargs='+', metavar=('GEN_DIR', 'CC'))
    options = arguments.parse_args()
    root = os.path.abspath(options.root)
    if options.headers:
        lines = headers_alone(root, options.headers[0], options.headers[1:] or ['cc'])
    else:
        lines = tidy(root)
    for line in lines:
        print(line)
    sys.exit(1 if lines else 0)


if __name__ == '__main__':
    main()
