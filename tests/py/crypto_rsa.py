# crypto's RSA functions, against what OpenSSL made with the same keys.
#
# The keys are of this test alone; they protect nothing.
#
# SPDX-License-Identifier: MIT
import crypto
from ubinascii import hexlify, unhexlify

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
# The same key, as PKCS #1 has it.
PRIVATE_1 = """\
-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQC6Q5hn3NEPf1/3ya5uNOE7MQn75QKIJbYyhlzmNr9ue/5hilkZ
lIEobakGwcTBqMuZyUUoxwbNa9vKPr55lhamcOQJ+a3DheCb/b658GId8r7MXtSR
VYq6gWxzuxC+yHHiNkzV1uwycd66mF9md4OO1wsRQfmyg69rUfDR55VHZQIDAQAB
AoGAetbbaxvo0DSrwMnEfK/pHlVQBUzZ55ofV6DfIYBXrXCeqgtIiaMzrsrrXyZp
MWK1q51eO+9OICmS0QWiLqN6GXgoqhHy8iGBFfwcf6gLwjkNdphlQCUai9iXacjX
NUj4krBECiZC3OQHO824XopKZi/XjsRvMG0MA/B6MNReVX0CQQDkUF9mHERbqSTO
kL9upwe4GPD01UtNFHj+xh80HKt2JkXtyngRVR9ZIIUHBkalft+ehRx/o+ZwFPg7
aXC80RPvAkEA0NnaYjYlJlLtho2zyEifUzZtzAxWK9eVbWDnZ8ZInbDOyLoflwRj
srfBDkgtSpmcV7WpoZlF+jbrNFg8eHC16wJARuBwjSlvSyk6JOook3hE3DDZ9JeW
dcpKOYVVwH6598av5L77AR50yd1fjquzGMNHNlXKYBGIgvjviroT5nndfwJBAMSO
c5CA4t+5pmA/FpeFeaVIEXe7mJH0eGaTj9XD8G2wjDyvprFraSU2+VOmrDGMdm65
wucaqJg/fYcrD+ZONXcCQQCrd9kfVVg4ihv+Qwq+D9Am3GrpTBGjkZhu2QzHefC2
V0QvoO+C+rUl6xlqXTULzh9Y3DICg/WuJlrhWvaTMeu9
-----END RSA PRIVATE KEY-----
"""
PUBLIC = """\
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC6Q5hn3NEPf1/3ya5uNOE7MQn7
5QKIJbYyhlzmNr9ue/5hilkZlIEobakGwcTBqMuZyUUoxwbNa9vKPr55lhamcOQJ
+a3DheCb/b658GId8r7MXtSRVYq6gWxzuxC+yHHiNkzV1uwycd66mF9md4OO1wsR
Qfmyg69rUfDR55VHZQIDAQAB
-----END PUBLIC KEY-----
"""
SIGNATURE = ("3f469bd4f7a29ef3f6547009a856764d78264c10bff3cb35dc636dae1a770d87"
             "2fb16eedf496a606a2c0d9ecb5e7f67dce49e9ac1049e0a99a403801d4d816a0"
             "59e7a62b1b608f0d892020c90a7b1f52fc722f0bd30c9ee001c08fd4d9959b8a"
             "7064663c2067ca39a07158b673982e151b2ee7e89becce946b0b20a9c0c33e72")
ENCRYPTED = ("228c37c7963a4dc586ed011b4929d72d4c4eb1ebcf5d89b97d2a55a7745b7373"
             "23a8b51297cdbf7272dd5a5706b16768d3901493b72c905611b54611e42b5b4b"
             "5c74701affa308d666fa09a5199fed53fb820cacbe795302bbb415af31fc6974"
             "c8a33b80df18c90536137aeb7f3e5a10ed497181c6c5fcfde44340fb3b7432d5")

signature = crypto.generate_rsa_signature("a message", PRIVATE)
print(type(signature), len(signature), hexlify(signature).decode() == SIGNATURE)
print(signature == crypto.generate_rsa_signature(message=b"a message", private_key=PRIVATE_1, pers="x"))
print(signature == crypto.generate_rsa_signature("another message", PRIVATE))

print(crypto.rsa_decrypt(unhexlify(ENCRYPTED), PRIVATE))
for message in (b"", b"a", "text", bytearray(b"\x00\xff"), b"x" * 117):
    secret = crypto.rsa_encrypt(message, PUBLIC)
    print(len(secret), secret != crypto.rsa_encrypt(message, PUBLIC), crypto.rsa_decrypt(secret, PRIVATE))
