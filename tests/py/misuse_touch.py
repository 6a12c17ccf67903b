# Every exception of machine.Touch and of what is attached to a touch pad.
from machine import Touch
from tocsin import board


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


attempt(Touch)
attempt(Touch, "P13")
attempt(Touch, "P77")
attempt(Touch, 4)
attempt(Touch, pin="P10")
attempt(Touch, "P10", 1)
pad = Touch("P10")
attempt(pad.config)
attempt(pad.config, "low")
attempt(pad.read, 1)
attempt(pad.init_value, None)
attempt(pad.init_value, 1, 2)
attempt(lambda: pad.callback)
attempt(board.attach, "touch@P13=constant")
attempt(board.attach, "touch=constant")
attempt(board.attach, "touch@P10=constant,value=-1")
attempt(board.attach, "touch@P10=constant,value=1.5")
attempt(board.attach, "touch@P10=finger")
