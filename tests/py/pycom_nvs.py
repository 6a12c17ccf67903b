# pycom.nvs_set(), nvs_get(), nvs_erase(), nvs_erase_all(): kinds of values,
# and that they outlive a soft reset.
#
# SPDX-License-Identifier: MIT
import machine
import pycom

boots = pycom.nvs_get("boots", 0) + 1
print(pycom.nvs_set("boots", boots), "boots:", pycom.nvs_get("boots"))
if boots == 1:
    for value in (0, 1, -1, 2147483647, 4294967295, 4294967296 + 5, -2147483648, 1 << 70):
        pycom.nvs_set("n", value)
        print(value, pycom.nvs_get("n"))
    for value in ("", "text", "Füße", b"bytes", "cut\0here", b"\xff\x00", "x" * 1983):
        pycom.nvs_set("t", value)
        got = pycom.nvs_get("t")
        print(type(got), len(got), got.encode() if len(got) < 100 else "")
    # One name, one value, of whichever kind it was before.
    pycom.nvs_set("n", "now a text")
    pycom.nvs_set("t", 7)
    print(pycom.nvs_get("n"), pycom.nvs_get("t"))
    pycom.nvs_set("123456789012345", 15)
    machine.soft_reset()

print(pycom.nvs_get("n"), pycom.nvs_get("t"), pycom.nvs_get("123456789012345"))
print(pycom.nvs_erase("n"), pycom.nvs_get("n", None), pycom.nvs_get("n", "default"))
pycom.wifi_ssid_sta("stays")
print(pycom.nvs_erase_all(), pycom.nvs_get("t", None), pycom.wifi_ssid_sta())
