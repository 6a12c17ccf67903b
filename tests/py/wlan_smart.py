# A telephone tells the board its network, at once or while it is waited for.
#
# SPDX-License-Identifier: MIT
import time

import machine
import pycom
from network import WLAN
from tocsin import board

life = pycom.nvs_get("life", 0) + 1
pycom.nvs_set("life", life)
begin = time.ticks_ms()


def after():
    return "after %d ms" % time.ticks_diff(time.ticks_ms(), begin)


def done(wlan):
    what = "DONE" if wlan.events() & WLAN.SMART_CONF_DONE else "TIMEOUT"
    print(what, after(), wlan.isconnected(), wlan.ssid(), repr(wlan.Connected_ap_pwd()))
    print(pycom.wifi_ssid_sta(), pycom.wifi_pwd_sta())


if life == 1:
    wlan = WLAN(mode=WLAN.STA)
    wlan.callback(WLAN.SMART_CONF_DONE | WLAN.SMART_CONF_TIMEOUT, done)
    wlan.smartConfig()
    time.sleep(10)
    board.attach("wlan=phone,ssid=home,password=secret123")
    time.sleep(10)

    begin = time.ticks_ms()
    print("a wrong password:")
    board.set("phone", password="wrong999")
    wlan.smartConfig()
    time.sleep(61)

    begin = time.ticks_ms()
    print("switched off meanwhile:")
    wlan.smartConfig()
    wlan.deinit()
    time.sleep(61)
    print("nothing", after())

    wlan.init(mode=WLAN.STA)
    board.set("phone", ssid="barn", password="other1234")
    wlan.callback(WLAN.SMART_CONF_DONE, lambda wlan: machine.reset())
    pycom.wifi_mode_on_boot(WLAN.STA)
    wlan.smartConfig()
    time.sleep(10)
if life == 2:
    print("kept over a reset:", pycom.wifi_ssid_sta(), pycom.wifi_pwd_sta())
    while not WLAN().isconnected():
        machine.idle()
    print(WLAN().ssid())
