# Rule 7: disable_irq() holds dispatch back, posts still queue up to the depth,
# enable_irq(state) lets them run in order. States nest.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq

seen = []
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: seen.append("pin"))

outer = machine.disable_irq()
Timer.Alarm(lambda alarm: seen.append("alarm"), ms=1)
board.drive("P9", 1)
time.sleep_ms(2)
board.drive("P9", 0)
inner = machine.disable_irq()
machine.enable_irq(inner)
time.sleep_ms(10)
print("still held", seen, irq.stats()["queued"])
machine.enable_irq(outer)
time.sleep_ms(1)
print(seen)

print("states", type(outer), outer != inner)
# Without a state: on.
machine.disable_irq()
machine.disable_irq()
board.drive("P9", 1)
machine.enable_irq()
time.sleep_ms(1)
print(len(seen))

# Past the depth.
state = machine.disable_irq()
for i in range(40):
    board.drive("P9", i % 2)
print(irq.stats()["queued"], irq.stats()["refused"])
machine.enable_irq(state)
time.sleep_ms(1)
print(len(seen), irq.stats()["queued"])
