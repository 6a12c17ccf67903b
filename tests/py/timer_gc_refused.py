# A one-shot alarm whose message was refused is done as well: it does not stay
# for ever.
#
# SPDX-License-Identifier: MIT
import gc
import time
import machine
from machine import Timer
from tocsin import irq


def handler(alarm):
    pass


def make():
    for _ in range(40):
        Timer.Alarm(handler, ms=1)


def litter():
    # So that no old pointer stays on the stack.
    def depth(n):
        return [n] * 10 if n == 0 else depth(n - 1)

    depth(30)


state = machine.disable_irq()
make()
litter()
time.sleep_ms(5)
machine.enable_irq(state)
time.sleep_ms(5)
litter()
gc.collect()
names = [name for name in irq.stats()["sources"] if name.startswith("Alarm")]
print("left", len(names) <= 1 or names)
print(irq.stats()["handled"], irq.stats()["refused"], irq.stats()["sources"]["closed"]["refused"] >= 23)
