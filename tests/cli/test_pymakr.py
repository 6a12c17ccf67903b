# What Pymakr and other host tools send, byte for byte.
#
# SPDX-License-Identifier: MIT
import binascii
import hashlib
import os
import unittest

from harness import Case

RAW = "raw REPL; CTRL-B to exit\n>"


class Pymakr(Case):
    """On a pipe; the folder of the host is the board's /flash."""

    def setUp(self):
        super().setUp()
        (self.folder / "flash").mkdir()

    def open(self):
        session = self.session("--flash", "flash")
        session.expect('Type "help()" for more information.\n>>> ')
        return session

    def execute(self, session, code):
        """Returns what it printed and its traceback."""
        session.send(code + "\x04")
        session.expect("OK")
        out = session.expect("\x04")
        return out, session.expect("\x04>")

    def test_first_version(self):
        session = self.open()
        session.send("\x03\x03")
        session.expect(">>>")
        session.send("\r\x01")
        session.expect(RAW)
        data = os.urandom(1200)
        self.assertEqual(("", ""), self.execute(session, "import ubinascii, uhashlib, uzlib, sys, os, machine"))
        self.assertEqual(("", ""), self.execute(session, "f = open('/flash/lib/a.bin', 'wb')"))
        for at in range(0, len(data), 384):
            piece = binascii.b2a_base64(data[at:at + 384], newline=False).decode()
            self.assertEqual(("", ""), self.execute(session, "f.write(ubinascii.a2b_base64('%s'))" % piece))
        self.assertEqual(("", ""), self.execute(session, "f.close()"))
        self.assertEqual(data, (self.folder / "flash/lib/a.bin").read_bytes())
        self.assertEqual((hashlib.sha256(data).hexdigest(), ""), self.execute(
            session, "h = uhashlib.sha256()\nh.update(open('/flash/lib/a.bin', 'rb').read())\n"
            "sys.stdout.write(ubinascii.hexlify(h.digest()))"))
        out, _ = self.execute(session, "f = open('/flash/lib/a.bin', 'rb')\nsys.stdout.write(ubinascii.b2a_base64(f.read(600)))")
        self.assertEqual(data[:600], binascii.a2b_base64(out))
        self.assertEqual(("1.20.2.r4\n", ""), self.execute(session, "print(os.uname().release)"))
        out, error = self.execute(session, "print(os.getfree('/flash'))")
        self.assertTrue(int(out) > 0 and error == "")
        out, error = self.execute(session, "os.mkdir('lib')")
        self.assertIn("Traceback", error)
        self.assertIn("EEXIST", error)
        out, error = self.execute(session, "os.remove('absent')")
        self.assertIn("ENOENT", error)
        session.send("\x02")
        session.expect(">>>")

    def test_second_version(self):
        session = self.open()
        session.send("\r\x03\x03\r\x03\x02\x01")
        session.expect(RAW)
        out, error = self.execute(session, "import os\nprint([e[:2] for e in sorted(os.ilistdir('/flash'))])\n"
                                  "print(os.stat('/flash')[0], os.stat('/flash/main.py')[6])")
        self.assertEqual("", error)
        self.assertIn("('boot.py', 32768)", out)
        self.assertIn("('lib', 16384)", out)
        out, error = self.execute(session, "os.mkdir('/flash/lib')")
        self.assertIn("OSError: [Errno 17] EEXIST", error)
        out, error = self.execute(session, "open('/flash/absent')")
        self.assertIn("OSError: [Errno 2] ENOENT", error)
        session.send("\r\x02")
        self.assertRegex(session.expect(">>> "), r'\n$')

    def test_stop_with_the_key_for_safe_boot(self):
        (self.folder / "flash/main.py").write_text("print('run' 'ning')\nwhile True:\n    pass\n")
        session = self.session("--flash", "flash")
        session.expect("running\n")
        session.send("\x06\x03")
        session.expect('Type "help()" for more information.\n')
        session.expect(">>> ")
        session.send("6 * 7\r")
        session.expect("\n42\n>>> ")

    def test_stop_program(self):
        (self.folder / "flash/main.py").write_text("print('run' 'ning')\nimport time\ntime.sleep(1000)\n")
        session = self.session("--flash", "flash")
        session.expect("running\n")
        session.send("\x03\x03")
        session.expect("KeyboardInterrupt: ")
        session.expect(">>> ")

    def test_raw_mode_clears_its_input(self):
        session = self.open()
        session.send("\x01print('no')\x03print('yes')\x04")
        session.expect(RAW)
        self.assertEqual("OKyes\n\x04\x04", session.expect(">"))
        session.send("\x01")
        session.expect(RAW)

    def test_paste_mode(self):
        session = self.open()
        session.send("\x05")
        session.expect("\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\n=== ")
        session.send("for i in range(2):\r    print('line', i)\r\x04")
        session.expect("\nline 0\nline 1\n>>> ")
        session.send("\x05x = 1\x03")
        session.expect("=== x = 1\n>>> ")


if __name__ == "__main__":
    unittest.main()
