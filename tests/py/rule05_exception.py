# Rule 5: an exception that nobody catches is printed with its traceback and
# counted, and the next interrupt is handled.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq


def divide(n):
    return 1 // n


def handler(n):
    divide(n)
    print("handled", n)


for n in (0, 1, 0, 2):
    Timer.Alarm(handler, ms=1, arg=n)
time.sleep_ms(5)
stats = irq.stats()
print([stats[key] for key in ("posted", "handled", "errors")])
print(sorted((name, counts["errors"]) for name, counts in stats["sources"].items()))
