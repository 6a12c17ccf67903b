# Each exception of the crypto module but those about RSA keys.
#
# SPDX-License-Identifier: MIT
import crypto
from crypto import AES

KEY = bytes(16)


def show(what, function, *args, **keywords):
    try:
        print(what, function(*args, **keywords))
    except Exception as error:
        print(what, type(error).__name__, error)


show("no key", AES)
for size in (0, 15, 17, 23, 33):
    show("key of %d" % size, AES, bytes(size))
show("key int", AES, 16)
for mode in (0, 4, 5, 7, -1):
    show("mode %d" % mode, AES, KEY, mode)
show("mode text", AES, KEY, "ECB")
show("IV of 15", AES, KEY, AES.MODE_CBC, bytes(15))
show("IV of 17", AES, KEY, AES.MODE_CFB, bytes(17))
show("IV int", AES, KEY, AES.MODE_CBC, 5)
show("no counter", AES, KEY, AES.MODE_CTR)
show("IV as counter", AES, KEY, AES.MODE_CTR, bytes(16))
show("counter of 15", AES, KEY, AES.MODE_CTR, counter=bytes(15))
show("counter int", AES, KEY, AES.MODE_CTR, counter=5)
show("counter in ECB", AES, KEY, AES.MODE_ECB, counter=bytes(16))
show("counter in CFB", AES, KEY, AES.MODE_CFB, counter=bytes(16))
for size in (0, 16, 64):
    show("segment %d" % size, AES, KEY, AES.MODE_CFB, bytes(16), segment_size=size)
show("unknown keyword", AES, KEY, padding=1)
show("ECB of 15", AES(KEY).encrypt, bytes(15))
show("ECB of 17", AES(KEY).decrypt, bytes(17))
show("CBC of 1", AES(KEY, AES.MODE_CBC).encrypt, b"1")
show("data int", AES(KEY).encrypt, 16)
show("data None", AES(KEY).encrypt, None)
show("no data", AES(KEY).encrypt)
show("cipher of a cipher", type(AES(KEY)))
show("bits text", crypto.getrandbits, "8")
show("bits float", crypto.getrandbits, 8.5)
show("bits negative", crypto.getrandbits, -1)
show("bits none", crypto.getrandbits)
