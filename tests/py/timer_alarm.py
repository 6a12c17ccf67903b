# Durations in s, ms and us; once or again and again; periodic or not.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

start = 0


def handler(text):
    print(text, time.ticks_diff(time.ticks_us(), start))


def long_handler(text):
    print(text, int(time.time() - start))


def wait(ms):
    time.sleep_ms(ms)


def begin():
    global start
    start = time.ticks_us()


begin()
Timer.Alarm(handler, 0.25, arg="0.25 s")
Timer.Alarm(handler, s=1, arg="1 s")
Timer.Alarm(handler, ms=3, arg="3 ms")
Timer.Alarm(handler, us=7, arg="7 us")
Timer.Alarm(handler, None, us=15, arg="15 us")
Timer.Alarm(handler, 0, ms=4, arg="4 ms")
wait(1100)
begin()
alarm = Timer.Alarm(handler, ms=20, arg="periodic", periodic=True)
wait(50)
# From now, with the interval that it had.
begin()
print(alarm.callback(handler, arg="again"))
wait(45)
print(alarm.cancel(), alarm.cancel())
wait(100)
begin()
alarm.callback(handler, arg="after cancel")
wait(25)
print(alarm.callback(None))
wait(100)
# Neither ms nor us wraps at 32 bits. (ticks_us() does.)
start = time.time()
Timer.Alarm(long_handler, ms=200000000, arg="200000 s")
Timer.Alarm(long_handler, us=5000000000, arg="5000 s")
time.sleep(200001)
