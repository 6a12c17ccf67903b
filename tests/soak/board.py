# One life of the soak: storms on four pins, a thousand alarms, and handlers that
# raise, sleep, allocate, start threads, cancel each other and arm anew. Before
# its end everything is stopped and counted; then the storms begin again and a
# soft reset comes right into them. Run by tests/soak/run.py:
#
#   tocsin board.py FOLDER SECONDS END
#
# FOLDER keeps the number of the life; SECONDS is how long one lasts; END the
# time of day at which no further one begins.
#
# SPDX-License-Identifier: MIT
import _thread
import gc
import random
import sys
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq

PINS = ("P9", "P10", "P11", "P12")
ALARMS = 1000
BURST = 20000
LIMIT_MS = 20000

folder, seconds, end = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
calls = 0
raised = 0
alarms = []


def next_life():
    try:
        with open(folder + "/life") as f:
            life = int(f.read()) + 1
    except OSError:
        life = 1
    with open(folder + "/life", "w") as f:
        f.write(str(life))
    return life


def fail(why):
    print("failed: life", life, why, irq.stats())
    sys.exit(1)


def worker(lock):
    time.sleep_ms(2)
    lock.release()


def misbehave():
    global raised
    what = random.getrandbits(12)
    if what < 4:
        lock = _thread.allocate_lock()
        lock.acquire()
        _thread.start_new_thread(worker, (lock,))
        lock.acquire()
    elif what < 20:
        time.sleep_us(700)
    elif what < 400:
        bytearray(what * 8)
    elif what < 420:
        raised += 1
        raise ValueError(what)


def on_edge(pin):
    global calls
    calls += 1
    misbehave()


def on_alarm(number):
    global calls
    calls += 1
    if number is not None:
        other = random.randrange(ALARMS)
        if alarms[other] is not None:
            alarms[other].cancel()
        alarms[other] = new_alarm(other)
    misbehave()


def new_alarm(number):
    periodic = bool(number & 1)
    return Timer.Alarm(on_alarm, ms=20 + random.randrange(1000), arg=number, periodic=periodic)


def begin():
    # Silent while the list is being filled: handlers look into it.
    state = machine.disable_irq()
    for pin in pins:
        pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
    for number in range(ALARMS):
        alarms.append(new_alarm(number))
    machine.enable_irq(state)


def storm():
    for i, name in enumerate(PINS):
        if i < 2:
            board.pulses_stop(name)
            board.pulses(name, BURST, 0)
        elif not board.pending():
            board.pulses(name, BURST, 200)


def run(for_ms):
    began = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), began) < for_ms:
        storm()
        time.sleep_ms(200)


def is_settled():
    # Alarms that are gone give back their sources, of which stats() has a row.
    gc.collect()
    stats = irq.stats()
    return stats["queued"] == 0 and stats["handled"] == calls


def settle():
    for name in PINS:
        board.pulses_stop(name)
    state = machine.disable_irq()
    for pin in pins:
        pin.callback(0)
    for alarm in alarms:
        if alarm is not None:
            alarm.cancel()
    machine.enable_irq(state)
    began = time.ticks_ms()
    while not is_settled():
        # A handler that was running may have armed one more.
        for alarm in alarms:
            alarm.cancel()
        if time.ticks_diff(time.ticks_ms(), began) > LIMIT_MS:
            fail("does not settle, %d calls" % calls)
        time.sleep_ms(1)


def check(counts, what):
    if counts["posted"] != counts["handled"] + counts["refused"] + counts["cancelled"]:
        fail("%s does not balance" % what)


life = next_life()
if irq.stats()["posted"] != 0:
    fail("begins with counts")
pins = [Pin(name, Pin.IN) for name in PINS]
begin()
run(int(seconds * 1000))
settle()
stats = irq.stats()
check(stats, "the total")
for name, counts in stats["sources"].items():
    check(counts, name)
if stats["errors"] != raised:
    fail("%d raised" % raised)
print("life", life, *["%s=%d" % (key, stats[key]) for key in
                      ("posted", "handled", "refused", "cancelled", "queued", "missed", "errors")])
if time.time() >= end:
    sys.exit(0)
del alarms[:]
begin()
run(300)
machine.soft_reset()
