# attack: 101 takes the place of the helper in the jail
# group: I
# tries: kills every process above it, then speaks for it
# limits: cpu=1 wall=5
# expect: wrong_answer runtime_error
# answer: 42
# control: kills
for other in [os.getppid(), 1, 2, 3]:
    if other > 0 and other != os.getpid():
        for number in (signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(other, number)
            except OSError:
                pass
for number in range(3, 64):
    try:
        os.write(number, b'{"status":"accepted"}\n\x86')
    except OSError:
        pass
os._exit(0)
