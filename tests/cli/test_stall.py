# A handler that is stuck with the interpreter lock held: the line comes all
# the same, and is what this test waits for before it lets the handler go on.
#
# SPDX-License-Identifier: MIT
from harness import Case

IN_C = """\
import ffi
import time
from machine import Timer

# Blocks in C and keeps the interpreter lock.
read = ffi.open(None).func("i", "read", "ipi")


def stuck(alarm):
    read(0, bytearray(1), 1)
    print("went on\\n", end="")


Timer.Alarm(stuck, ms=1)
Timer.Alarm(lambda alarm: print("next"), ms=2)
"""

IN_A_LOOP = """\
from machine import Timer
from tocsin import irq


def stuck(alarm):
    while irq.stats()["stalls"] == 0:
        pass


Timer.Alarm(stuck, ms=1)
"""


class Stall(Case):
    def test_in_c_with_the_lock_held(self):
        self.write("c.py", IN_C)
        session = self.session("--irq-stall", "0.05", "c.py")
        said = session.expect("waits behind it: Alarm-2 1\n")
        self.assertRegex(said, r"tocsin: the handler of Alarm-1, stuck \(c.py:10\), has been running for \d+ ms; 1 ")
        session.send("x")
        said = session.expect("next\n")
        self.assertRegex(said, r"\A(.*behind it.*\n)*went on\n(.*behind it.*\n)*tocsin: the handler of Alarm-1, stuck \(c.py:10\), ended")

    def test_in_a_loop(self):
        self.write("loop.py", IN_A_LOOP)
        status, out, err = self.run_tocsin("--irq-stall", "0.05", "loop.py")
        self.assertEqual((0, ""), (status, out))
        self.assertRegex(err, r"\Atocsin: the handler of Alarm-1, stuck \(loop.py:6\), has been running for .*\n"
                              r"(.*running.*\n)*tocsin: .* ended after .*\n\Z")
