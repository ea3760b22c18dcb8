#!/bin/sh
# kit.sh CONFORMANCE SUITE FOLDER LEAST KNOWN - runs a suite that lies beside the project, if it does: at least
# LEAST cases must pass, and every failed one must match the expression KNOWN (see docs/conformance.md).
set -u
if [ ! -d "$3" ]; then
    echo "no suite at $3: skipped"
    exit 77
fi
out=$("$1" "$2" "$3")
passed=$(printf '%s\n' "$out" | sed -n 's/^\([0-9]*\) passed.*/\1/p')
others=$(printf '%s\n' "$out" | grep '^FAILED' | grep -Ev "$5")
printf '%s\n' "$others" "${passed:-0} passed"
[ "${passed:-0}" -ge "$4" ] && [ -z "$others" ]
