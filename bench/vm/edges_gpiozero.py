# The same for gpiozero, whose pins are lgpio's.
#
#   edges_gpiozero.py CHIP OFFSET FOLDER [busy]    lgpio may be in FOLDER, too
#
# SPDX-License-Identifier: MIT
import sys
import time

from edges_python import run

sys.path.append(sys.argv[3])
try:
    from gpiozero import DigitalInputDevice
    from gpiozero.pins.lgpio import LGPIOFactory
except ImportError as error:
    print("absent:", error)
    sys.exit()


class Factory(LGPIOFactory):
    def _get_revision(self):
        return 0xA03111  # a Raspberry Pi 4, which the guest is not


edge_s = 0.0
late_ns = []


class Input(DigitalInputDevice):
    def _pin_changed(self, ticks, state):
        global edge_s
        edge_s = ticks
        super()._pin_changed(ticks, state)


def on_edge():
    late_ns.append(time.monotonic_ns() - round(edge_s * 1e9))


chip = int(sys.argv[1].removeprefix("/dev/gpiochip"))
device = Input(int(sys.argv[2]), pull_up=None, active_state=True, pin_factory=Factory(chip))
device.when_activated = on_edge
device.when_deactivated = on_edge
# What lgpio dropped is not known.
run(late_ns)
