#!/bin/sh
# Run test programs built with check: its summary line for each, all that a
# failing one said, and how to run only the case that failed. UNIT_RUN is a
# command to run them with, such as an emulator.
#
# SPDX-License-Identifier: MIT
passed=0
failed=0
for program in "$@"; do
    name=$(basename "$(dirname "$program")")/$(basename "$program")
    # shellcheck disable=SC2086
    output=$($UNIT_RUN "$program" 2>&1)
    status=$?
    summary=$(printf '%s\n' "$output" | grep -a '^[0-9]*%: Checks: ' | tail -n 1)
    if [ -z "$summary" ]; then
        summary="no summary, exit status $status"
        checks=0 bad=1
    else
        set -- $(printf '%s\n' "$summary" | tr -cd '0-9 ')
        checks=$2 bad=$(($3 + $4))
        [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    fi
    printf '%-34s %s\n' "$name" "$summary"
    passed=$((passed + checks - (bad < checks ? bad : checks)))
    failed=$((failed + bad))
    if [ "$bad" -ne 0 ]; then
        printf '%s\n' "$output"
        printf '%s\n' "$output" | grep -a ':[FE]:' | cut -d: -f4 | sort -u |
            sed "s|.*|rerun: CK_RUN_CASE='&' $program|"
    fi
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
