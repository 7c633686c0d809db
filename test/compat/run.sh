#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh PROGRAM [WORD]: the official client against a real engine; $NODE names the Node binary (20 or newer).
set -euo pipefail

program=$(realpath "${1:?the program, as build/quoin}")
cd "$(dirname "${BASH_SOURCE[0]}")"
if [ ! -d node_modules/stripe ]; then
    echo "the npm packages are missing: npm ci in test/compat" >&2
    exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/quoin-compat.XXXXXX")
trap 'rm -rf "$folder"' EXIT
export XDG_CONFIG_HOME=$folder/config # where the client keeps an id for its telemetry
status=0
"${NODE:-node}" main.mjs "$program" "$folder" "${2:-}" || status=$?
if [ "$status" -ne 0 ] && [ -n "${KEEP:-}" ]; then
    cp -r "$folder" "$KEEP"
fi
exit "$status"
