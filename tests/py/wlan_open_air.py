# Nothing is declared: an unmodified program gets on.
#
# SPDX-License-Identifier: MIT
import machine
import network
from network import WLAN

wlan = network.WLAN()
wlan.deinit()
wlan = WLAN(mode=WLAN.STA)
wlan.antenna(WLAN.EXT_ANT)
for net in wlan.scan():
    print(net.ssid, net.sec, net.channel, net.rssi)
for ssid, auth in (
    ("any name", (WLAN.WPA2, "any password")),
    ("another", (None, "x")),
    ("open", None),
    ("tocsin", (WLAN.WPA2_ENT, "ann", "pass")),
):
    wlan.connect(ssid, auth=auth, timeout=5000)
    while not wlan.isconnected():
        machine.idle()
    print(wlan.ssid(), wlan.auth(), wlan.ifconfig()[0], [n.ssid for n in wlan.scan()])
wlan.connect("there", bssid=b"\x24\x0a\xc4\x01\x02\x03", channel=3)
while not wlan.isconnected():
    machine.idle()
print(wlan.joined_ap_info())
# A loop that does nothing else ends as well.
wlan.connect("any name", auth=(WLAN.WPA2, "any password"))
while not wlan.isconnected():
    pass
print("connected")
wlan = WLAN(mode=WLAN.STA, ssid="at once", auth=(WLAN.WPA2, "12345678"))
while not wlan.isconnected():
    machine.idle()
print(wlan.ssid())
