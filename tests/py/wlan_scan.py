# What a station hears, and that others run meanwhile.
#
# SPDX-License-Identifier: MIT
import _thread
import time

from machine import Timer
from network import WLAN
from tocsin import board

wlan = WLAN(mode=WLAN.STA)


def scan(what, **kw):
    begin = time.ticks_ms()
    nets = wlan.scan(**kw)
    after = time.ticks_diff(time.ticks_ms(), begin)
    print(what, after, "ms", [(n.ssid, n.sec, n.channel, n.rssi) for n in nets])
    return nets


net = scan("all:")[0]
print(net)
ssid, bssid, sec, channel, rssi = net
print(ssid, bssid, sec, channel, rssi, type(bssid).__name__, len(bssid))
scan("hidden, too:", show_hidden=True)
scan("one name:", ssid="attic")
scan("a hidden name:", ssid="cellar")
scan("no such name:", ssid="garage")
scan("channel 6:", channel=6)
scan("one address:", bssid=b"\x24\x0a\xc4\x00\x00\x07")
scan("passive:", type=WLAN.SCAN_PASSIVE)
scan("active, 20 to 50 ms:", scantime=(20, 50))
scan("passive, 100 ms:", type=WLAN.SCAN_PASSIVE, scantime=100)
scan("one channel, 10 ms:", channel=11, type=WLAN.SCAN_ACTIVE, scantime=(5, 10))

board.set("ap", fault="absent")
board.set("ap-3", rssi=-20, channel=1)
scan("one left, one near:")
board.set("ap", fault="none")

# A station that has joined listens, and the scan does not disturb it.
wlan.connect("home", auth=(WLAN.WPA2, "secret123"))
while not wlan.isconnected():
    time.sleep_ms(50)
scan("joined:")
print("still", wlan.isconnected())
wlan.disconnect()

seen = []
alarm = Timer.Alarm(lambda a: seen.append(time.ticks_ms()), ms=100, periodic=True)
begin = time.ticks_ms()
wlan.scan()
end = time.ticks_ms()
alarm.cancel()
print("handlers meanwhile:", len(seen), all(begin < at <= end for at in seen))


def second():
    try:
        print("second scan gives", wlan.scan())
    except OSError as error:
        print("second scan", type(error).__name__, error)


_thread.start_new_thread(second, ())
print("first scan gives", len(wlan.scan()))
print("after both", len(wlan.scan()))


# What goes while it scans is not heard.
def leave(alarm):
    board.detach("ap-4")


alarm = Timer.Alarm(leave, ms=500)
print("one went meanwhile:", len(wlan.scan()))
board.detach("ap")
board.detach("ap-2")
board.detach("ap-3")
print("nothing declared:", [(n.ssid, n.sec) for n in wlan.scan()])
print("asked by name:", [(n.ssid, n.sec) for n in wlan.scan(ssid="anything")])
