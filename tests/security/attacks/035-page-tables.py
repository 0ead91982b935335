# attack: 35 memory that only page tables hold
# group: C
# tries: one byte every 2 MiB, and very many one-page mappings
# variants: tables mappings
# limits: cpu=4 wall=20 memory=192M
# expect: memory_limit
# expect[mappings]: runtime_error memory_limit
# control: escapes
# control[mappings]: none the kernel itself bounds mappings (vm.max_map_count)
PRIVATE = 0x4022  # MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
libc.mmap.restype = ctypes.c_void_p
FAILED = (None, ctypes.c_void_p(-1).value)
if "@VARIANT@" == "tables":
    step, count = 2 << 20, 50000
    place = libc.mmap(None, ctypes.c_size_t(step * count), 3, PRIVATE, -1,
                      ctypes.c_long(0))
    if place in FAILED:
        raise MemoryError
    for n in range(count):
        ctypes.c_char.from_address(place + n * step).value = b"x"
else:
    for n in range(1000000):
        if libc.mmap(None, ctypes.c_size_t(4096), 3 if n % 2 else 1, PRIVATE,
                     -1, ctypes.c_long(0)) in FAILED:
            raise MemoryError
say("ESCAPED", "@VARIANT@")
