# Rule 2: with --irq-full oldest the oldest are discarded, and counted as
# refused.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq

seen = []
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: seen.append(irq.event().seq))

state = machine.disable_irq()
for i in range(20):
    board.drive("P9", i % 2 == 0)
machine.enable_irq(state)
time.sleep_ms(1)
print(seen)
counts = irq.stats()["sources"]["P9"]
print([counts[key] for key in ("posted", "handled", "refused", "cancelled", "queued")])
