# attack: 43 writes outside its directory
# group: D
# tries: write, create, rename, link, chmod in every directory there is
# limits: cpu=4 wall=20
# expect: accepted
# says: done
# control: escapes
own = os.stat(".").st_dev


def create(folder):
    name = os.path.join(folder, "momus-attack-43")
    open(name, "w").close()
    os.unlink(name)
    return folder


def change(folder, how):
    for name in sorted(os.listdir(folder))[:3]:
        path = os.path.join(folder, name)
        if os.path.islink(path):
            continue
        try:
            how(path)
            return path
        except OSError:
            pass
    return False


def append(path):
    if os.path.isfile(path):
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
    else:
        raise OSError("no file")


def rename(path):
    os.rename(path, path)  # asks for the right, moves nothing


def link(path):
    os.link(path, path + "-momus-attack-43")
    os.unlink(path + "-momus-attack-43")


def chmod(path):
    os.chmod(path, os.stat(path).st_mode)


def walk():
    for top, folders, _ in os.walk("/"):
        try:
            folders[:] = [f for f in folders if
                          os.path.join(top, f) not in ("/proc", "/sys") and
                          top.count("/") < 4]
            if os.stat(top).st_dev != own:
                yield top
        except OSError:
            pass


tried = list(walk())[:400]
for name, how in (("append", append), ("rename", rename), ("link", link),
                  ("chmod", chmod)):
    probe(name, lambda: str(next(filter(None, (
        change(t, how) for t in tried if os.access(t, os.R_OK))), "")) or
        False, 8)


def writable_mount():
    for top in tried:
        if not os.statvfs(top).f_flag & os.ST_RDONLY:
            return top
    return False


def first_created():
    for top in tried:
        try:
            return create(top)
        except OSError:
            pass
    return False


probe("a mount that is not read-only", writable_mount)
probe("create", first_created, 8)
print("done")
