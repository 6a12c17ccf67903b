# run: tocsin --virtual-time --wire P3=P4 examples/uart_nmea.py
#
# A receiver of positions as Pycom programs read one: line by line, with the
# checksum looked at. Here a wire from P3 to P4 brings back what the program
# itself sends in the place of the receiver.
#
# SPDX-License-Identifier: MIT
import time
from machine import UART

uart = UART(1, baudrate=9600, pins=("P3", "P4"), timeout_chars=10)
print(uart)


def checksum(text):
    value = 0
    for char in text:
        value ^= ord(char)
    return "%02X" % value


def send(text):
    uart.write("$%s*%s\r\n" % (text, checksum(text)))


def receive():
    line = uart.readline()
    if line is None:
        return None
    text, _, claimed = line.decode().strip()[1:].partition("*")
    return text.split(",") if checksum(text) == claimed else "wrong checksum"


send("GPGLL,5130.12,N,00007.45,W,120001,A")
uart.write("$GPGLL,broken*00\r\n")
for _ in range(3):
    print(receive())

begin = time.ticks_ms()
uart.write("U" * 96)
uart.wait_tx_done(1000)
print("96 bytes at 9600 baud took", time.ticks_diff(time.ticks_ms(), begin), "ms")
