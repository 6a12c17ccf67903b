#!/bin/sh
#
# check-commits - is a commit's message in the form that CONTRIBUTING.md asks?
#
#   tools/check-commits.sh [RANGE]        of git log; default: all of HEAD
#   tools/check-commits.sh --self-test
#   .git/hooks/commit-msg FILE            as a hook: the message in FILE
#
# The subject is "path: Imperative", at most 72 characters, without a full
# stop; an empty line follows it.
#
# SPDX-License-Identifier: MIT

set -eu

# Words that only look like a past or a participle.
innocent='Embed|Feed|Need|Seed|Speed|Shed|Exceed|Proceed|Bring|Ping|String|Ring'
innocent="$innocent|Focus|Bias|Alias|Canvas|Plus|Always"

# Print what is wrong with the message on standard input, one line each.
complaints() {
    awk -v innocent="^($innocent)$" '
    NR == 1 {
        subject = $0
        if (length(subject) > 72) print "longer than 72 characters"
        if (subject !~ /^[A-Za-z0-9._][A-Za-z0-9._\/*, -]*: [^ ]/) {
            print "does not begin with \"path: \""
        } else {
            sub(/^[^:]*: /, "", subject)
            split(subject, word, " ")
            if (word[1] !~ /^[A-Z][a-z-]+$/) {
                print "no capitalised verb after the path"
            } else if (word[1] !~ innocent && (word[1] ~ /(ed|ing)$/ ||
                word[1] ~ /[^s]s$/)) {
                print "\"" word[1] "\" is not an imperative"
            }
        }
        if (subject ~ /\.$/) print "ends with a full stop"
    }
    NR == 2 && $0 != "" { print "no empty line after the subject" }
    END { if (NR == 0) print "is empty" }'
}

# $1 is what to call the message on standard input.
judge() {
    found=$(complaints)
    [ -n "$found" ] || return 0
    printf '%s\n' "$found" | sed "s|^|commits: $1: |"
    return 1
}

self_test() {
    while IFS='|' read -r verdict subject; do
        got=good
        printf '%s\n' "$subject" | judge x >/dev/null || got=bad
        if [ "$got" != "$verdict" ]; then
            echo "commits: self-test: '$subject' is $verdict, was taken for $got"
            failed=1
        fi
    done <<'LIST'
good|core/irqq: Refuse records when the ring is full
good|mpy, bind: Run programs with interrupts on the virtual board
good|.ci: Pass the options on
good|backend/sim: Embed the tables
bad|Refuse records when the ring is full
bad|core/irqq: refuse records when the ring is full
bad|core/irqq: Refused records when the ring is full
bad|core/irqq: Refusing records
bad|core/irqq: Refuses records
bad|core/irqq: Refuse records.
bad|core/irqq:Refuse records
bad|core/irqq: Refuse records when the ring is full and say so, at length, to all
LIST
    printf 'core: Say it\nat once\n' | judge x >/dev/null && failed=1
    [ "$failed" -eq 0 ]
}

failed=0
if [ "${1:-}" = --self-test ]; then
    self_test
    exit
elif [ -f "${1:-}" ]; then
    grep -v '^#' "$1" | judge 'this message'
    exit
fi

git rev-parse -q --verify HEAD >/dev/null 2>&1 || exit 0
for commit in $(git rev-list --no-merges "${1:-HEAD}"); do
    git log -1 --format=%B "$commit" | judge "$(git log -1 --format='%h (%s)' \
        "$commit")" || failed=1
done
exit "$failed"
