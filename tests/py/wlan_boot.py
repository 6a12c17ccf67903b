# The radio comes up as pycom's settings say, and stays over a soft reset.
#
# SPDX-License-Identifier: MIT
import time

import machine
import pycom
from network import WLAN

life = pycom.nvs_get("life", 0) + 1
pycom.nvs_set("life", life)
wlan = WLAN()
print("life", life, wlan.mode(), wlan.ssid(), wlan.auth(), wlan.channel(), wlan.antenna())

if life == 1:
    # From the factory: an access point. A program makes it a station.
    wlan.init(mode=WLAN.STA, antenna=WLAN.EXT_ANT)
    wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
    while not wlan.isconnected():
        machine.idle()
    machine.soft_reset()
if life == 2:
    print("still on:", wlan.isconnected(), wlan.ifconfig()[0])
    pycom.wifi_mode_on_boot(WLAN.STA)
    pycom.wifi_ssid_sta("home")
    pycom.wifi_pwd_sta("secret123")
    machine.reset()
if life == 3:
    print("joins by itself:", wlan.isconnected())
    while not wlan.isconnected():
        machine.idle()
    print(wlan.ssid())
    pycom.wifi_mode_on_boot(WLAN.STA_AP)
    pycom.wifi_ssid_ap("hut")
    machine.reset()
if life == 4:
    pycom.wifi_pwd_ap("12345678")
    machine.reset()
if life == 5:
    pycom.wifi_pwd_sta("secret124")
    pycom.wifi_mode_on_boot(WLAN.STA)
    machine.deepsleep(1000)
if life == 6:
    time.sleep(5)
    print("wrong password:", wlan.isconnected())
    pycom.wifi_on_boot(False)
    machine.reset()
if life == 7:
    print("made by the program:", wlan.isconnected())
    wlan.deinit()
    pycom.wifi_mode_on_boot(WLAN.AP)
    pycom.wifi_on_boot(True)
    print("only at boot:", end=" ")
    try:
        wlan.ap_sta_list()
    except OSError as error:
        print(error)
    pycom.wifi_on_boot(True, True)
    print("at once:", WLAN().mode(), WLAN().ssid(), WLAN().ap_sta_list())
    pycom.wifi_on_boot(False, True)
    try:
        wlan.ap_sta_list()
    except OSError as error:
        print("off at once:", error)
