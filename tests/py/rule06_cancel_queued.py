# Rule 6: after cancel() and callback(None) no new call starts; what was queued
# is dropped and counted as cancelled.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq

calls = []


def report(name):
    counts = irq.stats()["sources"][name]
    print(name, len(calls), [counts[key] for key in ("posted", "handled", "cancelled", "queued")])
    del calls[:]


alarm = Timer.Alarm(calls.append, ms=1, periodic=True)
state = machine.disable_irq()
time.sleep_ms(5)
alarm.cancel()
machine.enable_irq(state)
time.sleep_ms(5)
report("Alarm-1")

alarm = Timer.Alarm(calls.append, ms=1, periodic=True)
state = machine.disable_irq()
time.sleep_ms(5)
alarm.callback(None)
machine.enable_irq(state)
time.sleep_ms(5)
report("Alarm-2")

pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, calls.append)
state = machine.disable_irq()
for level in (1, 0, 1):
    board.drive("P9", level)
pin.callback(0)
machine.enable_irq(state)
time.sleep_ms(5)
report("P9")

# A new registration does not get what was meant for an earlier one.
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: print("old handler"))
state = machine.disable_irq()
for level in (0, 1):
    board.drive("P9", level)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, calls.append)
board.drive("P9", 0)
machine.enable_irq(state)
time.sleep_ms(5)
report("P9")
