# A reset in the middle of a scan: the radio of the next life is free.
#
# SPDX-License-Identifier: MIT
import time

import machine
import pycom
from machine import Timer
from network import WLAN

life = pycom.nvs_get("life", 0) + 1
pycom.nvs_set("life", life)
wlan = WLAN(mode=WLAN.STA)
if life == 1:
    print("life", life)
    Timer.Alarm(lambda alarm: machine.reset(), ms=500)
    wlan.scan()
    time.sleep(10)
print("life", life, [net.ssid for net in wlan.scan()])
