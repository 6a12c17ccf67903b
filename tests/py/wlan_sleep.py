# A light sleep switches the radio off and on; what it was joined to it joins
# again when it is asked to.
#
# SPDX-License-Identifier: MIT
import time

import machine
from network import WLAN

wlan = WLAN(mode=WLAN.STA)
wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
while not wlan.isconnected():
    time.sleep_ms(10)


def sleep(*args):
    machine.sleep(100, *args)
    at_once = wlan.isconnected()
    time.sleep(10)
    print(args, at_once, wlan.isconnected(), wlan.mode() == WLAN.STA)


sleep(True)
sleep(1)
sleep()
# It had none to join again.
sleep(True)
wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
while not wlan.isconnected():
    time.sleep_ms(10)
sleep(False)

wlan.init(mode=WLAN.AP, ssid="hut", auth=(WLAN.WPA2, "12345678"))
machine.sleep(100)
print(wlan.mode() == WLAN.AP, wlan.ssid(), wlan.ifconfig(id=1)[0])
wlan.deinit()
machine.sleep(100, True)
try:
    print(wlan.scan())
except OSError as e:
    print("off", e)
