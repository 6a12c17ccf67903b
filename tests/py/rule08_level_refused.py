# Rule 8: a level that was refused is looked at as soon as there is room.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board

state = machine.disable_irq()
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, lambda pin: print("edge"))
board.drive("P9", 1)
board.drive("P10", 1)
Pin("P10", Pin.IN).callback(Pin.IRQ_HIGH_LEVEL, lambda pin: (print("level"), board.drive("P10", 0)))
print("full")
machine.enable_irq(state)
time.sleep_ms(5)
