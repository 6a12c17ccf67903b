# Upstream's Timer: virtual, periodic or once, by period, tick or frequency; its
# callbacks go the same way.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq

print(Timer.ONE_SHOT, Timer.PERIODIC)
seen = []


def handler(timer):
    seen.append((irq.event().source, time.ticks_us() - start))


start = time.ticks_us()
timer = Timer(-1, period=10, mode=Timer.PERIODIC, callback=handler)
print(timer)
time.sleep_ms(25)
print(timer.deinit())
time.sleep_ms(50)
print(seen)

for options in ({"period": 5, "mode": Timer.ONE_SHOT}, {"freq": 400}, {"period": 3, "tick_hz": 1000000},
                {"freq": 0.5, "mode": Timer.ONE_SHOT}):
    del seen[:]
    start = time.ticks_us()
    timer.init(callback=handler, **options)
    time.sleep_us(2500000 if "freq" in options and options["freq"] < 1 else 6000 if "tick_hz" not in options else 10)
    timer.deinit()
    print(seen)

idle = Timer(-1)
idle.init(period=1, callback=lambda timer: print("called with itself", timer is idle))
time.sleep_us(1500)
idle.deinit()
# Pycom's names are there as well.
print(Timer.Alarm, Timer.Chrono)
