# attack: 79 runs code of its own making
# group: F
# tries: execveat of memory, execution from the work directory: where allowed,
#     within the same walls
# limits: cpu=2 wall=10
# expect: accepted
# says: done
# control: escapes
import shutil

WALLS = ("import ctypes; c = ctypes.CDLL(None, use_errno=True); "
         "r = c.unshare(0x10000000); "
         "print('ESCAPED' if r == 0 else 'DENIED', 'walls after exec')")


def from_memory():
    number = os.memfd_create("momus-attack-79", 0)
    with open(os.path.realpath(sys.executable), "rb") as f:
        os.sendfile(number, f.fileno(), 0, 1 << 30)
    os.execve(number, ["python3", "-I", "-c", WALLS], {})


def from_directory():
    shutil.copy(os.path.realpath(sys.executable), "own")
    os.chmod("own", 0o755)
    os.execve("own", ["python3", "-I", "-c", WALLS], {})


probe("execveat of memory", from_memory)
probe("execution from the work directory", from_directory)
print("done")
