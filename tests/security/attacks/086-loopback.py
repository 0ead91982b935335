# attack: 86 the judge's own ports
# group: G
# tries: to talk to a server on the host's loopback address
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# host: listener
# control: escapes
import socket


def talk():
    with socket.create_connection(("127.0.0.1", @PORT@), 1) as s:
        s.sendall(b"momus-attack-86")


probe("loopback port", talk)
print("done")
