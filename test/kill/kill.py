#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill.py PROGRAM KILLS [SEED] [--postgres]: engines are killed with -9 at random moments during years of renewals.

With --postgres two engines share a database, and the database is killed, too.

Afterwards: no invoice missing or doubled, no idempotent request took effect twice, every event is delivered or pending,
every journalled run replays to the same bytes.
"""

import os
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import ApiError, Client, Engine, Lost, Postgres, Receiver  # noqa: E402

START = 1706659200  # 2024-01-31: every month end is met
CUSTOMERS = 12
SCRIPT = '''
import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
export default class Tenth implements Commerce.DiscountCalculation<{}> {
  computeDiscounts(request) {
    const { amount, currency } = request.grossAmount;
    return { discount: { amount: { amount: amount.div(Decimal.from(10), 0, 'half-up'), currency } } };
  }
}
'''


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def that(self, fact, sentence):
        if fact:
            self.passed += 1
        else:
            self.failed += 1
            print('FAILED:', sentence)


class Trial:
    def __init__(self, program, kills, seed, on_postgres):
        self.random = random.Random(seed)
        self.folder = tempfile.mkdtemp(prefix='quoin-kill-')
        self.postgres = Postgres(self.folder) if on_postgres else None
        store = self.postgres.url if on_postgres else None
        self.engines = [Engine(program, self.folder, store) for _ in range(2 if on_postgres else 1)]
        self.kills_wanted, self.kills = kills, 0
        for engine in self.engines:
            engine.start()
        self.clients, self.receiver = [Client(engine.port) for engine in self.engines], Receiver(fail_every=211)
        self.subscriptions, self.idempotent, self.key_count = [], {}, 0

    # ---- requests that survive kills: the same idempotency key until there is an answer

    def sure(self, path, params):
        self.key_count += 1
        key = 'kill-%d' % self.key_count
        while True:
            try:
                return self.client().post(path, params, key)
            except Lost:
                self.revive()
            except ApiError as error:
                if error.status not in (409, 429, 503):
                    raise
                time.sleep(0.01)

    def sure_get(self, path, **params):
        while True:
            try:
                return self.client().get(path, **params)
            except Lost:
                self.revive()
            except ApiError as error:
                if error.status != 503:
                    raise
                time.sleep(0.01)

    def client(self):
        """Any engine: they share the store."""
        return self.random.choice(self.clients)

    def revive(self):
        for engine in self.engines:
            if not engine.alive():
                engine.start(attempts=10 if self.postgres else 0)

    def maybe_kill_later(self):
        """Kill after a random moment, while requests and renewals are under way."""
        if self.kills >= self.kills_wanted:
            return None
        delay = self.random.choice([0.0, 0.001, 0.003, 0.008, 0.02, 0.05]) * (0.5 + self.random.random())

        victim = self.random.choice(self.engines)
        if self.postgres and self.random.random() < 0.1:
            victim = None

        def strike():
            time.sleep(delay)
            if victim:
                victim.kill()
            else:
                self.postgres.crash()
        self.kills += 1
        thread = threading.Thread(target=strike)
        thread.start()
        return thread

    # ---- the company

    def found(self):
        endpoint = self.sure('/v1/webhook_endpoints', {'url': 'http://127.0.0.1:%d/' % self.receiver.port, 'enabled_events[]': '*'})
        self.receiver.secret = endpoint['secret']
        product = self.sure('/v1/products', {'name': 'Gold'})
        self.price = self.sure('/v1/prices', {'product': product['id'], 'currency': 'usd', 'unit_amount': 1999,
                                              'recurring[interval]': 'month'})['id']
        extension = self.sure('/v1/extend/extensions', {'name': 'Tenth', 'point': 'commerce.discount_calculation'})
        self.sure('/v1/extend/releases', {'extension': extension['id'], 'source': SCRIPT})
        self.sure('/v1/coupons', {'id': 'TENTH', 'duration': 'forever', 'script[id]': extension['id']})

    def sign_up(self):
        clocks = []
        for index in range(CUSTOMERS):
            if index % 3 == 0:
                clocks.append(self.sure('/v1/test_helpers/test_clocks', {'frozen_time': START})['id'])
            marker = 'm%d' % self.key_count
            customer = self.sure('/v1/customers', {
                'test_clock': clocks[-1], 'payment_method': 'pm_card_visa', 'metadata[marker]': marker,
                'invoice_settings[default_payment_method]': 'pm_card_visa'})
            self.idempotent[marker] = (clocks[-1], customer['id'])
            subscription = self.sure('/v1/subscriptions', {
                'customer': customer['id'], 'items[0][price]': self.price, 'discounts[0][coupon]': 'TENTH'})
            self.subscriptions.append((customer['id'], subscription['id']))
        return clocks

    def live_a_year(self, clocks):
        """Twelve months, kills at any moment."""
        for month in range(1, 13):
            target = START + sum([29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31][:month]) * 86400 + 7200
            for clock in clocks:
                striker = self.maybe_kill_later()
                self.sure('/v1/test_helpers/test_clocks/%s/advance' % clock, {'frozen_time': target})
                if striker:
                    striker.join()
                self.revive()
            while True:
                striker = self.maybe_kill_later()
                statuses = [self.sure_get('/v1/test_helpers/test_clocks/' + clock)['status'] for clock in clocks]
                if striker:
                    striker.join()
                    self.revive()
                if all(status == 'ready' for status in statuses):
                    break
                if 'internal_failure' in statuses:
                    raise SystemExit('a test clock failed, see ' + self.folder)
                time.sleep(0.002)

    # ---- afterwards

    def check(self, checks):
        for customer, subscription in self.subscriptions:
            invoices = list(self.client().all('/v1/invoices', customer=customer))
            periods = sorted(line['period']['start'] for invoice in invoices for line in invoice['lines']['data'])
            checks.that(len(invoices) == 13, '%s has 13 invoices, not %d' % (subscription, len(invoices)))
            checks.that(len(set(periods)) == 13, '%s is billed once for every month' % subscription)
            checks.that(all(invoice['status'] == 'paid' for invoice in invoices), 'every invoice of %s is paid' % subscription)
            checks.that(all(invoice['total'] == 1799 for invoice in invoices), 'every invoice of %s has its discount' % subscription)
            charges = list(self.client().all('/v1/charges', customer=customer))
            checks.that(len(charges) == 13, '%s was charged 13 times, not %d' % (customer, len(charges)))
        seen = {}
        for marker, (clock, customer) in self.idempotent.items():
            seen.setdefault(clock, list(self.client().all('/v1/customers', test_clock=clock)))
            twins = [other for other in seen[clock] if other['metadata'].get('marker') == marker]
            checks.that([twin['id'] for twin in twins] == [customer], 'the customer %s was made once' % marker)
        self.check_books(checks)
        runs = list(self.client().all('/v1/extend/runs'))
        checks.that(len(runs) == 13 * len(self.subscriptions), 'one run an invoice: %d' % len(runs))
        for run in runs:
            replay = self.client().post('/v1/extend/runs/%s/replay' % run['id'])
            checks.that(replay['equal'], 'the run %s replays: %s' % (run['id'], replay['difference']))
        self.check_events(checks)

    def check_books(self, checks):
        sums = {}
        for account in self.client().all('/v1/extend/ledger/accounts'):
            sums[account['currency']] = sums.get(account['currency'], 0) + account['debits'] - account['credits']
        checks.that(set(sums.values()) == {0}, 'the ledger balances: %s' % sums)
        for customer, subscription in self.subscriptions:
            accounts = {account['name']: account['balance'] for account in
                        self.client().all('/v1/extend/ledger/accounts', customer=customer)}
            checks.that(accounts.get('receivable') == 0, '%s owes nothing in the ledger' % customer)
            checks.that(accounts.get('cash') == 13 * 1799, '%s paid 13 invoices in the ledger' % customer)

    def check_events(self, checks):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            pending = self.client().get('/v1/events', limit=1)['data'][0]['pending_webhooks']
            if pending == 0:
                break
            time.sleep(0.1)
        received = set(self.receiver.received)
        events = list(self.client().all('/v1/events'))
        missing = [event['id'] for event in events if event['id'] not in received and event['pending_webhooks'] == 0 and
                   event['type'] != 'webhook_endpoint.created']
        checks.that(not missing, 'every event was delivered or is pending: %d are neither' % len(missing))
        checks.that(not self.receiver.bad, 'every signature is right')
        order, last = True, ''
        first_times = list(dict.fromkeys(self.receiver.received))
        for event in first_times:
            order, last = order and event > last, event
        checks.that(order, 'events came in order')
        print('%d kills, %d subscriptions, %d events, %d deliveries' % (
            self.kills, len(self.subscriptions), len(events), len(self.receiver.received)))


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != '--postgres']
    on_postgres = len(arguments) < len(sys.argv) - 1
    program, kills = arguments[0], int(arguments[1])
    seed = int(arguments[2]) if len(arguments) > 2 else random.randrange(1 << 32)
    print('seed', seed)
    trial, checks = Trial(program, kills, seed, on_postgres), Checks()
    trial.found()
    while not trial.subscriptions or trial.kills < trial.kills_wanted:
        trial.live_a_year(trial.sign_up())
    trial.check(checks)
    checks.that(all(engine.stop() == 0 for engine in trial.engines), 'the engines stop cleanly')
    if trial.postgres:
        trial.postgres.run('stop')
    if checks.failed == 0:
        shutil.rmtree(trial.folder)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(1 if checks.failed else 0)


if __name__ == '__main__':
    main()
