# drift - how far a periodic alarm is off after very many periods
#
#   drift.py PERIODS PERIOD_US
#
# How late the handler begins, at its best, in the first and in the last
# hundredth of all periods: what is more at the end is drift. Prints periods,
# that difference in us, handled and missed.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Timer
from tocsin import irq

periods = int(sys.argv[1])
period_us = int(sys.argv[2])
first_due = None
begin = end = None
done = False
handled = 0
passed = 0


def handler(alarm):
    global first_due, begin, end, done, handled, passed
    now = time.ticks_us()
    event = irq.event()
    if first_due is None:
        first_due = event.time_us
    handled += 1
    passed += 1 + event.missed
    late = now - (first_due + (passed - 1) * period_us)
    if passed <= periods // 100:
        begin = late if begin is None else min(begin, late)
    elif passed > periods - periods // 100:
        end = late if end is None else min(end, late)
    if passed >= periods:
        alarm.cancel()
        done = True


Timer.Alarm(handler, us=period_us, periodic=True)
while not done:
    time.sleep_ms(20)
print(passed, end - begin, handled, passed - handled)
