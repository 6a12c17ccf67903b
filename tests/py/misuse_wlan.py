# Every exception of network.WLAN.
#
# SPDX-License-Identifier: MIT
from network import WLAN


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


show("id 4", lambda: WLAN(4, mode=WLAN.STA))
show("id -1", lambda: WLAN(-1, mode=WLAN.STA))
show("id 'x'", lambda: WLAN("x"))
show("two positional", lambda: WLAN(0, WLAN.STA))
show("surplus", lambda: WLAN(speed=1))
show("mode 0", lambda: WLAN(mode=0))
show("mode 4", lambda: WLAN(mode=4))
show("mode None", lambda: WLAN(mode=None))
show("AP without ssid", lambda: WLAN(mode=WLAN.AP))
show("STA_AP without ssid", lambda: WLAN(mode=WLAN.STA_AP))
show("ssid of 33", lambda: WLAN(mode=WLAN.AP, ssid="x" * 33))
show("ssid empty", lambda: WLAN(mode=WLAN.AP, ssid=""))
show("ssid 7", lambda: WLAN(mode=WLAN.AP, ssid=7))
show("key of 7", lambda: WLAN(mode=WLAN.AP, ssid="x", auth=(WLAN.WPA2, "1234567")))
show("key of 33", lambda: WLAN(mode=WLAN.AP, ssid="x", auth=(WLAN.WPA2, "x" * 33)))
show("key of 7, STA", lambda: WLAN(mode=WLAN.STA, ssid="x", auth=(WLAN.WPA2, "1234567")))
show("AP by user", lambda: WLAN(mode=WLAN.AP, ssid="x", auth=(WLAN.WPA2_ENT, "12345678")))
show("security 0", lambda: WLAN(mode=WLAN.AP, ssid="x", auth=(0, "12345678")))
show("security None", lambda: WLAN(mode=WLAN.AP, ssid="x", auth=(None, "12345678")))
show("auth 'x'", lambda: WLAN(mode=WLAN.AP, ssid="x", auth="x"))
show("auth of 3", lambda: WLAN(mode=WLAN.AP, ssid="x", auth=(3, "12345678", 1)))
show("channel 0", lambda: WLAN(mode=WLAN.AP, ssid="x", channel=0))
show("channel 15", lambda: WLAN(mode=WLAN.AP, ssid="x", channel=15))
show("antenna 3", lambda: WLAN(antenna=3))
show("bandwidth 0", lambda: WLAN(bandwidth=0))
show("bandwidth 3", lambda: WLAN(bandwidth=3))
show("max_tx_pwr 7", lambda: WLAN(max_tx_pwr=7))
show("max_tx_pwr 79", lambda: WLAN(max_tx_pwr=79))
show("country 'ABC'", lambda: WLAN(country=("ABC", 1, 13, 0)))
show("country of 3", lambda: WLAN(country=("FR", 1, 13)))
show("policy 2", lambda: WLAN(country=("FR", 1, 13, 2)))
show("protocol of 2", lambda: WLAN(protocol=(1, 1)))
show("protocol none", lambda: WLAN(protocol=(0, 0, 0)))
show("unchanged", lambda: (WLAN().mode(), WLAN().channel()))

wlan = WLAN()
show("init positional", lambda: wlan.init(WLAN.STA))
show("connect, AP", lambda: wlan.connect("x"))
show("disconnect, AP", lambda: wlan.disconnect())
show("scan, AP", lambda: wlan.scan())
show("smartConfig, AP", lambda: wlan.smartConfig())
show("joined_ap_info, AP", lambda: wlan.joined_ap_info())
show("dhcp, AP", lambda: wlan.ifconfig(1, "dhcp"))

wlan.init(mode=WLAN.STA)
show("scan positional", lambda: wlan.scan("x"))
show("scan type 2", lambda: wlan.scan(type=2))
show("scan channel 15", lambda: wlan.scan(channel=15))
show("scan ssid of 33", lambda: wlan.scan(ssid="x" * 33))
show("scan bssid of 5", lambda: wlan.scan(bssid=b"12345"))
for type_, timings in (
    (WLAN.SCAN_ACTIVE, 100),
    (WLAN.SCAN_ACTIVE, (100, 50)),
    (WLAN.SCAN_ACTIVE, (0, 0)),
    (WLAN.SCAN_ACTIVE, (-1, 5)),
    (WLAN.SCAN_PASSIVE, (1, 2)),
    (WLAN.SCAN_PASSIVE, 0),
    (WLAN.SCAN_PASSIVE, "x"),
):
    show("scantime %d %s" % (type_, timings), lambda: wlan.scan(type=type_, scantime=timings))
show("scantime of 3", lambda: wlan.scan(scantime=(1, 2, 3)))

show("connect()", lambda: wlan.connect())
show("connect(7)", lambda: wlan.connect(7))
show("connect ''", lambda: wlan.connect(""))
show("connect, ssid of 33", lambda: wlan.connect("x" * 33))
show("connect, three", lambda: wlan.connect("x", None, b"123456"))
show("connect, bssid of 5", lambda: wlan.connect("x", bssid=b"12345"))
show("connect, timeout -1", lambda: wlan.connect("x", timeout=-1))
show("connect, timeout 'x'", lambda: wlan.connect("x", timeout="x"))
show("connect, channel 0", lambda: wlan.connect("x", channel=0))
show("connect, hostname ''", lambda: wlan.connect("x", hostname=""))
for auth in (
    "x",
    ["x"],
    (),
    (3,),
    (3, "12345678", "x"),
    (5, "ann"),
    (5, "ann", "pass", "x"),
    (6, "12345678"),
    (-1, "12345678"),
    ("x", "12345678"),
    (3, 7),
    (3, "x" * 65),
    (5, "ann", None),
    (5, "", "pass"),
    (5,),
):
    show("auth %s" % (auth,), lambda: wlan.connect("x", auth=auth))
here = __file__
show("ENT, no identity", lambda: wlan.connect("x", auth=(5,), keyfile=here, certfile=here))
show("ENT, no ca", lambda: wlan.connect("x", auth=(5, "ann", "p"), ca_certs="/no"))
ent = dict(auth=(5,), identity="ann")
show("ENT, no keyfile", lambda: wlan.connect("x", keyfile="/no", certfile=here, **ent))
show("ENT, no certfile", lambda: wlan.connect("x", keyfile=here, certfile="/no", **ent))
show("ENT, certificate", lambda: wlan.connect("x", keyfile=here, certfile=here, **ent))
show("none of it connects", lambda: (wlan.isconnected(), wlan.ssid()))

show("ifconfig 2", lambda: wlan.ifconfig(2))
show("ifconfig -1", lambda: wlan.ifconfig(-1))
show("ifconfig list", lambda: wlan.ifconfig(config=["1.1.1.1"] * 4))
show("ifconfig of 3", lambda: wlan.ifconfig(config=("1.1.1.1",) * 3))
show("ifconfig 'static'", lambda: wlan.ifconfig(config="static"))
show("ifconfig no address", lambda: wlan.ifconfig(config=("1.1.1", "1", "1", "1")))
show("ifconfig numbers", lambda: wlan.ifconfig(config=(1, 2, 3, 4)))
show("ifconfig as before", lambda: wlan.ifconfig())
show("mode(0)", lambda: wlan.mode(0))
show("mode(4)", lambda: wlan.mode(4))
show("ssid of 33", lambda: wlan.ssid("x" * 33))
show("auth key of 7", lambda: wlan.auth((WLAN.WPA2, "1234567")))
show("auth by user", lambda: wlan.auth((WLAN.WPA2_ENT, "12345678")))
show("bandwidth(3)", lambda: wlan.bandwidth(3))
show("channel(6)", lambda: wlan.channel(6))
show("channel(15)", lambda: wlan.channel(15))
show("hostname ''", lambda: wlan.hostname(""))
show("hostname of 33", lambda: wlan.hostname("x" * 33))
show("antenna(3)", lambda: wlan.antenna(3))
show("max_tx_power(7)", lambda: wlan.max_tx_power(7))
show("max_tx_power(79)", lambda: wlan.max_tx_power(79))
mac = bytearray(b"\x24\x0a\xc4\x11\x22\x33")
show("mac one argument", lambda: wlan.mac(mac))
show("mac bytes", lambda: wlan.mac(bytes(mac), WLAN.STA))
show("mac interface 3", lambda: wlan.mac(mac, 3))
show("mac of 5", lambda: wlan.mac(bytearray(5), WLAN.STA))
show("mac of a group", lambda: wlan.mac(bytearray(b"\x01\x02\x03\x04\x05\x06"), WLAN.STA))
show("mac the same", lambda: wlan.mac(bytearray(wlan.mac().ap_mac), WLAN.STA))
show("mac the same, AP", lambda: wlan.mac(bytearray(wlan.mac().sta_mac), WLAN.AP))
show("country none", lambda: wlan.country(schan=1))
show("country no start", lambda: wlan.country(country="FR"))
show("country no number", lambda: wlan.country(country="FR", schan=1))
show("country 'ABC'", lambda: wlan.country(country="ABC", schan=1, nchan=13))
show("country channel 0", lambda: wlan.country(country="FR", schan=0, nchan=13))
show("country 15 channels", lambda: wlan.country(country="FR", schan=1, nchan=15))
show("country policy 2", lambda: wlan.country(country="FR", schan=1, nchan=13, policy=2))
show("country power 100", lambda: wlan.country(country="FR", schan=1, nchan=13, max_tx_pwr=100))
show("joined_ap_info", lambda: wlan.joined_ap_info())
show("protocol of 2", lambda: wlan.wifi_protocol((1, 1)))
show("ap_sta_list", lambda: wlan.ap_sta_list())
show("ap_tcpip_sta_list", lambda: wlan.ap_tcpip_sta_list())
show("send_raw of 23", lambda: wlan.send_raw(bytes(23)))
show("send_raw of 1501", lambda: wlan.send_raw(bytes(1501)))
show("send_raw interface 3", lambda: wlan.send_raw(bytes(24), interface=3))
show("send_raw 'x'", lambda: wlan.send_raw(7))
show("send_raw", lambda: wlan.send_raw(Buffer=bytes(24), interface=WLAN.STA, use_sys_seq=False))
show("callback()", lambda: wlan.callback())
show("callback 7", lambda: wlan.callback(WLAN.SMART_CONF_DONE, 7))
show("callback 256", lambda: wlan.callback(256, print))
show("callback packets", lambda: wlan.callback(WLAN.EVENT_PKT_ANY, print))
show("callback by name", lambda: wlan.callback(trigger=WLAN.EVENT_PKT_MGMT, handler=print))
show("callback None", lambda: wlan.callback(None))

wlan.deinit()
show("off: scan", lambda: wlan.scan())
show("off: connect", lambda: wlan.connect("x"))
show("off: disconnect", lambda: wlan.disconnect())
show("off: smartConfig", lambda: wlan.smartConfig())
show("off: isconnected", lambda: wlan.isconnected())
show("off: ifconfig", lambda: (wlan.ifconfig(), wlan.ifconfig(1)))
show("off: ap_sta_list", lambda: wlan.ap_sta_list())
show("off: id 5", lambda: WLAN(5))
