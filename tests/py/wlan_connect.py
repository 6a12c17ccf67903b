# A station that joins, is turned away, loses its network and finds it again.
#
# SPDX-License-Identifier: MIT
import time

import machine
from network import WLAN
from tocsin import board

wlan = WLAN(mode=WLAN.STA)


def wait(limit_ms=20000):
    begin = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), begin) < limit_ms:
        try:
            if wlan.isconnected():
                return "connected after %d ms" % time.ticks_diff(time.ticks_ms(), begin)
        except TimeoutError as error:
            after = time.ticks_diff(time.ticks_ms(), begin)
            return "%s %s after %d ms" % (type(error).__name__, error, after)
        machine.idle()
    return "not connected after %d ms" % limit_ms


print(wlan.isconnected(), wlan.ssid(), wlan.bssid(), wlan.ifconfig())
print("connect gives", wlan.connect("home", auth=(WLAN.WPA2, "secret123"), timeout=5000))
print("at once", wlan.isconnected(), wlan.ifconfig()[0])
print(wait())
print(wlan.ssid(), wlan.bssid(), wlan.channel(), wlan.auth())
print(wlan.ifconfig())
print(wlan.joined_ap_info())
board.set("ap", rssi=-77)
print("rssi", wlan.joined_ap_info().rssi)

wlan.disconnect()
print("left", wlan.isconnected(), wlan.ssid(), wlan.ifconfig()[0])

wlan.connect("home", auth=(None, "secret123"))
print("any security:", wait())
wlan.connect("home", (WLAN.WPA2, "secret124"), timeout=4000)
print("wrong password:", wait())
print("once only:", wlan.isconnected())
wlan.connect("away", auth=(WLAN.WPA2, "secret123"), timeout=1500)
print("unknown name:", wait())
wlan.connect("home", timeout=1000)
print("no password:", wait())
wlan.connect("away", auth=(WLAN.WPA2, "secret123"))
print("without timeout:", wait(60000))
wlan.connect("guest")
print("open:", wait(), wlan.auth())
wlan.connect("guest", auth=(WLAN.WPA2, "whatever1"))
print("open, with a password:", wait(), wlan.auth())
wlan.connect("office", auth=(WLAN.WPA2_ENT, "ann", "pass"))
print("by user:", wait(), wlan.joined_ap_info().auth)
wlan.connect("office", auth=(WLAN.WPA2_ENT, "bob", "pass"), timeout=1000)
print("wrong user:", wait())
wlan.connect("office", auth=(WLAN.WPA2, "pass"), timeout=1000)
print("without a user:", wait())

# Two of one name: the stronger one, or the one that is asked for.
wlan.connect("mesh", auth=(WLAN.WPA2, "secret123"))
print("the stronger:", wait(), wlan.bssid())
wlan.connect("mesh", auth=(WLAN.WPA2, "secret123"), bssid=b"\x02\x00\x00\x00\x00\x01")
print("by address:", wait(), wlan.bssid())
wlan.connect("mesh", auth=(WLAN.WPA2, "secret123"), channel=3)
print("by channel:", wait(), wlan.channel())

# Faults.
wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
wait()
board.set("ap", fault="absent")
print("out of range:", wlan.isconnected())
time.sleep(30)
board.set("ap", fault="none")
print("in range again:", wait())
board.set("ap", fault="password")
print("still in:", wlan.isconnected())
wlan.connect("home", auth=(WLAN.WPA2, "secret123"), timeout=2000)
print("takes none:", wait())
board.set("ap", fault="address")
wlan.connect("home", auth=(WLAN.WPA2, "secret123"), timeout=3000)
print("no address:", wait())
wlan.ifconfig(config=("10.0.0.7", "255.0.0.0", "10.0.0.1", "8.8.8.8"))
wlan.connect("home", auth=(WLAN.WPA2, "secret123"), timeout=3000)
print("a fixed one:", wait(), wlan.ifconfig())
wlan.ifconfig(config="dhcp")
print("back to dhcp:", wait(3000), wlan.ifconfig()[0])
board.set("ap", fault="none", ip="172.16.3.1")
print("an address at last:", wait(), wlan.ifconfig())
board.set("ap", password="changed99")
wlan.connect("home", auth=(WLAN.WPA2, "changed99"), timeout=3000)
print("a new password:", wait())
board.detach("ap")
print("gone:", wlan.isconnected())
wlan.connect("home", auth=(WLAN.WPA2, "changed99"), timeout=3000, hostname="probe")
time.sleep(2)
board.attach("wlan=ap,ssid=home,password=changed99")
print("come while it tried:", wait(), wlan.hostname())
wlan.deinit()
print("switched off:", wlan.isconnected(), wlan.ssid(), wlan.ifconfig()[0])
