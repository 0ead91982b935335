# attack: 64 changes the input of others
# group: E
# tries: to write, truncate, map or reopen the descriptor that it reads from
# limits: cpu=1 wall=5
# runs: 2
# stdin-text: the input
# expect: accepted
# says: read: the input
# control: says read: changed!!
import mmap

try:
    print("read:", open("/proc/self/fd/0").read())
except OSError:
    print("read:", sys.stdin.read())


def write(number):
    os.lseek(number, 0, os.SEEK_SET)
    os.write(number, b"changed!!")


def mapped():
    with mmap.mmap(0, 9) as memory:
        memory[:] = b"changed!!"


def reopened():
    number = os.open("/proc/self/fd/0", os.O_RDWR)
    write(number)


for action in (lambda: write(0), mapped, reopened,
               lambda: os.truncate("/proc/self/fd/0", 9)):
    try:
        action()
    except (OSError, ValueError):
        pass
