# Formatting, measuring and mounting block devices, as Pycom has it.
import os


class Disk:
    def __init__(self, blocks):
        self.data = bytearray(blocks * 512)

    def readblocks(self, n, buf):
        buf[:] = self.data[n * 512 : n * 512 + len(buf)]

    def writeblocks(self, n, buf):
        self.data[n * 512 : n * 512 + len(buf)] = buf

    def ioctl(self, op, arg):
        return {4: len(self.data) // 512, 5: 512}.get(op, 0)


print(sorted(os.listdir("/flash")), os.getfree("/flash") > 100, os.sync())
with open("/flash/data", "w") as f:
    f.write("x" * 5000)
before = os.getfree("/flash")
os.fsformat("/flash")
print(os.listdir("/flash"), os.getfree("/flash") > before)

disk = Disk(300)
os.mkfat.mkfs(disk)
os.mount(disk, "/sd")
with open("/sd/a.txt", "w") as f:
    f.write("on the card")
print(os.listdir("/sd"), open("/sd/a.txt").read(), os.getfree("/sd"))
try:
    os.mount(disk, "/sd")
except OSError as e:
    print(repr(e))
os.mkfs("/sd")
print(os.listdir("/sd"))
os.unmount("/sd")
os.mount(os.mkfat(disk), "/sd")
print(os.listdir("/sd"), type(os.mkfat(disk)))
os.umount("/sd")
