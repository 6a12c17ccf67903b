# The same in real time, where an alarm may expire before callback() returned.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

count = 0


def handler(alarm):
    global count
    alarm.callback(handler)
    count += 1
    if count == 20000:
        alarm.cancel()


alarm = Timer.Alarm(handler, us=1)
while count < 20000:
    time.sleep_ms(1)
print(count)
