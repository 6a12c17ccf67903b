# Rule 3: without an argument, or with None, the handler gets the object
# itself; everything else arrives as given.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import board

pin = Pin("P9", Pin.IN)
got = []


def edge():
    board.drive("P9", 1)
    board.drive("P9", 0)
    time.sleep_ms(1)


pin.callback(Pin.IRQ_RISING, got.append)
edge()
pin.callback(Pin.IRQ_RISING, got.append, None)
edge()
print([one is pin for one in got])

del got[:]
for arg in (0, False, "", (), [1], pin, "text"):
    pin.callback(Pin.IRQ_RISING, got.append, arg)
    edge()
pin.callback(Pin.IRQ_RISING, handler=got.append, arg=1.5)
edge()
print(got[:5], got[5] is pin, got[6:])

del got[:]
alarm = Timer.Alarm(got.append, ms=1)
time.sleep_ms(2)
other = Timer.Alarm(got.append, ms=1, arg=None)
time.sleep_ms(2)
print(got[0] is alarm, got[1] is other)
del got[:]
for arg in (0, False, alarm, "text"):
    Timer.Alarm(got.append, ms=1, arg=arg)
    time.sleep_ms(2)
other.callback(got.append, arg=7)
time.sleep_ms(2)
other.callback(got.append)
time.sleep_ms(2)
print(got[:2], got[2] is alarm, got[3:5], got[5] is other)
