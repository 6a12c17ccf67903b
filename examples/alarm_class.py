# run: tocsin --virtual-time examples/alarm_class.py
#
# A clock that counts seconds and stops itself after ten.
#
# SPDX-License-Identifier: MIT
from machine import Timer


class Clock:
    def __init__(self):
        self.seconds = 0
        self.alarm = Timer.Alarm(self.on_second, 1, periodic=True)

    def on_second(self, alarm):
        self.seconds += 1
        print("%02d seconds have passed" % self.seconds)
        if self.seconds == 10:
            self.alarm.cancel()


clock = Clock()
