# run: tocsin --virtual-time --attach wlan=ap,ssid=home,password=secret123,rssi=-48 examples/wlan_station.py
#
# A station looks for its network, joins it and asks a web server for a page. The
# server runs in a thread of this program: sockets use the network of the host,
# whatever the simulated access point is.
#
# SPDX-License-Identifier: MIT
import _thread
import socket
import machine
from network import WLAN

SSID = "home"
PASSWORD = "secret123"


def serve(listener):
    connection, address = listener.accept()
    request = connection.recv(200)
    connection.send("HTTP/1.0 200 OK\r\n\r\nhello to " + request.decode().split()[1])
    connection.close()
    listener.close()


def start_server():
    for port in range(47200, 47300):
        listener = socket.socket()
        address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
        try:
            listener.bind(address)
        except OSError:
            listener.close()
            continue
        listener.listen(1)
        _thread.start_new_thread(serve, (listener,))
        return address
    raise OSError("no free port")


wlan = WLAN(mode=WLAN.STA)
for net in wlan.scan():
    print("heard", net.ssid, "on channel", net.channel, "with", net.rssi, "dBm")
    if net.ssid == SSID:
        wlan.connect(net.ssid, auth=(net.sec, PASSWORD), timeout=5000)

while not wlan.isconnected():
    machine.idle()
print("joined", wlan.ssid(), "as", wlan.ifconfig()[0])

client = socket.socket()
client.connect(start_server())
client.send("GET /board HTTP/1.0\r\n\r\n")
page = b""
while True:
    part = client.recv(100)
    if not part:
        break
    page += part
client.close()
print(page.decode().split("\r\n")[0])
print(page.decode().split("\r\n")[-1])

wlan.disconnect()
print("left:", wlan.isconnected())
