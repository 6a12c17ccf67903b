# Without a telephone smartConfig() ends by an event, through the queue like every other.
#
# SPDX-License-Identifier: MIT
import time

from network import WLAN

wlan = WLAN(mode=WLAN.STA)


def told(arg):
    print("told after", time.ticks_ms() - begin, "ms:", arg is wlan or arg, "events", wlan.events(), wlan.events())


def smart(what):
    global begin
    begin = time.ticks_ms()
    print(what, wlan.smartConfig())
    time.sleep(61)
    print("at the end, events", wlan.events())


wlan.callback(WLAN.SMART_CONF_DONE | WLAN.SMART_CONF_TIMEOUT, told)
smart("the object:")
wlan.callback(trigger=WLAN.SMART_CONF_TIMEOUT, handler=told, arg="my own")
smart("an argument:")
wlan.callback(WLAN.SMART_CONF_DONE, handler=told)
smart("another event:")
wlan.callback(None)
smart("no callback:")
wlan.smartConfig()
try:
    wlan.smartConfig()
except OSError as error:
    print("twice:", error)
time.sleep(61)
