# Rule 5: whatever a handler raises, the thread goes on: KeyboardInterrupt,
# MemoryError, a wrong number of arguments, an exception class of its own.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq


class Mine(BaseException):
    pass


def raiser(what):
    raise what


def memory(arg):
    return bytearray(1 << 30)


def no_argument():
    pass


for what in (KeyboardInterrupt(), Mine("text"), SystemExit(3)):
    Timer.Alarm(raiser, ms=1, arg=what)
Timer.Alarm(memory, ms=1)
Timer.Alarm(no_argument, ms=1)
Timer.Alarm(lambda alarm: print("still here"), ms=2)
time.sleep_ms(5)
print("errors", irq.stats()["errors"], "handled", irq.stats()["handled"])
