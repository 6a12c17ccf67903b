# Rule 9: one message per expiry, at the time when it was due.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq

start = time.ticks_us()
alarm = Timer.Alarm(lambda alarm: times.append(irq.event().time_us - start), ms=7, periodic=True)
times = []
time.sleep_ms(50)
alarm.cancel()
print(times)

# A handler that is slower than the period: the expiries queue.
times = []
start = time.ticks_us()


def slow(alarm):
    event = irq.event()
    times.append((event.time_us - start, time.ticks_us() - start, event.missed))
    time.sleep_ms(25)


alarm = Timer.Alarm(slow, ms=10, periodic=True)
time.sleep_ms(45)
alarm.callback(None)
time.sleep_ms(100)
print(times)
