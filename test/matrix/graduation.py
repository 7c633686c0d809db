#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""graduation.py PROGRAM ROOT: what each extension point says of its stability, and what a general one must have.

The checklist of a general point: each clause of its contract is broken in the matrix; a script in sdk/builtin/ is held
equal to the default; a guide tells of it; its budget was measured, and is far above what the standard logic takes; its
interface has two versions, or says that it is the first one.
"""

import datetime
import json
import os
import re
import subprocess
import sys

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROOM_FOR = 20  # the budget is at least so many times what the standard logic takes
passed = failed = 0


def check(holds, sentence):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print('FAIL: ' + sentence)


def read(path):
    try:
        with open(os.path.join(ROOT, path), encoding='utf-8') as stream:
            return stream.read()
    except OSError:
        return None


def points():
    for name in sorted(os.listdir(os.path.join(ROOT, 'model/points'))):
        text = read('model/points/' + name)
        for block in re.split(r'^(?=point )', text, flags=re.M)[1:]:
            lines = [line.split(None, 1) for line in re.findall(r'^  ([a-z_]+ .*)$', block, flags=re.M)]
            yield name[:-6], block.split()[1], lines


def values(lines, word):
    return [line[1] for line in lines if line[0] == word]


def check_declared(point, lines):
    for word in ('owner', 'stability', 'since'):
        check(len(values(lines, word)) == 1, '%s says its %s' % (point, word))
    for deprecated in values(lines, 'deprecated'):
        version, since, sunset = re.match(r'(\d+) since (\S+) sunset (\S+):', deprecated).groups()
        check(datetime.date.fromisoformat(sunset).year >= 2027, '%s: version %s goes on for a year at least' % (point, version))


def measure(name):
    done = subprocess.run([PROGRAM, 'script', 'fuzz', '--json', '--cases', '300', 'sdk/builtin/%s.ts' % name],
                          capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout) if done.stdout else {'fuel_max': 0, 'findings': [done.stderr]}


def check_general(name, point, lines):
    matrix = read('test/matrix/%s.matrix' % point)
    check(matrix is not None and '--- uncalled' not in matrix, '%s has rows in the matrix' % point)
    broken = re.findall(r'^--- broken (\S+) broke_contract', matrix or '', flags=re.M)
    for clause in [clause.split(':')[0] for clause in values(lines, 'contract')]:
        check(any(re.match(clause + r'(-|$)', head) for head in broken), '%s: %s is broken in the matrix' % (point, clause))
    check(read('sdk/builtin/%s.ts' % name) is not None, '%s has a script in sdk/builtin/' % point)
    held = (read('test/matrix/builtin.c') or '') + (read('test/kill/author.py') or '')
    check('"%s"' % point in held or 'sdk/builtin/%s.ts' % name in held, '%s is held equal to the default' % point)
    for guide in values(lines, 'guide') or ['(none)']:
        check(point in (read(guide) or ''), '%s is told of in %s' % (point, guide))
    budget, said = int(values(lines, 'fuel')[0].split()[0]), int((values(lines, 'measured') or ['0'])[0])
    report = measure(name)
    check(not report['findings'], '%s: the standard logic keeps its contract: %s' % (point, report['findings']))
    check(0.5 < report['fuel_max'] / max(said, 1) < 2, '%s: measured says %d, it took %d' % (point, said, report['fuel_max']))
    check(budget >= ROOM_FOR * report['fuel_max'], '%s: a budget of %d for %d' % (point, budget, report['fuel_max']))
    history = values(lines, 'history')
    check(len(history) >= 2 or 'first version' in history[0], '%s: two versions, or the first one' % point)


def main():
    found = list(points())
    check(len(found) >= 12, 'there are points: %d' % len(found))
    for name, point, lines in found:
        check_declared(point, lines)
        if values(lines, 'stability') == ['general']:
            check_general(name, point, lines)
    print('%d passed, %d failed' % (passed, failed))
    sys.exit(failed > 0)


main()
