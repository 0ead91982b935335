# attack: 96 memory that fork left behind
# group: H
# tries: to find a secret of the judge's environment in its own address space
# limits: cpu=8 wall=40 memory=512M
# expect: accepted
# says: done
# control: escapes
A, B = b"@SECRET_A@", b"@SECRET_B@"
CHUNK = 1 << 20


def search():
    with open("/proc/self/maps") as f:
        regions = [l.split() for l in f]
    with open("/proc/self/mem", "rb", buffering=0) as memory:
        for region in regions:
            if "r" not in region[1] or region[-1] in ("[vvar]", "[vsyscall]"):
                continue
            start, end = (int(n, 16) for n in region[0].split("-"))
            if end - start > 256 << 20:
                continue
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    text = memory.read(min(CHUNK + 64, end - at))
                except (OSError, ValueError):
                    break
                found = text.find(A)
                while found >= 0:
                    if text.startswith(B, found + len(A)):
                        return f"in {region[-1]}"
                    found = text.find(A, found + 1)
    return False


try_here("secret in memory", search)
print("done")
