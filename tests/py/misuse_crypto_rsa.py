# Each exception of crypto's RSA functions.
#
# The keys are of this test alone; they protect nothing.
#
# SPDX-License-Identifier: MIT
import crypto

PRIVATE = """\
-----BEGIN PRIVATE KEY-----
MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALpDmGfc0Q9/X/fJ
rm404TsxCfvlAogltjKGXOY2v257/mGKWRmUgShtqQbBxMGoy5nJRSjHBs1r28o+
vnmWFqZw5An5rcOF4Jv9vrnwYh3yvsxe1JFVirqBbHO7EL7IceI2TNXW7DJx3rqY
X2Z3g47XCxFB+bKDr2tR8NHnlUdlAgMBAAECgYB61ttrG+jQNKvAycR8r+keVVAF
TNnnmh9XoN8hgFetcJ6qC0iJozOuyutfJmkxYrWrnV47704gKZLRBaIuo3oZeCiq
EfLyIYEV/Bx/qAvCOQ12mGVAJRqL2JdpyNc1SPiSsEQKJkLc5Ac7zbheikpmL9eO
xG8wbQwD8How1F5VfQJBAORQX2YcRFupJM6Qv26nB7gY8PTVS00UeP7GHzQcq3Ym
Re3KeBFVH1kghQcGRqV+356FHH+j5nAU+DtpcLzRE+8CQQDQ2dpiNiUmUu2GjbPI
SJ9TNm3MDFYr15VtYOdnxkidsM7Iuh+XBGOyt8EOSC1KmZxXtamhmUX6Nus0WDx4
cLXrAkBG4HCNKW9LKTok6iiTeETcMNn0l5Z1yko5hVXAfrn3xq/kvvsBHnTJ3V+O
q7MYw0c2VcpgEYiC+O+KuhPmed1/AkEAxI5zkIDi37mmYD8Wl4V5pUgRd7uYkfR4
ZpOP1cPwbbCMPK+msWtpJTb5U6asMYx2brnC5xqomD99hysP5k41dwJBAKt32R9V
WDiKG/5DCr4P0CbcaulMEaORmG7ZDMd58LZXRC+g74L6tSXrGWpdNQvOH1jcMgKD
9a4mWuFa9pMx670=
-----END PRIVATE KEY-----
"""
PUBLIC = """\
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC6Q5hn3NEPf1/3ya5uNOE7MQn7
5QKIJbYyhlzmNr9ue/5hilkZlIEobakGwcTBqMuZyUUoxwbNa9vKPr55lhamcOQJ
+a3DheCb/b658GId8r7MXtSRVYq6gWxzuxC+yHHiNkzV1uwycd66mF9md4OO1wsR
Qfmyg69rUfDR55VHZQIDAQAB
-----END PUBLIC KEY-----
"""
# A key for elliptic curves.
CURVE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggeFQ7gKavo4hpoxq
ZvcUHL1NJwvJPt73fIKfOVKyIV2hRANCAAR5qnQw7SYiyoOop7q3GvovQRyFcTUd
9NqOTVVJOSSOCvZrdZBJQX7w3XsUgDyQdEA1tvL4+V+qgTnouQ+KlsMk
-----END PRIVATE KEY-----
"""


def show(what, function, *args, **keywords):
    try:
        print(what, function(*args, **keywords))
    except Exception as error:
        print(what, type(error).__name__, error)


sign = crypto.generate_rsa_signature
show("sign with nothing", sign, "m")
show("sign with no PEM", sign, "m", "key")
show("sign with empty PEM", sign, "m", "")
show("sign with a public key", sign, "m", PUBLIC)
show("sign with a damaged key", sign, "m", PRIVATE.replace("MII", "MIJ"))
show("sign with another kind", sign, "m", CURVE)
show("sign int", sign, 5, PRIVATE)
show("key int", sign, "m", 5)
show("pers positional", sign, "m", PRIVATE, "pers")
show("pers int", sign, "m", PRIVATE, pers=5)
show("encrypt with no PEM", crypto.rsa_encrypt, b"m", "key")
show("encrypt with a private key", crypto.rsa_encrypt, b"m", PRIVATE)
show("encrypt too much", crypto.rsa_encrypt, b"x" * 118, PUBLIC)
show("encrypt int", crypto.rsa_encrypt, 5, PUBLIC)
show("decrypt with no PEM", crypto.rsa_decrypt, b"m", "key")
show("decrypt with a public key", crypto.rsa_decrypt, b"m", PUBLIC)
show("decrypt too short", crypto.rsa_decrypt, b"m", PRIVATE)
show("decrypt nonsense", crypto.rsa_decrypt, bytes(127) + b"\x02", PRIVATE)
show("decrypt None", crypto.rsa_decrypt, None, PRIVATE)
