# A scan that Ctrl-C cuts off, in real time.
#
# SPDX-License-Identifier: MIT
from harness import Case

SCAN = """
from network import WLAN
wlan = WLAN(mode=WLAN.STA)
try:
    print("scans")
    wlan.scan(type=WLAN.SCAN_PASSIVE, scantime=60000)
except KeyboardInterrupt:
    print("is cut off")
print(len(wlan.scan(channel=6, scantime=(1, 2))))
"""


class Scan(Case):
    def test_cut_off_leaves_the_radio_free(self):
        session = self.session("--exit", self.write("scan.py", SCAN))
        session.expect("scans")
        session.interrupt()
        session.expect("is cut off")
        session.expect("1")
        self.assertEqual(session.status(), 0)
