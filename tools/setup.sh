#!/bin/sh
#
# setup - install the Debian packages that a build, a test or a lint needs
#
#   tools/setup.sh GROUP...        groups: build test lint bench bench-vm
#                                  bench-peers model cross vm
#
# Something counts as present when its program is in PATH or, for libraries,
# when its package is installed, so a compiler of the user's own is left alone.
# With nothing missing it prints nothing and changes nothing.
#
# SPDX-License-Identifier: MIT

set -eu

# Each line: package, and the program that proves it is there. A dash means a
# library without a program: the package database decides, or pkg-config where
# there is none (third word).
packages() {
    case $1 in
    build)
        cat <<'LIST'
gcc gcc
g++ g++
make make
libc6-dev - -
libffi-dev - libffi
libjansson-dev - jansson
libtomlplusplus-dev - tomlplusplus
pkg-config pkg-config
python3 python3
dpkg-dev dpkg-source
patch patch
xz-utils xz
bzip2 bzip2
ca-certificates - -
LIST
        ;;
    test)
        cat <<'LIST'
check - check
python3-jsonschema - -
gtkwave vcd2fst
LIST
        ;;
    lint)
        cat <<'LIST'
clang clang-14
clang-format clang-format-14
clang-tidy clang-tidy-14
llvm llvm-symbolizer
libclang-rt-14-dev - -
LIST
        ;;
    bench)
        cat <<'LIST'
binutils nm
nodejs node
LIST
        ;;
    cross)
        cat <<'LIST'
gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc
g++-aarch64-linux-gnu aarch64-linux-gnu-g++
libc6-dev-arm64-cross - -
gcc-arm-linux-gnueabihf arm-linux-gnueabihf-gcc
g++-arm-linux-gnueabihf arm-linux-gnueabihf-g++
libc6-dev-armhf-cross - -
qemu-user qemu-aarch64
LIST
        ;;
    vm)
        cat <<'LIST'
qemu-system-x86 qemu-system-x86_64
gcc-12 gcc-12
libelf-dev - libelf
cpio cpio
kmod modprobe
iproute2 ip
i2c-tools i2cget
can-utils cansend
gpiod gpioset
LIST
        ;;
    bench-vm)
        cat <<'LIST'
python3-libgpiod - -
LIST
        ;;
    bench-peers)
        cat <<'LIST'
python3-gpiozero - -
python3-pip pip3
nodejs node
npm npm
LIST
        ;;
    model)
        cat <<'LIST'
spin spin
LIST
        ;;
    *)
        die "setup: unknown group '$1' (build, test, lint, bench, bench-vm,\
 bench-peers, model, cross, vm)" 2
        ;;
    esac
}

die() {
    printf 'tocsin: %s\n' "$1" >&2
    exit "${2:-1}"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Print the libraries among the arguments that are not installed. The database
# is asked once for all of them, and not at all without any.
debian_missing() {
    [ $# -gt 0 ] || return 0
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" \
        2>/dev/null | sed -n 's/ installed$//p') || true
    for package; do
        case "
$installed
" in
        *"
$package
"*) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

find_missing() {
    missing=
    libraries=
    while read -r package program module; do
        if [ "$program" != - ]; then
            has "$program" || missing="$missing$package "
        elif has dpkg-query; then
            libraries="$libraries$package "
        elif [ "$module" != - ]; then
            pkg-config --exists "$module" 2>/dev/null ||
                missing="$missing$module "
        fi
    done
    # shellcheck disable=SC2086
    missing="$missing$(debian_missing $libraries)"
    missing=${missing% }
}

# Leaves the words that go before a command to run it as root in $as_root.
choose_root() {
    as_root=
    [ "$(id -u)" -ne 0 ] || return 0
    if has sudo; then
        if sudo -n true 2>/dev/null; then
            as_root='sudo -n'
            return 0
        elif [ -t 0 ]; then
            as_root=sudo
            return 0
        fi
    fi
    die "missing packages: $missing; run as root: apt-get install $missing"
}

# apt-get with its output in the log: it is of interest only when it fails.
apt_get() {
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" \
        >>"$log" 2>&1 </dev/null
}

install_packages() {
    # shellcheck disable=SC2086
    apt_get install --no-install-recommends $missing
}

update_lists() {
    echo "setup: updating the package lists"
    apt_get update || true
}

groups=${*:-build}
# shellcheck disable=SC2086
list=$(for group in $groups; do packages "$group"; done) || exit $?
find_missing <<EOF_LIST
$list
EOF_LIST
[ -n "$missing" ] || exit 0

has apt-get || die "missing: $missing; install them with this system's package\
 manager (no apt-get here)"
choose_root
echo "setup: installing $missing"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
apt-get -q -s install $missing >/dev/null 2>&1 || update_lists
if ! install_packages; then
    # Lists that name a version which the archive has replaced since.
    update_lists
    if ! install_packages; then
        reason=$(sed -n 's/^E: //p' "$log" | tail -n 1)
        die "cannot install $missing: ${reason:-apt-get failed}; run as root:\
 apt-get install $missing"
    fi
fi
echo "setup: done"
