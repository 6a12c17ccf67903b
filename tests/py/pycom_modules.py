# Modules and names that Pycom's programs import.
import sys

for name in ("os socket select binascii struct re json time hashlib ssl errno machine io collections random zlib "
             "queue heapq uctypes array math cmath framebuf gc micropython").split():
    plain = __import__(name)
    if name not in ("machine", "array", "math", "cmath", "framebuf", "gc", "micropython", "uctypes"):
        u = __import__("u" + name)
        print(name, u is plain)

import ubinascii
import uhashlib
import uzlib
import io

print(ubinascii.hexlify(uhashlib.sha256(b"abc").digest())[:16], ubinascii.hexlify(uhashlib.sha1(b"abc").digest())[:16])
print(ubinascii.hexlify(uhashlib.md5(b"abc").digest())[:16])
print(ubinascii.b2a_base64(b"abc"), ubinascii.unhexlify("6162"))
z = ubinascii.unhexlify("789ccb48cdc9c957c84090003a2e067d")  # made by another zlib
raw = z[2:-4]
print(uzlib.decompress(z), uzlib.decompress(raw, -15), uzlib.DecompIO(io.BytesIO(z)).read(4))
for bad in (b"", b"\x00\x01\x02", z[:6]):
    try:
        print(uzlib.decompress(bad))
    except ValueError as e:
        print("ValueError")
print(sys.stdout.write("text\n"), sys.stdout.buffer.write(b"bytes\n"))
import gc

print(gc.mem_free() > 0, gc.mem_alloc() > 0, gc.isenabled(), type(gc.collect()) is int, gc.threshold())
