# attack: 51 large files that have no name
# group: D
# tries: a process left behind holds deleted files open
# limits: cpu=2 wall=10 memory=512M
# expect: accepted
# answer: 42
# host: processes files
# control: survives
ready, tell = os.pipe()
if os.fork() == 0:
    os.setsid()
    held = os.open("large", os.O_RDWR | os.O_CREAT, 0o600)
    os.unlink("large")
    try:
        for _ in range(8):
            os.write(held, bytes(1 << 20))
    except OSError:
        pass
    os.write(tell, b".")
    while True:
        time.sleep(1)
os.read(ready, 1)
print(42)
