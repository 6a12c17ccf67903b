#!/bin/sh
#
# bench-peers - install what `make bench-vm` compares with and Debian has not
#
#   tools/bench-peers.sh FOLDER
#
# Leaves onoff in FOLDER/node_modules and, where the machine has no lgpio for
# its Python, that in FOLDER/python. What cannot be installed is left out, and
# why is printed; the bench says so again.
#
# SPDX-License-Identifier: MIT

set -u

onoff=onoff@6.0.3
lgpio=lgpio==0.2.2.0
python=/usr/bin/python3

[ $# -eq 1 ] || {
    echo 'usage: tools/bench-peers.sh FOLDER' >&2
    exit 2
}
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
log=$folder/log

say() {
    printf 'bench-peers: %s\n' "$1"
}

# Why the command behind the log failed, in one line.
reason() {
    grep -m 1 -E 'fatal error|^ERROR|^tocsin:|npm error [A-Z]' "$log" ||
        tail -n 1 "$log"
}

# Its only part in C is compiled here, with Node's headers where the machine has
# them.
install_onoff() {
    [ ! -d "$folder/node_modules/onoff" ] || return 0
    headers=
    [ ! -f /usr/include/node/node.h ] || headers=--nodedir=/usr
    # shellcheck disable=SC2086
    timeout 300 npm install --no-fund --no-audit --prefix "$folder" $headers \
        "$onoff" >"$log" 2>&1 </dev/null
}

install_lgpio() {
    PYTHONPATH=$folder/python "$python" -c 'import lgpio' 2>/dev/null && return
    timeout 120 "$python" -m pip install -q --retries 0 \
        --target "$folder/python" "$lgpio" >"$log" 2>&1 </dev/null
}

"$root/tools/setup.sh" bench-peers >"$log" 2>&1 || say "$(reason)"
install_onoff || say "onoff is not there: $(reason)"
install_lgpio || say "lgpio is not there: $(reason)"
