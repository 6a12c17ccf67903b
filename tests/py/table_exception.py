# The original: an exception that nobody catches ends the only handler thread.
# Here the next interrupt of this source and of others comes as if nothing
# happened.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import board, irq

calls = 0


def fails(alarm):
    global calls
    calls += 1
    raise RuntimeError("number %d" % calls)


alarm = Timer.Alarm(fails, ms=10, periodic=True)
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, lambda pin: print("pin"))
time.sleep_ms(25)
board.drive("P9", 1)
time.sleep_ms(10)
alarm.cancel()
print(irq.stats()["errors"])
