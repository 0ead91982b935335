# attack: 4 daemon that outlives its program
# group: A
# tries: leaves a process of another session behind that ignores every signal,
#     closes every descriptor and spins; the program itself answers and ends
# limits: cpu=2 wall=10
# expect: accepted
# answer: 42
# cpu: 0.2 2.5
# host: processes
# control: survives
ready, tell = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while time.process_time() < 0.2:
            pass
        os.write(tell, b".")
        os.closerange(0, 1024)
        spin()
    os._exit(0)
os.wait()
os.read(ready, 1)
print(42)
