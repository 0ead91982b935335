# attack: 15 vfork without exec
# group: A
# tries: a child that never execs keeps its parent suspended
# limits: cpu=1 wall=5
# expect: time_limit
# host: processes
# control: outlives
try:
    call(NR["vfork"])
except (OSError, KeyError):
    pass
spin()
