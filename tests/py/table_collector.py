# The original: raw object pointers in the queue. Here handlers, their closures
# and arguments live as long as they can be called, and no longer.
#
# SPDX-License-Identifier: MIT
import gc
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq


def make(n):
    text = "closure %d" % n

    def handler(arg):
        print(text, arg)

    return handler


def litter():
    gc.collect()
    for n in range(2000):
        "rubbish %d" % n
        bytearray(50)
    gc.collect()


def arm():
    Timer.Alarm(make(1), ms=10, arg=["argument", 1])
    Timer.Alarm(make(2), ms=10, arg=["argument", 2])
    Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, make(3), ["argument", 3])


arm()
litter()
# Queued, too, they are seen.
state = machine.disable_irq()
time.sleep_ms(20)
board.drive("P9", 1)
litter()
machine.enable_irq(state)
time.sleep_ms(1)

# Done, they can go: 1,000 alarms of 10 kB each do not fit at once.
for n in range(1000):
    Timer.Alarm(lambda arg: None, us=1, arg=bytearray(10000))
    time.sleep_us(10)
print("collected", irq.stats()["handled"])
