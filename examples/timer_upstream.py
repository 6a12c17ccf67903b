# run: tocsin --virtual-time examples/timer_upstream.py
#
# The same as in MicroPython elsewhere: Timer(-1, ...), beside Timer.Alarm.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

beats = []


def on_beat(timer):
    beats.append(time.ticks_ms())


timer = Timer(-1, period=250, mode=Timer.PERIODIC, callback=on_beat)
print(timer)
time.sleep(1.1)
timer.deinit()
print(beats)

timer.init(period=2000, mode=Timer.ONE_SHOT, callback=lambda timer: print("once, at", time.ticks_ms()))
