# attack: 10 a stop that looks like an end
# group: A
# tries: PTRACE_TRACEME and a stop, so that a waiting judge reads a status
# limits: cpu=1 wall=2
# expect: time_limit
# says: DENIED ptrace*
# control: escapes
try_here("ptrace(PTRACE_TRACEME)", lambda: call(NR["ptrace"], 0, 0, 0, 0))
os.kill(os.getpid(), signal.SIGSTOP)
while True:
    time.sleep(1)
