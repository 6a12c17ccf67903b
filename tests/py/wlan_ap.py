# The board as an access point.
#
# SPDX-License-Identifier: MIT
from network import WLAN
from tocsin import board

wlan = WLAN()
wlan.init(mode=WLAN.AP, ssid="hut", auth=(WLAN.WPA2, "www.pycom.io"), channel=7, antenna=WLAN.INT_ANT)
print(wlan.mode(), wlan.ssid(), wlan.auth(), wlan.channel(), wlan.antenna(), wlan.bandwidth())
print(wlan.ifconfig(1), wlan.ifconfig(0), wlan.ifconfig(id=1)[0])
print("nobody:", wlan.isconnected(), wlan.ap_sta_list(), wlan.ap_tcpip_sta_list())
board.attach("wlan=station,mac=24:0a:c4:01:02:03,rssi=-61")
board.attach("wlan=station,name=phone,mac=02:00:00:00:00:01,ip=192.168.4.77")
print("two:", wlan.isconnected())
for station in wlan.ap_sta_list():
    print(station, station.mac, station.rssi, station.wlan_protocol)
for station in wlan.ap_tcpip_sta_list():
    print(station, station.IP)
board.set("phone", fault="absent")
print("one:", [station.mac for station in wlan.ap_sta_list()])
for i in range(5):
    board.attach("wlan=station")
print("no more than", len(wlan.ap_sta_list()))

wlan.ssid("barn")
wlan.auth(None)
wlan.channel(3)
print(wlan.ssid(), wlan.auth(), wlan.channel())
wlan.auth((WLAN.WPA, "12345678"))
print(wlan.auth())
print(wlan.ifconfig(1, ("10.1.1.1", "255.255.0.0", "10.1.1.1", "1.1.1.1")), wlan.ifconfig(1))
try:
    wlan.connect("any")
except OSError as error:
    print("connect:", error)
try:
    wlan.scan()
except OSError as error:
    print("scan:", error)

# Both at once.
wlan.mode(WLAN.STA_AP)
print(wlan.mode(), wlan.ssid(), wlan.isconnected())
wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
while wlan.ssid()[0] is None:
    wlan.isconnected()
    from time import sleep_ms

    sleep_ms(100)
print(wlan.ssid(), wlan.auth(), len(wlan.ap_sta_list()))
try:
    wlan.wifi_protocol()
except OSError as error:
    print("wifi_protocol:", error)
wlan.mode(WLAN.AP)
print("station gone:", wlan.ssid(), wlan.ifconfig()[0])
wlan.mode(WLAN.STA)
try:
    wlan.ap_sta_list()
except OSError as error:
    print("ap_sta_list:", error)
print(wlan.isconnected(), wlan.ssid())
