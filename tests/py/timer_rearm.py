# Armed anew in its own handler, at any interval, an alarm never gets lost.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

count = 0


def handler(alarm):
    global count
    count += 1
    if count < 20000:
        alarm.callback(handler)


alarm = Timer.Alarm(handler, us=1)
while count < 20000:
    time.sleep_ms(1)
print(count)

# And one that arms itself before it does anything else, in real haste.
count = 0


def first(alarm):
    global count
    alarm.callback(first)
    count += 1
    if count == 1000:
        alarm.cancel()


alarm.callback(first)
time.sleep(1)
print(count)
