# drift - how far a periodic alarm is off after very many periods
#
#   drift.py PERIODS PERIOD_US
#
# The due times that the handler is told have to be whole periods apart to the
# end. And its delay behind them, at its best, in the first and in the last
# hundredth of all periods: what is more at the end is drift. Prints handled
# and lost periods, and the drift in us.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Timer
from tocsin import irq

periods = int(sys.argv[1])
period_us = int(sys.argv[2])
begin_us = periods // 100 * period_us
end_us = (periods - periods // 100) * period_us
first_due = None
begin = []
end = []
handled = 0
done = False


def handler(alarm):
    global first_due, handled, done
    now = time.ticks_us()
    due = irq.event().time_us
    if first_due is None:
        first_due = due
    handled += 1
    passed = due - first_due
    if passed < begin_us:
        note(begin, now - due)
    elif passed >= end_us:
        note(end, now - due)
        if passed % period_us != 0:
            raise ValueError("due %d us after a period" % (passed % period_us))
        if passed >= (periods - 1) * period_us:
            alarm.cancel()
            done = True


def note(least, late):
    if not least or late < least[0]:
        least[:] = [late]


Timer.Alarm(handler, us=period_us, periodic=True)
while not done:
    time.sleep_ms(20)
print(handled, periods - handled, end[0] - begin[0])
