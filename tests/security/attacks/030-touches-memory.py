# attack: 30 touches memory past the limit
# group: C
# tries: twice the limit, every page written
# limits: cpu=2 wall=10 memory=192M
# expect: memory_limit
# control: escapes
held = []
for _ in range(24):
    held.append(bytearray(b"x" * (16 << 20)))
say("ESCAPED", "384 MiB touched")
