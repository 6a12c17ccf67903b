# wires - what a transfer over I2C costs beside a plain call
#
# Real time, where transfers do not wait for the wires. Prints the microseconds
# of a plain call and of readfrom_mem() of 6 bytes, the best of some rounds.
#
# SPDX-License-Identifier: MIT
import time
from machine import I2C
from tocsin import board

CALLS = 20000
ROUNDS = 5


def plain(address, reg, count):
    return address


def cost_us(function):
    since = time.ticks_us()
    for _ in range(CALLS):
        function(0x1E, 0x28, 6)
    return time.ticks_diff(time.ticks_us(), since) / CALLS


board.attach("i2c0=lis2hh12")
i2c = I2C(0)
i2c.writeto_mem(0x1E, 0x20, 0x27)
read = i2c.readfrom_mem
print(min(cost_us(plain) for _ in range(ROUNDS)), min(cost_us(read) for _ in range(ROUNDS)))
