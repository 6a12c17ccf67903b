# What network has, and what it has not yet.
#
# SPDX-License-Identifier: MIT
import network

print(network, network.WLAN)
for name in "Bluetooth Coap ESPNOW ETH HTTP_Client HTTP_Server LoRa LTE MDNS Server Sigfox foo".split():
    try:
        getattr(network, name)
    except AttributeError as error:
        print(name, error)
    try:
        exec("from network import " + name)
    except ImportError as error:
        print(name, error)
    print(name, hasattr(network, name))
try:
    from network import LoRa, WLAN
except (ImportError, AttributeError) as error:
    print(error)
try:
    exec("network.x = 1")
except AttributeError as error:
    print(error)
