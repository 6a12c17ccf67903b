# Voltages and tones as an ADC measures them that is wired to a DAC.
import time
from machine import ADC, DAC

adc = ADC()
at22 = adc.channel(pin="P13", attn=ADC.ATTN_11DB)
at21 = adc.channel(pin="P14", attn=ADC.ATTN_11DB)
zero = DAC("P22")
one = DAC(pin="P21")
print(zero, one, zero is DAC("G9"), at22.voltage(), at21.voltage())

for value in (0, 0.5, 1, 1.5, -1, 1 / 255, 0.99 / 255):
    zero.write(value)
    print(value, at22.voltage(), at21.voltage())


def shape(channel):
    # 122.07 Hz at the least: 8192 us are one turn of it.
    values = []
    for _ in range(8):
        values.append(channel.voltage())
        time.sleep_us(1024)
    return values


print("a tone, its scales")
for scale in range(4):
    one.tone(125, scale)
    print(scale, shape(at21))
print("both have one frequency")
one.tone(125, 0)
zero.tone(250, 1)
print(shape(at21), shape(at22))
print("writing to the first stops the sine of the second")
zero.write(0.5)
print(shape(at21), at22.voltage())
one.write(value=0.25)
zero.tone(freq=125, scale=3)
print(at21.voltage(), shape(at22))

print("off")
zero.deinit()
print(zero, at22.voltage(), zero.write(1), zero.tone(125, 0), at22.voltage())
zero.init()
print(at22.voltage(), zero.write(1), at22.voltage())
