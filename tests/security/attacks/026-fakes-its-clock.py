# attack: 26 fakes fast time
# group: B
# tries: replaces Python's clocks and the C library's, then burns CPU time
# limits: cpu=2 wall=10
# expect: accepted
# says: FAKED 0.0
# cpu: 0.5 2
# control: says FAKED 0.0
import mmap

def patch(name, code):
    """Overwrites the first bytes of a function of the C library."""
    address = ctypes.cast(getattr(libc, name), ctypes.c_void_p).value
    page = address & -mmap.PAGESIZE
    if libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(
            2 * mmap.PAGESIZE), 7) == 0:
        ctypes.memmove(address, code, len(code))


end = time.process_time() + 0.55
while time.process_time() < end:
    pass
if os.uname().machine == "x86_64":
    patch("clock_gettime", b"\x31\xc0\xc3")  # xor eax, eax; ret
for name in ("time", "perf_counter", "monotonic", "process_time"):
    setattr(time, name, lambda: 0.0)
os.times = lambda: (0.0,) * 5
say("FAKED", str(time.perf_counter()))
