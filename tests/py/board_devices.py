# What is on the wires: attach, set, get, devices, detach.
from tocsin import board

for device in board.devices():
    print(device.name, device.place, device.kind)
print(board.get("hall"))

name = board.attach("i2c1=si7006,temperature=-3.25")
print(name, board.get(name, "temperature"), board.get("i2c1@0x40", "humidity"))
board.set(name, "temperature", 30)
board.set(name, humidity=12.5, fault="crc")
print(board.get(name, "temperature"), board.get(name, "humidity"), board.get(name, "fault"))
board.detach(name)
name = board.attach("can0=loop")
print(name, board.get(name))
board.detach(name)
board.detach("i2c0@0x41")
print(board.devices())
