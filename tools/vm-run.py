#!/usr/bin/env python3
#
# vm-run - boot the guest of `make test-vm`, let it test, and judge
#
#   tools/vm-run.py KERNEL_DIR [WORD...]     only tests whose name has a WORD
#
# KERNEL_DIR is what tools/vm-kernel.sh printed. The guest sees the host's root
# file system read-only, and the folder build/vm/share writable, where it leaves
# a log and the exit status of its tests. Only these are judged: a guest that
# panics or hangs leaves none, and has failed.
#
# While it runs, the file "host" there says what other programs on the host take.
#
# TOCSIN_SLOW in the environment multiplies the time limits. VM_CPUS is the
# number of processors, 1 by default. VM_ICOUNT makes the guest's time of its
# instructions, of 2 to the power of that many ns each.
#
# SPDX-License-Identifier: MIT
import argparse
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))
import machine  # noqa: E402

SHARE = ROOT / "build" / "vm" / "share"

# Seconds until the guest has begun with its tests, and until all is done.
BOOT_LIMIT = 120
LIMIT = 600

COUNTS = re.compile(r"^vm: (\d+) passed, (\d+) failed.*$", re.MULTILINE)
CONSOLE_LINES = 40


def share_folder(words):
    shutil.rmtree(SHARE, ignore_errors=True)
    SHARE.mkdir(parents=True)
    (SHARE / "path").write_text(os.environ["PATH"] + ":/usr/sbin:/sbin")
    (SHARE / "words").write_text(" ".join(shlex.quote(word) for word in words))


def file_system(tag, path, writable):
    return ["-virtfs", "local,path=%s,mount_tag=%s,security_model=none,multidevs=remap%s"
            % (path, tag, "" if writable else ",readonly=on")]


def serial_cable(folder):
    """ttyS1 and ttyS2 of the guest, joined."""
    path = folder / "cable"
    return ["-chardev", "socket,id=end1,path=%s,server=on,wait=off" % path,
            "-chardev", "socket,id=end2,path=%s" % path,
            "-serial", "chardev:end1", "-serial", "chardev:end2"]


def clock():
    """Time that is made of instructions goes on at once where there are none."""
    shift = os.environ.get("VM_ICOUNT", "")
    return ["-icount", "shift=%s,sleep=off" % shift] if shift else []


def qemu(kernel, cpus):
    line = "console=ttyS0 panic=-1 quiet tocsin.top=%s tocsin.share=%s" % (ROOT, SHARE)
    # The processor's own features are not all emulated; max is what is.
    return (["qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", "max", "-smp", str(cpus), "-m", "256",
             "-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", "-monitor", "none",
             "-no-reboot", "-kernel", str(kernel / "vmlinux"), "-initrd", str(kernel / "initramfs.gz"),
             "-append", line]
            + clock()
            + serial_cable(SHARE)
            + file_system("root", "/", False) + file_system("top", ROOT, False) + file_system("share", SHARE, True))


class Host:
    """Tells the guest how busy the machine is that it runs on."""

    INTERVAL = 0.25

    def __init__(self, guest):
        self.times = pathlib.Path("/proc/%d/stat" % guest)
        self.told = 0.0
        self.facts = {
            "processor": machine.processor_name(),
            "processors": os.cpu_count(),
            "kernel": platform.release(),
            "system": machine.system_name(),
            "date": time.strftime("%Y-%m-%d %H:%M"),
            "load_begin": os.getloadavg()[0],
        }

    def guest_busy(self):
        """Seconds of processor time that the guest took."""
        fields = self.times.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def tell(self):
        if time.monotonic() - self.told < self.INTERVAL:
            return
        self.told = time.monotonic()
        self.facts["at_s"] = self.told
        self.facts["load"] = os.getloadavg()[0]
        self.facts["others_s"] = machine.processors_busy() - machine.own_busy() - self.guest_busy()
        # The guest sees the old one or the new one, but no half of one.
        new = SHARE / "host.new"
        new.write_text(json.dumps(self.facts))
        new.rename(SHARE / "host")


def wait_for(process, limit):
    """Returns what ended the wait when it was not the guest."""
    began = time.monotonic()
    host = Host(process.pid)
    started = SHARE / "started"
    while process.poll() is None:
        passed = time.monotonic() - began
        if passed > limit:
            return "the tests were not done after %g s" % limit
        if passed > limit * BOOT_LIMIT / LIMIT and not started.exists():
            return "it had not booted after %g s" % (limit * BOOT_LIMIT / LIMIT)
        host.tell()
        time.sleep(0.05)
    return ""


def boot(kernel, cpus, limit):
    """Returns the console's output and why the guest had to be stopped, or ""."""
    process = subprocess.Popen(qemu(kernel, cpus), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    console = []
    reader = threading.Thread(target=lambda: console.append(process.stdout.read()))
    reader.start()
    try:
        reason = wait_for(process, limit)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        reader.join()
    return console[0].decode(errors="backslashreplace").replace("\r", ""), reason


def read(name):
    path = SHARE / name
    return path.read_text(errors="backslashreplace") if path.exists() else ""


def judge(console, reason):
    """Print what there is to say. Returns the exit status."""
    log = read("log")
    counts = COUNTS.findall(log)
    passed, failed = map(int, counts[-1]) if counts else (0, 0)
    status = read("status").strip()
    print(COUNTS.sub("", log).rstrip("\n"))
    if not reason and status == "":
        reason = "it went down before the tests were done"
    elif not reason and (not counts or (status == "0") != (failed == 0)):
        reason = "its tests ended with status %s" % status
    if reason:
        print("vm: the guest failed: %s. Its console:" % reason)
        print("\n".join(console.splitlines()[-CONSOLE_LINES:]))
        failed += 1
    print("vm: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Boot the guest of `make test-vm`.")
    parser.add_argument("kernel", type=pathlib.Path)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()

    share_folder(options.words)
    limit = LIMIT * float(os.environ.get("TOCSIN_SLOW", "1"))
    began = time.monotonic()
    console, reason = boot(options.kernel, int(os.environ.get("VM_CPUS", "1")), limit)
    status = judge(console, reason)
    print("vm-run: %.1f s" % (time.monotonic() - began))
    sys.exit(status)


if __name__ == "__main__":
    main()
