#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The measured scripts here and on the peers that this machine has, as one table.

    peers.py BUILD [PROGRAMS]     BUILD/bench/script holds bench_workloads and the peers that could be built

Every figure is CPU time of one call in a fresh context; in brackets how many times the C of the same run that is.
NODE names node; isolated-vm is looked for in BUILD/peers/node_modules.
"""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WORKLOADS = ['W1', 'W2', 'W3', 'W4']
EMBEDDED = [('lua', 'workloads.lua', 'liblua5.4-dev'), ('luajit', 'workloads.lua', 'libluajit-5.1-dev'),
            ('luajit_compiling', 'workloads.lua', 'libluajit-5.1-dev'), ('duktape', 'workloads.js', 'duktape-dev'),
            ('mujs', 'workloads.js', 'libmujs-dev')]


def rows_of(output):
    """Lines "peer, limits, workload, microseconds" as {(peer, limits): {workload: us}}."""
    rows = {}
    for line in output.splitlines():
        peer, limits, workload, us = line.split('\t')
        rows.setdefault((peer, limits), {})[workload] = float(us)
    return rows


def run(command, env=None):
    """The output of a peer, or None with a word on stderr."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=env, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f'{command[0]}: {error}', file=sys.stderr)
        return None
    if done.returncode != 0:
        print(f'{os.path.basename(command[0])}: {done.stderr.strip()[-300:]}', file=sys.stderr)
        return None
    return done.stdout


def ours(output):
    """Our figures and C's, from the table of bench_workloads."""
    scripts, native = {}, {}
    for line in output.splitlines():
        found = re.match(r'(W\d) .*?\s(\d+\.\d+)\s+(\d+\.\d+)\s+\d+\.\d', line)
        if found:
            scripts[found[1]] = float(found[2])
            native[found[1]] = float(found[3])
    return scripts, native


def measure_peers(build):
    """Rows of every peer that runs here, and the names of those that do not."""
    rows, absent = {}, []
    folder = os.path.join(build, 'bench', 'script')
    for name, source, package in EMBEDDED:
        program = os.path.join(folder, 'peer_' + name)
        output = run([program, os.path.join(HERE, source)]) if os.path.exists(program) else None
        if output is None:
            absent.append(f'{name} ({package})')
        else:
            rows.update(rows_of(output))
    node = os.environ.get('NODE', 'node')
    with tempfile.NamedTemporaryFile('w', suffix='.tsv') as inputs:
        inputs.write(run([os.path.join(folder, 'bench_workloads'), '--inputs']))
        inputs.flush()
        command = [node, os.path.join(HERE, 'peer_node.js'), os.path.join(HERE, 'workloads.js'), inputs.name]
        modules = os.path.abspath(os.path.join(build, 'peers', 'node_modules'))
        for name, more in (('node vm', []), ('isolated-vm', ['isolated'])):
            output = run(command + more, dict(os.environ, NODE_PATH=modules))
            if output is None:
                absent.append(name)
            else:
                rows.update(rows_of(output))
    return rows, absent


def main():
    build = sys.argv[1]
    own = run([os.path.join(build, 'bench', 'script', 'bench_workloads')] + sys.argv[2:])
    if own is None:
        return 1
    print(own)
    scripts, native = ours(own)
    rows, absent = measure_peers(build)
    table = [(('C', ''), native), (('quoin', 'fuel, memory, depth'), scripts)] + sorted(
        rows.items(), key=lambda row: row[1]['W2'])
    print(f'{"us a call, fresh context":24} {"held":20}' + ''.join(f'{name:>20}' for name in WORKLOADS))
    for (peer, limits), figures in table:
        cells = ''.join(f'{figures[name]:11.2f} ({figures[name] / native[name]:5.0f}x)' .rjust(20) for name in WORKLOADS)
        print(f'{peer:24} {limits:20}{cells}')
    if absent:
        print('absent here: ' + ', '.join(absent))
    return 0


sys.exit(main())
