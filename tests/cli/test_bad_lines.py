# Each bad command line of section 6 of the design: one clear line on stderr,
# nothing on stdout, exit status 2.
#
# SPDX-License-Identifier: MIT
import os

from harness import Case

DEPTH_RULE = ": has to be a power of two from 1 to 65536, such as 8 or 16\n"

LINES = {
    "unknown option": (["--virtual"], "unknown option '--virtual': did you mean '--virtual-time'?\n"),
    "unknown letter": (["-z"], "unknown option '-z': see 'tocsin --help'\n"),
    "depth 12": (["--irq-depth", "12", "a.py"], "--irq-depth 12" + DEPTH_RULE),
    "depth 0": (["--irq-depth", "0"], "--irq-depth 0" + DEPTH_RULE),
    "depth -1": (["--irq-depth", "-1"], "--irq-depth -1" + DEPTH_RULE),
    "depth 131072": (["--irq-depth", "131072"], "--irq-depth 131072" + DEPTH_RULE),
    "depth text": (["--irq-depth=many"], "--irq-depth many" + DEPTH_RULE),
    "full": (["--irq-full", "both"], "--irq-full both: has to be newest or oldest\n"),
    "seed": (["--seed", "x"],
             "--seed x: has to be a number from 0 to 18446744073709551615, decimal or 0x\n"),
    "wire to itself": (["--wire", "P9=P9"], "--wire P9=P9: a wire joins two different pins\n"),
    "wire to itself by G": (["--wire", "P9=G16"], "--wire P9=G16: a wire joins two different pins\n"),
    "half a wire": (["--wire", "P9"], "--wire P9: has to be two pins, such as P9=P10\n"),
    "half a press": (["--press", "P10"],
                     "--press P10: has to be a pin, when and how long, such as P10@1.5s:200ms\n"),
    "press without unit": (["--press", "P10@1.5"],
                           "--press P10@1.5: a duration needs a unit (s, ms, us, ns), such as 1.5s\n"),
    "no value": (["--board"], "--board needs a value: --board NAME\n"),
    "no code": (["-c"], "-c needs a value: -c CODE\n"),
    "no module": (["-m"], "-m needs a value: -m MODULE\n"),
    "empty script": ([""], "the name of the script is empty\n"),
}


class BadLines(Case):
    def refused(self, arguments, message):
        self.check((2, "", "tocsin: " + message), *arguments)

    def test_each_has_its_message(self):
        for name, (arguments, message) in LINES.items():
            with self.subTest(name):
                self.refused(arguments, message)

    def test_unknown_names_come_with_the_near_misses(self):
        for arguments, unknown, near in (
            (["--board", "lopy5"], "lopy5", "lopy4"),
            (["--board", "LoPy4"], "LoPy4", "lopy4"),
            (["--wire", "P9=P25"], "P25", "P2"),
            (["--wire", "p9=P10"], "p9", "P9"),
            (["--press", "P1O@1s"], "P1O", "P10"),
        ):
            with self.subTest(arguments):
                status, out, err = self.run_tocsin(*arguments)
                self.assertEqual((2, ""), (status, out))
                self.assertEqual(1, err.count("\n"))
                self.assertTrue(err.startswith("tocsin: " + arguments[0]), err)
                self.assertIn(unknown, err)
                self.assertIn(near, err.replace(unknown, ""))

    def test_pins_of_another_board(self):
        status, out, err = self.run_tocsin("--board", "lopy4", "--wire", "P9=P98")
        self.assertEqual((2, ""), (status, out))
        self.assertIn("P98", err)
        self.check((0, "", ""), "--wire", "P9=P98", "--board", "gpy", "-c", "pass")

    def test_script_that_is_not_there(self):
        self.refused(["absent.py"], "cannot read 'absent.py': No such file or directory\n")

    def test_script_that_is_a_folder(self):
        (self.folder / "src").mkdir()
        self.refused(["src"], "cannot read 'src': is a folder\n")

    def test_script_that_may_not_be_read(self):
        self.write("secret.py", "").chmod(0)
        if os.access(self.folder / "secret.py", os.R_OK):
            self.skipTest("root may read everything")
        self.refused(["secret.py"], "cannot read 'secret.py': Permission denied\n")

    def test_flash_that_is_not_there(self):
        self.refused(["--flash", "absent"], "--flash absent: No such file or directory (an image that is made ends in "
                     ".lfs, .fat or .img)\n")

    def test_flash_that_is_a_file(self):
        self.write("flash", "")
        self.refused(["--flash", "flash"], "--flash flash: is neither a folder nor a LittleFS2 or FAT image\n")

    def test_nothing_of_the_script_runs(self):
        self.write("a.py", "print('ran')\n")
        status, out, _ = self.run_tocsin("--irq-depth", "12", "a.py")
        self.assertEqual((2, ""), (status, out))
