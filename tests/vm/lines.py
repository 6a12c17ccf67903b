# Lines of the kernel's simulated chips, as tests/vm/run sets them up: what
# drives them from outside, and what the kernel says about them.
#
# SPDX-License-Identifier: MIT
import fcntl
import os
import pathlib
import struct

GPIO_GET_CHIPINFO = 0x8044B401
GPIO_V2_GET_LINEINFO = 0xC100B405


class World:
    """A line, and what drives it from outside."""

    def __init__(self, line, chip="gpio-sim"):
        self.file = os.open("/dev/%s/sim_gpio%d/pull" % (chip, line), os.O_WRONLY)

    def drive(self, level):
        os.pwrite(self.file, b"pull-up" if level else b"pull-down", 0)

    def close(self):
        os.close(self.file)


def level_of(line, chip="gpio-sim"):
    """What a meter would show there."""
    return int(pathlib.Path("/dev/%s/sim_gpio%d/value" % (chip, line)).read_text())


class Wire:
    """From what drives one line to another one. A copper wire needs nobody, but
    the simulator has none: carry() after each change."""

    def __init__(self, begin, end):
        self.begin = begin
        self.world = World(end)
        self.close = self.world.close

    def carry(self):
        self.world.drive(level_of(self.begin))


def label_of(path):
    with open(path, "rb", buffering=0) as file:
        info = bytearray(68)
        fcntl.ioctl(file, GPIO_GET_CHIPINFO, info)
    return bytes(info[32:64]).rstrip(b"\0").decode()


def chip_path():
    return [path for path in pathlib.Path("/dev").glob("gpiochip*") if label_of(path) == "sim-pins"][0]


def is_used(line):
    """Whether a program holds the line, as the kernel says."""
    with open(chip_path(), "rb", buffering=0) as file:
        info = bytearray(256)
        struct.pack_into("I", info, 64, line)
        fcntl.ioctl(file, GPIO_V2_GET_LINEINFO, info)
    return bool(struct.unpack_from("Q", info, 72)[0] & 1)


def interrupts_of(consumer):
    """How often the kernel was interrupted for the watched lines of a program,
    which are one or more of its edges."""
    lines = pathlib.Path("/proc/interrupts").read_text().splitlines()
    processors = len(lines[0].split())
    return sum(sum(map(int, line.split()[1:1 + processors])) for line in lines[1:] if line.split()[-1] == consumer)


def share_a_processor(consumer):
    """Let the kernel handle the interrupts of a program where the calling thread
    runs. Its handlers come first there, so no change goes by unseen. With two
    processors a level may have changed again before the other one looks.

    Returns what undoes it."""
    before = os.sched_getaffinity(0)
    one = {min(before)}
    os.sched_setaffinity(0, one)
    for name in pathlib.Path("/proc").glob("[0-9]*/comm"):
        try:
            if name.read_text().startswith("irq/") and name.read_text().strip().endswith("-" + consumer):
                os.sched_setaffinity(int(name.parent.name), one)
        except FileNotFoundError:
            pass  # a process that has ended
    return lambda: os.sched_setaffinity(0, before)
