# attack: 91 looks at what it was given
# group: H
# tries: environment, arguments, auxiliary vector, the kernel's copies of them
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# secret: not in the output
# control: escapes
SECRET = "@SECRET_A@" + "@SECRET_B@"
libc.getauxval.restype = ctypes.c_ulong


def place(text):
    return "momus" in text.replace("momus-attack", "").lower() or \
        SECRET in text or "@STATE@" in text or "/home/" in text


def found(text):
    return "something of the judge's" if place(text) else False


probe("environment", lambda: found(" ".join(
    f"{k}={v}" for k, v in os.environ.items())))
probe("first environment", lambda: found(
    open("/proc/self/environ", errors="replace").read()))
probe("arguments", lambda: found(
    open("/proc/self/cmdline", errors="replace").read()))
probe("sys.argv", lambda: found(" ".join(sys.argv + sys.orig_argv)))
probe("auxiliary vector", lambda: found(ctypes.string_at(
    libc.getauxval(31)).decode(errors="replace")))
probe("paths of modules", lambda: found(" ".join(sys.path)))
print("done")
