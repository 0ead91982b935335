# attack: 101 takes the place of the driver
# group: I
# kind: solution
# problem: total
# tries: kills what started it and writes results in its name
# expect: wrong_answer sandbox_violation runtime_error
# control: passes
import os
import signal

for other in {os.getppid(), 1, 2} - {0, os.getpid()}:
    try:
        os.kill(other, 0 if other == os.getppid() else signal.SIGKILL)
    except OSError:
        pass
for number in range(3, 64):
    try:
        os.set_blocking(number, False)
        os.write(number, b"\x86\x86\x80\x9c")
    except OSError:
        pass
os._exit(0)
