# Channels and what they measure: every kind of source, attenuation and width.
import time
from machine import ADC, Pin
from tocsin import board

adc = ADC()
print(adc, adc is ADC(0), adc is ADC(id=0, bits=12))
print(ADC.ATTN_0DB, ADC.ATTN_2_5DB, ADC.ATTN_6DB, ADC.ATTN_11DB)

ch = adc.channel(0)
print(ch, ch is adc.channel(id=0), ch is adc.channel(pin="P13"), ch is adc.channel(0, pin="G5"))
print(ch is adc.channel(pin=Pin("P13")), type(ch))
for attn in range(4):
    ch = adc.channel(0, attn=attn)
    print(ch, ch.value(), ch(), ch.voltage(), ch.value_to_voltage(4095))
for bits in range(9, 13):
    adc.init(bits=bits)
    print(adc, ch.value(), ch.voltage(), ch.value_to_voltage(2**bits - 1))

print("the other channels")
for n in range(8):
    print(adc.channel(n))

print("more than the range, and less")
ch = adc.channel(pin="P13")
for mv in (0, 1, 1099.9, 1100, 3300):
    board.set("adc@P13", mv=mv)
    print(ch.value(), ch.voltage())

print("a sine")
wave = adc.channel(pin="P16", attn=ADC.ATTN_11DB)
for _ in range(5):
    print(wave.voltage())
    time.sleep_ms(250)

print("a digital level through a wire, and the pull")
level = adc.channel(pin="P20", attn=ADC.ATTN_11DB)
out = Pin("P9", Pin.OUT)
for bit in (0, 1):
    out(bit)
    print(level.voltage())
Pin("P9", Pin.IN)
Pin("P20", Pin.IN)
print(level.voltage())
Pin("P20", Pin.IN, Pin.PULL_UP)
print(level.voltage())
Pin("P20", Pin.IN, Pin.PULL_DOWN)
print(level.voltage())

print("the reference at P22, which is wired to P17")
ref = adc.channel(pin="P17", attn=ADC.ATTN_11DB)
print(ref.voltage(), adc.vref_to_pin("P22"), ref.voltage())
adc.vref_to_pin("P6")
print(ref.voltage())

print("calibration")
board.set("adc@P13", mv=550)
print(adc.vref(), ch.voltage(), ch.value_to_voltage(4095))
print(adc.vref(1200), adc.vref())
print(ch.value_to_voltage(4095), ch.value())
print(ch.voltage(), ch.value_to_voltage(4095))

print("closed")
ch.deinit()
print(ch)
ch.init()
print(ch, ch.value())
adc.deinit()
print(adc, ch.value())
print(adc.init(), adc)

print("noise comes from the seed and stays within its limits")
board.set("adc@P13", noise_mv=50)
values = [ch.value_to_voltage(ch()) for _ in range(50)]
print(len(set(values)) > 20, all(540 < v < 660 for v in values))
