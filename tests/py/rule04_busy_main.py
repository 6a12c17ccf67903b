# Rule 4: while a handler sleeps, a main program that never waits runs on.
#
# SPDX-License-Identifier: MIT
import time
import _thread
from machine import Timer

asleep = False
done = False


def handler(alarm):
    global asleep, done
    asleep = True
    time.sleep_ms(50)
    asleep = False
    done = True


Timer.Alarm(handler, ms=1)
turns = 0
while not done:
    if asleep:
        turns += 1
print("main ran while the handler slept:", turns > 100)
