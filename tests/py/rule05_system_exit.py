# Rule 5: SystemExit in a handler ends only that call: the program goes on, its
# status is its own, and it does not count as an error.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Timer
from tocsin import irq


def leave(alarm):
    print("leaving")
    sys.exit(5)
    print("not reached")


Timer.Alarm(leave, ms=1, periodic=True)
time.sleep_ms(3)
print("errors", irq.stats()["errors"])
sys.exit(4)
