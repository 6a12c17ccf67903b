# Bytes that come are an interrupt: one call as long as nobody handled them.
#
# SPDX-License-Identifier: MIT
import time
from machine import UART
import tocsin

uart = UART(1, 115200)
got = []


def on_rx(port):
    got.append((port is uart, port.read()))


uart.callback(UART.RX_ANY, on_rx)
uart.write("first")
time.sleep_ms(20)
uart.write("second")
time.sleep_ms(20)
print(got)

# A handler that reads nothing is called again only when more came.
calls = []
uart.callback(UART.RX_ANY, lambda arg: calls.append((arg, uart.any())), "mine")
uart.write("x")
time.sleep_ms(20)
uart.write("y")
time.sleep_ms(20)
print(calls, uart.read())

uart.callback(None)
uart.write("z")
time.sleep_ms(20)
print(len(calls), uart.read())
uart.callback(UART.RX_ANY, on_rx)
uart.init(115200)
uart.write("init ends it")
time.sleep_ms(20)
print(len(got), uart.read())
