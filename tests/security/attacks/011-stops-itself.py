# attack: 11 raise(SIGSTOP)
# group: A
# tries: to stand still for ever without using CPU time
# limits: cpu=1 wall=2
# expect: time_limit
# idle: yes
# control: outlives
os.kill(os.getpid(), signal.SIGSTOP)
while True:
    time.sleep(1)
