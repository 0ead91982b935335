# attack: 25 sets the clock
# group: B
# tries: clock_settime, settimeofday, adjtimex, a time namespace
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
CLONE_NEWTIME = 0x80
moment = (ctypes.c_long * 2)(1, 0)
timex = (ctypes.c_long * 64)(1)  # modes = ADJ_OFFSET, offset 0
reach("clock_settime", NR["clock_settime"], 0, moment)
reach("settimeofday", NR["settimeofday"], moment, 0)
reach("adjtimex", NR["adjtimex"], timex)
reach("clock_adjtime", NR["clock_adjtime"], 0, timex)
reach("unshare(CLONE_NEWTIME)", NR["unshare"], CLONE_NEWTIME)
print("done")
