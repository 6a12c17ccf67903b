# A recorded voltage: straight lines between points and a step, and what is no
# recording.
import time
from machine import ADC
from tocsin import board

channel = ADC().channel(pin="P13", attn=ADC.ATTN_11DB)
for _ in range(14):
    print(time.ticks_ms(), channel.voltage())
    time.sleep_ms(250)
try:
    board.set("adc@P13", "path", "other")
except ValueError as e:
    print(e)
board.detach("file")
print(channel.voltage())
try:
    board.attach("adc@P13=file,path=adc_file_bad.csv")
except ValueError as e:
    print(e)
print(board.devices())
