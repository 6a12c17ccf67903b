#!/bin/sh
#
# fetch-libgpiod - put libgpiod's source under build/deps
#
#   tools/fetch-libgpiod.sh FOLDER
#
# Debian 12 has version 1, whose interface is another one, so the source comes
# from Debian 13: through a private apt configuration, from the archive and
# with the key that the machine's own apt sources name. Without such a source
# the upstream tag is cloned.
#
#   LIBGPIOD_GIT   repository to clone where apt cannot help
#
# Two runs at once do no harm: each unpacks under a name of its own and renames
# the tree when it is whole.
#
# SPDX-License-Identifier: MIT

set -eu

version=2.2.1
suite=trixie
orig=libgpiod_$version.orig.tar.xz
orig_sha256=0e948049c309b87c220fb24ee0d605d7cd5b72f22376e608470903fffa2d4b18

root=$(cd "$(dirname "$0")/.." && pwd)
git_url=${LIBGPIOD_GIT:-https://git.kernel.org/pub/scm/libs/libgpiod/libgpiod.git}
# For tools/apt-archive.sh.
own_hint='or set LIBGPIOD_DIR to a checkout of libgpiod 2'

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

clean_up() {
    rm -rf "$work"
}

# Only the tarball: what Debian adds are files for its own packages.
unpack_debian() {
    configure_apt "${archive%%	*}" "${archive#*	}" deb-src "$suite"
    say "fetching the source list of $suite"
    apt_get "the source list of $suite" update
    say "fetching libgpiod"
    cd "$apt/download"
    apt_get libgpiod source --download-only --tar-only --only-source libgpiod
    [ -f "$orig" ] || die "the archive has no $orig in $suite; $own_hint"
    sum=$(sha256sum "$orig")
    [ "${sum%% *}" = "$orig_sha256" ] ||
        die "$orig has SHA-256 ${sum%% *}, expected $orig_sha256"
    say "unpacking libgpiod $version"
    tar -xJf "$orig" -C "$tree" --strip-components=1 || die "cannot unpack $orig"
    cd "$root"
}

clone_upstream() {
    has git || die "libgpiod $version is needed: install git, $own_hint"
    say "cloning libgpiod v$version"
    git clone -q --depth 1 -b "v$version" "$git_url" "$tree" \
        >"$work/log" 2>&1 </dev/null ||
        die "cannot clone $git_url: $(grep -m 1 -E '^(fatal|error):' \
            "$work/log" || echo 'git failed'); check the network and run again,\
 $own_hint"
}

[ $# -eq 1 ] || die 'usage: tools/fetch-libgpiod.sh FOLDER'
case $1 in
/*) target=$1 ;;
*) target=$PWD/$1 ;;
esac
[ ! -f "$target/.complete" ] || exit 0

mkdir -p "${target%/*}"
work=$(mktemp -d "${target%/*}/.unpack.libgpiod.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
apt=$work/apt
tree=$work/tree
mkdir "$tree"
archive=
if has apt-get; then
    archive=$(find_archive)
fi
if [ -n "$archive" ]; then
    unpack_debian
else
    clone_upstream
fi
[ -f "$tree/include/gpiod.h" ] || die "the source of libgpiod has no gpiod.h"
: >"$tree/.complete"
rm -rf "$target"
# Where another run was first, its tree is as good.
mv -T "$tree" "$target" 2>/dev/null || [ -f "$target/.complete" ]
