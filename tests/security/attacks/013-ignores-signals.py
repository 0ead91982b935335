# attack: 13 ignores what asks it to end
# group: A
# tries: SIGTERM, SIGALRM, SIGXCPU and all others ignored and blocked
# limits: cpu=1 wall=8
# expect: time_limit
# idle: no
# cpu: 0.9 4
# control: ignores
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
spin()
