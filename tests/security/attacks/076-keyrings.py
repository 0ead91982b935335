# attack: 76 keyrings
# group: F
# tries: keys that the next program, or another user's session, would find
# limits: cpu=1 wall=5
# runs: 2
# expect: accepted
# says: done
# control: escapes
kind, name = ctypes.c_char_p(b"user"), ctypes.c_char_p(b"momus-attack-76")
for ring, number in (("thread", -1), ("process", -2), ("session", -3),
                     ("user", -4)):
    probe(f"add_key {ring}", lambda: call(NR["add_key"], kind, name,
                                          ctypes.c_char_p(b"left"), 4, number))
reach("request_key", NR["request_key"], kind, name, 0, 0)
reach("keyctl join", NR["keyctl"], 1, 0, 0, 0, 0)
reach("keyctl search", NR["keyctl"], 10, -4, kind, name, 0)
print("done")
