# A GPIO chip that takes its time, as those behind a bus do: handlers and other
# threads run meanwhile.
#
# SPDX-License-Identifier: MIT
import os
import unittest

from harness import Case, emulator, preloaded

CODE = """
import _thread
from machine import Pin, Timer
def other():
    print("another thread runs")
def handler(alarm):
    print("a handler runs")
    _thread.start_new_thread(other, ())
def set_up(what, *args, **kwargs):
    Timer.Alarm(handler, ms=1)
    result = what(*args, **kwargs)
    print("done")
    return result
pin = set_up(Pin, "P9", Pin.IN)
print(pin())
set_up(pin.init, Pin.IN, Pin.PULL_UP)
set_up(pin.pull, Pin.PULL_DOWN)
set_up(pin.callback, Pin.IRQ_RISING, print)
print(pin)
"""


@unittest.skipIf("TOCSIN_SLOW" in os.environ and not emulator(), "a sanitizer has to be the first library")
class SlowChip(Case):
    def setUp(self):
        super().setUp()
        self.gate = self.folder / "gate"
        os.mkfifo(self.gate)

    def let_go(self):
        """Returns when the chip is waited for, and lets it be."""
        os.close(os.open(self.gate, os.O_WRONLY))

    def test_its_lines_are_set_up_without_the_interpreter_lock(self):
        shim = preloaded("slow_chip", self.folder)
        session = self.session("--exit", "--map", "P9=/dev/null:0", "-c", CODE, SLOW_CHIP=str(self.gate), **shim)
        for _ in range(4):
            session.expect("a handler runs\nanother thread runs\n")
            self.let_go()
            session.expect("done\n")
        session.expect("Pin('P9', mode=Pin.IN, pull=Pin.PULL_DOWN, alt=-1)\n")


if __name__ == "__main__":
    unittest.main()
