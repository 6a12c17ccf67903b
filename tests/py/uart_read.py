# What read, readline and readinto return, and when.
#
# SPDX-License-Identifier: MIT
import select
import time
from machine import UART

uart = UART(1, 9600)
print("nothing", uart.read(), uart.read(5), uart.readline(), uart.readinto(bytearray(4)), uart.any())

# The time without a byte that ends a read: 2 characters of 11 bits, and 1 us.
begin = time.ticks_us()
uart.read()
print("waited", time.ticks_diff(time.ticks_us(), begin), "us")
uart.init(9600, timeout_chars=20)
begin = time.ticks_us()
uart.read()
print("waited", time.ticks_diff(time.ticks_us(), begin), "us")

uart.init(9600)
print("wrote", uart.write("one\ntwo\nthree"))
print(uart.readline(), uart.readline(2), uart.read(3), uart.read())

uart.write(b"0123456789")
buf = bytearray(4)
print(uart.readinto(buf), buf, uart.readinto(buf, 2), buf)
uart.wait_tx_done(1000)
print(uart.any(), uart.read(0), uart.readall())

uart.write("a\nb\nc")
for line in uart:
    print("line", line)

poll = select.poll()
poll.register(uart, select.POLLIN)
print("poll", poll.poll(10))
uart.write("x")
print("poll", [(obj is uart, event) for obj, event in poll.poll(100)])
uart.read()
poll.modify(uart, select.POLLIN | select.POLLOUT)
print("poll", [event for obj, event in poll.poll(10)])

# All 256 values, more of them than the FIFO holds.
data = bytes(range(256)) * 8
uart.init(115200)
uart.write(data)
print("the same", uart.read() == data)
