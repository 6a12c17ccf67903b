# Timer.sleep_us, of the class and of nothing else; others run meanwhile.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

for us in (1, 999, 1000, 50000, 2000000, 0):
    start = time.ticks_us()
    result = Timer.sleep_us(us)
    print(us, result, time.ticks_us() - start)
Timer.Alarm(lambda alarm: print("handler"), ms=5)
Timer.sleep_us(10000)
print("slept")
