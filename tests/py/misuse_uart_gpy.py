# There the modem has the third UART.
#
# SPDX-License-Identifier: MIT
from machine import UART

print(UART(1, 9600))
try:
    UART(2, 9600)
except OSError as error:
    print(error)
