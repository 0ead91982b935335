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


def privileges():
    """PR_GET_NO_NEW_PRIVS; a filter that hides the answer implies it."""
    return "no_new_privs is 0" if call(NR["prctl"], 39, 0, 0, 0, 0) == 0 \
        else False


def capabilities():
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()
    call(NR["capget"], header, held)
    return " ".join(f"{n:#x}" for n in held) if any(held) else False


probe("setuid program", found)
probe("new privileges by exec", privileges)
probe("capabilities", capabilities)
print("done")
