# attack: 18 takes the processor from its neighbours
# group: A
# tries: nice(-20), real-time scheduling, another processor set, I/O priority
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
probe("nice(-20)", lambda: os.nice(-20))
probe("SCHED_FIFO", lambda: os.sched_setscheduler(
    0, os.SCHED_FIFO, os.sched_param(1)))
probe("SCHED_RR", lambda: os.sched_setscheduler(
    0, os.SCHED_RR, os.sched_param(1)))
probe("sched_setaffinity", lambda: os.sched_setaffinity(
    0, range(os.cpu_count())))
reach("sched_setattr", NR["sched_setattr"], 0, 0, 0)
reach("ioprio_set", NR["ioprio_set"], 1, 0, 1 << 13)
print("done")
