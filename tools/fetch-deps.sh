#!/bin/sh
#
# fetch-deps - put the sources that Tocsin builds upon under build/deps
#
#   tools/fetch-deps.sh
#
# MicroPython 1.25.0 comes unmodified from Debian's signed source package, and
# mbedTLS from the same suite in its current version with Debian's fixes. apt
# runs with a private configuration, so nothing outside build/deps changes and
# no root is needed; the archive and its key are those that the machine's own
# apt sources name. Without such a source the upstream tags are cloned.
#
#   MICROPYTHON_DIR   use this checkout of 1.25.0 and fetch mbedTLS only if its
#                     lib/mbedtls is empty
#   MPY_TOP           with MICROPYTHON_DIR: where to build a tree of links that
#                     joins the checkout and mbedTLS
#   DEPS_DIR          default build/deps
#   DEPS_STAMP        default DEPS_DIR/.stamp; written last
#   MICROPYTHON_GIT   repository to clone where apt cannot help
#
# An interrupted run leaves no half tree behind: each is unpacked under another
# name and renamed when it is whole.
#
# SPDX-License-Identifier: MIT

set -eu

version=1.25.0
suite=trixie
orig=micropython_$version+ds.orig.tar.xz
orig_sha256=7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea

root=$(cd "$(dirname "$0")/.." && pwd)
deps=${DEPS_DIR:-$root/build/deps}
git_url=${MICROPYTHON_GIT:-https://github.com/micropython/micropython.git}
own_hint="or set MICROPYTHON_DIR to a checkout of MicroPython $version"

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
    rm -rf "$deps"/.unpack.*
}

# Download the source packages named, through archive and key found before.
download() {
    has dpkg-source ||
        die "missing packages: dpkg-dev; run tools/setup.sh build"
    apt=$deps/apt
    configure_apt "${archive%%	*}" "${archive#*	}" deb-src "$suite"
    say "fetching the source list of $suite"
    apt_get "the source list of $suite" update
    for package; do
        say "fetching $package"
        cd "$apt/download"
        apt_get "$package" source --download-only --only-source "$package"
        cd "$root"
    done
}

# Sets mbedtls_version. The archive's signature vouches for the files, so
# dpkg-source need not look for keys again.
unpack_mbedtls() {
    set -- "$apt"/download/mbedtls_*.dsc
    dsc=$1
    [ -f "$dsc" ] || die "the archive has no source package mbedtls in $suite"
    mbedtls_version=$(sed -n 's/^Version: *//p' "$dsc" | head -n 1 |
        sed 's/^[0-9]*://; s/[-+~].*//')
    [ ! -e "$deps/mbedtls-$mbedtls_version/.complete" ] || return 0

    say "unpacking mbedtls $mbedtls_version"
    mkdir "$deps/.unpack.mbedtls"
    tree=$deps/.unpack.mbedtls/tree
    dpkg-source --no-check --no-copy -x "$dsc" "$tree" >"$apt/log" 2>&1 ||
        die "cannot unpack $dsc: $(tail -n 1 "$apt/log")"
    : >"$tree/.complete"
    rm -rf "$deps/mbedtls-$mbedtls_version"
    mv "$tree" "$deps/mbedtls-$mbedtls_version"
}

unpack_micropython() {
    tarball=$apt/download/$orig
    [ -f "$tarball" ] ||
        die "the archive has no $orig in $suite; set MICROPYTHON_DIR to a\
 checkout of MicroPython $version"
    say "checking $orig"
    sum=$(sha256sum "$tarball")
    if [ "${sum%% *}" != "$orig_sha256" ]; then
        rm -f "$tarball"
        die "$orig has SHA-256 ${sum%% *}, expected $orig_sha256; the file is\
 removed"
    fi

    say "unpacking micropython $version"
    tree=$deps/.unpack.micropython
    mkdir "$tree"
    tar -xJf "$tarball" -C "$tree" --strip-components=1 ||
        die "cannot unpack $tarball"
    # Upstream has a git submodule here, which Debian's tarball leaves empty.
    rmdir "$tree/lib/mbedtls"
    ln -s "../../mbedtls-$mbedtls_version" "$tree/lib/mbedtls"
    rm -rf "$deps/micropython-$version"
    mv "$tree" "$deps/micropython-$version"
}

clone_micropython() {
    has git || die "MicroPython $version is needed: install git, $own_hint"
    say "cloning micropython v$version"
    tree=$deps/.unpack.micropython
    log=$deps/.unpack.log
    { git clone -q --depth 1 -b "v$version" "$git_url" "$tree" &&
        git -C "$tree" submodule -q update --init --depth 1 lib/mbedtls; } \
        >"$log" 2>&1 </dev/null ||
        die "cannot clone $git_url: $(grep -m 1 -E '^(fatal|error):' "$log" ||
            echo 'git failed'); check the network and run again, $own_hint"
    check_version "$tree"
    mbedtls_version=submodule
    rm -rf "$deps/micropython-$version"
    mv "$tree" "$deps/micropython-$version"
}

check_version() {
    header=$1/py/mpconfig.h
    [ -f "$header" ] || die "$1 is no MicroPython source (no py/mpconfig.h)"
    found=$(awk '/^#define MICROPY_VERSION_(MAJOR|MINOR|MICRO) / {
        printf "%s%s", dot, $3
        dot = "."
    }' "$header")
    [ "$found" = "$version" ] ||
        die "$1 is MicroPython ${found:-of unknown version}, need $version"
}

# Join the user's checkout $1 and mbedTLS in a tree of links at $2. Folders on
# the way to a build's working directory are real, so that ../.. leads here.
link_trees() {
    tree=$deps/.unpack.links
    mkdir -p "$tree/lib" "$tree/ports/unix"
    for folder in . lib ports ports/unix; do
        for entry in "$1/$folder"/*; do
            target=$tree/$folder/${entry##*/}
            [ -e "$target" ] || ln -s "$entry" "$target"
        done
    done
    rm -f "$tree/lib/mbedtls"
    ln -s "$deps/mbedtls-$mbedtls_version" "$tree/lib/mbedtls"
    rm -rf "$2"
    mv "$tree" "$2"
}

use_checkout() {
    [ -d "$own" ] || die "MICROPYTHON_DIR: no such directory: $own"
    check_version "$own"
    mbedtls_version=submodule
    if [ ! -d "$own/lib/mbedtls/include" ]; then
        [ -n "$archive" ] ||
            die "$own/lib/mbedtls is empty; run in $own: git submodule update\
 --init lib/mbedtls"
        download mbedtls
        unpack_mbedtls
        link_trees "$own" "$(cd "$deps" && pwd)/${MPY_TOP##*/}"
    fi
}

fetch_all() {
    if [ -n "$archive" ]; then
        download mbedtls micropython
        unpack_mbedtls
        unpack_micropython
    else
        clone_micropython
    fi
}

mkdir -p "$deps"
deps=$(cd "$deps" && pwd)
stamp=${DEPS_STAMP:-$deps/.stamp}
case $stamp in
/*) ;;
*) stamp=$PWD/$stamp ;;
esac
own=
if [ -n "${MICROPYTHON_DIR:-}" ]; then
    own=$(realpath -m "$MICROPYTHON_DIR")
    [ "$own" != "$(realpath -m "$deps/micropython-$version")" ] || own=
fi
MPY_TOP=${MPY_TOP:-$deps/with-mbedtls}
want="micropython $version ${own:-fetched}"

# Two makes at once: the second waits and then finds the work done.
if has flock; then
    exec 9>"$deps/.lock"
    flock 9
fi

if [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$want" ]; then
    tree=$deps/micropython-$version
    [ -z "$own" ] || tree=$own
    [ -z "$own" ] || [ -d "$own/lib/mbedtls/include" ] ||
        tree=$deps/${MPY_TOP##*/}
    if [ -f "$tree/py/mpconfig.h" ] && [ -d "$tree/lib/mbedtls/include" ]; then
        touch "$stamp"
        exit 0
    fi
fi

clean_up
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
archive=
if has apt-get; then
    archive=$(find_archive)
fi
if [ -n "$own" ]; then
    use_checkout
else
    fetch_all
fi
rm -rf "$deps/apt"
printf '%s\nmbedtls %s\n' "$want" "$mbedtls_version" >"$stamp.new"
mv "$stamp.new" "$stamp"
