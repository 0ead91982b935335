# attack: 94 the files of every process it sees
# group: H
# tries: root, cwd, fd, mem and map_files below /proc
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# secret: not in the output
# control: escapes
top = {os.getpid()}


def others():
    return [n for n in os.listdir("/proc") if n.isdigit()
            and int(n) not in top | {os.getpid()}]


def decoy(way):
    for number in [*others(), "self"]:
        try:
            open(f"/proc/{number}/{way}/@DECOY@").read()
            return f"through process {number}"
        except OSError:
            pass
    return False


def entries(folder):
    for number in others():
        try:
            for name in os.listdir(f"/proc/{number}/{folder}"):
                os.stat(f"/proc/{number}/{folder}/{name}")
                return f"{name} of process {number}"
        except OSError:
            pass
    return False


def memory():
    for number in others():
        try:
            os.close(os.open(f"/proc/{number}/mem", os.O_RDWR))
            return f"of process {number}"
        except OSError:
            pass
    return False


for way in ("root", "cwd/" + "../" * 40):
    probe(f"host file by {way[:4]}", lambda: decoy(way))
probe("descriptors", lambda: entries("fd"))
probe("mapped files", lambda: entries("map_files"))
probe("memory", memory)
print("done")
