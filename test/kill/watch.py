#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch.py PROGRAM [PROMTOOL]: the addresses for watchers answer, metrics and traces tell what happened."""

import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from quoin import ApiError, Client, Engine  # noqa: E402
from kill import SCRIPT, Checks  # noqa: E402


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
    checks.that(values['quoin_script_runs_total'] == values['quoin_script_failures_total'] == values['quoin_script_fuel_total'] == 0,
                'no user logic, no runs')
    names = set(re.findall(r'^# TYPE (\S+)', page, re.M))
    checks.that(names == set(re.findall(r'^# HELP (\S+)', page, re.M)), 'every metric says what it is')
    return page


class Collector:
    """What an OpenTelemetry collector is: takes spans as JSON."""

    def __init__(self):
        self.bodies = []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                collector.bodies.append((self.path, self.headers['Content-Type'],
                                         json.loads(self.rfile.read(int(self.headers['Content-Length'])))))
                self.send_response(200)
                self.send_header('Content-Length', '2')
                self.end_headers()
                self.wfile.write(b'{}')

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = 'http://127.0.0.1:%d/v1/traces' % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self, count):
        """So many spans, as soon as they have come."""
        spans, deadline = [], time.monotonic() + 20
        while len(spans) < count and time.monotonic() < deadline:
            time.sleep(0.05)
            spans = [span for _, _, body in list(self.bodies) for resource in body['resourceSpans']
                     for scope in resource['scopeSpans'] for span in scope['spans']]
        return spans


def attributes_of(span):
    return {pair['key']: list(pair['value'].values())[0] for pair in span['attributes']}


def check_traces(program, folder, checks):
    collector = Collector()
    engine = Engine(program, folder)
    engine.start(flags=['--trace-url', collector.url])
    client = Client(engine.port)
    trace, parent = 'ab' * 16, 'cd' * 8
    for header in ('00-%s-%s-01' % (trace, parent), '00-%s-%s-01' % ('0' * 32, parent), 'rubbish', '00-%s-%s-01' % (trace.upper(), parent)):
        client.raw('GET', '/v1/customers/cus_missing', None, {'traceparent': header})
    client.post('/v1/customers', {'name': 'n'})
    spans = collector.spans(5)
    checks.that(len(spans) == 5, 'a span for each request: %d' % len(spans))
    path, kind, body = collector.bodies[0]
    checks.that(path == '/v1/traces' and kind.startswith('application/json'), 'as OTLP over HTTP says: %s %s' % (path, kind))
    service = body['resourceSpans'][0]['resource']['attributes'][0]
    checks.that(service == {'key': 'service.name', 'value': {'stringValue': 'quoin'}}, 'it says who it is')
    children = [span for span in spans if 'parentSpanId' in span]
    checks.that(len(children) == 1 and children[0]['traceId'] == trace and children[0]['parentSpanId'] == parent,
                'a child of the one header that is well-formed')
    checks.that(len({span['spanId'] for span in spans}) == 5 and all(re.fullmatch('[0-9a-f]{16}', span['spanId']) for span in spans), 'ids')
    checks.that(sorted(attributes_of(span)['http.response.status_code'] for span in spans) == ['200', '401', '401', '401', '401'],
                'statuses: %s' % [attributes_of(span) for span in spans])
    checks.that(all(int(span['startTimeUnixNano']) <= int(span['endTimeUnixNano']) and span['kind'] == 2 for span in spans), 'times')
    collector.server.shutdown()
    collector.server.server_close()
    checks.that([client.post('/v1/customers', {'name': 'n'})['object'] for _ in range(50)] == ['customer'] * 50,
                'a collector that is gone makes nobody wait')
    checks.that(engine.stop() == 0, 'and the engine stops')
    refused = subprocess.run([program, 'serve', '--store', os.path.join(folder, 'x.db'), '--trace-url', 'ftp://x'], capture_output=True)
    checks.that(refused.returncode == 1 and b'trace-url' in refused.stderr, 'an url that is none is refused at the start')


def check_drain(program, folder, checks):
    engine = Engine(program, folder)
    engine.start()
    client = Client(engine.port)
    engine.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 20
    while client.raw('GET', '/readyz')[0] == 200 and time.monotonic() < deadline:
        time.sleep(0.02)
    checks.that(client.raw('GET', '/readyz')[:2] == (503, b'draining\n'), 'a draining engine is not ready')
    clock = client.post('/v1/test_helpers/test_clocks', {'frozen_time': 1767225600})
    client.post('/v1/test_helpers/test_clocks/%s/advance' % clock['id'], {'frozen_time': 1767225700})
    time.sleep(0.5)
    checks.that(client.get('/v1/test_helpers/test_clocks/' + clock['id'])['status'] == 'advancing', 'it answers, and begins nothing')
    checks.that(engine.stop() == 0, 'and stops')
    engine.start()
    checks.that(until_status(client, clock, 'ready'), 'the next one takes it up')
    engine.stop()


def until_status(client, clock, status, seconds=20):
    deadline = time.monotonic() + seconds
    while client.get('/v1/test_helpers/test_clocks/' + clock['id'])['status'] != status and time.monotonic() < deadline:
        time.sleep(0.02)
    return client.get('/v1/test_helpers/test_clocks/' + clock['id'])['status'] == status


def refusal(call):
    try:
        call()
        return None
    except ApiError as error:
        return error.body['error']['message']


def values_now(client):
    return values_of(client.raw('GET', '/metrics')[1].decode())


def check_script_counts(program, folder, checks):
    engine = Engine(program, folder)
    engine.start()
    client = Client(engine.port)
    customer = client.post('/v1/customers', {'payment_method': 'pm_card_visa', 'invoice_settings[default_payment_method]': 'pm_card_visa'})
    price = client.post('/v1/prices', {'unit_amount': 1000, 'currency': 'usd', 'recurring[interval]': 'month', 'product_data[name]': 'Seat'})
    for source in (SCRIPT, 'export default class { computeDiscounts() { throw new Error("no"); } }'):
        extension = client.post('/v1/extend/extensions', {'name': 'One', 'point': 'commerce.discount_calculation'})
        client.post('/v1/extend/releases', {'extension': extension['id'], 'source': source})
        coupon = client.post('/v1/coupons', {'duration': 'forever', 'script[id]': extension['id']})
        client.post('/v1/subscriptions', {'customer': customer['id'], 'items[0][price]': price['id'], 'discounts[0][coupon]': coupon['id']})
    values = values_of(client.raw('GET', '/metrics')[1].decode())
    counted = [values['quoin_script_%s_total' % name] for name in ('runs', 'failures', 'fuel')]
    checks.that(counted[0] == 2 and counted[1] == 1 and counted[2] > 100, 'an answer, a failure, their fuel: %s' % counted)
    engine.stop()


def check_pause(program, folder, checks):
    engine = Engine(program, folder)
    engine.start()
    client = Client(engine.port)
    clock = client.post('/v1/test_helpers/test_clocks', {'frozen_time': 1767225600})
    customer = client.post('/v1/customers', {'payment_method': 'pm_card_visa', 'test_clock': clock['id'],
                                             'invoice_settings[default_payment_method]': 'pm_card_visa'})
    price = client.post('/v1/prices', {'unit_amount': 1000, 'currency': 'usd', 'recurring[interval]': 'month', 'product_data[name]': 'Seat'})
    subscription = client.post('/v1/subscriptions', {'customer': customer['id'], 'items[0][price]': price['id']})
    jobs = [job for job in client.all('/v1/extend/jobs') if job['about'] == subscription['id']]
    renewal = [job for job in jobs if job['action'] == 'renew']
    checks.that(len(renewal) == 1 and renewal[0]['run_at'] == 1767225600 + 31 * 86400 and renewal[0]['attempts'] == 0
                and renewal[0]['test_clock'] == clock['id'], 'the renewal waits: %s' % jobs)
    checks.that('test clock' in (refusal(lambda: client.post('/v1/extend/jobs/%s/requeue' % renewal[0]['id'])) or ''), 'not that one')
    checks.that(list(client.all('/v1/extend/jobs', failed='true')) == [], 'nothing failed')
    client.post('/v1/extend/settings', {'billing_paused': 'true'})
    client.post('/v1/test_helpers/test_clocks/%s/advance' % clock['id'], {'frozen_time': 1767225600 + 40 * 86400})
    time.sleep(0.5)
    invoices = lambda: len(list(client.all('/v1/invoices', customer=customer['id'])))  # noqa: E731
    checks.that(until_status(client, clock, 'advancing', 0) and invoices() == 1, 'paused: nothing is billed')
    engine.stop()
    engine.start()
    time.sleep(0.3)
    checks.that(invoices() == 1, 'after a restart, too')
    client.post('/v1/extend/settings', {'billing_paused': 'false'})
    checks.that(until_status(client, clock, 'ready') and invoices() == 2, 'taken back: what was due is billed')
    engine.stop()


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
        check_traces(sys.argv[1], folder, checks)
        check_drain(sys.argv[1], folder, checks)
        check_pause(sys.argv[1], folder, checks)
        check_script_counts(sys.argv[1], folder, checks)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print('%d passed, %d failed' % (checks.passed, checks.failed))
    sys.exit(checks.failed > 0)


if __name__ == '__main__':
    main()
