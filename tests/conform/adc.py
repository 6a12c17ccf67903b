# ADC: 550 mV at P13.
#
# SPDX-License-Identifier: MIT
from machine import ADC

adc = ADC()
for attn in (ADC.ATTN_0DB, ADC.ATTN_2_5DB, ADC.ATTN_6DB, ADC.ATTN_11DB):
    channel = adc.channel(pin="P13", attn=attn)
    print(channel, channel.value(), channel(), channel.voltage())
for bits in range(9, 13):
    adc.init(bits=bits)
    print(adc, channel.value(), channel.voltage())
channel.deinit()
channel.init()
print(channel.voltage())
