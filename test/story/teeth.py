#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""teeth.py STORY: stories that are not true must fail, and say why. STORY is the program that runs them."""

import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OPENING = 'POST /v1/customers { name: "Ada", metadata: { a: "1" } } -> 200 as ada\n'
# What is told; what the message must contain.
CASES = [
    ('POST /v1/customers { name: "Bob" } -> 201', 'wanted 201, got 200'),
    ('POST /v1/customers { nme: "Bob" } -> 400 { error.param: name }', 'error.param: wanted "name", got "nme"'),
    ('expect object $ada.id { name: "Bob" }', 'name: wanted "Bob", got "Ada"'),
    ('expect object $ada.id { name: 1 }', 'name: wanted 1, got "Ada"'),
    ('expect object $ada.id { name: null }', 'name: wanted null'),
    ('expect object $ada.id { name: absent }', 'name: wanted nothing'),
    ('expect object $ada.id { email: ? }', 'email: wanted anything, got null'),
    ('expect object $ada.id { created: > 9999999999 }', 'wanted more than'),
    ('expect object $ada.id { name: != Ada }', 'anything but "Ada"'),
    ('expect object $ada.id { name: ~ "da " }', 'a text with'),
    ('expect object $ada.id { metadata.#: 2 }', 'metadata.#: wanted 2, got 1'),
    ('expect object $ada.id { metadata.b: "1" }', 'got nothing'),
    ('expect GET /v1/customers { data: [] }', 'wanted 0 elements, got 1'),
    ('expect GET /v1/customers { data: [{ name: Ada }, { name: Bob }] }', 'got nothing'),
    ('expect GET /v1/customer { data: [] }', 'wanted 200, got 404'),
    ('expect $ada.name Bob', 'wanted "Bob", got "Ada"'),
    ('expect $bob.name Bob', 'there is no $bob.name'),
    ('expect events of ada []', 'wanted 0 events, got 1'),
    ('expect events of ada [customer.updated]', 'wanted customer.updated, got customer.created'),
    ('expect events of ada [customer.created, customer.updated]', 'wanted customer.updated, got no more'),
    ('expect events of ada [customer.created { data.object.name: Bob }]', 'wanted "Bob", got "Ada"'),
    ('expect event customer.deleted', 'wanted an event customer.deleted'),
    ('expect no event customer.created', 'wanted no event customer.created'),
    ('expect run 1 { outcome: ok }', 'wanted run 1, there are 0'),
    ('expect runs 1', 'wanted 1 runs, got 0'),
    ('expect holds 1', 'wanted 1 holds, got 0'),
    ('expect charges 1', 'wanted 1 charges, got 0'),
    ('POST /v1/customers { name: "Bob" } -> 200 as bob\nexpect same $ada and $bob except [invoice_prefix]', 'not the same: '),
    ('script bad at commerce.discount_calculation {\n  no\n}', 'wanted 200, got 400'),
    ('dance', 'no such step: dance'),
    ('expect miracles', 'no such expectation: miracles'),
    ('POST /v1/customers { name: "Bob }', 'a text without its closing quote'),
    ('POST /v1/customers { name: "Bob" ', 'an object without its closing }'),
    ('clock 2001-01-01', 'the clock goes forward only'),
    ('proves docs/nowhere.md', 'it does not prove docs/nowhere.md'),
    ('proves EXTEND-99', 'it does not prove EXTEND-99'),
]


def run(program, text):
    with tempfile.NamedTemporaryFile('w', suffix='.story', delete=False) as stream:
        stream.write('clock 2026-01-01\n' + OPENING + 'story "untrue"\n' + text + '\n')
    try:
        done = subprocess.run([program, ROOT, stream.name], capture_output=True, text=True, timeout=60)
    finally:
        os.unlink(stream.name)
    return done.returncode, done.stdout + done.stderr


def main():
    failed = 0
    code, output = run(sys.argv[1], 'expect object $ada.id { name: Ada }')
    if code != 0:
        failed += 1
        print('a true story fails:\n' + output)
    for text, wanted in CASES:
        code, output = run(sys.argv[1], text)
        if code == 0 or wanted not in output or '0 passed, 1 failed' not in output:
            failed += 1
            print('told: %s\nwanted a failure that says: %s\ngot %d: %s' % (text, wanted, code, output))
    print('%d passed, %d failed' % (len(CASES) + 1 - failed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
