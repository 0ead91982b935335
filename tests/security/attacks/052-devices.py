# attack: 52 devices
# group: D
# tries: mknod of disk, memory and kvm; opens whatever lies in /dev
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
import stat

HARMLESS = {"null", "zero", "full", "random", "urandom"}


def devices():
    for top, _, names in os.walk("/dev"):
        for name in names:
            path = os.path.join(top, name)
            try:
                kind = os.lstat(path).st_mode
            except OSError:
                continue
            if (stat.S_ISCHR(kind) or stat.S_ISBLK(kind)) and \
                    path[5:] not in HARMLESS:
                yield path


def opens():
    hit = []
    for path in devices():
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY))
            hit.append(path)
        except OSError:
            pass
    return " ".join(hit[:5]) if hit else False


for name, kind, major, minor in (
        ("disk", stat.S_IFBLK, 8, 0), ("memory", stat.S_IFCHR, 1, 1),
        ("kvm", stat.S_IFCHR, 10, 232), ("null", stat.S_IFCHR, 1, 3)):
    probe(f"mknod {name}", lambda: os.mknod(name, kind | 0o600,
                                            os.makedev(major, minor)))
probe("opening devices", opens)
print("done")
