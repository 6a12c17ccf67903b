# An active alarm lives without a reference; one that is done, cancelled or
# never armed can be collected.
#
# SPDX-License-Identifier: MIT
import gc
import sys
import time
from machine import Timer
from tocsin import irq


def sources():
    gc.collect()
    return len([name for name in irq.stats()["sources"] if name.startswith("Alarm")])


def litter():
    # So that no old pointer stays on the stack.
    def depth(n):
        return [n] * 10 if n == 0 else depth(n - 1)

    depth(30)


def make(count, **options):
    for _ in range(count):
        Timer.Alarm(None if "disabled" in options else handler, ms=options.get("ms", 5),
                    periodic=options.get("periodic", False))


calls = 0


def handler(alarm):
    global calls
    calls += 1


make(10)
litter()
print("active", sources())
time.sleep_ms(10)
litter()
print("called", calls, "left", sources() <= 1)
make(10, disabled=True)
litter()
print("never armed", sources() <= 1)
make(10, ms=50, periodic=True)
litter()
print("periodic", sources() in (10, 11))
time.sleep_ms(120)
print("called", calls)
stats = irq.stats()
print("the totals remember", stats["posted"], stats["handled"])
# The periodic ones would go on for ever.
sys.exit()
