# run: tocsin --virtual-time examples/sleep_us.py
#
# Timer.sleep_us(): other threads and interrupt handlers run meanwhile.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

tick = Timer.Alarm(lambda alarm: print("tick at", time.ticks_us(), "us"), us=400, periodic=True)
for pause in (100, 1000, 500):
    before = time.ticks_us()
    Timer.sleep_us(pause)
    print("slept", time.ticks_us() - before, "us")
tick.cancel()
