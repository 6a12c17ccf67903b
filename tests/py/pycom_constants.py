# The numbers of Pycom's constants, and of the host's where those have to be.
import socket

for name in "AF_INET AF_LORA AF_SIGFOX SOCK_STREAM SOCK_DGRAM SOCK_RAW IPPROTO_IP IPPROTO_ICMP IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 IPPROTO_RAW IP_ADD_MEMBERSHIP SOL_SOCKET SO_REUSEADDR".split():
    print(name, getattr(socket, name))
