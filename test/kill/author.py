#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""author.py PROGRAM ROOT: an author's way at the command line, from a tree on disk to decisions of a running engine."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import KEY, ApiError, Client, Engine  # noqa: E402
from kill import Checks  # noqa: E402

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])

SCRIPT = """
import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { %s } from '../../../shared/money.js';
export interface Config {
  /** @minimum 0 @maximum 100 */
  percent: number;
}
export default class Share implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(request: any, config: Config): any {
    const { amount, currency } = request.grossAmount;
    return { discount: { amount: { amount: share(amount, config.percent), currency } } };
  }
}
"""
SHARED = """
import type { Decimal } from '@stripe/extensibility-sdk/stdlib';
export const share = (amount: Decimal, percent: number): Decimal => amount.mul(percent).div(%s, 0, 'floor');
"""
TEST = """
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { expect, test } from 'vitest';
import { cases } from './cases.js';
import Share from './index.js';

test.each(cases)('%%d percent of 1000 is %%d', (percent, expected) => {
  const request = { grossAmount: { amount: Decimal.from(1000), currency: 'usd' }, lineItems: [] };
  const answer = new Share().computeDiscounts(request as any, { percent });
  expect(answer.discount.amount.amount).toEqual(Decimal.from(expected));
});
"""
MANIFEST = """# an author's tree
id: com.example.share
version: 2.0.0
extensions:
- id: "share"   # quoted, with a remark
  interface_id: billing.bill.discount_calculation
  version: 1.0.0
  configuration:
    schema: { id: no, content: no }
  script:
    type: typescript
    content: extensions/share/src/index.ts
  methods:
    computeDiscounts:
      implementation_type: script
"""


def write(folder, path, text):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write(text)


def tree(folder, divisor='100', name='share', expected='[[0, 0], [20, 200], [100, 1000]]'):
    write(folder, 'stripe-app.yaml', MANIFEST)
    write(folder, 'shared/money.ts', SHARED % divisor)
    write(folder, 'extensions/share/src/index.ts', SCRIPT % name)
    write(folder, 'extensions/share/src/index.test.ts', TEST.replace('%%', '%'))
    write(folder, 'extensions/share/src/cases.ts', 'export const cases = %s;\n' % expected)


class Author:
    def __init__(self, engine, folder):
        self.folder, self.url = folder, 'http://127.0.0.1:%d' % engine.port

    def run(self, *words, key=KEY):
        environment = {**os.environ, 'QUOIN_URL': self.url, 'QUOIN_API_KEY': key}
        done = subprocess.run([PROGRAM, 'script', *words], capture_output=True, text=True, cwd=self.folder, env=environment)
        return done.returncode, done.stdout, done.stderr

    def json(self, *words):
        status, out, err = self.run(*words, '--json')
        assert status == 0, (words, status, err)
        return [json.loads(line) for line in out.splitlines()]


def check_upload(author, client, checks):
    tree(author.folder)
    status, out, err = author.run('upload', '.')
    checks.that(status == 0 and 'tests: 3 passed, 0 failed' in out and 'fuzz: 100 cases, 0 findings' in out, out + err)
    first = author.json('releases', 'share')[0]
    checks.that([source['path'] for source in first['sources']] == ['extensions/share/src/index.ts', 'shared/money.ts'],
                'paths are those of the tree: %s' % [source['path'] for source in first['sources']])
    checks.that(first['point'] == 'commerce.discount_calculation' and first['status'] == 'active', 'the older id is known')
    checks.that(first['checks']['tests'] == {'failed': 0, 'failures': [], 'files': 1, 'fuel': first['checks']['tests']['fuel'],
                                             'passed': 3, 'skipped': 0}, 'what tests said is kept: %s' % first['checks'])
    again = author.json('upload')[0]
    checks.that(again['id'] == first['id'] and again['hash'] == first['hash'], 'the same sources are the same release')
    checks.that('unchanged' in author.run('upload', author.folder)[1], 'from anywhere')
    checks.that(len(author.json('releases', 'share')) == 1, 'and not sent again')


def check_refused(author, checks):
    tree(author.folder, divisor='90')
    status, out, err = author.run('upload')
    checks.that(status == 1 and 'script_tests_failed' in err and '2 of 3 tests fail' in err, 'failing tests refuse: ' + err)
    checks.that('extensions/share/src/index.test.ts:10 - 20 percent of 1000 is 200' in err, 'each with its line: ' + err)
    checks.that('100 percent of 1000 is 1000' in err, 'all at once: ' + err)
    checks.that(len(author.json('releases', 'share')) == 1, 'and nothing is kept')
    status, out, err = author.run('upload', '--tests', 'report', '--fuzz', 'enforce')
    checks.that(status == 1 and 'script_contract_broken' in err and 'more than the gross amount' in err, 'so does the contract: ' + err)
    found = author.json('upload', '--tests', 'report')[0]
    checks.that(found['checks']['tests']['failed'] == 2 and found['status'] == 'checked', 'told otherwise it is taken')
    failure = found['checks']['fuzz']['failures'][0]
    checks.that(failure['outcome'] == 'broke_contract' and failure['method'] == 'computeDiscounts', 'with what was found: %s' % failure)
    checks.that(len(failure['input']['line_items']) == 1 and failure['configuration']['percent'] > 90, 'made simple: %s' % failure)
    tree(author.folder, divisor='91')
    more = author.json('upload', '--tests', 'skip', '--fuzz', 'skip')[0]
    checks.that(more['checks'] is None, 'what is skipped says nothing')
    tree(author.folder, expected='while (true) {')
    checks.that('(the file)' in author.run('upload')[2], 'a test that does not compile fails')


def check_diagnostics(author, client, checks):
    tree(author.folder)
    write(author.folder, 'shared/money.ts', 'export const share = eval("1");\nexport const other = new Function("");\n')
    status, out, err = author.run('upload')
    checks.that(status == 1 and err.count('error Q') >= 2 and 'shared/money.ts:' in err, 'all errors, with their files: ' + err)
    extension = author.json('releases', 'share')[0]['extension']
    try:
        client.post('/v1/extend/releases', {'extension': extension, 'source': 'export default class {\n  a( {\n}\nlet x = ;'})
        checks.that(False, 'it does not compile')
    except ApiError as error:
        body = error.body['error']
        checks.that(error.status == 400 and body['code'] == 'script_rejected' and body['param'] == 'sources', 'as the API says it')
        checks.that('src/index.ts:4:' in body['message'] and '^' in body['message'], 'with line and caret: ' + body['message'])
    form = {'extension': extension, 'source': 'export default class { computeDiscounts(): any { for (;;) {} } }',
            'tests[0][path]': 'src/a.test.ts', 'checks[fuzz]': 'skip',
            'tests[0][text]': "test('a', () => { for (;;) {} });\ntest('b', () => {});\ntest.skip('c', () => {});"}
    try:
        client.post('/v1/extend/releases', form)
        checks.that(False, 'a test that never ends fails')
    except ApiError as error:
        checks.that('1 of 2 tests fail' in error.body['error']['message'] and 'fuel' in error.body['error']['message'],
                    'a test that never ends fails alone: %s' % error.body)
    form.update({'tests[%d][path]' % i: 'src/%d.test.ts' % i for i in range(17)})
    form.update({'tests[%d][text]' % i: "test('a', () => {});" for i in range(17)})
    try:
        client.post('/v1/extend/releases', form)
        checks.that(False, 'there are too many test files')
    except ApiError as error:
        checks.that(error.body['error']['param'] == 'tests', 'so many test files are too many')


def bill(client, coupon):
    """A subscription with a coupon; its first invoice is decided by the coupon's script."""
    price = client.post('/v1/prices', {'currency': 'usd', 'unit_amount': 1000, 'recurring[interval]': 'month',
                                       'product_data[name]': 'Seat'})
    customer = client.post('/v1/customers', {'payment_method': 'pm_card_visa',
                                             'invoice_settings[default_payment_method]': 'pm_card_visa'})
    subscription = client.post('/v1/subscriptions', {'customer': customer['id'], 'items[0][price]': price['id'],
                                                     'discounts[0][coupon]': coupon})
    return client.get('/v1/invoices/' + subscription['latest_invoice'])


def check_rollout(author, client, checks):
    tree(author.folder)
    first = author.json('releases', 'share')[-1]
    client.post('/v1/coupons', {'id': 'FIFTH', 'duration': 'forever', 'script[id]': first['extension'],
                                'script[configuration][percent]': 20})
    checks.that(bill(client, 'FIFTH')['total'] == 800, 'the release bills')
    write(author.folder, 'shared/money.ts', SHARED % '200')
    candidate = author.json('upload', '--tests', 'skip')[0]
    binding = client.get('/v1/extend/bindings')['data'][0]['id']
    status, out, err = author.run('shadow', binding, candidate['id'])
    checks.that(status == 0 and '  shadow  ' in out, 'a candidate in shadow: ' + out + err)
    rollout = out.split()[0]
    invoice = bill(client, 'FIFTH')
    checks.that(invoice['total'] == 800, 'it has no effect')
    status, out, err = author.run('shadow', rollout)
    checks.that('1 decisions compared' in out and 'drift 100' in out and invoice['customer'] in out, 'what it would change: ' + out)
    out = author.run('shadow', rollout, '--canary', '100', '--guard', 'currency=usd', '--guard', 'worst_customer=500')[1]
    checks.that('canary  100%' in out, 'a canary: ' + out)
    checks.that(bill(client, 'FIFTH')['total'] == 900, 'now it decides')
    status, out, err = author.run('rollback', rollout)
    checks.that(status == 0 and 'rolled_back' in out and bill(client, 'FIFTH')['total'] == 800, 'taken back: ' + out + err)
    status, out, err = author.run('activate', candidate['id'])
    checks.that(status == 0 and bill(client, 'FIFTH')['total'] == 900, 'active: ' + out + err)
    status, out, err = author.run('rollback', 'share')
    checks.that(status == 0 and first['id'] in out and bill(client, 'FIFTH')['total'] == 800, 'and back by name: ' + out + err)


def check_runs(author, client, checks):
    never = os.path.join(ROOT, 'sdk/examples/never-ends')
    status, out, err = author.run('upload', never)
    checks.that(status == 0 and 'fuzz: ' in out and '1 finding' in out, 'what was found is told: ' + out + err)
    client.post('/v1/coupons', {'id': 'NEVER', 'duration': 'forever',
                                'script[id]': author.json('releases', 'never-ends')[0]['extension']})
    checks.that(bill(client, 'NEVER')['total'] == 1000, 'the default decides')
    status, out, err = author.run('runs', '--outcome', 'fuel')
    checks.that(status == 0 and len(out.splitlines()) == 1 and 'fell back' in out, 'the run is told: ' + out)
    run = out.split()[0]
    status, out, err = author.run('runs', run, '--save', author.folder)
    checks.that(status == 0 and 'input: {' in out and 'Limit' in out, 'one run: ' + out + err)
    status, out, err = author.run('run', never, '--input', 'input.json', '--config', 'config.json', '--json')
    checks.that(status == 1 and json.loads(out)['outcome'] == 'fuel', 'and again on the desk: ' + out + err)


def check_bind(author, client, checks):
    rules = os.path.join(ROOT, 'sdk/examples/proration-rules')
    checks.that(author.run('upload', rules)[0] == 0, 'a tree of several extensions')
    write(author.folder, 'config.json', '{"count_first_day": true}')
    customer = client.post('/v1/customers', {})['id']
    status, out, err = author.run('bind', 'by-day', '--config', 'config.json', '--scope', 'customer:' + customer, '--on-failure', 'fail',
                                  '--order', '7')
    checks.that(status == 0 and 'scope customer ' + customer in out, out + err)
    bound = client.get('/v1/extend/bindings/' + out.split()[0])
    checks.that((bound['on_failure'], bound['order'], bound['enabled']) == ('fail', 7, True), 'as it was said: %s' % bound)
    checks.that(bound['configuration'] == {'count_first_day': True}, 'with its configuration')
    status, out, err = author.run('bind', 'by-day', '--config', 'config.json', '--scope', 'customer:segment=gold', '--off')
    bound = client.get('/v1/extend/bindings/' + out.split()[0])
    checks.that(bound['scope']['metadata'] == {'segment': 'gold'} and not bound['enabled'], 'by metadata, switched off')
    write(author.folder, 'config.json', '{"count_first_day": "yes"}')
    status, out, err = author.run('bind', 'by-day', '--config', 'config.json')
    checks.that(status == 1 and 'script_configuration_invalid' in err, 'a configuration that does not fit: ' + err)


def check_builtin(author, client, checks):
    """A coupon whose script is the standard logic takes off what a coupon without one does."""
    status, out, err = author.run('upload', os.path.join(ROOT, 'sdk/builtin/discount_calculation.ts'), '--name', 'standard')
    checks.that(status == 0, out + err)
    extension, draw = author.json('releases', 'standard')[0]['extension'], random.Random(5)
    customer = client.post('/v1/customers', {})['id']
    for i in range(25):
        price = client.post('/v1/prices', {'currency': 'usd', 'unit_amount': draw.choice([1, 5, 99, 1000, draw.randrange(100000)]),
                                           'recurring[interval]': 'month', 'product_data[name]': 'Seat'})['id']
        name, value = draw.choice([('percent_off', draw.choice([1, 12.5, 33.3, 100])), ('amount_off', draw.randrange(1, 3000))])
        coupon = {'duration': 'forever', name: value, **({'currency': 'usd'} if name == 'amount_off' else {})}
        scripted = {'duration': 'forever', 'script[id]': extension, 'script[configuration][%s]' % name: value}
        totals = [client.post('/v1/invoices/create_preview', {
            'customer': customer, 'discounts[0][coupon]': client.post('/v1/coupons', terms)['id'],
            'subscription_details[items][0][price]': price, 'subscription_details[items][0][quantity]': 1 + i % 4})['total']
            for terms in (coupon, scripted)]
        checks.that(totals[0] == totals[1], '%s %s: %s' % (name, value, totals))


def check_adoption(author, client, checks):
    older = 'export default { computeDiscounts(context, configuration, item) { return { discount: { amount: item.gross_amount } }; } };'
    write(author.folder, 'older/src/index.ts', older)
    status, out, err = author.run('upload', 'older', '--point', 'commerce.discount_calculation')
    checks.that(status == 0 and '0 findings' in out, 'scripts of the older interface are taken, and fuzzed: ' + out + err)
    release = author.json('releases', 'older')[0]
    checks.that(release['point_version'] == 0, 'as that version')
    client.post('/v1/coupons', {'id': 'OLDER', 'duration': 'forever', 'script[id]': release['extension']})
    bill(client, 'OLDER')
    rows = {(row['point'], row['version']): row for row in client.get('/v1/extend/adoption')['data']}
    old, new = rows['commerce.discount_calculation', 0], rows['commerce.discount_calculation', 1]
    checks.that((old['accounts'], old['releases'], old['runs'], old['failed']) == (1, 1, 1, 0), 'who uses it, how often: %s' % old)
    checks.that(old['decided'] == [{'amount': 1000, 'currency': 'usd'}] and old['users'] == [release['extension']], 'for how much')
    checks.that(old['deprecated']['sunset'] == '2028-01-01' and new['deprecated'] is None, 'until when')
    fuel = len(author.json('runs', '--outcome', 'fuel', '--limit', '100'))
    checks.that(fuel > 0 and new['failed'] == new['fell_back'] == fuel, 'what failed, and what fell back: %s' % new)
    checks.that(abs(float(new['fallback_share']) - fuel / new['runs']) < 0.0001, 'its share: %s' % new['fallback_share'])
    checks.that(rows['billing.prorations', 1]['bindings'] == 2 and rows['billing.rating', 1]['accounts'] == 0, 'other points')
    status, out, err = author.run('adoption')
    checks.that(status == 0 and 'still used by ' + release['extension'] in out, 'in words: ' + out + err)
    checks.that('%d runs, %d failed' % (new['runs'], fuel) in out, 'with its numbers: ' + out)
    twice = author.run('adoption', '--key', KEY, '--key', KEY)[1]
    checks.that('%d runs, %d failed' % (2 * new['runs'], 2 * fuel) in twice and '  2 accounts' in twice, 'several accounts add up: ' + twice)
    late = client.get('/v1/extend/adoption', created_from=4000000000)['data']
    checks.that(all(row['runs'] == 0 for row in late), 'only from then on')


def refusal(call, *words):
    try:
        call(*words)
        return None
    except ApiError as error:
        return error.body['error']


def check_experimental(client, checks):
    point = 'billing.credit_application'
    listed = {found['id']: found for found in client.get('/v1/extend/points')['data']}
    checks.that(listed[point]['stability'] == 'experimental' and listed[point]['owner'], 'a point says how stable it is')
    checks.that(listed['commerce.discount_calculation']['deprecated'][0]['version'] == 0, 'and what is deprecated')
    body = refusal(client.post, '/v1/extend/extensions', {'name': 'early', 'point': point})
    checks.that(body and body['code'] == 'point_experimental' and 'experimental_points' in body['message'], 'off at first: %s' % body)
    body = refusal(client.post, '/v1/extend/settings', {'experimental_points[0]': 'billing.nothing'})
    checks.that(body and body['param'] == 'experimental_points', 'no such point: %s' % body)
    settings = client.post('/v1/extend/settings', {'experimental_points[0]': point})
    checks.that(settings['experimental_points'] == [point], 'switched on')
    extension = client.post('/v1/extend/extensions', {'name': 'early', 'point': point})['id']
    with open(os.path.join(ROOT, 'sdk/builtin/credit_application.ts'), encoding='utf-8') as stream:
        client.post('/v1/extend/releases', {'extension': extension, 'source': stream.read()})
    binding = client.post('/v1/extend/bindings', {'point': point, 'script': extension})['id']
    body = refusal(client.post, '/v1/extend/settings', {'experimental_points': ''})
    checks.that(body and body['code'] == 'point_in_use', 'nobody loses a script unasked: %s' % body)
    client.post('/v1/extend/bindings/%s/retire' % binding)
    checks.that(client.post('/v1/extend/settings', {'experimental_points': ''})['experimental_points'] == [], 'switched off')
    body = refusal(client.post, '/v1/extend/bindings', {'point': point, 'script': extension})
    checks.that(body and body['code'] == 'point_experimental', 'and off it is: %s' % body)


def check_words(author, checks):
    for verb in ('upload', 'bind', 'releases', 'activate', 'rollback', 'shadow', 'runs', 'fuzz', 'adoption'):
        status, out, err = author.run(verb, '--help')
        checks.that(status == 0 and out.startswith('quoin script %s ' % verb) and not err, '%s explains itself' % verb)
        checks.that(author.run(verb, '--nonsense')[0] == 2, '%s: a wrong option is 2' % verb)
    for verb in ('bind', 'releases', 'activate', 'rollback', 'shadow'):
        checks.that(author.run(verb)[0] == 2, '%s wants an argument' % verb)
    checks.that(author.run('runs', key='sk_test_somebody_else')[0] == 1, 'a wrong key is 1')
    checks.that(author.run('releases', 'nobody')[0] == 1, 'no such extension is 1')
    checks.that(author.run('runs', '--url', 'http://127.0.0.1:1')[0] == 1, 'nobody there is 1')
    checks.that(author.run('upload', 'nowhere')[0] == 1, 'no such folder is 1')


def main():
    folder, checks = tempfile.mkdtemp(prefix='quoin-author-'), Checks()
    engine = Engine(PROGRAM, folder)
    try:
        engine.start()
        client, author = Client(engine.port), Author(engine, os.path.join(folder, 'tree'))
        os.mkdir(author.folder)
        check_upload(author, client, checks)
        check_refused(author, checks)
        check_diagnostics(author, client, checks)
        check_rollout(author, client, checks)
        check_runs(author, client, checks)
        check_bind(author, client, checks)
        check_builtin(author, client, checks)
        check_adoption(author, client, checks)
        check_experimental(client, checks)
        check_words(author, checks)
        engine.stop()
    finally:
        if engine.alive():
            engine.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(checks.failed > 0)


if __name__ == '__main__':
    main()
