# attack: 74 io_uring
# group: F
# tries: a ring through which calls pass that no filter sees
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
parameters = ctypes.create_string_buffer(120)
for name, number, arguments in (
        ("io_uring_setup", 425, (8, parameters)),
        ("io_uring_enter", 426, (0, 0, 0, 0, 0, 0)),
        ("io_uring_register", 427, (0, 0, 0, 0)),
        ("io_setup", NR.get("io_setup", 206), (8, 0))):
    reach(name, number, *arguments)
print("done")
