# crypto.getrandbits(): whole words, and the same numbers with the same seed.
#
# SPDX-License-Identifier: MIT
from crypto import getrandbits
from ubinascii import hexlify

print([len(getrandbits(bits)) for bits in (0, 1, 31, 32, 33, 64, 65, 128, 4096)])
print(type(getrandbits(8)), hexlify(getrandbits(128)))
print(len(set(getrandbits(32) for _ in range(500))))
ones = sum(bin(byte).count("1") for byte in getrandbits(80000))
print(39000 < ones < 41000)
