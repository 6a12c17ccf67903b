# Each exception of the pycom module.
#
# SPDX-License-Identifier: MIT
import pycom


def show(what, function, *args, **keywords):
    try:
        print(what, function(*args, **keywords))
    except Exception as error:
        print(what, type(error).__name__, error)


show("rgbled while it beats", pycom.rgbled, 1)
show("rgbled while it beats", pycom.rgbled)
pycom.heartbeat(False)
show("rgbled text", pycom.rgbled, "red")
show("rgbled float", pycom.rgbled, 1.5)
show("rgbled two", pycom.rgbled, 1, 2)

for value in (True, 1.5, None, bytearray(b"x"), [1]):
    show("nvs_set %r" % value, pycom.nvs_set, "k", value)
show("nvs_set too long", pycom.nvs_set, "k", "x" * 1984)
show("nvs_set long key", pycom.nvs_set, "1234567890123456", 1)
show("nvs_set empty key", pycom.nvs_set, "", 1)
show("nvs_set key", pycom.nvs_set, 1, 1)
show("nvs_get missing", pycom.nvs_get, "k")
show("nvs_get default", pycom.nvs_get, "k", 5)
show("nvs_get long key", pycom.nvs_get, "1234567890123456")
show("nvs_get long key", pycom.nvs_get, "1234567890123456", 5)
show("nvs_get key", pycom.nvs_get, None)
show("nvs_erase missing", pycom.nvs_erase, "k")
show("nvs_erase long key", pycom.nvs_erase, "1234567890123456")

show("wdt timeout", pycom.wdt_on_boot_timeout, 4999)
show("wdt timeout", pycom.wdt_on_boot_timeout, "5000")
show("wifi mode", pycom.wifi_mode_on_boot, "AP")
show("ssid", pycom.wifi_ssid_sta, "x" * 33)
show("ssid", pycom.wifi_ssid_ap, "x" * 32)
show("pwd", pycom.wifi_pwd_ap, "x" * 65)
show("pwd", pycom.wifi_pwd_sta, "x" * 64)
print(pycom.wifi_ssid_sta(), len(pycom.wifi_ssid_ap()), pycom.wifi_pwd_ap(), len(pycom.wifi_pwd_sta()))

show("uuid", pycom.create_128bit_le_uuid_from_string, "0" * 33)
show("uuid", pycom.create_128bit_le_uuid_from_string, "12-34")
show("uuid", pycom.create_128bit_le_uuid_from_string, 5)
show("sigfox id", pycom.sigfox_info, id="123")
show("sigfox pac", pycom.sigfox_info, pac="123")
show("sigfox public", pycom.sigfox_info, public_key="123")
show("sigfox private", pycom.sigfox_info, private_key="123")
show("sigfox id", pycom.sigfox_info, id="0123456x")
show("sigfox public", pycom.sigfox_info, public_key="g" * 32)
show("sigfox id", pycom.sigfox_info, id="01234567")
show("sigfox again", pycom.sigfox_info, id="01234567")
show("sigfox positional", pycom.sigfox_info, "01234567")
