# attack: 54 rewrites the interpreter
# group: D
# tries: /proc/self/exe, /proc/self/map_files, the name itself
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# host: interpreter
# outside: own interpreter
# control: escapes
def write(path):
    os.close(os.open(path, os.O_RDWR))


def map_files():
    for name in os.listdir("/proc/self/map_files"):
        try:
            write(f"/proc/self/map_files/{name}")
            return name
        except OSError:
            pass
    return False


def replace():
    real = os.path.realpath(sys.executable)
    with open(real + ".new", "w") as f:
        f.write("#!/bin/false\n")
    os.rename(real + ".new", real)


probe("/proc/self/exe", lambda: write("/proc/self/exe"))
probe("/proc/self/map_files", map_files)
probe("another in its place", replace)
probe("removal", lambda: os.unlink(os.path.realpath(sys.executable)))
print("done")
