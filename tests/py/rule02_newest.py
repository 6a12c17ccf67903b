# Rule 2: 16 messages fit; the newest is refused, and counted on its source and
# in total.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq

seen = []
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: seen.append(irq.event().seq))

print("depth", irq.depth())
state = machine.disable_irq()
for i in range(20):
    board.drive("P9", i % 2 == 0)
stats = irq.stats()
print("queued", stats["queued"], "refused", stats["refused"])
machine.enable_irq(state)
time.sleep_ms(1)
print(seen)
stats = irq.stats()
for counts in (stats, stats["sources"]["P9"]):
    print([counts[key] for key in ("posted", "handled", "refused", "cancelled", "queued")])
print("high water", stats["high_water"])
