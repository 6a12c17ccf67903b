# Rule 3: handler None disables, for a pin with any trigger; so does trigger 0
# with any handler.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import board, irq

pin = Pin("P9", Pin.IN)
calls = []


def edge():
    del calls[:]
    board.drive("P9", 1)
    board.drive("P9", 0)
    time.sleep_ms(1)
    return len(calls)


def count(arg):
    calls.append(arg)


for name, off in (
    ("handler None", lambda: pin.callback(Pin.IRQ_RISING, None)),
    ("handler absent", lambda: pin.callback(Pin.IRQ_RISING)),
    ("trigger 0", lambda: pin.callback(0, count)),
    ("nothing", lambda: pin.callback()),
    ("handler=None", lambda: pin.callback(trigger=3, handler=None, arg=1)),
    ("init", lambda: pin.init()),
    ("constructor", lambda: Pin("P9")),
):
    pin.callback(Pin.IRQ_RISING, count)
    before = edge()
    off()
    print(name, before, edge())

# mode() and pull() keep the trigger.
pin.callback(Pin.IRQ_RISING, count)
pin.mode(Pin.IN)
pin.pull(Pin.PULL_DOWN)
print("kept", edge())

alarm = Timer.Alarm(count, ms=5, periodic=True)
del calls[:]
time.sleep_ms(11)
alarm.callback(None)
time.sleep_ms(50)
print("alarm", len(calls))
silent = Timer.Alarm(None, ms=5, periodic=True)
time.sleep_ms(50)
print("made with None", len(calls))
silent.callback(count)
time.sleep_ms(11)
print("armed later", len(calls))
silent.cancel()
print("posted", irq.stats()["posted"] - irq.stats()["handled"])
