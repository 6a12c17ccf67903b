# The original: a full queue loses the event without a trace. Here it is
# refused, counted for its source, and reported.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq

for name in ("P9", "P10"):
    Pin(name, Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: None)
state = machine.disable_irq()
for i in range(15):
    board.drive("P9", i % 2 == 0)
for i in range(5):
    board.drive("P10", i % 2 == 0)
machine.enable_irq(state)
time.sleep_ms(1)
stats = irq.stats()
print(stats["posted"], stats["handled"], stats["refused"])
for name in ("P9", "P10"):
    print(name, stats["sources"][name]["posted"], stats["sources"][name]["refused"])
