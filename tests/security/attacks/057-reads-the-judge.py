# attack: 57 reads what only the judge should have
# group: D
# tries: a file of the host by its name; a walk over all that can be seen
# limits: cpu=4 wall=20
# expect: accepted
# says: done
# secret: not in the output
# control: escapes
SECRET = b"@SECRET_A@" + b"@SECRET_B@"
ENDINGS = (".jsonl", ".jsonl.gz", ".h5", ".key", ".pem", ".c")


def walk():
    for top, folders, names in os.walk("/"):
        folders[:] = [f for f in folders if
                      os.path.join(top, f) not in ("/proc", "/sys")]
        for name in names:
            yield os.path.join(top, name)


def by_name():
    for path in walk():
        name = os.path.basename(path)
        if "momus" in name.lower() or name.endswith(ENDINGS):
            if "/lib/python" not in path and os.access(path, os.R_OK):
                return path
    return False


probe("host file by name", lambda: open("@DECOY@", "rb").read())
probe("the judge's files in the visible tree", by_name, 10)
for name in ("/etc/shadow", "/root", "/home", "/etc/machine-id", "/boot"):
    probe(f"listing or reading {name}", lambda: bool(
        os.listdir(name) if os.path.isdir(name) else open(name).read(1)))
print("done")
