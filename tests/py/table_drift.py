# The original: periodic alarms drift. Here the n-th expiry is n intervals after
# the alarm was armed, after 100,000 of them and with handlers that take time.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq

PERIOD_US = 137
COUNT = 100000
worst = 0
count = 0


def handler(alarm):
    global count, worst
    count += 1
    off = irq.event().time_us - start - count * PERIOD_US
    worst = max(worst, abs(off))
    if count % 1000 == 0:
        time.sleep_us(100)
    if count == COUNT:
        alarm.cancel()


start = time.ticks_us()
Timer.Alarm(handler, us=PERIOD_US, periodic=True)
while count < COUNT:
    time.sleep(1)
print("expiries", count, "off by", worst, "us; refused", irq.stats()["refused"])
