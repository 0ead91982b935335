# attack: 14 leaves the tree, the group and the session
# group: A
# tries: no signal at the parent's death, its own reaper, groups and sessions;
#     then spins in each of them
# limits: cpu=1 wall=5
# expect: time_limit
# host: processes
# control: survives
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
for leave in (os.setpgrp, os.setsid):
    if os.fork() == 0:
        libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
        if os.fork() == 0:
            try:
                leave()
            except OSError:
                pass
            spin()
        os._exit(0)
spin()
