# The handler's part of bench/vm: counts edges and how late each is.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Pin
from tocsin import irq

count = 0


def on_edge(pin):
    global count
    count += 1


pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
print("ready")
before = -1
waited = 0
while count != before or (count == 0 and waited < 20):
    before = count
    waited += 1
    time.sleep(1)
stats = irq.stats()
latency = stats["latency_us"]
print(count, stats["refused"] + stats["lost_in_kernel"],
      int(latency["p50"] * 1000), int(latency["p99"] * 1000), int(latency["max"] * 1000))
sys.stdin.read(1)
pin.callback(0)
