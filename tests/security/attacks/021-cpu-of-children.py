# attack: 21 burns CPU time where nobody looks
# group: B
# tries: children that are never waited for, and threads
# variants: children threads
# limits: cpu=1 wall=10
# expect: time_limit
# idle: no
# control: outlives
import threading


def compress():
    import zlib
    while True:
        zlib.compress(bytes(1 << 22))  # runs without the interpreter's lock


for _ in range(3):
    if "@VARIANT@" == "threads":
        threading.Thread(target=compress, daemon=True).start()
    elif os.fork() == 0:
        spin()
while True:
    time.sleep(1)
