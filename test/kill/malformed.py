#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""malformed.py PROGRAM: hostile bytes get a clear 4xx (or a closed connection), memory stays bounded, the engine lives."""

import json
import os
import shutil
import socket
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import KEY, Client, Engine, Lost  # noqa: E402

FORM = 'application/x-www-form-urlencoded'
AUTH = {'Authorization': 'Bearer ' + KEY, 'Content-Type': FORM}


class Trial:
    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix='quoin-malformed-')
        self.engine = Engine(program, self.folder)
        self.engine.start()
        self.client = Client(self.engine.port)
        self.passed = self.failed = 0

    def check(self, fact, sentence):
        self.passed, self.failed = self.passed + bool(fact), self.failed + (not fact)
        if not fact:
            print('FAILED:', sentence)

    def lives(self, after):
        self.check(self.engine.alive(), 'the engine lives after ' + after)
        self.check(self.client.get('/v1/customers')['object'] == 'list', 'the engine answers after ' + after)

    def refused(self, name, method, path, body=None, headers=None, status=400, code=None, param=None):
        try:
            got, answer, _ = self.client.raw(method, path, body, AUTH if headers is None else headers)
        except Lost:
            got, answer = 0, b''
        error = {}
        try:
            error = json.loads(answer).get('error', {})
        except ValueError:
            pass
        self.check(got == status, '%s answers %s, not %s: %s' % (name, status, got, answer[:200]))
        self.check(bool(error.get('message')), '%s says what is wrong' % name)
        if code:
            self.check(error.get('code') == code, '%s has the code %s, not %s' % (name, code, error.get('code')))
        if param:
            self.check(error.get('param') == param, '%s blames %s, not %s' % (name, param, error.get('param')))

    def bytes(self, name, data):
        """Raw bytes; the answer is an HTTP status or a closed connection, and the engine lives."""
        answer = b''
        with socket.create_connection(('127.0.0.1', self.engine.port), timeout=5) as wire:
            try:
                wire.sendall(data)
                wire.shutdown(socket.SHUT_WR)
                while chunk := wire.recv(65536):
                    answer += chunk
                    if len(answer) > 1 << 20:
                        break
            except OSError:
                pass
        first = answer.split(b'\r\n', 1)[0]
        self.check(not answer or b' 4' in first or b' 5' in first, '%s is refused: %r' % (name, first))
        self.lives(name)

    def memory_kb(self):
        with open('/proc/%d/status' % self.engine.process.pid) as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmRSS'))


def main():
    trial = Trial(sys.argv[1])
    before = trial.memory_kb()

    trial.refused('no key', 'GET', '/v1/customers', headers={}, status=401)
    trial.refused('a wrong key', 'GET', '/v1/customers', headers={'Authorization': 'Bearer sk_test_wrong_wrong'}, status=401)
    trial.refused('a publishable key', 'GET', '/v1/customers', headers={'Authorization': 'Bearer pk_test_x'}, status=403,
                  code='secret_key_required')
    trial.refused('broken Basic', 'GET', '/v1/customers', headers={'Authorization': 'Basic ###'}, status=401)
    trial.refused('another account', 'GET', '/v1/customers', headers={**AUTH, 'Stripe-Account': 'acct_other'}, status=403)
    trial.refused('an unknown route', 'GET', '/v1/nothing', status=404)
    trial.refused('a wrong method', 'PUT', '/v1/customers', status=404)
    trial.refused('an unknown id', 'GET', '/v1/customers/cus_nope', status=404, code='resource_missing', param='id')
    trial.refused('a broken percent code in the path', 'GET', '/v1/customers/%zz', status=404)
    trial.refused('an unknown parameter', 'POST', '/v1/customers', 'nome=x', code='parameter_unknown', param='nome')
    trial.refused('an ill-typed integer', 'POST', '/v1/customers', 'balance=1.5', code='parameter_invalid_integer', param='balance')
    trial.refused('a missing parameter', 'POST', '/v1/prices', 'currency=usd', status=400)
    trial.refused('10,000 keys', 'POST', '/v1/customers', '&'.join('metadata[k%d]=v' % i for i in range(10000)))
    trial.refused('51 keys of metadata', 'POST', '/v1/customers', '&'.join('metadata[k%d]=v' % i for i in range(51)))
    trial.refused('deep brackets', 'POST', '/v1/customers', 'a' + '[b]' * 5000 + '=1')
    trial.refused('open brackets', 'POST', '/v1/customers', 'a[b=1')
    trial.refused('invalid UTF-8', 'POST', '/v1/customers', 'name=%ff%fe')
    trial.refused('a NUL', 'POST', '/v1/customers', 'name=a%00b')
    trial.refused('a broken percent code', 'POST', '/v1/customers', 'name=%4')
    trial.refused('JSON', 'POST', '/v1/customers', '{"name":"x"}', headers={**AUTH, 'Content-Type': 'application/json'})
    trial.refused('a long name', 'POST', '/v1/customers', 'name=' + 'x' * 100000, param='name')
    trial.refused('a huge limit', 'GET', '/v1/customers?limit=1000000', param='limit')
    trial.refused('an unknown cursor', 'GET', '/v1/customers?starting_after=cus_x', code='resource_missing', param='starting_after')
    trial.refused('two cursors', 'GET', '/v1/customers?starting_after=a&ending_before=b', status=400)
    trial.refused('an unknown expansion', 'GET', '/v1/customers?expand[]=data.nothing', param='expand')
    trial.refused('a deep expansion', 'GET', '/v1/invoices?expand[]=data.customer.a.b.c.d', param='expand')
    trial.refused('a long idempotency key', 'POST', '/v1/customers', 'name=x', headers={**AUTH, 'Idempotency-Key': 'k' * 300})
    trial.refused('50 MB', 'POST', '/v1/customers', b'x' * (50 << 20), status=413)
    trial.lives('50 MB')

    host = b'Host: x\r\n'
    trial.bytes('garbage', os.urandom(4096))
    trial.bytes('no version', b'GET /v1/customers\r\n\r\n')
    trial.bytes('a long request line', b'GET /' + b'a' * 100000 + b' HTTP/1.1\r\n' + host + b'\r\n')
    trial.bytes('many headers', b'GET / HTTP/1.1\r\n' + host + b''.join(b'X-%d: y\r\n' % i for i in range(20000)) + b'\r\n')
    trial.bytes('a negative length', b'POST /v1/customers HTTP/1.1\r\n' + host + b'Content-Length: -5\r\n\r\n')
    trial.bytes('two lengths', b'POST /v1/customers HTTP/1.1\r\n' + host + b'Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef')
    trial.bytes('a bad chunk', b'POST /v1/customers HTTP/1.1\r\n' + host + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n')
    trial.bytes('a length too long', b'POST /v1/customers HTTP/1.1\r\n' + host + b'Content-Length: 99999999999999999999\r\n\r\n')
    chunk = b'10000\r\n' + b'x' * 0x10000 + b'\r\n'
    trial.bytes('endless chunks', b'POST /v1/customers HTTP/1.1\r\n' + host + b'Transfer-Encoding: chunked\r\n\r\n' + chunk * 1200)
    wires = [socket.create_connection(('127.0.0.1', trial.engine.port)) for _ in range(300)]
    for wire in wires:
        wire.sendall(b'POST /v1/customers HTTP/1.1\r\nContent-Le')
    trial.lives('300 half requests')
    for wire in wires:
        wire.close()

    after = trial.memory_kb()
    trial.check(after < before + 100 * 1024, 'memory is bounded: %d kB before, %d kB after' % (before, after))
    trial.check(trial.engine.stop() == 0, 'the engine stops cleanly')
    print('%d passed, %d failed' % (trial.passed, trial.failed))
    if trial.failed == 0:
        shutil.rmtree(trial.folder)
    sys.exit(1 if trial.failed else 0)


if __name__ == '__main__':
    main()
