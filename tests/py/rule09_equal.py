# Rule 9: equal deadlines fire in the order in which they were armed.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

order = []
for n in range(50):
    Timer.Alarm(order.append, ms=10, arg=n)
    if n % 16 == 15:
        # The queue holds 16 of them.
        time.sleep_ms(20)
time.sleep_ms(20)
print(order == list(range(50)))

# Armed at other times for the same deadline, and by other units.
order = []
Timer.Alarm(order.append, ms=5, arg="ms")
Timer.Alarm(order.append, us=5000, arg="us")
Timer.Alarm(order.append, 0.005, arg="s")
late = Timer.Alarm(order.append, ms=3, arg="again")
time.sleep_ms(2)
late.callback(order.append, arg="again")
time.sleep_ms(10)
print(order)

# Periodic ones are armed anew at each expiry, in order.
order = []
first = Timer.Alarm(order.append, ms=2, arg=1, periodic=True)
second = Timer.Alarm(order.append, ms=2, arg=2, periodic=True)
time.sleep_ms(7)
first.cancel()
second.cancel()
print(order)
