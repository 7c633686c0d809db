#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""backup.py PROGRAM: copies of a store that is written to, and the check of stores.

A copy holds every request that was acknowledged before it began, is whole, and starts as a store of its own.
"""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import Client, Engine  # noqa: E402
from kill import Checks  # noqa: E402

COPIES = 5
WRITERS = 4


def quoin(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


class Writer(threading.Thread):
    """Makes customers until it is stopped; remembers those that were acknowledged."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.client, self.acknowledged, self.stopping = Client(port), [], False

    def run(self):
        while not self.stopping:
            self.acknowledged.append(self.client.post('/v1/customers', {'name': 'n'})['id'])


def check_copies(program, folder, checks):
    engine = Engine(program, folder)
    engine.start()
    writers = [Writer(engine.port) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    copies = []
    for i in range(COPIES):
        while all(writer.is_alive() for writer in writers) and sum(len(w.acknowledged) for w in writers) < 50 * (i + 1):
            time.sleep(0.01)
        before = [id for writer in writers for id in list(writer.acknowledged)]
        copy = os.path.join(folder, 'copy%d.db' % i)
        done = quoin(program, 'backup', '--store', engine.store, '--to', copy)
        checks.that(done.returncode == 0, 'a backup under load: ' + done.stderr)
        copies.append((copy, before))
    for writer in writers:
        writer.stopping = True
        writer.join()
    checks.that(engine.stop() == 0, 'the engine stops')
    for copy, before in copies:
        checks.that(stat.S_IMODE(os.stat(copy).st_mode) == 0o600, 'a copy is its owner\'s alone')
        checks.that(quoin(program, 'check', '--store', copy).returncode == 0, 'a copy is whole')
        restored = Engine(program, folder, copy)
        restored.start()
        there = {customer['id'] for customer in Client(restored.port).all('/v1/customers')}
        checks.that(set(before) <= there, 'every acknowledged request is in the copy')
        restored.stop()
    return engine.store, copies[0][0]


def check_refusals(program, folder, store, copy, checks):
    with open(copy, 'rb') as file:
        bytes_before = file.read()
    again = quoin(program, 'backup', '--store', store, '--to', copy)
    with open(copy, 'rb') as file:
        checks.that(again.returncode == 1 and file.read() == bytes_before, 'a file that is there is not touched')
    missing = os.path.join(folder, 'missing.db')
    checks.that(quoin(program, 'check', '--store', missing).returncode == 1, 'a store that is missing is not whole')
    checks.that(quoin(program, 'backup', '--store', missing, '--to', missing + '2').returncode == 1, 'nothing to copy')
    checks.that(not any(name.startswith('missing') for name in os.listdir(folder)), 'and nothing was made')
    checks.that(quoin(program, 'backup', '--store', store).returncode == 2, 'a backup needs a place')
    with open(copy, 'r+b') as file:
        file.seek(len(bytes_before) // 2)
        file.write(b'\xff' * 4096)
    broken = quoin(program, 'check', '--store', copy)
    checks.that(broken.returncode == 1 and broken.stderr != '', 'a page of rubbish is found')


def main():
    folder, checks = tempfile.mkdtemp(prefix='quoin-backup-'), Checks()
    try:
        store, copy = check_copies(sys.argv[1], folder, checks)
        check_refusals(sys.argv[1], folder, store, copy, checks)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(checks.failed > 0)


if __name__ == '__main__':
    main()
