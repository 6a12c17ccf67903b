# boards - one of many boards at once: an alarm each second, and an I2C read
#
#   boards.py SECONDS
#
# In real time. Prints how many alarms came and by how many microseconds the
# latest of them was late. Whoever started it may look at its memory until it
# sends a line.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import I2C, Timer
from tocsin import board, irq

PERIOD_US = 1000000

board.attach("i2c0=lis2hh12")
i2c = I2C(0)
i2c.writeto_mem(0x1E, 0x20, 0x27)
alarms = 0
latest_us = 0


def on_alarm(alarm):
    global alarms, latest_us
    late_us = time.ticks_diff(time.ticks_us(), since) - (alarms + 1 + irq.event().missed) * PERIOD_US
    i2c.readfrom_mem(0x1E, 0x28, 6)
    alarms += 1 + irq.event().missed
    latest_us = max(latest_us, late_us)


# Taken before the alarm is armed: what arming takes counts as late.
since = time.ticks_us()
alarm = Timer.Alarm(on_alarm, 1, periodic=True)
time.sleep(int(sys.argv[1]) + 0.5)
alarm.cancel()
print(alarms, latest_us)
sys.stdin.readline()
