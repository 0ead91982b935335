# attack: 40 lets somebody else be killed
# group: C
# tries: oom_score_adj = -1000 and then too much memory
# limits: cpu=2 wall=10 memory=192M
# expect: memory_limit
# says: DENIED oom_score_adj*
# host: neighbour
# control: escapes
def protect():
    with open("/proc/self/oom_score_adj", "w") as f:
        f.write("-1000")


try_here("oom_score_adj = -1000", protect)
held = bytearray(b"x" * (384 << 20))
say("ESCAPED", "384 MiB touched")
