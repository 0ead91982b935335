# attack: 50 files that resist removal
# group: D
# tries: directories without permissions, immutable flags, attributes, owners
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# host: files
# control: litters
import fcntl

os.makedirs("closed/inner", exist_ok=True)
open("closed/inner/file", "w").close()
tries = (
    lambda: os.setxattr("closed", "user.momus", b"x" * 1024),
    lambda: os.setxattr("closed", "system.posix_acl_access", b"x"),
    lambda: fcntl.ioctl(os.open("closed/inner/file", os.O_RDONLY), 0x40086602,
                        (0x10).to_bytes(8, "little")),  # immutable
    lambda: os.chown("closed", 12345, 12345),
    lambda: os.chmod("closed/inner", 0),
    lambda: os.chmod("closed", 0),
)
for action in tries:
    try:
        action()
    except OSError:
        pass
print("done")
