# attack: 6 kill(-1, SIGKILL)
# group: A
# tries: kills every process that it may signal: the judge, its neighbours
# limits: cpu=1 wall=5
# expect: runtime_error
# signal: SIGKILL
# host: neighbour
# control: kills
if os.fork() == 0:
    os.kill(-1, signal.SIGKILL)
    os._exit(0)
while True:
    time.sleep(1)
