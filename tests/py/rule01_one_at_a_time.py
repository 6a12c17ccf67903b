# Rule 1: one handler at a time, never nested, in real time and with handlers
# that sleep, so that others would have the chance to come between.
#
# SPDX-License-Identifier: MIT
import time
import _thread
from machine import Pin, Timer

inside = 0
most = 0
calls = 0
done = _thread.allocate_lock()
done.acquire()


def handler(arg):
    global inside, most, calls
    inside += 1
    most = max(most, inside)
    time.sleep_ms(2)
    inside -= 1
    calls += 1
    if calls == 12:
        done.release()


alarms = [Timer.Alarm(handler, us=100 + i) for i in range(12)]
done.acquire()
print("calls", calls, "most at once", most)
