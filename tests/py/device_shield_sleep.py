# A shield takes the power from the board while it sleeps: not a deep sleep but
# a power on follows, at the right time.
#
# SPDX-License-Identifier: MIT
import machine
import pycom
import time
from tocsin import board

i2c = machine.I2C(0, machine.I2C.MASTER, pins=("P22", "P21"))
SHIELD = 8


def send(*data):
    i2c.writeto(SHIELD, bytes(data))


def peek(address):
    send(0, address & 0xFF, address >> 8)
    return i2c.readfrom(SHIELD, 2)[1]


try:
    life = pycom.nvs_get("life")
except ValueError:
    life = 0
pycom.nvs_set("life", life + 1)
print("life", life)
print("reset", machine.reset_cause() == machine.PWRON_RESET, machine.wake_reason())
print("woken by", peek(0x64C), board.get("pysense", "wake"))
if life > 0:
    print("off for", time.time() - pycom.nvs_get("asleep_at"))
    print("rtc memory", machine.RTC().memory())
pycom.nvs_set("asleep_at", time.time())
machine.RTC().memory(b"gone")

if life == 0:
    send(0x20, 600 & 0xFF, 600 >> 8, 0)
    send(0x21)
elif life == 1:
    # A nap that leaves the power on is none.
    send(0x23, 0x07)
    time.sleep(1)
    print("still on")
    send(0x20, 5, 0, 0)
    send(0x23, 0x0F)
elif life == 2:
    # Without a time nothing ends it here.
    send(0x20, 0, 0, 0)
    send(0x21)
time.sleep(1)
print("not reached")
