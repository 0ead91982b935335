# attack: 1 fork bomb
# group: A
# tries: every process forks without end, until the host can start nothing
# limits: cpu=1 wall=10
# expect: runtime_error
# says: DENIED fork bomb*
# host: processes
# control: escapes
counter, tally = os.pipe()
top = os.getpid()
try:
    while True:
        if os.fork() == 0:
            os.write(tally, b".")
except OSError as e:
    if os.getpid() != top:
        signal.pause()
    born = len(os.read(counter, 65536))
    say("ESCAPED" if born >= 200 else "DENIED", "fork bomb", str(e))
    sys.exit(1)
