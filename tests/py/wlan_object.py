# One object, what a constructor does to it, and what it tells and sets.
#
# SPDX-License-Identifier: MIT
import machine
from network import WLAN

wlan = WLAN()
print("at the start:", wlan, wlan.mode(), wlan.ssid(), wlan.auth(), wlan.channel())
print(WLAN() is wlan, WLAN(0) is wlan)
wlan.deinit()
wlan.deinit()
print("made anew:", WLAN().mode())
WLAN(mode=WLAN.AP, ssid="hut", channel=9, max_tx_pwr=40, country=("NL", 1, 11, 1))
print("as it is:", WLAN().mode(), WLAN().ssid(), WLAN().channel(), WLAN().auth())
print(wlan.max_tx_power(), wlan.country())
WLAN(antenna=WLAN.EXT_ANT)
print("with defaults:", WLAN().mode(), WLAN().channel(), WLAN().antenna())
print("a mode in the place of the id:", WLAN(WLAN.STA).mode())
wlan.init()
print("init:", wlan.mode())

print(wlan.mac(), wlan.mac().sta_mac == machine.unique_id(), wlan.mac().ap_mac)
wlan.mac(bytearray(b"\x24\x0a\xc4\x11\x22\x33"), WLAN.STA)
wlan.mac(bytearray(b"\x24\x0a\xc4\x11\x22\x34"), WLAN.AP)
print(wlan.mac())
print(wlan.hostname(), wlan.hostname("probe"), wlan.hostname())
print(wlan.bandwidth(), wlan.bandwidth(WLAN.HT20), wlan.bandwidth())
print(wlan.antenna(WLAN.INT_ANT), wlan.antenna())
print(wlan.max_tx_power(78), wlan.max_tx_power())
print(wlan.wifi_protocol(), wlan.wifi_protocol((1, 1, 0)), wlan.wifi_protocol().protocol_11N)
print(wlan.country(country="FR", schan=1, nchan=13, policy=WLAN.COUNTRY_POL_MAN), wlan.country())
print(wlan.country(country="JP", schan=1, nchan=14, max_tx_pwr=60), wlan.country().max_tx_pwr)
print(wlan.ctrl_pkt_filter() == WLAN.FILTER_CTRL_PKT_ALL)
print(wlan.ctrl_pkt_filter(WLAN.FILTER_CTRL_PKT_CFEND), wlan.ctrl_pkt_filter() == 1 << 30)
print(wlan.promiscuous(), wlan.promiscuous(True), wlan.promiscuous(), wlan.channel(11), wlan.channel())
print(wlan.channel(5, WLAN.SECONDARY_CHN_ABOVE), wlan.wifi_packet(), wlan.promiscuous(False))
WLAN(mode=WLAN.STA, protocol=(1, 0, 0), power_save=True, hidden=False, bandwidth=WLAN.HT40)
print(wlan.wifi_protocol())
print("smartConfig got", repr(wlan.Connected_ap_pwd()))

names = (
    "STA AP STA_AP WEP WPA WPA2 WPA2_ENT INT_ANT EXT_ANT MAN_ANT HT20 HT40 PHY_11_B PHY_11_G PHY_11_N "
    "PHY_LOW_RATE SCAN_ACTIVE SCAN_PASSIVE COUNTRY_POL_AUTO COUNTRY_POL_MAN SECONDARY_CHN_NONE "
    "SECONDARY_CHN_ABOVE SECONDARY_CHN_BELOW SEC_CHN_NONE SEC_CHN_ABOVE SEC_CHN_BELOW EVENT_PKT_MGMT EVENT_PKT_CTRL EVENT_PKT_DATA EVENT_PKT_MISC "
    "EVENT_PKT_DATA_MPDU EVENT_PKT_DATA_AMPDU EVENT_PKT_ANY SMART_CONF_DONE SMART_CONF_TIMEOUT "
    "FILTER_CTRL_PKT_ALL FILTER_CTRL_PKT_WRAPPER FILTER_CTRL_PKT_BAR FILTER_CTRL_PKT_BA "
    "FILTER_CTRL_PKT_PSPOLL FILTER_CTRL_PKT_CTS FILTER_CTRL_PKT_ACK FILTER_CTRL_PKT_CFEND "
    "FILTER_CTRL_PKT_CFENDACK"
)
for name in names.split():
    print(name, getattr(WLAN, name))
