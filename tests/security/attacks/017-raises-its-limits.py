# attack: 17 raises its own limits
# group: A
# tries: setrlimit, prlimit on every number, writing to its control group and
#     moving to another
# limits: cpu=2 wall=10
# expect: accepted
# says: done
# control: escapes
import resource

LIMITS = [n for n in dir(resource) if n.startswith("RLIMIT_")
          and n != "RLIMIT_OFILE"]


def raise_limit(which):
    soft, hard = resource.getrlimit(which)
    for wanted in ((resource.RLIM_INFINITY,) * 2,
                   (resource.RLIM_INFINITY, hard), (hard, hard)):
        try:
            resource.setrlimit(which, wanted)
        except (OSError, ValueError):
            continue
    if resource.getrlimit(which) == (soft, hard):
        return False


def limit_others():
    hit = [n for n in [os.getppid(), *range(1, 400)] if n != os.getpid()
           and try_limit(n)]
    return str(hit) if hit else False


def try_limit(number):
    try:
        resource.prlimit(number, resource.RLIMIT_CORE, (0, 0))
        return True
    except OSError:
        return False


def leave_group(name):
    found = False
    for line in open("/proc/self/cgroup"):
        _, controllers, path = line.strip().split(":", 2)
        for top in (controllers, "", "unified"):
            for place in (path, "/"):
                file = f"/sys/fs/cgroup/{top}/{place}/{name}"
                try:
                    open(file, "w").write("0" if "procs" in name else "max")
                    found = file
                except OSError:
                    pass
    return found


for limit in LIMITS:
    probe(f"raise {limit}", lambda: raise_limit(getattr(resource, limit)))
probe("prlimit of others", limit_others)
for name in ("cgroup.procs", "memory.max", "memory.limit_in_bytes",
             "pids.max"):
    probe(f"write {name}", lambda: leave_group(name))
print("done")
