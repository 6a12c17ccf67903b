# run: tocsin --virtual-time --seed 1 examples/aes_message.py
#
# A sensor's message, encrypted and with a new vector each time, and what the
# other side does with it.
#
# SPDX-License-Identifier: MIT
import struct
import crypto
from crypto import AES
from ubinascii import hexlify

KEY = b"notsuchsecretkey"
FORMAT = "<IhH"  # sequence number, temperature in 0.1 degrees, humidity in %


def pack(sequence, temperature, humidity):
    iv = crypto.getrandbits(128)
    plain = struct.pack(FORMAT, sequence, round(temperature * 10), humidity)
    return iv + AES(KEY, AES.MODE_CFB, iv).encrypt(plain)


def unpack(message):
    plain = AES(KEY, AES.MODE_CFB, message[:16]).decrypt(message[16:])
    sequence, temperature, humidity = struct.unpack(FORMAT, plain)
    return sequence, temperature / 10, humidity


for sequence, reading in enumerate(((21.5, 48), (21.5, 48), (-3.0, 90))):
    message = pack(sequence, *reading)
    print(len(message), "bytes:", hexlify(message[16:]).decode())
    print(unpack(message))
