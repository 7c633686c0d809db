#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER SECONDS: every fuzz program of a build folder, each so long, over its corpus. A finding fails.
set -u
folder=$1
seconds=$2
here=$(dirname "${BASH_SOURCE[0]}")
passed=0
failed=0
for program in "$folder"/*_fuzz; do
    [ -x "$program" ] || continue
    name=$(basename "$program" _fuzz)
    work=$(mktemp -d)
    corpus=$(find "$here" -type d -path "*/corpus/$name" | head -n 1)
    if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="$work/" "$work" ${corpus:+"$corpus"}; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name; input: $(ls "$work" | grep -E '^(crash|leak|timeout|oom)' | head -n 1) in $work"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
