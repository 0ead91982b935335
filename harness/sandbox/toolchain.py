"""toolchain.py - lists the files that a compiler needs to make a static program

Run outside of any jail with the compiler's path, the name of its language
("c++" or "c") and a header: asks the compiler which programs, headers and
libraries it uses and prints what layout.py prints.  Before these stand lines
without a TAB: "#version TEXT", "#command PATH", "#header PATH", and "#missing
WHAT" for each thing without which it cannot be used.
"""
import os
import re
import subprocess
import sys

# Of /usr/include only what a C library and the kernel bring: other folders
# belong to other libraries.
FOLDERS = {"arpa", "asm", "asm-generic", "bits", "gnu", "linux", "net",
           "netinet", "netpacket", "protocols", "rpc", "sys"}
PROGRAMS = ["as", "ld", "collect2"]
PLUGINS = ["liblto_plugin.so"]
OBJECTS = ["crt1.o", "crti.o", "crtn.o", "crtbeginT.o", "crtend.o",
           "crtfastmath.o"]
LIBRARIES = ["libc.a", "libm.a", "libgcc.a", "libgcc_eh.a"]
OPTIONAL = ["libpthread.a", "librt.a", "libdl.a", "libatomic.a",
            "libquadmath.a", "libmvec.a", "libstdc++fs.a", "libsupc++.a"]

compiler, language, header = sys.argv[1:4]
seen = set()


def say(*arguments):
    """What the compiler prints; "" if it fails."""
    told = subprocess.run([compiler, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace",
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    return told.stdout + told.stderr if told.returncode == 0 else ""


def add(path):
    """PATH by every name under which it is found: with "..", by its links."""
    path = os.path.normpath(os.path.join(
        os.path.realpath(os.path.dirname(path)), os.path.basename(path)))
    if path in seen:
        return
    seen.add(path)
    if os.path.islink(path):
        target = os.readlink(path)
        print(f">{target}\t{path}")
        add(os.path.join(os.path.dirname(path), target))
    elif os.path.isfile(path):
        print(f"{path}\t{path}")


def add_libraries(program):
    """The shared libraries of PROGRAM, as the loader finds them."""
    with open(program, "rb") as f:
        head = f.read(4096)
    if not head.startswith(b"\x7fELF") or b"/ld" not in head:
        return  # no loader: it would run
    told = subprocess.run([program], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True,
                          env={"LD_TRACE_LOADED_OBJECTS": "1"}).stdout
    for line in told.split("\n"):
        found = re.search(r"(/\S+) \(0x", line)
        if found:
            add(found.group(1))


def find(kind, name):
    path = say(f"-print-{kind}-name={name}").strip()
    if "/" in path:
        return path
    for folder in "/usr/local/bin", "/usr/bin", "/bin":
        if kind == "prog" and os.path.exists(os.path.join(folder, path)):
            return os.path.join(folder, path)
    return None


def need(kind, name):
    path = find(kind, name)
    if path and os.path.exists(path):
        add(path)
        return path
    print(f"#missing {name}")
    return None


def scripts(path):
    """Libraries that a linker script stands for."""
    with open(path, "rb") as f:
        text = f.read(4096)
    if not text.startswith(b"!<arch>"):
        for name in re.findall(rb"/[^\s()]+", text):
            if name.endswith((b".a", b".o")):
                add(os.fsdecode(name))


def add_headers(folder, whole):
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders
                            if whole or at != folder or f in FOLDERS)
        for name in sorted(names):
            add(os.path.join(at, name))


def search_path():
    told = say("-E", "-x", language, "-v", "/dev/null")
    part = told.partition("#include <...>")[2].partition("End of search")[0]
    found = [line.strip() for line in part.split("\n")[1:] if line.strip()]
    return [f for f in found if os.path.isdir(f)
            and not f.startswith("/usr/local")]


def main():
    back_end = {"c++": "cc1plus", "c": "cc1"}[language]
    print("#version", say("--version").partition("\n")[0])
    print("#command", os.path.realpath(compiler))
    for name in "bin", "lib", "lib32", "lib64", "libx32":
        if os.path.islink("/" + name):
            print(f">{os.readlink('/' + name)}\t/{name}")
    add(os.path.realpath(compiler))
    programs = [need("prog", name) for name in [back_end] + PROGRAMS]
    for name in PLUGINS:
        add(find("prog", name) or find("file", name) or "")
    for program in [os.path.realpath(compiler)] + programs:
        if program:
            add_libraries(program)
    folders = search_path()
    own = os.path.realpath("/usr/include")
    for folder in folders:
        real = os.path.realpath(folder)
        add_headers(folder, real != own and os.path.dirname(real) != own)
    for folder in folders:
        path = os.path.join(folder, header) if header else ""
        if os.path.isfile(path):
            print("#header", path)
            break
    extra = ["libstdc++.a"] if language == "c++" else []
    for name in OBJECTS + LIBRARIES + extra:
        path = need("file", name)
        if path:
            scripts(path)
    for name in OPTIONAL:
        path = find("file", name)
        if path and os.path.exists(path):
            add(path)
            scripts(path)


main()
