# A board in a file: what each form does, and what is wrong with it.
#
# SPDX-License-Identifier: MIT
import unittest

from harness import Case

SHOW = ("import os, time; from tocsin import board; "
        "print(os.uname().nodename, [d.name for d in board.devices()], time.ticks_ms())")

TOML = """\
# A GPy.
board = 'gpy'
virtual-time = true
attach = [
    'i2c0=si7006',  # a sensor
    'uart1=loop',
]
"""

JSON = '{"board": "gpy", "virtual-time": true, "attach": ["i2c0=si7006", "uart1=loop"]}'


class BoardFile(Case):
    def test_toml_and_json_are_the_same_board(self):
        for name, text in (("b.toml", TOML), ("b.json", JSON), ("b", JSON)):
            with self.subTest(name):
                self.write(name, text)
                self.check((0, "GPy ['si7006', 'loop'] 0\n", ""), "--board-file", name, "-c", SHOW)

    def test_the_command_line_wins_and_adds(self):
        self.write("b.toml", TOML)
        self.check((0, "FiPy ['si7006', 'loop', 'bme280'] 0\n", ""), "--board", "fipy", "--attach", "i2c1=bme280",
                   "--board-file", "b.toml", "-c", SHOW)

    def test_a_mistake_is_told_with_file_line_and_column(self):
        for text, error in (
            ("board = 'gpy'\nwyre = []\n", "b.toml:2:1: wyre: unknown key: did you mean 'wire'?"),
            ("board = 'gpy'\nwire = [\n 'P9=P10',\n 'P9=P77',\n]\n",
             "b.toml:4:2: wire P9=P77: board gpy has no pin 'P77': did you mean 'P7' or 'P17'?"),
            ("attach = [\n 'i2c0=si7007',\n]\n",
             "b.toml:2:2: attach i2c0=si7007: i2c has no device 'si7007': did you mean 'si7006'?"),
            ("seed = 1\nseed = 1\n", "b.toml:2:8: key-value pair: cannot redefine existing integer 'seed'"),
            ("flash = 'no/where'\n", "b.toml:1:1: flash no/where: No such file or directory"),
            ("board = gpy\n", "b.toml:1:9: "),
        ):
            with self.subTest(text):
                self.write("b.toml", text)
                status, out, err = self.run_tocsin("--board-file", "b.toml", "-c", SHOW)
                self.assertEqual((2, ""), (status, out), err)
                self.assertEqual("tocsin: " + error, err[:len("tocsin: " + error)])
                self.assertEqual(1, err.count("\n"), err)

    def test_a_file_that_is_not_there(self):
        self.check((2, "", "tocsin: --board-file b.toml: No such file or directory\n"), "--board-file", "b.toml",
                   "-c", SHOW)


if __name__ == "__main__":
    unittest.main()
