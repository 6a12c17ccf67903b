#!/bin/sh
#
# check - run spin over the model: each property, then each seeded fault
#
#   model/check.sh [TEXT]           only lines that contain TEXT
#
# A property passes when the search was complete and found nothing. A fault
# passes when the same search of the same configuration finds it, and as that
# error.
#
# SPDX-License-Identifier: MIT

set -u
cd "$(dirname "$0")/.." || exit 1
only=${1:-}
out=${MODEL_OUT:-build/model}
model=$PWD/model/events.pml
passed=0
failed=0

# What a configuration is there for is its name.
configuration() {
    case $1 in
    ring1) echo -DDEPTH=1 ;;
    ring2) echo -DDEPTH=2 ;;
    discard1) echo -DDEPTH=1 -DDISCARD -DRESETS=0 ;;
    discard2) echo -DDEPTH=2 -DDISCARD -DRESETS=0 ;;
    discard_reset) echo -DDEPTH=1 -DDISCARD -DOPS=0 ;;
    life1) echo -DDEPTH=1 -DRESETS=0 ;;
    life2) echo -DDEPTH=2 -DRESETS=0 ;;
    lives) echo -DDEPTH=1 -DOPS=0 ;;
    twice) echo -DDEPTH=1 -DRESETS=0 -DOPS=2 -DPOSTS=1 ;;
    signal1) echo -DDEPTH=1 -DDISCARD -DINTERRUPT -DRESETS=0 -DOPS=0 ;;
    signal2) echo -DDEPTH=2 -DDISCARD -DINTERRUPT -DRESETS=0 -DOPS=0 ;;
    esac
}

# $1 folder, $2 property, $3 options. Leaves them, and what pan says in log. Its
# reduction does not go with processes that stop each other.
search() {
    case $2 in
    steps) cflags='-DSAFETY -DNOCLAIM' flags='' ;;
    posts_end) cflags='-DNFAIR=2 -DNOREDUCE' flags="-a -f -N $2" ;;
    *) cflags='-DNFAIR=2' flags="-a -f -N $2" ;;
    esac
    mkdir -p "$1"
    # shellcheck disable=SC2086
    (
        cd "$1" && rm -f ./*.trail log && echo "$3" >options &&
            spin -a $3 "$model" >spin.log &&
            gcc -O2 -w -DCOLLAPSE -DMEMLIM=2000 $cflags -o pan pan.c &&
            timeout -s KILL 180 ./pan -m20000 $flags >log 2>&1
    )
}

figures() {
    awk '/states, stored/ { states = $1 }
        /total actual memory/ { memory = $1 }
        /elapsed time/ { time = $4 }
        END { printf "%d states, %d MB, %s s", states, memory, time }' "$1"
}

say() {
    if [ "$1" = ok ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
    printf '%-4s %s\n' "$1" "$2"
}

holds() {
    name="$1 $2"
    case $name in *"$only"*) ;; *) return ;; esac
    dir=$out/$1-$2
    search "$dir" "$1" "$(configuration "$2")"
    if grep -q 'errors: 0$' "$dir/log" 2>/dev/null &&
        ! grep -Eq 'not completed|depth too small' "$dir/log"; then
        say ok "$name: $(figures "$dir/log")"
    else
        say FAIL "$name: see $dir/log and model/README.md"
    fi
}

# $3 fault, $4 the error that it has to be found as
found() {
    name="$1 $2 $3"
    case $name in *"$only"*) ;; *) return ;; esac
    dir=$out/$1-$2-$3
    search "$dir" "$1" "$(configuration "$2") -DFAULT_$3"
    if grep '^pan:1: ' "$dir/log" 2>/dev/null | grep -Fq "$4"; then
        say ok "$name: found, $(figures "$dir/log")"
    else
        say FAIL "$name: not found as \"$4\", see $dir/log"
    fi
}

holds steps ring1
holds steps ring2
holds steps discard1
holds steps discard2
holds steps discard_reset
holds steps twice
holds taken life1
holds taken life2
holds taken lives
holds taken discard1
holds taken twice
holds posts_end signal1
holds posts_end signal2

found taken life1 WAKE_FIRST 'acceptance cycle'
found taken life1 SLEEP_UNCHECKED 'acceptance cycle'
found taken twice LET_ASLEEP 'acceptance cycle'
found steps ring1 JUDGED_UNLOCKED 'of_generation>dead'
found steps ring1 NOT_DISCARDED 'owed==0'
found steps ring1 QUEUE_LIVES_ON 'of_life==life'
found steps ring1 STOPPED_ASLEEP 'invalid end state'
found steps ring1 TURN_STAYS 'in_use==1'
found steps ring2 TURN_STAYS 'in_use==2'
found steps ring1 PUBLISHED_FIRST '.order==order'
found steps ring1 REFUSED_UNCOUNTED 'owed==queued'
found posts_end signal1 UNBOUNDED_TRIES 'acceptance cycle'

echo "model: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -ne 0 ]
