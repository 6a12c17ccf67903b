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
def during(what, *args, **kwargs):
    Timer.Alarm(handler, ms=1)
    result = what(*args, **kwargs)
    print("done")
    return result
"""

SET_UP = CODE + """
pin = during(Pin, "P9", Pin.IN)
during(pin.init, Pin.IN, Pin.PULL_UP)
during(pin.pull, Pin.PULL_DOWN)
during(pin.callback, Pin.IRQ_RISING, print)
print(pin)
"""

LEVELS = CODE + """
pin = Pin("P9", Pin.OPEN_DRAIN)
print("taken")
print("the first level", pin())
print(during(pin))
during(pin.value, 1)
during(pin.off)
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

    def start(self, code):
        shim = preloaded("slow_chip", self.folder)
        return self.session("--exit", "--map", "P9=/dev/null:0", "-c", code, SLOW_CHIP=str(self.gate), **shim)

    def handle_meanwhile(self, session):
        session.expect("a handler runs\nanother thread runs\n")
        self.let_go()
        return session.expect("done\n")

    def test_its_lines_are_set_up_without_the_interpreter_lock(self):
        session = self.start(SET_UP)
        for _ in range(4):
            self.handle_meanwhile(session)
        session.expect("Pin('P9', mode=Pin.IN, pull=Pin.PULL_DOWN, alt=-1)\n")

    def test_once_it_was_slow_levels_do_not_hold_the_lock_either(self):
        session = self.start(LEVELS)
        self.let_go()
        session.expect("taken\n")
        # Nobody knows yet.
        self.let_go()
        session.expect("the first level 1\n")
        self.handle_meanwhile(session)
        session.expect("1\n")
        self.handle_meanwhile(session)
        self.handle_meanwhile(session)
        self.assertEqual("", session.rest())


if __name__ == "__main__":
    unittest.main()
