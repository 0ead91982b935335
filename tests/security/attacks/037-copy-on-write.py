# attack: 37 pages that are shared until they are written
# group: C
# tries: two processes near the limit with the same pages, read or written
# variants: read write
# limits: cpu=2 wall=10 memory=256M
# expect[read]: accepted
# answer[read]: 42
# expect[write]: memory_limit
# needs: cgroup
# control[read]: says 42
# control[write]: escapes
SIZE = 160 << 20
memory = bytearray(SIZE)
for at in range(0, SIZE, 4096):
    memory[at] = 120


def touch():
    for at in range(0, SIZE, 4096):
        if "@VARIANT@" == "write":
            memory[at] = 121
        elif memory[at] != 120:
            os._exit(1)


ready, tell = os.pipe()
child = os.fork()
touch()
if child == 0:
    os.write(tell, b".")
    signal.pause()
os.set_blocking(ready, True)
if "@VARIANT@" == "read":
    os.read(ready, 1)
else:
    gone = 0
    while not gone:
        import select
        if select.select([ready], [], [], 0.05)[0]:
            say("ESCAPED", "320 MiB written")
            break
        gone = os.waitpid(child, os.WNOHANG)[0]
os.kill(child, signal.SIGKILL)
print(42)
