# A card as a block device and as a file system, and every fault of it.
import os
from machine import SD
from tocsin import board

sd = SD()
print(sd, sd is SD(0), sd is SD(freq=10000000), sd.init(), sd.init(20000000))
print([sd.ioctl(op, 0) for op in range(7)], board.devices()[0][:3])

os.mount(sd, "/sd")
with open("/sd/a.txt", "w") as f:
    f.write("on the card\n" * 200)
os.mkdir("/sd/logs")
print(sorted(os.listdir("/sd")), os.stat("/sd/a.txt")[6])
os.umount("/sd")
os.mount(os.mkfat(SD()), "/sd")
with open("/sd/a.txt") as f:
    print(f.readline(), len(f.read()))
try:
    os.mount(sd, "/sd")
except OSError as e:
    print(repr(e))
os.fsformat("/sd")
print(os.listdir("/sd"))

print("sectors")
block = bytearray(1024)
print(sd.writeblocks(8000, b"ab" * 512), sd.readblocks(8000, block), block == b"ab" * 512)
print(sd.readblocks(8191, bytearray(512)), sd.readblocks(8191, block), sd.readblocks(8192, block))
print(sd.writeblocks(8192, block), sd.readblocks(-1, block), sd.writeblocks(1 << 40, block))

for fault in ("absent", "read", "write", "protected", "none"):
    board.set("sd", "fault", fault)
    print(fault, sd.readblocks(8000, block), sd.writeblocks(8000, block))
    try:
        with open("/sd/" + fault, "w") as f:
            f.write("1")
        print("written")
    except OSError as e:
        print(repr(e))

print("closed")
print(sd.deinit(), sd.readblocks(0, block), sd.writeblocks(8000, block))
print(sd.init(), sd.readblocks(0, block), block[510:512])
