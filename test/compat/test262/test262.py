# SPDX-License-Identifier: Apache-2.0
"""Run the subset of test262 that speaks of the script language (exclude.py).

    ninja -C build run262
    test262.py CHECKOUT [--runner build/run262] [--jobs N] [--filter TEXT] [--tier A|B|NEG]
               [--frozen] [--list-failures FILE]

Each test has built-ins of its own, which it may change; --frozen: as in production.

Ends with 1 when a test fails that differences.txt does not name, or one that it names passes.
"""

import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import sys

import exclude

HERE = os.path.dirname(os.path.abspath(__file__))


def read_differences(path, frozen):
    """Path of a test -> why scripts differ on purpose."""
    differences, reason, applies = {}, None, True
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file.read().splitlines():
                if line.startswith("# "):
                    continue
                if line.startswith("== "):
                    reason = line[3:]
                    applies = frozen or not reason.startswith("frozen: ")
                elif line and applies:
                    differences[line] = reason
    return differences


def line_of(root, test):
    kind = "run"
    if test.phase is not None:
        # A Script's declarations are checked when it starts: that is compiling, here.
        kind = "reject" if test.error == "SyntaxError" else f"throw:{test.error}"
    includes = " ".join(os.path.join(root, "harness", name) for name in test.includes
                        if name not in ("compareArray.js", "sta.js", "assert.js"))
    return f"{kind}\t{os.path.join(root, 'test', test.path)}\t{includes}\n"


def run_share(options, root, share):
    lines = "".join(line_of(root, test) for test in share)
    command = [options.runner, os.path.join(HERE, "harness.js")] + ["frozen"] * options.frozen
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    results = {}
    for line in done.stdout.decode(errors="replace").splitlines():
        path, verdict, detail = line.split("\t", 2)
        results[os.path.relpath(path, os.path.join(root, "test"))] = (verdict, detail)
    return results


def cause_of(verdict, detail):
    """What failures have in common: the message without names, numbers and places."""
    text = detail.split(" | ")[0]
    text = re.sub(r"^(Q\d+) \d+:\d+ ", r"\1 ", text)
    text = re.sub(r"\"[^\"]*\"|'[^']*'", '"..."', text)
    text = re.sub(r"-?\d+(\.\d+)?(e[+-]\d+)?", "N", text)
    return f"{verdict}: {text[:100]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout")
    parser.add_argument("--runner", default="build/run262")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--filter", default="")
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--tier", choices=["A", "B", "NEG"])
    parser.add_argument("--list-failures")
    options = parser.parse_args()
    root = os.path.abspath(options.checkout)
    tests = [test for test in exclude.tests(root) if test.tier and options.filter in test.path
             and (options.tier in (None, test.tier) or (options.tier, test.tier) == ("A", "B"))]
    differences = read_differences(os.path.join(HERE, "differences.txt"), options.frozen)
    results = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        shares = [tests[i::options.jobs * 8] for i in range(options.jobs * 8)]
        for part in pool.map(lambda share: run_share(options, root, share), shares):
            results.update(part)
    counts, causes, failures, wrong = (collections.Counter(), collections.defaultdict(list), [], 0)
    for test in tests:
        verdict, detail = results.get(test.path, ("crash", "no answer"))
        reason = differences.get(test.path)
        passed = verdict == "pass"
        for tier in {"A": ["A"], "B": ["A", "B"], "NEG": ["NEG"]}[test.tier]:
            counts[tier, "all"] += 1
            counts[tier, "passed"] += passed
            counts[tier, "differs"] += not passed and reason is not None
        if passed and test.path in differences:
            print(f"passes, but differences.txt names it: {test.path}")
            wrong += 1
        if not passed and reason is None:
            causes[cause_of(verdict, detail)].append(test)
            wrong += 1
        if not passed:
            failures.append(f"{test.tier}\t{test.path}\t{verdict}\t{reason or ''}\t{detail}\n")
    for cause, group in sorted(causes.items(), key=lambda item: -len(item[1]))[:60]:
        print(f"{len(group):5} {cause}   ({group[0].path})")
    for tier in ("A", "B", "NEG"):
        if counts[tier, "all"]:
            ran, passed, differs = (counts[tier, what] for what in ("all", "passed", "differs"))
            print(f"{tier:4} {passed:5} of {ran:5} pass, {100 * passed / ran:.2f} %; "
                  f"{differs} differ on purpose, {ran - passed - differs} are wrong")
    if options.list_failures:
        with open(options.list_failures, "w", encoding="utf-8") as file:
            file.writelines(failures)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
