# The original: at most 16 alarms. Here 100,000 are armed at once, and each
# fires, in the order of their deadlines.
#
# SPDX-License-Identifier: MIT
import gc
import time
from machine import Timer
from tocsin import irq

COUNT = 100000
fired = []

for n in range(COUNT):
    # Armed in an order that has nothing to do with the deadlines.
    due = (n * 61) % COUNT
    Timer.Alarm(fired.append, 0.001 + due / 100000, arg=due)
gc.collect()
print("armed", len(fired))
time.sleep(2)
print("fired", len(fired), "in order", all(fired[n] == n for n in range(COUNT)))
gc.collect()
print("refused", irq.stats()["refused"])
