# attack: 90 passes descriptors to a helper outside
# group: G
# tries: SCM_RIGHTS over every descriptor it has and a socket of the host
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# host: listener
# control: escapes
import array
import socket

RIGHTS = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1]))]


def pass_to(address):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(address)
        s.sendmsg([b"momus-attack-90"], RIGHTS)


def pass_through(number):
    with socket.socket(fileno=number) as s:
        s.sendmsg([b"momus-attack-90"], RIGHTS)


probe("abstract helper", lambda: pass_to("\0@ABSTRACT@"))
probe("helper by path", lambda: pass_to("@SOCKET@"))


def inherited():
    for number in range(64):
        try:
            pass_through(number)
            return f"descriptor {number}"
        except OSError:
            pass
    return False


probe("inherited socket", inherited)
print("done")
