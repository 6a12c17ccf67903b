# The original: at most 16 alarms. Here 100,000 are armed at once, and each
# fires, in the order of their deadlines.
#
# SPDX-License-Identifier: MIT
import gc
import time
from machine import Timer
from tocsin import irq

COUNT = 100000
fired = 0
last = -1
unordered = 0


def handler(n):
    global fired, last, unordered
    fired += 1
    if n < last:
        unordered += 1
    last = n


start = time.ticks_us()
for n in range(COUNT):
    # Armed in an order that has nothing to do with the deadlines.
    due = (n * 61) % COUNT
    Timer.Alarm(handler, 0.001 + due / 100000, arg=due)
gc.collect()
print("armed", fired)
time.sleep(2)
print("fired", fired, "out of order", unordered, "refused", irq.stats()["refused"])
