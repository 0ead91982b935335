# attack: 7 signals to every number
# group: A
# tries: kills its parent and every process number there can be
# limits: cpu=2 wall=10
# expect: accepted
# answer: 42
# host: neighbour
# control: kills
me = {os.getpid(), os.getpgrp()}
for other in [os.getppid(), @NEIGHBOUR@, *range(1, 65537)]:
    if other < 1 or other in me:
        continue
    try:
        os.kill(other, signal.SIGKILL)
    except OSError:
        pass
print(42)
