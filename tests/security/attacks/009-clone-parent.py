# attack: 9 a child given to the judge
# group: A
# tries: clone(CLONE_PARENT) makes a child of the judge's, whose exit status 0
#     is to be taken for the program's own
# limits: cpu=1 wall=5
# expect: time_limit
# control: outlives
CLONE_PARENT = 0x8000
try:
    if call(NR["clone"], CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)
except OSError:
    pass
spin()
