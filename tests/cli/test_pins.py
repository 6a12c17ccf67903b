# Boards of a Linux machine: pins from a table, from maps, and simulated ones.
#
# SPDX-License-Identifier: MIT
from harness import Case

HEADER = "pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use,line\n"
TABLE = HEADER + "LED,,0,io,0,,,,0,a lamp,no-such-chip:4\nKEY,B1,1,io,0,,,,0,,no-such-chip:KEY\nX,,2,io,0,,,,0,,\n"


class Pins(Case):
    def setUp(self):
        super().setUp()
        self.write("maps/garden.csv", TABLE)

    def test_a_table_is_a_board(self):
        self.check((0, "garden\nPin('KEY', mode=Pin.IN, pull=None, alt=-1)\n", ""), "--board", "maps/garden.csv", "--map", "pins=sim",
                   "-c", "from machine import Pin\nfrom tocsin import board\nprint(board.name())\nprint(Pin('B1'))")

    def test_its_lines_are_real(self):
        status, out, err = self.run_tocsin("--board", "maps/garden.csv", "-c", "from machine import Pin; Pin('X'); Pin('LED')")
        self.assertEqual((1, ""), (status, out))
        self.assertIn("OSError: resource not available: LED: no-such-chip: there is no such chip", err)

    def test_a_line_of_its_own_is_not_simulated(self):
        code = "from tocsin import board\ntry:\n    board.drive('KEY', 1)\nexcept ValueError as error:\n    print(error)"
        self.check((0, "KEY is a pin of this machine, no-such-chip:KEY, and not simulated\n", ""),
                   "--board", "maps/garden.csv", "-c", code)
        self.check((2, "", "tocsin: --wire X=LED: LED is a pin of this machine, no-such-chip:4; --map LED=sim simulates it\n"),
                   "--board", "maps/garden.csv", "--wire", "X=LED", "-c", "pass")
        self.check((2, "", "tocsin: --attach onewire@KEY=ds18b20: KEY is no-such-chip:KEY: nothing simulated can be attached to it\n"),
                   "--board", "maps/garden.csv", "--attach", "onewire@KEY=ds18b20", "-c", "pass")

    def test_a_recording_does_not_drive_it(self):
        self.write("a.vcd", "$timescale 1 ns $end\n$var wire 1 ! LED $end\n$enddefinitions $end\n#0\n0!\n#9\n1!\n")
        self.check((2, "", "tocsin: --replay a.vcd: line 2: 'LED' would drive LED, a pin of this machine, no-such-chip:4; "
                    "--map LED=sim simulates it\n"), "--board", "maps/garden.csv", "--replay", "a.vcd", "-c", "pass")
        self.check((0, "", ""), "--board", "maps/garden.csv", "--map", "LED=sim", "--virtual-time", "--replay", "a.vcd", "-c", "pass")

    def test_a_wrong_table_is_told_with_its_line(self):
        self.write("bad.csv", HEADER + "LED,,0,io,0,,,,0,,no-such-chip\n")
        self.check((2, "", "tocsin: --board bad.csv: 'no-such-chip' is no line of a chip, such as LED=gpiochip0:17 or "
                    "LED=gpiochip0:GPIO17; 'tocsin pins' lists them\n"), "--board", "bad.csv", "-c", "pass")
        self.write("bad.csv", HEADER + "LED,,64,io,0,,,,0,,\n")
        self.check((2, "", "tocsin: --board bad.csv: line 2: gpio '64' is no number from 0 to 63\n"), "--board", "bad.csv", "-c", "pass")
        self.write("bad.csv", "#" * 70000)
        self.check((2, "", "tocsin: --board bad.csv: cannot be read: is longer than 64 KiB\n"), "--board", "bad.csv", "-c", "pass")

    def test_a_real_bus_has_pads_of_its_own(self):
        # The default pins are P9, which is not there, and P10, which is the first pad.
        self.write("one.csv", HEADER + "P10,,0,io,0,,,,0,,\n")
        _, _, err = self.run_tocsin("--board", "one.csv", "--map", "i2c0=/dev/null", "-c", "from machine import I2C; I2C(0)")
        self.assertIn("OSError: resource not available: /dev/null: not supported\n", err)

    def test_what_is_mapped_is_there_on_linux(self):
        self.check((0, "1\n", ""), "--board", "linux", "--map", "A=sim", "--map", "B=sim", "--wire", "A=B", "-c",
                   "from machine import Pin; Pin('A', Pin.OUT, value=1); print(Pin('B')())")
