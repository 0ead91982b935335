# attack: 87 sockets of the host by name
# group: G
# tries: an abstract name, a path, and the usual sockets of containers and
#     desktops
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# host: listener
# control: escapes
import socket


def talk(address):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(1)
        s.connect(address)
        s.sendall(b"momus-attack-87")


for name, address in (("abstract", "\0@ABSTRACT@"), ("path", "@SOCKET@"),
                      ("container", "/var/run/docker.sock"),
                      ("display", "\0/tmp/.X11-unix/X0"),
                      ("bus", "/run/dbus/system_bus_socket")):
    probe(name, lambda: talk(address))
print("done")
