# attack: 12 zombies
# group: A
# tries: ten thousand dead children that nobody waits for
# limits: cpu=2 wall=10
# expect: runtime_error
# says: DENIED zombies*
# host: processes
# control: escapes
signal.signal(signal.SIGCHLD, signal.SIG_DFL)
dead = 0
try:
    while dead < 300:
        if os.fork() == 0:
            os._exit(0)
        dead += 1
except OSError as e:
    say("ESCAPED" if dead >= 200 else "DENIED", "zombies", str(e))
    sys.exit(1)
say("ESCAPED", "zombies", str(dead))
sys.exit(1)
