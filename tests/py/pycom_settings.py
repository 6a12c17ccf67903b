# The settings that a board keeps: what they are before anybody set them, and
# what a later life sees of them.
#
# SPDX-License-Identifier: MIT
import machine
import pycom

FLAGS = ("wifi_on_boot", "heartbeat_on_boot", "wdt_on_boot", "lte_modem_en_on_boot",
         "pybytes_on_boot", "smart_config_on_boot", "pybytes_force_update")
NAMES = ("wifi_ssid_sta", "wifi_pwd_sta", "wifi_ssid_ap", "wifi_pwd_ap")


def show():
    print([getattr(pycom, name)() for name in FLAGS])
    print([getattr(pycom, name)() for name in NAMES])
    print(pycom.wifi_mode_on_boot(), pycom.wdt_on_boot_timeout(), pycom.heartbeat())


show()
if pycom.nvs_get("life", 1) == 1:
    pycom.nvs_set("life", 2)
    for name in FLAGS:
        setting = getattr(pycom, name)
        print(setting(not setting()), end=" ")
    print(pycom.wifi_on_boot(0, True), pycom.wifi_on_boot())
    for name in NAMES:
        getattr(pycom, name)(name + "!")
        # What is no text is ignored.
        getattr(pycom, name)(17)
        getattr(pycom, name)(b"bytes")
    for mode in (0, 1, 2, 3, 4, -1):
        pycom.wifi_mode_on_boot(mode)
        print(mode, pycom.wifi_mode_on_boot())
    pycom.wdt_on_boot_timeout(5000)
    show()
    # None is forgotten at the next start.
    pycom.wifi_mode_on_boot(0)
    machine.soft_reset()
for name in NAMES:
    getattr(pycom, name)(None)
    getattr(pycom, name)(None)
print([getattr(pycom, name)() for name in NAMES])
