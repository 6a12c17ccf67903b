# uart - how fast bytes go from one serial port to another, and how exactly
#
#   uart.py BAUDRATE BYTES
#
# Two ports, wired crosswise with --wire P3=P9 --wire P4=P8. Each sends what the
# other receives, a buffer at a time. Prints the bytes that went through in all
# and the microseconds that it took.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import UART

BUFFER = 4096

baudrate, total = int(sys.argv[1]), int(sys.argv[2])
a = UART(1, baudrate=baudrate, rx_buffer_size=2 * BUFFER)
b = UART(2, baudrate=baudrate, rx_buffer_size=2 * BUFFER)
sent = bytes(i & 0xFF for i in range(BUFFER))
got = bytearray(BUFFER)
done = 0
since = time.ticks_us()
while done < total:
    for tx, rx in ((a, b), (b, a)):
        tx.write(sent)
        if rx.readinto(got) != BUFFER or got != sent:
            raise SystemExit("uart: bytes are missing or wrong")
        done += BUFFER
print(done, time.ticks_diff(time.ticks_us(), since))
