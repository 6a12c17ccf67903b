# run: tocsin --virtual-time examples/alarm_oneshot.py
#
# Alarms that ring once: in seconds, milliseconds, microseconds, with and
# without an argument, and armed again with callback().
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer


def ring(arg):
    print("%6d us: %s" % (time.ticks_us(), arg))


def ring_twice(alarm):
    ring("armed by its own handler")
    if time.ticks_us() < 60000:
        alarm.callback(ring_twice)


Timer.Alarm(ring, 0.5, arg="half a second")
Timer.Alarm(ring, ms=20, arg="twenty milliseconds")
Timer.Alarm(ring, us=750, arg="750 microseconds")
Timer.Alarm(ring, ms=10)
Timer.Alarm(ring_twice, ms=50)

# Made without a handler: disabled until it gets one.
later = Timer.Alarm(None, ms=5)
time.sleep(1)
later.callback(ring, arg="five milliseconds after callback()")

try:
    Timer.Alarm(ring, 1, ms=1)
except ValueError as error:
    print(error)
