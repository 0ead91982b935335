# attack: 53 gains privileges from files
# group: D
# tries: to make a file setuid; to find and use setuid programs
# limits: cpu=2 wall=10
# expect: accepted
# says: done
# control: escapes
import stat


def found():
    for folder in ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/libexec"):
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            path = os.path.join(folder, name)
            try:
                if os.stat(path).st_mode & stat.S_ISUID and \
                        os.access(path, os.X_OK):
                    return path
            except OSError:
                pass
    return False


def field(name):
    for line in open("/proc/self/status"):
        if line.startswith(name + ":"):
            return int(line.split()[1], 16)
    return 0


def privileges():
    return f"no_new_privs is {field('NoNewPrivs')}" \
        if field("NoNewPrivs") != 1 else False


def capabilities():
    held = [n for n in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
            if field(n)]
    return " ".join(held) if held else False


probe("setuid program", found)
probe("new privileges by exec", privileges)
probe("capabilities", capabilities)
print("done")
