# Bytes follow the wires: from one port to another, to several, on one wire.
#
# SPDX-License-Identifier: MIT
import time
from machine import UART
from tocsin import board

one = UART(1, 9600)
two = UART(2, 9600)
zero = UART(0, 9600, pins=(None, "P0"))
print(one)

one.write("nobody listens")
time.sleep_ms(50)
print(one.read(), two.read(), zero.read())

board.wire("P3", "P9")
board.wire("P4", "P8")
one.write("to two")
two.write("to one")
time.sleep_ms(50)
print(one.read(), two.read(), zero.read())

board.wire("P3", "P0")
one.write("to both")
time.sleep_ms(50)
print(one.read(), two.read(), zero.read())
board.unwire("P3", "P0")

# Different settings: each byte is sampled at the receiver's own times.
two.init(9500, pins=("P8", "P9"))
one.write("near enough")
time.sleep_ms(50)
print(two.read(), two.counts()[2:])
two.init(4800)
one.write(b"\xff")
time.sleep_ms(50)
print("half the rate", two.read())
two.init(9600, 8, UART.EVEN)
one.write("\x01\x03")
time.sleep_ms(50)
print("parity", two.read(), two.counts()[2:])
two.init(9600)
one.init(4800)
one.write("\x00")
time.sleep_ms(50)
print("twice the rate", two.read(), two.counts()[2:])
one.init(9600, 7)
one.write("\x41")
time.sleep_ms(50)
print("7 bits", two.read())

# A break, and what the line does meanwhile.
one.init(9600)
one.sendbreak()
print("break", two.read(), two.counts().breaks)

# Half duplex: both on one wire, neither hears itself.
board.unwire("P3", "P9")
one.init(9600, pins=("P9",))
two.init(9600, pins=("P10",))
board.wire("P9", "P10")
one.write("ask")
time.sleep_ms(50)
print("half duplex", one.read(), two.read())
two.write("answer")
time.sleep_ms(50)
print("half duplex", one.read(), two.read())
