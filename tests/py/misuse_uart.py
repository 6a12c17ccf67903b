# Every exception of UART.
#
# SPDX-License-Identifier: MIT
from machine import UART


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


show("UART()", lambda: UART())
show("UART(3)", lambda: UART(3))
show("UART(-1)", lambda: UART(-1))
show("UART('1')", lambda: UART("1"))
show("bits 4", lambda: UART(1, 9600, 4))
show("bits 9", lambda: UART(1, 9600, 9))
show("parity odd", lambda: UART(1, 9600, 8, UART.ODD))
show("parity 1", lambda: UART(1, 9600, 8, 1))
show("stop 0", lambda: UART(1, 9600, 8, None, 0))
show("stop 3", lambda: UART(1, 9600, 8, None, 3))
show("stop 1.2", lambda: UART(1, 9600, 8, None, 1.2))
show("stop 1.7", lambda: UART(1, 9600, 8, None, 1.7))
show("baudrate 0", lambda: UART(1, 0))
show("baudrate -1", lambda: UART(1, -1))
show("buffer 128", lambda: UART(1, rx_buffer_size=128))
show("buffer 129", lambda: UART(1, rx_buffer_size=129))
show("no pins", lambda: UART(1, pins=()))
show("3 pins", lambda: UART(1, pins=("P3", "P4", "P5")))
show("5 pins", lambda: UART(1, pins=(None,) * 5))
show("pins 7", lambda: UART(1, pins=7))
show("one None", lambda: UART(1, pins=(None,)))
show("unknown pin", lambda: UART(1, pins=("P3", "P99")))
show("RTS without RXD", lambda: UART(1, pins=("P3", None, "P5", None)))
show("CTS without TXD", lambda: UART(1, pins=(None, "P4", None, "P5")))
show("4 pins", lambda: UART(1, pins=("P3", "P4", "P5", "P6")))
show("pins None", lambda: UART(1, pins=None))
show("surplus", lambda: UART(1, 9600, 8, None, 1, 2))
show("unknown key", lambda: UART(1, speed=9600))
uart = UART(1)
show("write(1)", lambda: uart.write(1))
show("readinto(b'')", lambda: uart.readinto(b"abc"))
show("sendbreak(0)", lambda: uart.sendbreak(0))
show("wait_tx_done()", lambda: uart.wait_tx_done())
show("wait_tx_done('1')", lambda: uart.wait_tx_done("1"))
show("callback()", lambda: uart.callback())
show("callback(2)", lambda: uart.callback(2, print))
show("callback handler", lambda: uart.callback(UART.RX_ANY, 7))
show("the same object", lambda: UART(1) is uart)

uart.deinit()
uart.deinit()
for name in ("any", "read", "readline", "sendbreak", "deinit"):
    show(name, getattr(uart, name))
show("write", lambda: uart.write("x"))
show("readinto", lambda: uart.readinto(bytearray(1)))
show("wait_tx_done", lambda: uart.wait_tx_done(1))
show("repr", lambda: repr(uart))
show("init", lambda: uart.init())
show("repr", lambda: repr(uart))
