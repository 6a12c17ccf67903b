#!/bin/sh
#
# fetch-sysroot - libraries of another architecture, under build/deps
#
#   tools/fetch-sysroot.sh TRIPLET
#
# TRIPLET is that of the cross compiler: aarch64-linux-gnu, arm-linux-gnueabihf.
# What Tocsin and its unit tests link with is downloaded for it from the suite
# that this machine runs and unpacked to build/deps/sysroot-TRIPLET; nothing is
# installed. The C library is the cross compiler's own.
#
# SPDX-License-Identifier: MIT

set -eu

packages='libffi8 libffi-dev libjansson4 libjansson-dev libtomlplusplus-dev check libsubunit0 libsubunit-dev'

root=$(cd "$(dirname "$0")/.." && pwd)
deps=$root/build/deps

die() {
    printf 'tocsin: %s\n' "$1" >&2
    exit 1
}

say() {
    printf 'deps: %s\n' "$1"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# shellcheck source=tools/apt-archive.sh
. "$root/tools/apt-archive.sh"

triplet=${1:-}
case $triplet in
aarch64-linux-gnu) architecture=arm64 ;;
arm-linux-gnueabihf) architecture=armhf ;;
*) die "CROSS=$triplet: has to be aarch64-linux-gnu or arm-linux-gnueabihf" ;;
esac

mkdir -p "$deps"
deps=$(cd "$deps" && pwd)
sysroot=$deps/sysroot-$triplet
stamp=$sysroot/.complete
[ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$packages" ] || exit 0

has apt-get || die "libraries for $architecture are needed, and there is no\
 apt-get here to fetch them with"
archive=$(find_archive)
[ -n "$archive" ] || die "the machine's apt sources name no Debian archive"
# shellcheck disable=SC1091
suite=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
[ -n "$suite" ] || die "/etc/os-release names no Debian release"

apt=$deps/.apt-$triplet
rm -rf "$apt" "$sysroot"
configure_apt "${archive%%	*}" "${archive#*	}" deb "$suite" "$architecture"
say "fetching the package list of $suite for $architecture"
apt_get "the package list of $suite for $architecture" update
say "fetching $packages"
cd "$apt/download"
# shellcheck disable=SC2086
apt_get "the libraries for $architecture" download $packages
mkdir -p "$sysroot"
for package in *.deb; do
    dpkg-deb -x "$package" "$sysroot" || die "cannot unpack $package"
done
cd "$root"
printf '%s\n' "$packages" >"$stamp"
rm -rf "$apt"
