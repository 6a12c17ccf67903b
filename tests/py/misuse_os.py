# What Pycom's os functions refuse.
import os


def show(fn, *args):
    try:
        print(fn(*args))
    except Exception as e:
        print(type(e).__name__, e)


class OnlyRead:
    def read(self, n):
        return b""


show(os.fsformat, "/")
show(os.fsformat, "flash")
show(os.fsformat, "/nowhere")
show(os.fsformat, "/flash/lib")
show(os.fsformat, "/flash")
show(os.fsformat, 5)
show(os.getfree, "/flash/absent/path")
show(os.dupterm, 5)
show(os.dupterm, OnlyRead())
show(os.dupterm, None, 1)
show(os.umount, "/nowhere")
show(os.mkfs, "/")
