# attack: 36 the child takes the blame
# group: C
# tries: a child goes over the limit and is killed; the parent answers
# limits: cpu=2 wall=10 memory=192M
# expect: memory_limit
# answer: 42
# needs: cgroup
# control: says ESCAPED the child has 384 MiB
child = os.fork()
if child == 0:
    held = bytearray(b"x" * (384 << 20))
    say("ESCAPED", "the child has 384 MiB")
    os._exit(0)
os.waitpid(child, 0)
print(42)
