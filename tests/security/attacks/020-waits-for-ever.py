# attack: 20 waits for ever
# group: B
# tries: to hold its place without using CPU time
# variants: sleep pause read futex
# limits: cpu=1 wall=2
# expect: time_limit
# idle: yes
# cpu: 0 0.5
# control: outlives
import threading

empty, held = os.pipe()
while True:
    if "@VARIANT@" == "sleep":
        time.sleep(3600)
    elif "@VARIANT@" == "pause":
        signal.pause()
    elif "@VARIANT@" == "read":
        os.dup2(empty, 0)
        sys.stdin.readline()
    else:
        threading.Event().wait()
