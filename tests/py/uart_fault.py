# What a device at the other end can do wrong.
#
# SPDX-License-Identifier: MIT
from machine import UART
from tocsin import board

uart = UART(1, 115200)
for fault in ("none", "framing", "parity", "overrun", "stuck", "break", "none"):
    board.set("loop", fault=fault)
    uart.write("abc")
    uart.wait_tx_done(100)
    print(fault, uart.read(), uart.counts()[2:])
board.detach("loop")
uart.write("abc")
print("detached", uart.read())
