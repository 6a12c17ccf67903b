# run: tocsin --virtual-time --attach sd=build/sd_log.img,create=16M examples/sd_log.py
#
# A logger: a line a minute on an SD card, until somebody pulls the card.
import os
import time
from machine import ADC, SD
from tocsin import board

os.mount(SD(), "/sd")
channel = ADC().channel(pin="P13", attn=ADC.ATTN_11DB)
board.attach("adc@P13=sine,mv=1500,amplitude_mv=500,hz=0.002")
for minute in range(10):
    if minute == 5:
        board.set("sd", "fault", "absent")
    try:
        with open("/sd/log.csv", "w" if minute == 0 else "a") as log:
            log.write("%d,%d\n" % (minute, channel.voltage()))
    except OSError as e:
        print("minute", minute, "is lost:", e)
        break
    time.sleep(60)
board.set("sd", "fault", "none")
with open("/sd/log.csv") as log:
    print(log.read())
