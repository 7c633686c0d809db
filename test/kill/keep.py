#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keep.py PROGRAM: an engine under its keeper starts again after crashes, tells its last words, and is confined."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import KEY, Client, Lost, free_port  # noqa: E402
from kill import Checks  # noqa: E402


def children_of(pid):
    with open('/proc/%d/task/%d/children' % (pid, pid)) as stream:
        return [int(child) for child in stream.read().split()]


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except (OSError, Lost):
            pass
        time.sleep(0.02)
    return False


def refuses(port):
    try:
        socket.create_connection(('127.0.0.1', port), timeout=1).close()
        return False
    except ConnectionRefusedError:
        return True


def start(program, folder, port):
    return subprocess.Popen([program, 'keep', '--store', os.path.join(folder, 'quoin.db'), '--listen', '127.0.0.1:%d' % port,
                             '--api-key', KEY, '--panic-file', os.path.join(folder, 'last.panic')],
                            stdout=subprocess.DEVNULL, stderr=open(os.path.join(folder, 'log'), 'ab'))


def walls_of(pid):
    """Of every thread: its filter of system calls, and whether it may gain rights."""
    walls = set()
    for task in os.listdir('/proc/%d/task' % pid):
        with open('/proc/%d/task/%s/status' % (pid, task)) as stream:
            status = stream.read()
        walls.add(tuple(re.search(r'^%s:\s+(\d)' % word, status, re.M).group(1) for word in ('Seccomp', 'NoNewPrivs')))
    return walls


def crash(keeper, client, folder, number, checks):
    ready = lambda: client.raw('GET', '/readyz')[0] == 200  # noqa: E731
    checks.that(until(ready), 'the engine is ready')
    child = children_of(keeper.pid)[0]
    made = client.post('/v1/customers', {'name': 'before %s' % number.name})
    os.kill(child, number)
    checks.that(until(lambda: children_of(keeper.pid) not in ([], [child])), 'another engine runs')
    checks.that(until(ready), 'and is ready')
    checks.that(client.get('/v1/customers/' + made['id'])['name'] == 'before %s' % number.name, 'nothing is lost')
    with open(os.path.join(folder, 'last.panic')) as stream:
        panic = stream.read()
    checks.that('ended by: %s' % number.name in panic, 'the file names the signal: ' + panic[:80])
    checks.that('"listening"' in panic, 'and has the last words')


def main():
    folder, checks = tempfile.mkdtemp(prefix='quoin-keep-'), Checks()
    port = free_port()
    client = Client(port)
    keeper = start(sys.argv[1], folder, port)
    try:
        for number in (signal.SIGABRT, signal.SIGKILL):
            crash(keeper, client, folder, number, checks)
        child = children_of(keeper.pid)[0]
        checks.that(walls_of(child) == {('2', '1')}, 'every thread is confined: %s' % walls_of(child))
        keeper.send_signal(signal.SIGTERM)
        checks.that(keeper.wait(timeout=30) == 0, 'a stop is a stop')
        keeper = start(sys.argv[1], folder, port)
        checks.that(until(lambda: client.raw('GET', '/readyz')[0] == 200), 'it starts once more')
        keeper.kill()
        keeper.wait()
        checks.that(until(lambda: refuses(port)), 'an engine does not outlive its keeper')
        refused = subprocess.run([sys.argv[1], 'keep', '--store', os.path.join(folder, 'missing', 'x.db')], capture_output=True)
        checks.that(refused.returncode == 1, 'an engine that cannot start is not started again')
    finally:
        if keeper.poll() is None:
            keeper.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(checks.failed > 0)


if __name__ == '__main__':
    main()
