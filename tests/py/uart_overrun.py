# What does not fit the buffer is lost, counted and told.
#
# SPDX-License-Identifier: MIT
import time
from machine import UART

uart = UART(1, 115200, rx_buffer_size=200)
uart.write(bytes(300))
uart.wait_tx_done(1000)
print("any", uart.any(), "counts", uart.counts())
print("read", len(uart.read()))
uart.write("fits")
print(uart.read(), uart.counts().overruns)
