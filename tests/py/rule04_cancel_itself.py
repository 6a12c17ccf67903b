# Rule 4: a handler may cancel and re-register itself and others.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import board

calls = []


def three_times(alarm):
    calls.append("tick")
    if len(calls) == 3:
        alarm.cancel()


Timer.Alarm(three_times, ms=10, periodic=True)
time.sleep_ms(200)
print(calls)


def second(alarm):
    print("second", time.ticks_ms() - start)


def first(alarm):
    print("first", time.ticks_ms() - start)
    alarm.callback(second)


start = time.ticks_ms()
Timer.Alarm(first, ms=10)
time.sleep_ms(100)


def again(alarm):
    global left
    print("again", left)
    left -= 1
    if left:
        alarm.callback(again)


left = 3
Timer.Alarm(again, ms=1)
time.sleep_ms(100)


def other(pin):
    print("other", pin.id())
    pin.callback(0)


def swap(pin):
    print("swap", pin.id())
    pin.callback(Pin.IRQ_RISING, other)
    Pin("P10", Pin.IN).callback(Pin.IRQ_RISING, other)


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, swap)
for _ in range(3):
    for name in ("P10", "P9"):
        board.drive(name, 1)
        board.drive(name, 0)
    time.sleep_ms(1)
