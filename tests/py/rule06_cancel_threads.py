# Rule 6: from any thread, in real time: each alarm is as fast as it can be
# when another thread cancels it; after that its handler is never called.
#
# SPDX-License-Identifier: MIT
import time
import _thread
from machine import Timer
from tocsin import irq

ROUNDS = 200
cancelled = [False] * ROUNDS
late = []
handled = 0
done = _thread.allocate_lock()
done.acquire()
turn = _thread.allocate_lock()


def handler(n):
    global handled
    handled += 1
    if cancelled[n]:
        late.append(n)


def canceller(n, alarm):
    time.sleep_us(n * 7 % 400)
    alarm.cancel()
    cancelled[n] = True
    turn.release()


for n in range(ROUNDS):
    turn.acquire()
    alarm = Timer.Alarm(handler, us=20, arg=n, periodic=True)
    _thread.start_new_thread(canceller, (n, alarm))
turn.acquire()
# What is in the queue now is stale; one that comes after it shows the end.
Timer.Alarm(lambda alarm: done.release(), us=1)
done.acquire()
stats = irq.stats()
print("late", late, "some handled", handled > 0)
print(stats["posted"] == stats["handled"] + stats["refused"] + stats["cancelled"] + stats["queued"])
