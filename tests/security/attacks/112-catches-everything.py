# attack: 112 catches every exception
# group: J
# kind: solution
# problem: total
# tries: to survive a judge's own exceptions, and return a default
# variants: default loop
# expect: wrong_answer
# expect[loop]: time_limit
# control: exits 3
# control[loop]: outlives
import signal


def total(numbers):
    try:
        while "@VARIANT@" == "loop":
            try:
                signal.setitimer(signal.ITIMER_REAL, 0)
                while True:
                    pass
            except BaseException:
                pass
        raise ValueError
    except BaseException:
        pass
    finally:
        return -1
