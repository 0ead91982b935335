# attack: 5 daemon that keeps standard output open
# group: A
# tries: makes a judge wait for the end of a pipe that never ends
# limits: cpu=2 wall=20
# expect: accepted
# answer: 42
# wall: 0 10
# host: processes
# control: survives
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(1)
    os._exit(0)
os.wait()
print(42)
