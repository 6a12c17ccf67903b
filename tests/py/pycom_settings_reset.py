# What a board keeps outlives a reset, a deep sleep and a soft reset.
#
# SPDX-License-Identifier: MIT
import machine
import pycom

SETTINGS = (
    ("wifi_on_boot", False), ("wifi_mode_on_boot", 3), ("wifi_ssid_sta", "home"), ("wifi_pwd_sta", "secret"),
    ("wifi_ssid_ap", "board"), ("wifi_pwd_ap", "www.pycom.io"), ("heartbeat_on_boot", False),
    ("wdt_on_boot", True), ("wdt_on_boot_timeout", 60000), ("lte_modem_en_on_boot", False),
    ("pybytes_on_boot", False), ("smart_config_on_boot", False), ("pybytes_force_update", True),
)

start = pycom.nvs_get("start", 0)
pycom.nvs_set("start", start + 1)
changed = [name for name, value in SETTINGS if getattr(pycom, name)() != value]
print(start, machine.reset_cause(), len(changed), pycom.bootmgr()[1], pycom.sigfox_info(), pycom.nvs_get("text", None))
if start == 0:
    for name, value in SETTINGS:
        getattr(pycom, name)(value)
    pycom.bootmgr(fs_type=pycom.FAT)
    pycom.sigfox_info(id="12345678", pac="1" * 16, public_key="2" * 32, private_key="3" * 32)
    pycom.nvs_set("text", "kept")
    machine.reset()
elif start == 1:
    machine.deepsleep(1000)
elif start == 2:
    machine.soft_reset()
elif start == 3:
    # Not the settings.
    pycom.nvs_erase_all()
    pycom.nvs_set("start", 4)
    machine.reset()
