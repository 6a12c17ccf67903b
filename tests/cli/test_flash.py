# What lies behind /flash: folders, images, and power cuts at every write.
#
# SPDX-License-Identifier: MIT
import fcntl
import os
import unittest

from harness import Case, emulator, preloaded

PROMPT = ">>> "
LAYOUT = ["boot.py", "cert", "lib", "main.py", "sys"]
IMAGES = ("board.lfs", "board.fat", "board.img")

# Files that are there before, and what is done to others when the power fails.
BEFORE = """
import os
for name, size in (('small', 3), ('medium', 700), ('large', 9000)):
    with open(name, 'wb') as f:
        f.write((name + '-').encode() * (size // len(name)))
os.mkdir('folder')
with open('folder/inner', 'wb') as f:
    f.write(b'inner' * 300)
"""
SCENARIO = """
import os
with open('victim', 'wb') as f:
    for n in range(6):
        f.write(bytes([n]) * 900)
with open('victim', 'ab') as f:
    f.write(b'more')
os.rename('victim', 'folder/moved')
os.mkdir('folder/new')
os.remove('folder/moved')
print('done')
"""
LOOK = """
import os
def show(path):
    for name, kind, *_ in sorted(os.ilistdir(path)):
        full = path + '/' + name
        if kind == 0x4000:
            show(full)
        elif name in ('small', 'medium', 'large', 'inner', 'boot.py', 'main.py'):
            with open(full, 'rb') as f:
                data = f.read()
            print(full, len(data), sum(data))
show('/flash')
"""


def paste(*texts):
    return b"".join(b"\x05" + text.encode() + b"\x04" for text in texts)


class Folder(Case):
    def test_an_empty_one_gets_the_layout(self):
        (self.folder / "flash").mkdir()
        self.run_tocsin("--flash", "flash")
        self.assertEqual(LAYOUT, sorted(os.listdir(self.folder / "flash")))
        for name in ("boot.py", "main.py"):
            self.assertEqual(1, (self.folder / "flash" / name).read_text().count("\n"))

    def test_what_is_missing_is_added(self):
        self.write("flash/main.py", "print('mine')\n")
        _, out, _ = self.run_tocsin("--flash", "flash")
        self.assertIn("mine\n", out)
        self.assertEqual(LAYOUT, sorted(os.listdir(self.folder / "flash")))

    def test_a_project_is_left_as_it_is(self):
        self.write("flash/project.pymakr", "{}")
        self.write("flash/main.py", "")
        self.run_tocsin("--flash", "flash")
        self.assertEqual(["main.py", "project.pymakr"], sorted(os.listdir(self.folder / "flash")))

    def test_size_is_no_matter_of_folders(self):
        (self.folder / "flash").mkdir()
        self.check((2, "", "tocsin: --flash flash: is there already, with another size\n"),
                   "--flash", "flash,size=4M")


class Image(Case):
    def lines(self, image, text):
        return self.run_tocsin("--flash", image, stdin=paste(text))[1].split("=== ")[-1].split("\n")

    def test_is_made_with_its_layout_and_keeps_files(self):
        for image in IMAGES:
            with self.subTest(image):
                _, out, err = self.run_tocsin("--flash", image, stdin=b"import os\nsorted(os.listdir())\n"
                                              b"with open('data', 'w') as f: f.write('kept')\n\n")
                self.assertIn(repr(LAYOUT), out)
                self.assertEqual("", err)
                _, out, _ = self.run_tocsin("--flash", image, stdin=b"open('/flash/data').read()\n")
                self.assertIn("\n'kept'\n", out)
                self.assertFalse((self.folder / (image + ".new")).exists())

    def test_its_size(self):
        for board, size, expected in (("lopy4", "", 4 << 20), ("lopy", "", 508 << 10), ("wipy2", ",size=1M", 1 << 20)):
            for image in IMAGES:
                path = self.folder / image
                self.run_tocsin("--board", board, "--flash", image + size)
                self.assertEqual(expected, path.stat().st_size)
                path.unlink()

    def test_the_same_size_may_be_said_again(self):
        for _ in range(2):
            status, _, err = self.run_tocsin("--flash", "board.lfs,size=256K")
            self.assertEqual((0, ""), (status, err))
        self.check((2, "", "tocsin: --flash board.lfs: is there already, with another size\n"),
                   "--flash", "board.lfs,size=512K")

    def test_kind_is_decided_by_contents(self):
        self.run_tocsin("--flash", "board.lfs")
        (self.folder / "board.lfs").rename(self.folder / "board.fat")
        status, out, err = self.run_tocsin("--flash", "board.fat", stdin=b"import os\nsorted(os.listdir())\n")
        self.assertEqual((0, ""), (status, err))
        self.assertIn(repr(LAYOUT), out)

    def test_fat_is_one_for_other_tools(self):
        self.run_tocsin("--flash", "board.fat,size=1M", stdin=b"f = open('data', 'w'); f.write('x'); f.close()\n")
        head = (self.folder / "board.fat").read_bytes()[:512]
        self.assertEqual(b"\x55\xaa", head[510:])
        self.assertIn(b"FAT", head)
        self.assertEqual(512, int.from_bytes(head[11:13], "little"))

    def test_something_else_is_refused_and_kept(self):
        self.write("board.lfs", "my diary\n" * 2000)
        before = (self.folder / "board.lfs").read_bytes()
        self.check((2, "", "tocsin: --flash board.lfs: is neither a folder nor a LittleFS2 or FAT image\n"),
                   "--flash", "board.lfs")
        self.assertEqual(before, (self.folder / "board.lfs").read_bytes())

    def test_two_boards_cannot_share_one(self):
        self.run_tocsin("--flash", "board.lfs")
        with open(self.folder / "board.lfs") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.check((2, "", "tocsin: --flash board.lfs: is in use by another process\n"), "--flash", "board.lfs")

    def test_a_full_one(self):
        out = "\n".join(self.lines("board.lfs,size=64K", "f = open('big', 'wb')\n"
                                   "try:\n    for n in range(100):\n        f.write(bytes(1000))\n    f.close()\n"
                                   "except OSError as e:\n    print(repr(e))\n"))
        self.assertIn("OSError(28,)", out)

    def test_with_a_script(self):
        self.run_tocsin("--flash", "board.lfs", stdin=paste("with open('lib/helper.py', 'w') as f:\n    f.write('x = 5')\n"))
        self.write("a.py", "import helper, os\nprint(helper.x, sorted(os.listdir('/flash')), 'a.py' in os.listdir())\n")
        self.check((0, "5 %r True\n" % LAYOUT, ""), "--flash", "board.lfs", "a.py")


@unittest.skipIf(emulator(), "starts hundreds of times, which takes long under %s" % emulator())
@unittest.skipIf("TOCSIN_SLOW" in os.environ, "a sanitizer has to be the first library")
class PowerCut(Case):
    """Nothing but the file that is written may be lost, wherever the power fails."""

    def setUp(self):
        super().setUp()
        self.shim = preloaded("cut", self.folder, "-D_FILE_OFFSET_BITS=64")

    def look(self, flash):
        status, out, err = self.run_tocsin("--flash", flash, stdin=paste(LOOK))
        self.assertEqual((0, ""), (status, err))
        return [line for line in out.splitlines() if line.startswith("/flash/")]

    def cut_everywhere(self, flash, copy, texts, half):
        """Returns at how many writes it was cut."""
        for n in range(1, 2000):
            copy()
            more = {"CUT_HALF": "1"} if half else {}
            status, out, _ = self.run_tocsin("--flash", flash, stdin=paste(*texts), CUT_AT=str(n), **self.shim, **more)
            if status == 0:
                self.assertTrue(not texts or "\ndone\n" in out)
                return n - 1
            self.assertEqual(99, status)
            self.assertEqual(self.wanted, self.look(flash), "cut at write %d" % n)
        self.fail("no end")

    def image(self, name, half):
        path = self.folder / name
        self.run_tocsin("--flash", name + ",size=128K", stdin=paste(BEFORE))
        whole = path.read_bytes()
        self.wanted = self.look(name)
        self.assertEqual(6, len(self.wanted))
        cuts = self.cut_everywhere(name, lambda: path.write_bytes(whole), [SCENARIO], half)
        self.assertGreater(cuts, 10)

    def test_littlefs(self):
        self.image("board.lfs", half=False)

    def test_littlefs_in_the_middle_of_a_write(self):
        self.image("board.lfs", half=True)

    def test_fat(self):
        # A sector is written as a whole or not at all.
        self.image("board.fat", half=False)

    def test_while_an_image_is_made(self):
        for name in ("board.lfs", "board.fat"):
            with self.subTest(name):
                self.made_again(name, self.folder / name)

    def made_again(self, name, path):
        for n in range(1, 2000):
            path.unlink(missing_ok=True)
            status, _, _ = self.run_tocsin("--flash", name + ",size=128K", CUT_AT=str(n), **self.shim)
            if status == 0:
                return
            self.assertEqual(99, status)
            # Either nothing is there or all of it, but for the file at hand.
            status, out, err = self.run_tocsin("--flash", name + ",size=128K", stdin=b"import os\nsorted(os.listdir())\n")
            self.assertEqual((0, ""), (status, err))
            self.assertIn(repr(LAYOUT), out)
        self.fail("no end")

    def test_while_a_folder_gets_its_layout(self):
        for n in range(1, 20):
            flash = self.folder / ("flash%d" % n)
            flash.mkdir()
            status, _, _ = self.run_tocsin("--flash", flash.name, CUT_AT=str(n), **self.shim)
            self.run_tocsin("--flash", flash.name)
            self.assertEqual(LAYOUT, sorted(os.listdir(flash)))
            if status == 0:
                self.assertEqual(6, n)
                return
            self.assertEqual(99, status)
        self.fail("no end")
