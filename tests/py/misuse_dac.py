# Every exception of machine.DAC.
from machine import DAC


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


attempt(DAC)
attempt(DAC, None)
attempt(DAC, "P9")
attempt(DAC, "P77")
attempt(DAC, 25)
attempt(DAC, "P22", 1)
dac = DAC("P22")
attempt(dac.write)
attempt(dac.write, "high")
attempt(dac.tone)
attempt(dac.tone, 1000)
attempt(dac.tone, 124, 0)
attempt(dac.tone, 20001, 0)
attempt(dac.tone, 125, 4)
attempt(dac.tone, 20000, -1)
attempt(dac.tone, 124, 9)
attempt(dac.tone, 440.0, 0)
attempt(dac.tone, frequency=440, amplitude=0)
attempt(dac.init, 8)
attempt(dac.tone, 20000, 3)
