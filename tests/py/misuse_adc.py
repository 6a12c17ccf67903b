# Every exception of machine.ADC, of its channels, and of what is attached.
from machine import ADC
from tocsin import board


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


print("the constructor")
attempt(ADC, 1)
attempt(ADC, -1)
attempt(ADC, bits=8)
attempt(ADC, bits=13)
attempt(ADC, 0, 12)
attempt(ADC, 0, width=12)

adc = ADC()
print("the converter")
attempt(adc.init, bits=8)
attempt(adc.init, 12)
attempt(adc.vref, -1)
attempt(adc.vref, "P9")
attempt(adc.vref_to_pin, "P9")
attempt(adc.vref_to_pin, "P13")
attempt(adc.vref_to_pin, "P77")
attempt(adc.vref_to_pin)

print("its channels")
attempt(adc.channel)
attempt(adc.channel, 8)
attempt(adc.channel, -1)
attempt(adc.channel, None)
attempt(adc.channel, 0, pin="P14")
attempt(adc.channel, 0, pin="P9")
attempt(adc.channel, pin="P9")
attempt(adc.channel, pin="P77")
attempt(adc.channel, pin=13)
attempt(adc.channel, pin="P13", attn=4)
attempt(adc.channel, pin="P13", attn=-1)
attempt(adc.channel, 0, 3)
channel = adc.channel(0)
attempt(type(channel))
attempt(channel, 1)
attempt(channel.value_to_voltage)
attempt(channel.value_to_voltage, 1.5)
print(channel.value_to_voltage(-1), channel.value_to_voltage(1 << 40))

print("a channel that is closed")
channel.deinit()
attempt(channel)
attempt(channel.value)
attempt(channel.voltage)
attempt(channel.value_to_voltage, 1)

print("a converter that is closed")
adc.deinit()
attempt(channel.init)
attempt(adc.channel, 0)
attempt(adc.channel, 0, attn=4)
print(adc, channel)

print("what is attached")
attempt(board.attach, "adc@P9=constant")
attempt(board.attach, "adc@P77=constant")
attempt(board.attach, "adc=constant")
attempt(board.attach, "adc@P13=constnat")
attempt(board.attach, "adc@P13=constant,mv=3301")
attempt(board.attach, "adc@P13=constant,mv=-1")
attempt(board.attach, "adc@P13=file")
attempt(board.attach, "adc@P13=file,path=nowhere.csv")
attempt(board.attach, "adc@P13=sine,volts=1")
attempt(board.attach, "adc@P13=constant")
attempt(board.attach, "adc@P13=sine")
