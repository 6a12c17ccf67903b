# What a board with --flash stores lies in a file beside that folder, and a
# later process finds it there.
#
# SPDX-License-Identifier: MIT
import subprocess

from harness import LIMIT, Case, command, environment

COUNT = """
import os, pycom
boots = pycom.nvs_get("boots", 0) + 1
pycom.nvs_set("boots", boots)
print(boots, pycom.wifi_on_boot(), [name for name in os.listdir("/flash") if "nvs" in name])
pycom.wifi_on_boot(False)
"""


class Nvs(Case):
    def run_code(self, flash, code):
        done = subprocess.run(command("--flash", flash, "-c", code), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT, env=environment())
        return done.returncode, done.stdout.decode().replace("\r", "")

    def flash(self):
        folder = self.folder / "board"
        folder.mkdir()
        return folder

    def test_a_later_process_finds_what_was_stored(self):
        flash = self.flash()
        self.assertEqual(self.run_code(flash, COUNT), (0, "1 True []\n"))
        self.assertEqual(self.run_code(str(flash) + "/", COUNT), (0, "2 False []\n"))
        self.assertEqual((flash.parent / "board.nvs").read_text(),
                         "# Tocsin: what this board stores\n"
                         'nvs "boots" 2\nconfig "wifi" 0\nend 2\n')
        self.assertEqual(sorted(path.name for path in flash.parent.iterdir()), ["board", "board.nvs"])

    def test_a_damaged_file_is_told_and_left_alone(self):
        flash = self.flash()
        stored = flash.parent / "board.nvs"
        stored.write_text('nvs "boots" two\nend 1\n')
        status, said = self.run_code(flash, COUNT)
        self.assertEqual(status, 2)
        self.assertEqual(said, "tocsin: cannot read what the board stores: %s: line 1: the value is "
                               "neither a number nor a text in quotes\n" % stored.resolve())
        self.assertEqual(stored.read_text(), 'nvs "boots" two\nend 1\n')

    def test_what_cannot_be_kept_raises(self):
        flash = self.flash()
        (flash.parent / "board.nvs.new").mkdir()
        status, said = self.run_code(flash, "import pycom\ntry:\n pycom.nvs_set('a', 1)\n"
                                            "except Exception as e: print(type(e), e)\n"
                                            "try:\n pycom.wifi_on_boot(False)\n"
                                            "except OSError as e: print(e)\n"
                                            "try:\n pycom.nvs_erase_all()\n"
                                            "except OSError as e: print(e)\n"
                                            "print(pycom.nvs_get('a', None), pycom.wifi_on_boot())")
        self.assertEqual((status, said), (0, "<class 'Exception'> Error occurred while storing value, code: -5\n"
                                             "[Errno 5] EIO\nthe requested operation failed\nNone True\n"))
