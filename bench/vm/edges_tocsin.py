# The handler's part of bench/vm: counts edges and how late each is.
#
#   edges_tocsin.py [busy]     the main program computes meanwhile
#
# SPDX-License-Identifier: MIT
import sys
import time
import _thread
from machine import Pin
from tocsin import irq

late_us = []


def on_edge(pin):
    late_us.append(time.ticks_diff(time.ticks_us(), irq.event().time_us))


pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
print("ready")
if "busy" in sys.argv:
    over = []
    _thread.start_new_thread(lambda: over.append(sys.stdin.readline()), ())
    n = 0
    while not over:
        n += 1
else:
    sys.stdin.readline()
late_us.sort()


def late(share):
    return late_us[int((len(late_us) - 1) * share)] * 1000 if late_us else 0


stats = irq.stats()
print(len(late_us), stats["refused"] + stats["lost_in_kernel"], late(0.5), late(0.99), late(1))
sys.stdin.readline()
pin.callback(0)
