# The handler's part of bench/vm: counts edges and how late each is.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Pin
from tocsin import irq

late_us = []


def on_edge(pin):
    late_us.append(time.ticks_diff(time.ticks_us(), irq.event().time_us))


pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
print("ready")
before = -1
waited = 0
while len(late_us) != before or (not late_us and waited < 20):
    before = len(late_us)
    waited += 1
    time.sleep(1)
late_us.sort()
count = len(late_us)
stats = irq.stats()
print(count, stats["refused"] + stats["lost_in_kernel"],
      late_us[count // 2] * 1000, late_us[count * 99 // 100] * 1000, late_us[-1] * 1000)
sys.stdin.read(1)
pin.callback(0)
