# Every exception of machine.SD, and of what is no card.
from machine import SD
from tocsin import board


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


attempt(SD, 1)
attempt(SD, -1)
attempt(SD, 0, 1000, 2)
attempt(SD, 0, baudrate=1)
sd = SD()
attempt(sd.init, 1, 2)
attempt(sd.readblocks, 0)
attempt(sd.readblocks, 0, b"constant")
attempt(sd.readblocks, "0", bytearray(512))
attempt(sd.writeblocks, 0, 5)
attempt(sd.ioctl, 4)
board.set("sd", fault="absent")
attempt(SD)
attempt(sd.init)
board.detach("sd")
attempt(SD)
attempt(sd.init)
print(sd.readblocks(0, bytearray(512)))

print("what is no card")
for text in (
    "sd0=card.img",
    "sd@P8=card.img",
    "sd=nowhere.img",
    "sd=nowhere/card.img,create=1M",
    "sd=card.img,create=much",
    "sd=card.img,create=1K",
    "sd=card.img,create=33G",
    "sd=card.img,create=99999999999999999999G",
    "sd=card.img,create=100001",
    "sd=tls_cert.pem",
    "sd=/,create=1M",
    "sd=card.img,fault=slow",
):
    attempt(board.attach, text)
print(board.devices())
