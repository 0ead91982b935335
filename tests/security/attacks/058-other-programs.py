# attack: 58 runs other programs
# group: D
# tries: shells, compilers, debuggers, other interpreters
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
NAMES = ("sh bash dash busybox perl ruby node gcc cc clang ld as gdb strace "
         "curl wget nc ssh git awk sed find mount su sudo ping").split()
FOLDERS = ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin")


def there(name):
    for folder in FOLDERS:
        if os.path.exists(f"{folder}/{name}"):
            return f"{folder}/{name}"
    return False


for name in NAMES:
    try_here(name, lambda: there(name))
print("done")
