# Rule 12: posted = handled + refused + cancelled + queued at any time, seen from
# a busy thread while pins and alarms fire.
#
# SPDX-License-Identifier: MIT
import time
import _thread
from machine import Pin, Timer
from tocsin import board, irq

TERMS = ("handled", "refused", "cancelled", "queued")


def handler(arg):
    pass


for name in ("P9", "P10"):
    Pin(name, Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
alarms = [Timer.Alarm(handler, us=500 + n, periodic=True) for n in range(5)]
for name in ("P9", "P10"):
    board.pulses(name, 200000, 0)

samples = 0
wrong = []
done = _thread.allocate_lock()
done.acquire()


def check(counts):
    if counts["posted"] != sum(counts[term] for term in TERMS):
        wrong.append(counts)


def sampler():
    global samples
    while board.pending():
        stats = irq.stats()
        check(stats)
        for counts in stats["sources"].values():
            check(counts)
        samples += 1
    done.release()


_thread.start_new_thread(sampler, ())
while not done.acquire(False):
    # Cancel and arm, so that this term moves too.
    for alarm in alarms:
        alarm.cancel()
        alarm.callback(handler)
for alarm in alarms:
    alarm.cancel()
for name in ("P9", "P10"):
    Pin(name)
while irq.stats()["queued"]:
    time.sleep_ms(1)
stats = irq.stats()
check(stats)
print("wrong", wrong[:3], "sampled", samples > 0, stats["posted"] >= 400000)
# Which were refused is chance; that they are told is not.
print("told", stats["refused"] > 0)
