# The six functions of Pycom's hashlib, and what follows a digest.
import hashlib
import uhashlib
from ubinascii import hexlify

print(uhashlib is hashlib)
for name in "md5 sha1 sha224 sha256 sha384 sha512".split():
    make = getattr(hashlib, name)
    h = make(b"a")
    other = make("other")  # several at a time
    h.update("b")
    h.update(bytearray(b"c"))
    first = h.digest()
    print(name, len(first), hexlify(first)[:20], h, make)
    print(first == make(b"abc").digest(), h.update(b"more"), h.digest() == first, other.digest() != first)

print(hexlify(hashlib.sha512().digest())[:16])
for call in (lambda: hashlib.sha256(5), lambda: hashlib.sha256().update(None), lambda: hashlib.md5(b"", b""), lambda: hashlib.sha1().update()):
    try:
        call()
    except TypeError as e:
        print("TypeError", e)
for n in range(300):
    hashlib.sha384(bytes(100))
