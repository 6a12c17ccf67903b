# run: tocsin --virtual-time --attach adc@P16=constant,mv=950 examples/adc_battery.py
#
# The battery of an expansion board: a divider takes its voltage to P16, where
# half of it and a little less is measured. An alarm warns when it runs low.
from machine import ADC, Timer
from tocsin import board

DIVIDER = (115 + 56) / 56  # its two resistors, in kiloohms

adc = ADC()
battery = adc.channel(pin="P16", attn=ADC.ATTN_11DB)


def volts():
    samples = [battery.voltage() for _ in range(8)]
    return sum(samples) / len(samples) * DIVIDER / 1000


def look(alarm):
    # What discharges it is not the program's business: the world does.
    level = volts()
    print("%.2f V%s" % (level, ", low" if level < 2.5 else ""))
    board.set("adc@P16", mv=board.get("adc@P16", "mv") - 60)
    if level < 2.5:
        alarm.cancel()


Timer.Alarm(look, 60, periodic=True)
