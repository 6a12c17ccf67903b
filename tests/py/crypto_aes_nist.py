# AES against the vectors of its standards: FIPS 197 appendix C, SP 800-38A
# appendix F, and of the AESAVS the first of each known answer test.
#
# SPDX-License-Identifier: MIT
from crypto import AES
from ubinascii import hexlify, unhexlify

KEYS = {
    128: "2b7e151628aed2a6abf7158809cf4f3c",
    192: "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
    256: "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
}
PLAIN = ("6bc1bee22e409f96e93d7e117393172a" "ae2d8a571e03ac9c9eb76fac45af8e51"
         "30c81c46a35ce411e5fbc1191a0a52ef" "f69f2445df4f9b17ad2b417be66c3710")
IV = "000102030405060708090a0b0c0d0e0f"
COUNTER = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"

SP800_38A = (
    ("F.1.1 ECB", 128, AES.MODE_ECB, 8,
     "3ad77bb40d7a3660a89ecaf32466ef97" "f5d3d58503b9699de785895a96fdbaaf"
     "43b1cd7f598ece23881b00e3ed030688" "7b0c785e27e8ad3f8223207104725dd4"),
    ("F.1.3 ECB", 192, AES.MODE_ECB, 8,
     "bd334f1d6e45f25ff712a214571fa5cc" "974104846d0ad3ad7734ecb3ecee4eef"
     "ef7afd2270e2e60adce0ba2face6444e" "9a4b41ba738d6c72fb16691603c18e0e"),
    ("F.1.5 ECB", 256, AES.MODE_ECB, 8,
     "f3eed1bdb5d2a03c064b5a7e3db181f8" "591ccb10d410ed26dc5ba74a31362870"
     "b6ed21b99ca6f4f9f153e7b1beafed1d" "23304b7a39f9f3ff067d8d8f9e24ecc7"),
    ("F.2.1 CBC", 128, AES.MODE_CBC, 8,
     "7649abac8119b246cee98e9b12e9197d" "5086cb9b507219ee95db113a917678b2"
     "73bed6b8e3c1743b7116e69e22229516" "3ff1caa1681fac09120eca307586e1a7"),
    ("F.2.3 CBC", 192, AES.MODE_CBC, 8,
     "4f021db243bc633d7178183a9fa071e8" "b4d9ada9ad7dedf4e5e738763f69145a"
     "571b242012fb7ae07fa9baac3df102e0" "08b0e27988598881d920a9e64f5615cd"),
    ("F.2.5 CBC", 256, AES.MODE_CBC, 8,
     "f58c4c04d6e5f1ba779eabfb5f7bfbd6" "9cfc4e967edb808d679f777bc6702c7d"
     "39f23369a9d9bacfa530e26304231461" "b2eb05e2c39be9fcda6c19078c6a9d1b"),
    ("F.3.7 CFB8", 128, AES.MODE_CFB, 8, "3b79424c9c0dd436bace9e0ed4586a4f32b9"),
    ("F.3.9 CFB8", 192, AES.MODE_CFB, 8, "cda2521ef0a905ca44cd057cbf0d47a0678a"),
    ("F.3.11 CFB8", 256, AES.MODE_CFB, 8, "dc1f1a8520a64db55fcc8ac554844e889700"),
    ("F.3.13 CFB128", 128, AES.MODE_CFB, 128,
     "3b3fd92eb72dad20333449f8e83cfb4a" "c8a64537a0b3a93fcde3cdad9f1ce58b"
     "26751f67a3cbb140b1808cf187a4f4df" "c04b05357c5d1c0eeac4c66f9ff7f2e6"),
    ("F.3.15 CFB128", 192, AES.MODE_CFB, 128,
     "cdc80d6fddf18cab34c25909c99a4174" "67ce7f7f81173621961a2b70171d3d7a"
     "2e1e8a1dd59b88b1c8e60fed1efac4c9" "c05f9f9ca9834fa042ae8fba584b09ff"),
    ("F.3.17 CFB128", 256, AES.MODE_CFB, 128,
     "dc7e84bfda79164b7ecd8486985d3860" "39ffed143b28b1c832113c6331e5407b"
     "df10132415e54b92a13ed0a8267ae2f9" "75a385741ab9cef82031623d55b1e471"),
    ("F.5.1 CTR", 128, AES.MODE_CTR, 8,
     "874d6191b620e3261bef6864990db6ce" "9806f66b7970fdff8617187bb9fffdff"
     "5ae4df3edbd5d35e5b4f09020db03eab" "1e031dda2fbe03d1792170a0f3009cee"),
    ("F.5.3 CTR", 192, AES.MODE_CTR, 8,
     "1abc932417521ca24f2b0459fe7e6e0b" "090339ec0aa6faefd5ccc2c6f4ce8e94"
     "1e36b26bd1ebc670d1bd1d665620abf7" "4f78a7f6d29809585a97daec58c6b050"),
    ("F.5.5 CTR", 256, AES.MODE_CTR, 8,
     "601ec313775789a5b7a7f504bbf3d228" "f443e3ca4d62b59aca84e990cacaf5c5"
     "2b0930daa23de94ce87017ba2d84988d" "dfc9c58db67aada613c2dd08457941a6"),
)

# ECB of one block: name, key, plain, cipher.
BLOCKS = (
    ("FIPS 197 C.1", "000102030405060708090a0b0c0d0e0f",
     "00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a"),
    ("FIPS 197 C.2", "000102030405060708090a0b0c0d0e0f1011121314151617",
     "00112233445566778899aabbccddeeff", "dda97ca4864cdfe06eaf70a0ec0d7191"),
    ("FIPS 197 C.3", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "00112233445566778899aabbccddeeff", "8ea2b7ca516745bfeafc49904b496089"),
    ("AESAVS GFSbox", "00" * 16,
     "f34481ec3cc627bacd5dc3fb08f273e6", "0336763e966d92595a567cc9ce537f5e"),
    ("AESAVS KeySbox", "10a58869d74be5a374cf867cfb473859",
     "00" * 16, "6d251e6944b051e04eaa6fb4dbf78465"),
    ("AESAVS VarTxt", "00" * 16, "80" + "00" * 15, "3ad78e726c1ec02b7ebfe92b23d9ec34"),
    ("AESAVS VarKey", "80" + "00" * 15, "00" * 16, "0edd33d3c621e546455bd8ba1418bec8"),
)


def cipher(bits, mode, segment):
    key = unhexlify(KEYS[bits])
    if mode == AES.MODE_CTR:
        return AES(key, mode, counter=unhexlify(COUNTER))
    return AES(key, mode, unhexlify(IV), segment_size=segment)


def check(what, seen, expected):
    print(what, "ok" if seen == unhexlify(expected) else hexlify(seen))


for name, bits, mode, segment, expected in SP800_38A:
    plain = unhexlify(PLAIN)[:len(expected) // 2]
    check(name + " encrypt", cipher(bits, mode, segment).encrypt(plain), expected)
    check(name + " decrypt", cipher(bits, mode, segment).decrypt(unhexlify(expected)),
          hexlify(plain).decode())
for name, key, plain, expected in BLOCKS:
    check(name + " encrypt", AES(unhexlify(key)).encrypt(unhexlify(plain)), expected)
    check(name + " decrypt", AES(unhexlify(key), AES.MODE_ECB).decrypt(unhexlify(expected)), plain)
