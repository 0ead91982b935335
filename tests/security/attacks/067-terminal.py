# attack: 67 types into a terminal
# group: E
# tries: TIOCSTI and TIOCLINUX, also with bits above the 32nd; /dev/tty
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
TIOCSTI, TIOCLINUX, TIOCSCTTY = 0x5412, 0x541C, 0x540E
letter = ctypes.create_string_buffer(b"x")
for name, request in (("TIOCSTI", TIOCSTI), ("TIOCLINUX", TIOCLINUX),
                      ("TIOCSCTTY", TIOCSCTTY)):
    for high in (0, 1 << 32, 0xffff << 48):
        reach(f"{name} + {high:#x}", NR["ioctl"], 0, request | high, letter)
probe("a new terminal", lambda: os.open("/dev/ptmx", os.O_RDWR))
probe("/dev/tty", lambda: os.open("/dev/tty", os.O_RDWR))
print("done")
