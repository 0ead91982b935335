# attack: 66 changes output after it was sent
# group: E
# tries: gives its own pages to the pipe and changes them later
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
import mmap

page = mmap.mmap(-1, 4096)
page[:6] = b"given\n"
vector = (ctypes.c_long * 2)(
    ctypes.addressof(ctypes.c_char.from_buffer(page)), 6)
ends = os.pipe()
for name, number in (("vmsplice to output", 1), ("vmsplice", ends[1])):
    try_here(name, lambda: call(NR["vmsplice"], number, vector, 1, 8))
page[:6] = b"taken\n"
print("done")
