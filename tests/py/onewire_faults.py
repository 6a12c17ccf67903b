# A DS18B20 with each fault, read as Pycom programs do: through a small onewire
# library with interrupts off during each slot.
import time
from machine import Pin, disable_irq, enable_irq
from tocsin import board


class OneWire:
    def __init__(self, pin):
        self.pin = pin
        pin.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
        pin(1)

    def reset(self):
        self.pin(0)
        time.sleep_us(480)
        state = disable_irq()
        self.pin(1)
        time.sleep_us(60)
        present = not self.pin()
        enable_irq(state)
        time.sleep_us(420)
        return present

    def write_bit(self, bit):
        state = disable_irq()
        self.pin(0)
        time.sleep_us(1 if bit else 60)
        self.pin(1)
        time.sleep_us(60 if bit else 1)
        enable_irq(state)

    def read_bit(self):
        state = disable_irq()
        self.pin(0)
        time.sleep_us(1)
        self.pin(1)
        time.sleep_us(5)
        bit = self.pin()
        time.sleep_us(40)
        enable_irq(state)
        return bit

    def write(self, data):
        for byte in data:
            for i in range(8):
                self.write_bit(byte >> i & 1)

    def read(self, size):
        return bytes(sum(self.read_bit() << i for i in range(8)) for _ in range(size))

    def scan(self):
        roms, rom, branch = [], 0, 64
        while branch >= 0:
            if not self.reset():
                break
            self.write(b"\xf0")
            last, taken = -1, 0
            for i in range(64):
                bit, complement = self.read_bit(), self.read_bit()
                if bit and complement:
                    return roms
                if not bit and not complement:
                    bit = 1 if i == branch else rom >> i & 1 if i < branch else 0
                    last = i if not bit else last
                self.write_bit(bit)
                taken |= bit << i
            found = taken.to_bytes(8, "little")
            if found[0] == 0 or crc8(found) != 0:
                break  # no family has the code 0: the line is held low
            rom, branch = taken, last
            roms.append(found)
        return roms


class DS18X20:
    def __init__(self, wire):
        self.wire = wire

    def select(self, rom):
        if not self.wire.reset():
            raise OSError("no device on the line")
        self.wire.write(b"\xcc" if rom is None else b"\x55" + rom)

    def temperature(self, rom=None):
        self.select(rom)
        self.wire.write(b"\x44")
        time.sleep_ms(750)
        self.select(rom)
        self.wire.write(b"\xbe")
        pad = self.wire.read(9)
        if crc8(pad) != 0:
            raise OSError("wrong checksum")
        if pad == bytes(9):
            raise OSError("the line is held low")
        return ((pad[0] | pad[1] << 8) ^ 0x8000) / 16 - 2048


def crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc


def measure(rom=None):
    try:
        return thermometer.temperature(rom)
    except OSError as error:
        return error


wire = OneWire(Pin("P10"))
thermometer = DS18X20(wire)
print("alone:", measure())
for fault in ("crc", "absent", "stuck", "none"):
    board.set("ds18b20", fault=fault)
    print(" ", fault, wire.reset(), len(wire.scan()), measure())

second = board.attach("onewire@P10=ds18b20,temperature=-4.5")
roms = wire.scan()
print("two:", [rom[0] for rom in roms], [crc8(rom) for rom in roms], roms[0] != roms[1])
print(" ", [measure(rom) for rom in roms])
for fault in ("crc", "absent", "stuck", "none"):
    board.set(second, fault=fault)
    print(" ", fault, wire.reset(), [measure(rom) for rom in roms])
for device in ("ds18b20", second):
    board.set(device, fault="absent")
print("  both absent", wire.reset(), wire.scan(), measure(), measure(roms[0]))
board.detach(second)
board.detach("ds18b20")
print("gone:", wire.reset(), measure())
