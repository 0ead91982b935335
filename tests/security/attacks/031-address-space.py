# attack: 31 address space that is never touched
# group: C
# tries: to be ended for memory that it does not have
# limits: cpu=2 wall=10 memory=192M
# expect: accepted
# answer: 42
# needs: cgroup
# control: says 42
MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE = 2, 0x20, 0x4000
libc.mmap.restype = ctypes.c_void_p
place = libc.mmap(None, ctypes.c_size_t(1 << 40), 3,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                  ctypes.c_long(0))
if place in (None, ctypes.c_void_p(-1).value):
    raise MemoryError
ctypes.memset(place, 1, 4096)
print(42)
