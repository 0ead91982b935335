# attack: 24 takes the judge's timers away
# group: B
# tries: cancels alarms, replaces their handler, swallows every exception
# variants: cancel handler swallow
# limits: cpu=1 wall=10
# expect: time_limit
# idle: no
# control: outlives
def burn():
    end = time.monotonic() + 1000
    while time.monotonic() < end:
        pass


if "@VARIANT@" == "cancel":
    while True:
        signal.alarm(0)
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL,
                      signal.ITIMER_PROF):
            signal.setitimer(timer, 0)
if "@VARIANT@" == "handler":
    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGPROF,
                   signal.SIGVTALRM, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
while True:
    try:
        burn()
    except BaseException:
        pass
