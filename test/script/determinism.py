# SPDX-License-Identifier: Apache-2.0
"""The same scripts by several builds: the same text, fuel and bytes of memory, line by line.

    determinism.py PROGRAMS RUNNER RUNNER...

RUNNERs are run_programs of builds that differ: compiler, optimisation, sanitizers. The scripts are those of
test/script, bench/script, sdk/examples, the corpora of fuzzing, and the generated ones in PROGRAMS. Writes
digest.txt beside each runner, a line for each script: outcome, fuel, heap, SHA-256 of what it wrote.
"""

import glob
import hashlib
import os
import re
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
FOLDERS = ["test/script/**/*.ts", "bench/script/*.ts", "bench/pathological/*.ts", "sdk/examples/**/*.ts",
           "test/fuzz/script/corpus/**/*"]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def corpus():
    """(name, text): a file that holds its answers against assert.ts has it inside."""
    asserts = read(os.path.join(ROOT, "test/script/conformance/assert.ts")).replace(b"export function", b"function")
    paths = {path for pattern in FOLDERS for path in glob.glob(os.path.join(ROOT, pattern), recursive=True)}
    for path in sorted(paths):
        if os.path.isfile(path):
            text = re.sub(rb"^import .* from './assert.js';$", lambda _: asserts, read(path), flags=re.M)
            name = os.path.relpath(path, ROOT).replace(" ", "_")
            yield name if name.endswith(".ts") else name + ".ts", text


def digest(runner, given):
    example = os.path.join(ROOT, "sdk/examples/percent-off-up-to")
    command = [runner, "computeDiscounts", f"{example}/input.json", f"{example}/config.json"]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True)
    lines, at = [], 0
    while at < len(done.stdout):
        end = done.stdout.index(b"\n", at)
        path, outcome, fuel, heap, length = done.stdout[at:end].decode().split(" ")
        text = done.stdout[end + 1:end + 1 + int(length)]
        at = end + 1 + int(length)
        lines.append(f"{path} {outcome} fuel={fuel} heap={heap} {hashlib.sha256(text).hexdigest()}")
    with open(os.path.join(os.path.dirname(runner), "digest.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return lines


def main():
    programs, *runners = sys.argv[1:]
    given = b"".join(b"%s %d\n%s" % (name.encode(), len(text), text) for name, text in corpus())
    given += read(programs)
    digests = [digest(runner, given) for runner in runners]
    failed = 0
    for runner, lines in zip(runners, digests):
        for ours, first in zip(lines + [""] * len(digests[0]), digests[0]):
            if ours != first:
                failed += 1
                print(f"{runner}: {ours}\n{runners[0]}: {first}")
    outcomes = sorted({line.split(" ")[1] for line in digests[0]})
    print(f"{len(digests[0])} scripts in {len(runners)} builds; outcomes: {', '.join(outcomes)}")
    print(f"{len(digests[0]) * (len(runners) - 1) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
