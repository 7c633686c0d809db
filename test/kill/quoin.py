# SPDX-License-Identifier: Apache-2.0
"""quoin.py: a real engine process, a client for it, and a receiver of webhooks. Standard library only."""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

KEY = 'sk_test_kill_and_restart'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Engine:
    """quoin serve on a store; start, kill, stop."""

    def __init__(self, program, folder, store=None):
        self.program, self.folder, self.port, self.process = program, folder, free_port(), None
        self.store = store or os.path.join(folder, 'quoin.db')
        self.log = open(os.path.join(folder, 'engine.log'), 'ab')

    def start(self, attempts=0, flags=()):
        """attempts: how often it may end at once, because its database is not there yet. flags: more settings."""
        self.process = subprocess.Popen(
            [self.program, 'serve', '--store', self.store, '--listen', '127.0.0.1:%d' % self.port, '--api-key', KEY,
             '--webhook-allow', '127.0.0.0/8', '--log-level', 'warn', *flags], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(('127.0.0.1', self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    if attempts == 0:
                        raise SystemExit('the engine ended at once, see ' + self.log.name)
                    time.sleep(0.5)
                    return self.start(attempts - 1, flags)
                time.sleep(0.002)
        raise SystemExit('the engine does not listen')

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def alive(self):
        return self.process.poll() is None


class Postgres:
    """A server of the test's own; crash, start again."""

    def __init__(self, folder):
        self.folder, self.script = os.path.join(folder, 'postgres'), os.path.join(os.path.dirname(__file__), '../postgres.sh')
        os.chmod(folder, 0o755)  # the server's owner has to come in
        self.url = self.run('start')

    def run(self, verb):
        return subprocess.run([self.script, verb, self.folder], check=True, capture_output=True, text=True).stdout.strip()

    def crash(self):
        self.run('crash')
        self.run('start')


class ApiError(Exception):
    def __init__(self, status, body):
        super().__init__('%d %s' % (status, body))
        self.status, self.body = status, body


class Lost(Exception):
    """The connection broke: whether the request took effect is not known."""


class Client:
    def __init__(self, port, key=KEY):
        self.port, self.key = port, key

    def raw(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        except (OSError, http.client.HTTPException) as error:
            raise Lost(str(error))
        finally:
            connection.close()

    def call(self, method, path, params=None, idempotency_key=None):
        headers = {'Authorization': 'Basic ' + base64.b64encode((self.key + ':').encode()).decode()}
        form = urllib.parse.urlencode(params or [])
        if idempotency_key:
            headers['Idempotency-Key'] = idempotency_key
        if method == 'POST':
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
            status, body, _ = self.raw(method, path, form, headers)
        else:
            status, body, _ = self.raw(method, path + ('?' + form if form else ''), None, headers)
        answer = json.loads(body)
        if status != 200:
            raise ApiError(status, answer)
        return answer

    def get(self, path, **params):
        return self.call('GET', path, params)

    def post(self, path, params=None, key=None):
        return self.call('POST', path, params, key)

    def all(self, path, **params):
        """Every object of a list, page by page."""
        after = {}
        while True:
            page = self.get(path, limit=100, **params, **after)
            yield from page['data']
            if not page['has_more']:
                return
            after = {'starting_after': page['data'][-1]['id']}


class Receiver:
    """A webhook endpoint that checks signatures, fails now and then, and remembers what came, in order."""

    def __init__(self, fail_every=0):
        self.secret, self.received, self.bad, self.count = None, [], [], 0
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                receiver.count += 1
                if fail_every and receiver.count % fail_every == 0:
                    status = 500
                else:
                    status = 200
                    receiver.take(body, self.headers.get('Stripe-Signature', ''))
                self.send_response(status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, body, header):
        parts = dict(part.split('=', 1) for part in header.split(',') if '=' in part)
        want = hmac.new((self.secret or '').encode(), parts.get('t', '').encode() + b'.' + body, hashlib.sha256).hexdigest()
        if self.secret and not hmac.compare_digest(want, parts.get('v1', '')):
            self.bad.append(body)
        self.received.append(json.loads(body)['id'])
