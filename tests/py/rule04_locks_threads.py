# Rule 4: a handler may take a lock that the main program holds, and start
# threads.
#
# SPDX-License-Identifier: MIT
import time
import _thread
from machine import Timer

lock = _thread.allocate_lock()
log = []


def thread(n):
    with lock:
        log.append("thread %d" % n)


def handler(alarm):
    log.append("handler wants the lock")
    with lock:
        log.append("handler has the lock")
    for n in range(3):
        _thread.start_new_thread(thread, (n,))


with lock:
    Timer.Alarm(handler, ms=5)
    time.sleep_ms(50)
    log.append("main lets go")
time.sleep_ms(50)
print(log[:3])
print(sorted(log[3:]))
