# The storage has 756 places: a number takes one, a text one and another for
# each 32 bytes. A full one says so and keeps what it has.
#
# SPDX-License-Identifier: MIT
import pycom

count = 0
try:
    while True:
        pycom.nvs_set("k%d" % count, count)
        count += 1
except OSError as error:
    print(count, repr(error))
print(sum(pycom.nvs_get("k%d" % i) == i for i in range(count)))
pycom.nvs_set("k5", 55)
try:
    pycom.nvs_set("k5", "")
except OSError as error:
    print(repr(error), pycom.nvs_get("k5"))
pycom.nvs_erase("k6")
pycom.nvs_set("k5", "31 characters and the NUL of it")
print(pycom.nvs_get("k5"))
