# Every exception of the devices of tocsin.board.
from tocsin import board


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


attempt(board.attach)
attempt(board.attach, 5)
attempt(board.attach, "si7006")
attempt(board.attach, "i2c0@0x78=si7006")
attempt(board.attach, "i2c0=si7006,temperature=200")
attempt(board.attach, "i2c0=si7006")
attempt(board.attach, "i2c0=si7006")
attempt(board.attach, "i2c1=si7006,name=si7006")
attempt(board.set, "si7006", "temperature")
attempt(board.set, "si7006", "temperature", "warm")
attempt(board.set, "si7006", temprature=3)
attempt(board.set, "si7005", temperature=3)
attempt(board.get, "si7006", "x")
attempt(board.get, "si7005")
attempt(board.get, "si7005", "temperature")
attempt(board.detach, "si7005")
attempt(board.get, "si7006", "temperature")
