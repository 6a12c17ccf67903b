# The functions of pycom that compute a value or hold one that nobody sets.
#
# SPDX-License-Identifier: MIT
import pycom
from ubinascii import hexlify

for text in ("", "1", "0123", "00112233445566778899aabbccddeeff", "ABCDEF"):
    uuid = pycom.create_128bit_le_uuid_from_string(text)
    print(type(uuid), hexlify(uuid))
internal, external = pycom.get_free_heap()
print(internal > 100000, external > 100000)
print(repr(pycom.pybytes_device_token()), repr(pycom.pybytes_mqttServiceAddress()),
      repr(pycom.pybytes_userId()), repr(pycom.pybytes_network_preferences()),
      repr(pycom.pybytes_extra_preferences()))
print(pycom.pybytes_lte_config())
print(pycom.pybytes_lte_config(carrier="verizon", apn="a", cid=3, band=4, type="IP", reset=True))
print(pycom.sigfox_info())
print(pycom.sigfox_info(id="0012AbCd", pac="0123456789abcdef"), pycom.sigfox_info())
key = "00112233445566778899aabbccddeeff"
print(pycom.sigfox_info(public_key=key, private_key=key), pycom.sigfox_info())
print(pycom.sigfox_info(id="00000000", force=True))
