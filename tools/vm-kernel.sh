#!/bin/sh
#
# vm-kernel - a kernel and an initramfs for the guest of `make test-vm`
#
#   tools/vm-kernel.sh
#
# Fetches Debian's kernel of suite bookworm, builds for it the simulators that
# Debian leaves out and those of tests/vm/modules, and packs what the guest
# needs into build/vm/VERSION/{vmlinux,initramfs.gz}. Nothing is installed.
# Prints that folder. With one that was made from the same files before, it
# only prints it.
#
# Exit status 77: the packages cannot be fetched here, and why is on stderr.
#
# SPDX-License-Identifier: MIT

set -eu

suite=bookworm

root=$(cd "$(dirname "$0")/.." && pwd)
vm=$root/build/vm
fetching=

die() {
    printf 'tocsin: %s\n' "$1" >&2
    [ -z "$fetching" ] || exit 77
    exit 1
}

say() {
    printf 'vm: %s\n' "$1" >&2
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# shellcheck source=tools/apt-archive.sh
. "$root/tools/apt-archive.sh"

# Modules of the kernel, in the order in which they are loaded, with options;
# what they depend on comes before them by itself. Then those built here.
stock_modules() {
    cat <<'LIST'
virtio_pci
9pnet_virtio
9p
configfs
can
can_raw
can_gw
vcan
i2c_dev
i2c_stub chip_addr=0x1e
softdog soft_noboot=1
LIST
}

built_modules() {
    cat <<'LIST'
irq_sim
gpio-sim
i2c-plain
spi-loop
pwm-sim
adc-sim
LIST
}

# What a kept kernel was made from.
fingerprint() {
    cat "$0" "$root"/tests/vm/init "$root"/tests/vm/modules/* |
        sha256sum | cut -d ' ' -f 1
}

find_kept() {
    for stamp in "$vm"/*/.complete; do
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
            printf '%s\n' "${stamp%/*}"
            return
        fi
    done
}

# Sets $version and fills $tree/root with the kernel's packages.
fetch_kernel() {
    fetching=yes
    has apt-get || die "the kernel of the virtual machine is a Debian package,\
 and there is no apt-get here to fetch it with"
    archive=$(find_archive)
    [ -n "$archive" ] || die "the machine's apt sources name no Debian archive"
    apt=$tree/apt
    configure_apt "${archive%%	*}" "${archive#*	}" deb "$suite" amd64
    say "fetching the package list of $suite"
    apt_get "the package list of $suite" update
    image=$(apt-cache -c "$apt/apt.conf" depends linux-image-amd64 |
        sed -n 's/^ *Depends: \(linux-image-[0-9]\)/\1/p' | head -n 1)
    [ -n "$image" ] || die "$suite has no linux-image-amd64"
    version=${image#linux-image-}
    series=$(printf '%s' "$version" | cut -d . -f 1-2)
    say "fetching kernel $version"
    cd "$apt/download"
    apt_get "the kernel's packages" download "$image" \
        "linux-headers-$version" "linux-headers-${version%-amd64}-common" \
        "linux-kbuild-$series" linux-compiler-gcc-12-x86 \
        "linux-source-$series" busybox-static
    cd "$root"
    fetching=
    say "unpacking"
    for package in "$apt"/download/*.deb; do
        dpkg-deb -x "$package" "$tree/root" || die "cannot unpack $package"
    done
}

# The simulators of the kernel's own source. irq_to_desc is not exported to
# modules, so irq_sim asks for the interrupt by its number.
copy_sources() {
    tar -xJf "$tree/root/usr/src/linux-source-$series.tar.xz" -C "$tree" \
        --strip-components=1 "linux-source-$series/drivers/gpio/gpio-sim.c" \
        "linux-source-$series/drivers/gpio/gpiolib.h" \
        "linux-source-$series/kernel/irq/irq_sim.c" \
        "linux-source-$series/scripts/extract-vmlinux"
    mkdir "$tree/modules"
    cp "$root"/tests/vm/modules/* "$tree"/drivers/gpio/* \
        "$tree"/kernel/irq/irq_sim.c "$tree/modules"
    sed -i 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq(irqnum);/' \
        "$tree/modules/irq_sim.c"
    printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n' \
        >>"$tree/modules/irq_sim.c"
}

build_modules() {
    headers=$tree/root/usr/src/linux-headers-$version
    # The package says where it would be installed.
    sed -i "s#/usr/src/#$tree/root/usr/src/#" "$headers/Makefile"
    say "building modules"
    if ! env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$headers" \
        "M=$tree/modules" modules >"$tree/log" 2>&1; then
        cat "$tree/log" >&2
        die "cannot build the modules of tests/vm/modules"
    fi
    strip -g "$tree"/modules/*.ko
}

# Copy module file $1 and say in the list of the initramfs that it is loaded
# with the options $2; once.
add_module() {
    name=${1##*/}
    if ! grep -q "^$name" "$image_root/modules/order"; then
        cp "$1" "$image_root/modules"
        printf '%s\n' "$name${2:+ $2}" >>"$image_root/modules/order"
    fi
}

add_stock_module() {
    # Each line: insmod FILE OPTIONS. The options are those of the machine.
    modprobe -C /dev/null -d "$tree/root" -S "$version" --show-depends "$1" \
        >"$tree/depends" || die "kernel $version has no module $1"
    count=$(wc -l <"$tree/depends")
    line=0
    while read -r word file _; do
        line=$((line + 1))
        [ "$word" = insmod ] || continue
        if [ "$line" -eq "$count" ]; then
            add_module "$file" "$2"
        else
            add_module "$file" ''
        fi
    done <"$tree/depends"
}

pack_initramfs() {
    image_root=$tree/initramfs
    mkdir -p "$image_root/bin" "$image_root/modules"
    : >"$image_root/modules/order"
    cp "$tree/root/bin/busybox" "$image_root/bin"
    cp "$root/tests/vm/init" "$image_root/init"
    chmod 755 "$image_root/init"
    depmod -b "$tree/root" "$version"
    stock_modules >"$tree/stock"
    while read -r module options; do
        add_stock_module "$module" "$options"
    done <"$tree/stock"
    # What the modules built here need of the kernel's.
    for file in "$tree"/modules/*.ko; do
        for module in $(modinfo -F depends "$file" | tr , ' '); do
            [ -f "$tree/modules/$module.ko" ] ||
                [ -f "$tree/modules/$(printf '%s' "$module" | tr _ -).ko" ] ||
                add_stock_module "$module" ''
        done
    done
    for module in $(built_modules); do
        add_module "$tree/modules/$module.ko" ''
    done
    (cd "$image_root" && find . | cpio --quiet -o -H newc -R 0:0 |
        gzip -1 >"$tree/out/initramfs.gz")
}

mkdir -p "$vm"
if has flock; then
    exec 9>"$vm/.lock"
    flock 9
fi

want=$(fingerprint)
kept=$(find_kept)
if [ -n "$kept" ]; then
    printf '%s\n' "$kept"
    exit 0
fi

tree=$vm/.unpack
rm -rf "$tree"
mkdir -p "$tree/root" "$tree/out"
trap 'rm -rf "$tree"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
fetch_kernel
copy_sources
build_modules
sh "$tree/scripts/extract-vmlinux" "$tree/root/boot/vmlinuz-$version" \
    >"$tree/out/vmlinux"
pack_initramfs
printf '%s\n' "$want" >"$tree/out/.complete"
rm -rf "${vm:?}/$version"
mv "$tree/out" "$vm/$version"
printf '%s\n' "$vm/$version"
