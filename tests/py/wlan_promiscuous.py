# Promiscuous mode captures the beacons of the access points on the channel.
#
# SPDX-License-Identifier: MIT
import struct
import time

from network import WLAN
from tocsin import board

wlan = WLAN(mode=WLAN.STA)
print("off:", wlan.wifi_packet(), wlan.events())
wlan.promiscuous(True)
wlan.channel(6)
count = 0


def captured(wlan):
    global count
    count += 1
    if count > 4:
        return
    packet = wlan.wifi_packet()
    data = packet.data
    mac = ":".join("%02x" % b for b in data[10:16])
    us, interval, capability = struct.unpack("<QHH", data[24:36])
    name = data[38 : 38 + data[37]].decode()
    print(name, mac, packet.rssi, packet.channel, packet.sig_len, hex(capability))
    print(data[:2], data[4:10], us == packet.time_stamp, us, interval, wlan.events())


wlan.callback(WLAN.EVENT_PKT_MGMT, captured)
time.sleep_ms(10)
print("before the first:", wlan.wifi_packet())
time.sleep(1)
print("in a second:", count)

wlan.callback(WLAN.EVENT_PKT_DATA, captured)
count = 0
time.sleep(1)
print("no data:", count, wlan.events(), wlan.events())

wlan.channel(1)
time.sleep(1)
print("another channel:", wlan.events(), wlan.wifi_packet())
board.attach("wlan=ap,ssid=new,channel=1,hidden=on")
time.sleep(1)
packet = wlan.wifi_packet()
print("one came:", wlan.events(), packet.channel, packet.data[36:38])
print(len(packet), packet[:-1])

# A joined station captures on the channel of its network.
wlan.callback(None)
wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
while not wlan.isconnected():
    time.sleep_ms(50)
wlan.promiscuous(True)
time.sleep(1)
print("joined:", wlan.wifi_packet().channel)
wlan.promiscuous(False)
wlan.events()
time.sleep(1)
print("no more:", wlan.events(), wlan.wifi_packet())
wlan.promiscuous(True)
wlan.deinit()
print("switched off:", wlan.promiscuous())
try:
    wlan.promiscuous(True)
except OSError as error:
    print(error)
