# pycom.rgbled() and heartbeat(), and what tocsin.board.led() sees of them.
#
# SPDX-License-Identifier: MIT
import time
import pycom
from tocsin import board


def beats(ms):
    """When the LED changes, looked at each millisecond."""
    last, changes = None, []
    for now in range(ms):
        if board.led() != last:
            last = board.led()
            changes.append((now, hex(last)))
        time.sleep_ms(1)
    return changes


# A board is switched on with its heartbeat.
print(pycom, pycom.heartbeat(), pycom.heartbeat_on_boot())
print(beats(8100))
try:
    pycom.rgbled()
except OSError as error:
    print(repr(error))
print(pycom.heartbeat(False), pycom.heartbeat())
print(pycom.rgbled(), board.led())

print(pycom.rgbled(0x7F0000), hex(pycom.rgbled()), hex(board.led()))
pycom.rgbled(0x12ABCDEF)
print(hex(pycom.rgbled()), hex(board.led()))
pycom.rgbled(-1)
print(hex(pycom.rgbled()))

# It begins again when it is switched on, and leaves the LED dark.
time.sleep_ms(500)
pycom.heartbeat(True)
print(pycom.heartbeat(), beats(100))
pycom.heartbeat(1)
print(beats(100))
pycom.heartbeat(0)
print(pycom.heartbeat(), pycom.rgbled())
