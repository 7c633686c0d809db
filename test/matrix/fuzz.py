#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fuzz.py PROGRAM ROOT: what quoin script fuzz finds, and what it leaves alone.

Every script of the matrix that breaks a contract or a shape is found, on inputs that nobody wrote; the standard
logic and the examples are not; the same seed finds the same.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
passed = failed = 0


def check(holds, sentence):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print('FAIL: ' + sentence)


def fuzz(*arguments):
    done = subprocess.run([PROGRAM, 'script', 'fuzz', '--json', *arguments], capture_output=True, text=True, cwd=ROOT)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def sections(path):
    with open(path, encoding='utf-8') as stream:
        parts = re.split(r'^--- (.*)$', stream.read(), flags=re.M)
    return [(head.split(), body) for head, body in zip(parts[1::2], parts[2::2])]


def methods_by_point():
    found = {}
    for name in os.listdir(os.path.join(ROOT, 'model/points')):
        with open(os.path.join(ROOT, 'model/points', name), encoding='utf-8') as stream:
            text = stream.read()
        for point in re.findall(r'^point (\S+)', text, flags=re.M):
            found[point] = re.findall(r'^  method +(\w+)', text, flags=re.M)
    return found


METHODS = methods_by_point()


def script(point, method, body, good):
    text = "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport default class Broken {\n"
    for name in METHODS[point]:
        text += '  %s(request: any, config: any, context: any): any {\n' % name
        text += (body if name == method else good.get(name, 'return {};')) + '\n  }\n'
    return text + '}\n'


def check_broken(folder):
    names = sorted(name for name in os.listdir(os.path.join(ROOT, 'test/matrix')) if name.endswith('.matrix'))
    for name in names:
        point, found = name[:-7], sections(os.path.join(ROOT, 'test/matrix', name))
        good = {head[1]: body for head, body in found if head[0] == 'good'}
        broken = {}
        for head, body in found:
            if head[0] == 'broken' and head[2] != 'output_too_big':
                path = os.path.join(folder, '%s.%s.%s.ts' % (point, head[3], head[1]))
                with open(path, 'w', encoding='utf-8') as stream:
                    stream.write(script(point, head[3], body, good))
                broken[path] = head
        if not broken:
            continue
        status, reports, errors = fuzz(*broken, '--point', point, '--cases', '300')
        check(status == 1 and len(reports) == len(broken), '%s: each has a report: %s' % (point, errors))
        for report in reports:
            _, clause, outcome, method = broken[report['script']]
            outcomes = {(finding['method'], finding['outcome']) for finding in report['findings']}
            check((method, outcome) in outcomes, '%s %s: %s is found: %s' % (point, clause, outcome, outcomes))


def check_well(folder):
    builtin = sorted(os.listdir(os.path.join(ROOT, 'sdk/builtin')))
    status, reports, errors = fuzz(*['sdk/builtin/' + name for name in builtin], '--cases', '300')
    check(status == 0 and len(reports) == len(builtin), 'the standard logic keeps its own contract: %s' % errors)
    check(all(report['cases'] == 300 for report in reports), 'all cases were run')
    examples = sorted(name for name in os.listdir(os.path.join(ROOT, 'sdk/examples')) if '.' not in name)
    for name in examples:
        status, reports, errors = fuzz('sdk/examples/' + name)
        odd = [finding for report in reports for finding in report['findings'] if finding['outcome'] != 'threw']
        if name == 'never-ends':
            check(status == 1 and [finding['outcome'] for finding in odd] == ['fuel'], 'it never ends: %s' % odd)
        else:
            check(reports and not odd, '%s answers as it must: %s %s' % (name, odd, errors))


HALF = """
import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
export interface Config {
  /** @minimum 0 */
  cents: number;
}
export default class Half implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(request: any, config: Config): any {
    const { amount, currency } = request.grossAmount;
    const vip = request.customer?.metadata.vip === 'gold';
    return { discount: { amount: { amount: vip ? amount.add(1) : Decimal.zero, currency } } };
  }
}
"""


NAMES = """
export default class Names {
  computeDiscounts(request: any): any {
    const word = (...parts: string[]) => parts.join('');
    return { [word('dis', 'count')]: { [word('am', 'ount')]: { [word('am', 'ount')]: 0, [word('curr', 'ency')]: request.grossAmount.currency } } };
  }
}
"""


def check_names(folder):
    """Names that are made at run time are those of the answer's type, in the first call as in all others."""
    path = os.path.join(folder, 'names.ts')
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write(NAMES)
    status, reports, errors = fuzz(path, '--point', 'commerce.discount_calculation')
    check(status == 0 and reports[0]['cases'] == 500, 'names made at run time: %s %s' % (reports, errors))


def check_simple(folder):
    """A mistake behind a key of the script's own is found, and what is shown has little else."""
    path = os.path.join(folder, 'half.ts')
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write(HALF)
    status, reports, _ = fuzz(path, '--cases', '5000')
    findings = reports[0]['findings']
    check(status == 1 and len(findings) == 1 and findings[0]['outcome'] == 'broke_contract', 'found once: %s' % findings)
    shown = findings[0]['input']
    check(shown['customer']['metadata'] == {'vip': 'gold'}, 'the key is left: %s' % shown)
    check(len(shown['line_items']) == 1 and shown['gross_amount']['amount'] == '0', 'one line of nothing: %s' % shown)
    check(set(shown) == {'gross_amount', 'line_items', 'customer'}, 'nothing else is left: %s' % sorted(shown))
    check(findings[0]['configuration'].keys() == {'cents'}, 'with a configuration that fits its type')
    check(fuzz(path, '--cases', '5000')[1] == reports, 'the same seed finds the same')
    check(fuzz(path, '--cases', '5000', '--seed', '7')[1] != reports, 'another seed makes other inputs')
    with open(os.path.join(folder, 'in.json'), 'w', encoding='utf-8') as stream:
        json.dump(shown, stream)
    with open(os.path.join(folder, 'config.json'), 'w', encoding='utf-8') as stream:
        json.dump(findings[0]['configuration'], stream)
    again = subprocess.run([PROGRAM, 'script', 'run', path, '--input', os.path.join(folder, 'in.json'), '--config',
                            os.path.join(folder, 'config.json'), '--json'], capture_output=True, text=True)
    check(json.loads(again.stdout)['outcome'] == 'broke_contract', 'what is shown fails when it is run: %s' % again.stdout)


def check_words(folder):
    check(fuzz()[0] == 2 and fuzz('--cases', '0', 'x')[0] == 2, 'a wrong command line is 2')
    check(fuzz(os.path.join(folder, 'nothing.ts'))[0] == 1, 'a missing file is 1')
    done = subprocess.run([PROGRAM, 'script', 'fuzz', '--help'], capture_output=True, text=True)
    check(done.returncode == 0 and '--seed' in done.stdout, 'it explains itself')


def main():
    with tempfile.TemporaryDirectory(prefix='quoin-fuzz-') as folder:
        check_broken(folder)
        check_well(folder)
        check_names(folder)
        check_simple(folder)
        check_words(folder)
    print('%d passed, %d failed' % (passed, failed))
    sys.exit(failed > 0)


main()
