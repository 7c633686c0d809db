#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""transfer.py PROGRAM [--postgres]: a store goes into a file, and out of it into another store, whatever database.

The engine on the copy answers as the one on the original did, and goes on billing. A file that was cut or changed is refused.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import Client, Engine, Postgres  # noqa: E402
from kill import Checks  # noqa: E402

START = 1767225600
LISTS = ('events', 'prices', 'products', 'test_helpers/test_clocks', 'extend/ledger/transfers')
OF_CUSTOMERS = ('subscriptions', 'invoices', 'payment_intents', 'charges')


def quoin(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def fill(client):
    price = client.post('/v1/prices', {'unit_amount': 1000, 'currency': 'usd', 'recurring[interval]': 'month',
                                       'product_data[name]': 'Seat'})
    clock = client.post('/v1/test_helpers/test_clocks', {'frozen_time': START})
    for _ in range(5):
        customer = client.post('/v1/customers', {'name': 'Ada', 'payment_method': 'pm_card_visa', 'test_clock': clock['id'],
                                                 'invoice_settings[default_payment_method]': 'pm_card_visa'})
        client.post('/v1/subscriptions', {'customer': customer['id'], 'items[0][price]': price['id']}, key='sign-up ' + customer['id'])
    advance(client, clock, START + 40 * 86400)
    return clock


def advance(client, clock, to):
    client.post('/v1/test_helpers/test_clocks/%s/advance' % clock['id'], {'frozen_time': to})
    while client.get('/v1/test_helpers/test_clocks/' + clock['id'])['status'] != 'ready':
        pass


def world(client, clock):
    seen = {name: list(client.all('/v1/' + name)) for name in LISTS}
    seen['customers'] = list(client.all('/v1/customers', test_clock=clock['id']))
    for name in OF_CUSTOMERS:
        seen[name] = [item for customer in seen['customers'] for item in client.all('/v1/' + name, customer=customer['id'])]
    return seen


def check_copy(program, folder, store, seen, clock, checks, name):
    engine = Engine(program, folder, store)
    engine.start()
    client = Client(engine.port)
    copied = world(client, clock)
    for kind in seen:
        checks.that(copied[kind] == seen[kind] and len(seen[kind]) > 0, '%s: %s are the same' % (name, kind))
    advance(client, clock, START + 70 * 86400)
    invoices = world(client, clock)['invoices']
    checks.that(len(invoices) == len(seen['invoices']) + 5, '%s: it goes on billing' % name)
    checks.that(engine.stop() == 0, '%s: it stops' % name)
    checks.that(quoin(program, 'check', '--store', store).returncode == 0, '%s: every record is whole' % name)


def check_refusals(program, folder, store, export, checks):
    with open(export, 'rb') as file:
        whole = file.read()
    again = quoin(program, 'export', '--store', store, '--to', export)
    checks.that(again.returncode == 1 and 'exists' in again.stderr, 'a file that is there is not touched')
    full = quoin(program, 'import', '--from', export, '--store', store)
    checks.that(full.returncode == 1 and 'already' in full.stderr, 'a store with records takes nothing in: ' + full.stderr)
    chance, bad = random.Random(1), os.path.join(folder, 'bad.export')
    pieces = [whole[:cut] for cut in (0, 10, 40, len(whole) // 2, len(whole) - 1)] + [whole + b'x']
    for _ in range(20):
        place = chance.randrange(len(whole))
        pieces.append(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1:])
    for number, piece in enumerate(pieces):
        with open(bad, 'wb') as file:
            file.write(piece)
        target = os.path.join(folder, 'bad%d.db' % number)
        done = quoin(program, 'import', '--from', bad, '--store', target)
        checks.that(done.returncode == 1 and 'not a whole export' in done.stderr, 'damage %d is found: %s' % (number, done.stderr))
        checks.that(quoin(program, 'import', '--from', export, '--store', target).returncode == 0, 'and nothing of it was stored')
    missing = os.path.join(folder, 'missing.db')
    checks.that(quoin(program, 'export', '--store', missing, '--to', missing + '.x').returncode == 1, 'nothing to export')
    checks.that(not any(name.startswith('missing') for name in os.listdir(folder)), 'and nothing was made')


def main():
    program, folder, checks = sys.argv[1], tempfile.mkdtemp(prefix='quoin-transfer-'), Checks()
    export = os.path.join(folder, 'a.export')
    try:
        engine = Engine(program, folder)
        engine.start()
        client = Client(engine.port)
        clock = fill(client)
        seen = world(client, clock)
        done = quoin(program, 'export', '--store', engine.store, '--to', export)
        checks.that(done.returncode == 0, 'an export beside a running engine: ' + done.stderr)
        checks.that(engine.stop() == 0, 'the engine stops')
        stores = [('SQLite', os.path.join(folder, 'b.db'))]
        if '--postgres' in sys.argv:
            stores.append(('PostgreSQL', Postgres(folder).url))
        for name, store in stores:
            done = quoin(program, 'import', '--from', export, '--store', store)
            checks.that(done.returncode == 0, '%s takes it in: %s' % (name, done.stderr))
            back = quoin(program, 'export', '--store', store, '--to', export + name)
            checks.that(back.returncode == 0, '%s gives it out: %s' % (name, back.stderr))
            with open(export, 'rb') as first, open(export + name, 'rb') as second:
                checks.that(first.read() == second.read(), '%s gives out what it took, byte for byte' % name)
            check_copy(program, folder, store, seen, clock, checks, name)
        check_refusals(program, folder, engine.store, export, checks)
    finally:
        if '--postgres' in sys.argv:
            subprocess.run([os.path.join(os.path.dirname(os.path.abspath(__file__)), '../postgres.sh'), 'stop',
                            os.path.join(folder, 'postgres')])
        shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(checks.failed > 0)


if __name__ == '__main__':
    main()
