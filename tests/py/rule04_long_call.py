# Rule 4: while the main program is inside one call of sum(), a handler runs,
# and may even change what is being added up.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

COUNT = 4000000

ones = [1] * COUNT


def handler(pin):
    ones.clear()


Pin("P10", Pin.IN, Pin.PULL_UP).callback(Pin.IRQ_FALLING, handler)
board.press("P10", after_ms=1)
print("the handler ran within the call:", sum(ones) < COUNT)
