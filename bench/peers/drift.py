# drift - how far a periodic alarm is off after very many periods
#
#   drift.py PERIODS PERIOD_US
#
# How late an expiry is behind whole periods since the first, at its best, in
# the first and in the last hundredth of all periods: what is more at the end
# is drift. Prints handled and missed periods, and the drift in us.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Timer
from tocsin import irq

periods = int(sys.argv[1])
period_us = int(sys.argv[2])
begin_end = periods // 100
end_begin = periods - periods // 100
begin = []
end = []
handled = 0
missed = 0
done = False


def handler(alarm):
    global handled, missed, done
    event = irq.event()
    handled += 1
    missed += event.missed
    number = event.seq + missed
    if number <= begin_end:
        note(begin, event.time_us - number * period_us)
    elif number > end_begin:
        note(end, event.time_us - number * period_us)
        if number >= periods:
            alarm.cancel()
            done = True


def note(least, late):
    if not least or late < least[0]:
        least[:] = [late]


Timer.Alarm(handler, us=period_us, periodic=True)
while not done:
    time.sleep_ms(20)
print(handled, missed, end[0] - begin[0])
