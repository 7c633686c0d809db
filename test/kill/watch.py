#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch.py PROGRAM [PROMTOOL]: the addresses for watchers answer, and the metrics tell what happened."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import ApiError, Client, Engine  # noqa: E402
from kill import Checks  # noqa: E402


def values_of(page):
    return {line.rsplit(' ', 1)[0]: float(line.rsplit(' ', 1)[1]) for line in page.splitlines() if not line.startswith('#')}


def check_page(client, checks):
    for i in range(3):
        client.post('/v1/customers', {'name': 'n'})
    try:
        client.get('/v1/customers/cus_missing')
    except ApiError:
        pass
    client.raw('GET', '/v1/nothing')
    status, page, headers = client.raw('GET', '/metrics')
    page = page.decode()
    values = values_of(page)
    checks.that(status == 200 and headers['Content-Type'].startswith('text/plain; version=0.0.4'), 'the page is text')
    counts = {status: sum(value for name, value in values.items()
                          if name.startswith('quoin_requests_total') and 'status="%d"' % status in name) for status in (200, 404)}
    checks.that(counts[200] == 5, 'three customers, readyz twice: %s' % counts)
    checks.that(counts[404] >= 1, 'what is missing is counted: %s' % counts)
    checks.that(values['quoin_commits_total'] >= 1, 'commits are counted')
    checks.that(values['quoin_request_seconds_bucket{le="+Inf"}'] == values['quoin_request_seconds_count'] >= 6, 'latencies')
    checks.that(values['quoin_holds_open'] == 0, 'nothing is held')
    names = set(re.findall(r'^# TYPE (\S+)', page, re.M))
    checks.that(names == set(re.findall(r'^# HELP (\S+)', page, re.M)), 'every metric says what it is')
    return page


def main():
    folder, checks = tempfile.mkdtemp(prefix='quoin-watch-'), Checks()
    engine = Engine(sys.argv[1], folder)
    try:
        engine.start()
        client = Client(engine.port)
        checks.that(client.raw('GET', '/healthz')[:2] == (200, b'alive\n'), 'the process lives')
        for _ in range(2):
            checks.that(client.raw('GET', '/readyz')[:2] == (200, b'ready\n'), 'the store answers')
        page = check_page(client, checks)
        if len(sys.argv) > 2:
            done = subprocess.run([sys.argv[2], 'check', 'metrics'], input=page, capture_output=True, text=True)
            checks.that(done.returncode == 0, 'promtool: ' + done.stdout + done.stderr)
        engine.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(checks.failed > 0)


if __name__ == '__main__':
    main()
