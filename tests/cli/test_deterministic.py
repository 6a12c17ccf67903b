# In virtual time with a seed, a run is a function of its input: the same
# output and the same traces, byte for byte, however busy the machine is.
#
# SPDX-License-Identifier: MIT
import concurrent.futures
import os
import subprocess
import time

from harness import LIMIT, SLOW, Case, command, environment

PROGRAM = """
import os, random, time, _thread, tocsin
from machine import Pin, Timer

pins = [Pin(name, Pin.IN, Pin.PULL_UP) for name in ("P9", "P10", "P11")]
led = Pin("P12", Pin.OUT)
seen = []


def on_edge(pin):
    seen.append((pin.id(), pin(), time.ticks_us()))
    led.toggle()
    time.sleep_us(random.randint(50, 400))


def on_alarm(n):
    seen.append((n, time.ticks_us()))
    if n % 17 == 0:
        raise ValueError(n)
    time.sleep_us(random.getrandbits(6))
    if n % 5 == 0:
        led.toggle()


def work(n):
    for _ in range(20):
        time.sleep_us(random.randint(100, 900))
        seen.append(("thread", n, os.urandom(2)))
        sum(range(random.getrandbits(8)))


for pin in pins:
    pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
alarms = [
    Timer.Alarm(on_alarm, us=random.randint(200, 9000), arg=n, periodic=n % 3 == 0)
    for n in range(200)
]
for n in range(3):
    _thread.start_new_thread(work, (n,))
tocsin.board.pulses("P10", 90, 150)
time.sleep_ms(25)
for alarm in alarms:
    alarm.cancel()
time.sleep_ms(50)
for line in seen:
    print(*line)
print(tocsin.irq.stats()["refused"], [event.start_ns for event in tocsin.irq.trace(3)])
"""
OPTIONS = ("--virtual-time", "--seed", "9", "--irq-depth", "32", "--press", "P9@0s:2ms",
           "--press", "P9@3ms:2ms", "--press", "P11@3ms:5ms", "--press", "P9@4ms:900us", "--press", "P9@30ms:1ms")
RUNS = 50

DAY = """
import time
from machine import Timer

ticks = 0


def tick(alarm):
    global ticks
    ticks += 1


alarm = Timer.Alarm(tick, 1, periodic=True)
time.sleep(86400)
alarm.cancel()
print(ticks)
"""
DAY_LIMIT_S = 10


class Deterministic(Case):
    def run_once(self, number):
        """What a run leaves, and removes its files."""
        paths = [self.folder / ("%d.%s" % (number, kind)) for kind in ("json", "vcd")]
        done = subprocess.run(command(*OPTIONS, "--trace", paths[0], "--trace", paths[1], "a.py"),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder,
                              env=environment(NUMBER=str(number)), timeout=LIMIT)
        files = [path.read_bytes() for path in paths]
        for path in paths:
            os.remove(path)
        return done.returncode, done.stdout, done.stderr, *files

    def test_fifty_runs_are_the_same(self):
        self.write("a.py", PROGRAM)
        first = self.run_once(0)
        self.assertEqual(first[0], 0, first[2])
        self.assertGreater(first[1].count(b"\n"), 500)
        self.assertGreater(min(len(file) for file in first[3:]), 10000)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for again in pool.map(self.run_once, range(1, RUNS)):
                for what, one, other in zip(("status", "stdout", "stderr", "json", "vcd"), first, again):
                    self.assertEqual(one, other, what)

    def test_a_day_of_seconds_is_soon_over(self):
        self.write("day.py", DAY)
        begun = time.monotonic()
        self.check((0, "86400\n", ""), "--virtual-time", "--trace", "day.json", "--trace", "day.vcd", "day.py")
        spent_s = time.monotonic() - begun
        print("a day of a one-second alarm, traced: %.2f s" % spent_s)
        self.assertLess(spent_s, DAY_LIMIT_S * SLOW)
