#!/bin/sh
#
# vm-test - see to QEMU and a kernel, and run the tests in the guest
#
#   tools/vm-test.sh [WORD...]      only tests whose name has a WORD
#
# SPDX-License-Identifier: MIT

set -u
cd "$(dirname "$0")/.." || exit 1

skip() {
    printf 'vm: skipped: %s\n' "$1"
    exit 0
}

[ "$(uname -m)" = x86_64 ] ||
    skip "the guest runs the build of this machine, which has to be x86_64"
# Where a user's PATH has no programs of the superuser.
PATH=$PATH:/usr/sbin:/sbin
said=$(tools/setup.sh test vm 2>&1) || skip "${said##*
}"
[ -z "$said" ] || printf '%s\n' "$said"
kernel=$(tools/vm-kernel.sh)
case $? in
0) ;;
77) skip "there is no kernel for the guest, for the reason above" ;;
*)
    echo 'vm: 0 passed, 1 failed'
    exit 1
    ;;
esac
exec tools/vm-run.py "$kernel" "$@"
