# The original: a level that holds floods the queue. Here it has one message at
# a time, and others come between.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import board, irq

levels = 0
most_queued = 0


def on_level(pin):
    global levels, most_queued
    levels += 1
    most_queued = max(most_queued, irq.stats()["queued"])
    time.sleep_ms(1)
    if levels == 100:
        pin.callback(0)


ticks = []
Timer.Alarm(ticks.append, ms=50)
board.drive("P9", 1)
Pin("P9", Pin.IN).callback(Pin.IRQ_HIGH_LEVEL, on_level)
time.sleep_ms(200)
print("calls", levels, "alarm", len(ticks), "refused", irq.stats()["refused"])
print("most queued", most_queued <= 1, "high water", irq.stats()["high_water"] <= 2)
