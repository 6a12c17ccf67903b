# machine: what of it has to do with this board.
#
# SPDX-License-Identifier: MIT
import machine
from machine import Pin
import tocsin
from tocsin.irq import stats

print(machine.freq(), machine.idle())
print(type(machine.unique_id()), len(machine.unique_id()), machine.unique_id() == machine.unique_id())
numbers = [machine.rng() for _ in range(1000)]
print(all(0 <= n < 1 << 24 for n in numbers), len(set(numbers)) > 990)
print(tocsin.board.name(), tocsin.irq.depth(), stats()["posted"])
