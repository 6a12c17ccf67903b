# AES as programs for Pycom's boards use it: defaults, kinds of data, and state
# that carries over from call to call.
#
# SPDX-License-Identifier: MIT
import crypto
import ucrypto
from crypto import AES
from ubinascii import hexlify

KEY = b"pycomisthekey..."
IV = b"thisisthetestIV "

print(crypto, ucrypto is crypto, AES, AES(KEY))
print(AES.MODE_ECB, AES.MODE_CBC, AES.MODE_CFB, AES.MODE_CTR, AES.SEGMENT_8, AES.SEGMENT_128)
print(isinstance(AES(KEY), AES), hasattr(AES(KEY), "MODE_ECB"), hasattr(AES, "encrypt"))

# The vectors of the original's own test.
print(hexlify(AES(KEY, AES.MODE_ECB).encrypt("testing ecb 123.")))
print(hexlify(AES(KEY, AES.MODE_CBC, IV).encrypt("testing cbc 123.")))
print(hexlify(AES(KEY, AES.MODE_CFB, IV).encrypt("this is a test..")))
print(hexlify(AES(KEY, AES.MODE_CFB, IV, segment_size=AES.SEGMENT_128).encrypt("this is a test..")))
COUNTER = b"0123456789012345"
print(hexlify(AES(KEY, AES.MODE_CTR, counter=COUNTER).encrypt("this is a ctr test")))
cipher = AES(KEY, AES.MODE_CTR, counter=COUNTER)
cipher.encrypt("lets repeat the test")
print(hexlify(cipher.encrypt("but this time let's continue")))

# In pieces as at once.
data = bytes(range(256))
MODES = (
    ("CBC", 16, lambda: AES(KEY, AES.MODE_CBC, IV)),
    ("CFB8", 7, lambda: AES(KEY, AES.MODE_CFB, IV)),
    ("CFB128", 7, lambda: AES(KEY, AES.MODE_CFB, IV, None, AES.SEGMENT_128)),
    ("CTR", 7, lambda: AES(key=KEY, mode=AES.MODE_CTR, counter=COUNTER)),
)
for name, size, make in MODES:
    pieces = make()
    secret = b"".join(pieces.encrypt(data[i:i + size]) for i in range(0, 256, size))
    back = make()
    plain = b"".join(back.decrypt(secret[i:i + size]) for i in range(0, 256, size))
    print(name, secret == make().encrypt(data), plain == data, secret != data)

# The counter goes on over all of its 128 bits.
once = AES(KEY, AES.MODE_CTR, counter=b"\xff" * 16).encrypt(bytes(32))
print(once[16:] == AES(KEY, AES.MODE_CTR, counter=bytes(16)).encrypt(bytes(16)))
print(once[:16] == AES(KEY).encrypt(b"\xff" * 16))

# A vector that is not given is zeros; where none is used it is not looked at.
print(AES(KEY, AES.MODE_CBC).encrypt(bytes(16)) == AES(KEY, AES.MODE_CBC, bytes(16)).encrypt(bytes(16)))
print(AES(KEY, AES.MODE_ECB, b"short").encrypt(bytes(16)) == AES(KEY).encrypt(bytes(16)))
# Neither is a segment size outside of CFB.
print(AES(KEY, AES.MODE_ECB, segment_size=5).encrypt(bytes(16)) == AES(KEY).encrypt(bytes(16)))

for kind in (bytes, bytearray, memoryview):
    print(AES(kind(KEY)).encrypt(kind(b"0123456789abcdef")) == AES(KEY).encrypt("0123456789abcdef"))
print(AES(KEY).encrypt(""), AES(KEY, AES.MODE_CTR, counter=COUNTER).decrypt(b""))
# The key is copied.
key = bytearray(KEY)
cipher = AES(key)
key[0] = 0
print(hexlify(cipher.encrypt("testing ecb 123.")))
