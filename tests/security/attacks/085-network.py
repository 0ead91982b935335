# attack: 85 the network
# group: G
# tries: TCP, UDP, ICMP, name service and the cloud's metadata address
# limits: cpu=1 wall=10
# expect: accepted
# says: done
# control: escapes
import socket


def send(kind, address):
    with socket.socket(socket.AF_INET, kind) as s:
        s.settimeout(0.3)
        try:
            s.connect(address)
        except OSError as e:
            if e.errno in (errno.ENETUNREACH, errno.EPERM, errno.EACCES):
                raise
    return "a socket is there and a route is tried"


for name, kind, address in (
        ("TCP", socket.SOCK_STREAM, ("192.0.2.1", 80)),
        ("UDP", socket.SOCK_DGRAM, ("192.0.2.1", 53)),
        ("metadata", socket.SOCK_STREAM, ("169.254.169.254", 80)),
        ("own host", socket.SOCK_DGRAM, ("127.0.0.1", 53))):
    probe(name, lambda: send(kind, address))
probe("ICMP", lambda: bool(socket.socket(
    socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)))
probe("names of interfaces", lambda: bool(socket.if_nameindex()[1:]))
print("done")
