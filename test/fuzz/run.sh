#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER SECONDS [SEED]: every fuzz program of a build folder, each so long at most, over its corpus. A finding
# fails. Without a seed the runs are the same each time, so that a change is judged by what it changed; a search for
# new findings gives a seed of its own: test/fuzz/run.sh build/fuzz 600 $RANDOM
set -u
folder=$1
seconds=$2
seed=${3:-1}
runs=20000
[ $# -lt 3 ] || runs=-1
here=$(dirname "${BASH_SOURCE[0]}")
passed=0
failed=0
for program in "$folder"/*_fuzz; do
    [ -x "$program" ] || continue
    name=$(basename "$program" _fuzz)
    work=$(mktemp -d)
    corpus=$(find "$here" -type d -path "*/corpus/$name" | head -n 1)
    if "$program" -seed="$seed" -runs="$runs" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="$work/" "$work" ${corpus:+"$corpus"}; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name; input: $(ls "$work" | grep -E '^(crash|leak|timeout|oom)' | head -n 1) in $work"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
