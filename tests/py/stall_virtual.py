# What is told of handlers that take long: in virtual time, at exactly which time.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import irq


class Sensor:
    def measure(self, alarm):
        time.sleep(12)
        raise ValueError("no sensor")


def make(seconds):
    def closure(pin):
        time.sleep(seconds)

    return closure


def last(alarm):
    stats = irq.stats()
    print(stats["stalls"], stats["longest_source"], stats["longest_us"])
    for name in ("Alarm-1", "Alarm-2", "P10"):
        print(name, stats["sources"][name]["longest_us"])


button = Pin("P10", Pin.IN, Pin.PULL_UP)
button.callback(Pin.IRQ_FALLING, make(5))
Timer.Alarm(Sensor().measure, 1)
Timer.Alarm(lambda alarm: time.sleep(4.999), 2)
Timer.Alarm(last, 30)
