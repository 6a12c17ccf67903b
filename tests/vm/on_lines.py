# Runs a script that drives the pins of the virtual board, on real pins: what
# tocsin.board does to a pin is done to a line of the kernel's simulator.
#
#   tocsin --map P9=sim-pins:9 ... on_lines.py SCRIPT
#
# The line of P9 is 9 of the chip /dev/gpio-sim, and so on. What was written for
# virtual time has little of it for a handler, so sleeping takes longer here.
#
# SPDX-License-Identifier: MIT
import sys
import time
import tocsin

# The kernel handles an edge in a thread of its own, later.
SETTLE_MS = 2
STRETCH = 20

LINES = 16

real = tocsin.board


def pull(line, level):
    with open("/dev/gpio-sim/sim_gpio%s/pull" % line, "w") as file:
        file.write("pull-up" if level else "pull-down")


class Board:
    def __getattr__(self, name):
        return getattr(real, name)

    def drive(self, pin, level):
        pull(pin[1:], level)
        time.sleep_ms(SETTLE_MS)

    def release(self, pin):
        self.drive(pin, 0)

    def read(self, pin):
        with open("/dev/gpio-sim/sim_gpio%s/value" % pin[1:]) as file:
            return int(file.read())


class Time:
    def __getattr__(self, name):
        return getattr(time, name)

    def sleep_ms(self, ms):
        time.sleep_ms(ms * STRETCH)


class Tocsin:
    board = Board()

    def __getattr__(self, name):
        return getattr(tocsin, name)


# What an earlier program left.
for line in range(LINES):
    pull(line, 0)

sys.modules["tocsin"] = Tocsin()
sys.modules["time"] = Time()
script = sys.argv[1]
sys.argv[:] = [script]
with open(script) as file:
    source = file.read()
exec(compile(source, script, "exec"), {"__name__": "__main__"})
