# A byte takes its start, data, parity and stop bits, at the port's rate.
#
# SPDX-License-Identifier: MIT
import time
from machine import UART


def measure(count, *args):
    uart = UART(1, *args)
    begin = time.ticks_us()
    uart.write(bytes(count))
    uart.wait_tx_done(60000)
    took = time.ticks_diff(time.ticks_us(), begin)
    uart.deinit()
    return took


def check(bits, baudrate, *args):
    want = 960 * bits * 1000000 / baudrate
    took = measure(960, baudrate, *args)
    print(baudrate, bits, "bits:", "as long as it should" if abs(took - want) <= want / 100 else took)


check(10, 9600)
check(10, 115200)
check(11, 9600, 8, UART.EVEN)
check(10.5, 9600, 8, None, 1.5)
check(11, 9600, 8, None, 2)
check(7, 300, 5)
check(10, 3000000)

# The FIFO has 128 bytes: what is longer waits until the rest has room.
uart = UART(1, 9600)
begin = time.ticks_us()
uart.write(bytes(128))
print("128 wait", time.ticks_diff(time.ticks_us(), begin))
uart.write(bytes(10))
print("10 more wait", round(time.ticks_diff(time.ticks_us(), begin) / 1000), "ms")
print("sent in 20 ms:", uart.wait_tx_done(20))
print("sent in 200 ms:", uart.wait_tx_done(200))
