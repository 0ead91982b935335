# attack: 39 memory of special kinds
# group: C
# tries: locked, huge, secret and user-served pages
# limits: cpu=1 wall=5 memory=256M
# expect: accepted
# says: done
# control: escapes
import mmap

MAP_LOCKED, MAP_HUGETLB = 0x2000, 0x40000
PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
page = mmap.mmap(-1, 1 << 16)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
probe("mlock", lambda: call(NR["mlock"], address, 1 << 16))
probe("mlock2", lambda: call(NR["mlock2"], address, 1 << 16, 1))
probe("mlockall", lambda: call(NR["mlockall"], 3))
probe("MAP_LOCKED", lambda: mmap.mmap(-1, 1 << 16, PRIVATE | MAP_LOCKED))
probe("MAP_HUGETLB", lambda: mmap.mmap(-1, 2 << 20, PRIVATE | MAP_HUGETLB))
probe("memfd_secret", lambda: call(NR.get("memfd_secret", 447), 0))
probe("userfaultfd", lambda: call(NR["userfaultfd"], 1))
print("done")
