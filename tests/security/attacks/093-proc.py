# attack: 93 looks at the host through /proc
# group: H
# tries: other processes, kernel memory and symbols, logs, timers, settings,
#     triggers, paths of the host in the list of mounts
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# secret: not in the output
# control: escapes
def read(name):
    with open(name, "rb") as f:
        return len(f.read(4096)) > 0


def write(name):
    os.close(os.open(name, os.O_WRONLY))


def neighbours():
    # Its own parent in the jail is the only other one there may be.
    others = [n for n in os.listdir("/proc") if n.isdigit()
              and int(n) not in (1, os.getpid(), os.getppid(),
                                 top, os.getpgrp())]
    return " ".join(others) or False


def mounts():
    text = open("/proc/self/mountinfo").read()
    for word in ("@STATE@", "/home/", "/dev/vd", "/dev/sd", "/dev/nvme",
                 "momus"):
        if word in text:
            return f"{word} is named"
    return False


def addresses():
    for line in open("/proc/kallsyms"):
        if int(line.split()[0], 16):
            return True
    return False


top = os.getpid()
probe("other processes", neighbours)
probe("mountinfo", mounts)
probe("kallsyms", addresses)
for name in ("kcore", "kmsg", "keys", "timer_list", "sched_debug", "iomem",
             "ioports", "slabinfo", "vmallocinfo", "interrupts", "modules",
             "config.gz", "partitions", "diskstats", "swaps", "key-users",
             "cmdline", "locks", "pagetypeinfo", "kpagecount", "kpageflags"):
    probe(f"read {name}", lambda: read(f"/proc/{name}"))
for name in ("sysrq-trigger", "sys/kernel/core_pattern",
             "sys/kernel/hostname", "sys/vm/drop_caches",
             "sys/kernel/printk", "sys/kernel/ns_last_pid"):
    probe(f"write {name}", lambda: write(f"/proc/{name}"))
print("done")
