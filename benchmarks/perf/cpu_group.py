"""A control group that counts the CPU time of all that runs in it.

What its descendants use counts too, whoever waits for them: the processes of a
jail are no children of the program that starts it.
"""
import os
import subprocess
import sys
import time

V1, V2 = "/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup"


def place():
    """(folder of this process's own group, whether it is of version 1)."""
    one = os.path.exists(os.path.join(V1, "cpuacct.usage"))
    top = V1 if one else V2
    with open("/proc/self/cgroup", encoding="ascii") as f:
        for line in f:
            number, names, path = line.rstrip("\n").split(":", 2)
            if ("cpuacct" in names.split(",")) if one else number == "0":
                top += path
    return top, one


class Group:
    """One group below this process's own; a child enters it by `enter`."""

    def __init__(self):
        top, self.one = place()
        self.path = os.path.join(top, "momus-perf-%d" % os.getpid())
        try:
            os.mkdir(self.path)
        except OSError as e:
            sys.exit("no control group can be made in %s: %s; run as root" %
                     (top, e.strerror))

    def enter(self):
        with open(os.path.join(self.path, "cgroup.procs"), "w",
                  encoding="ascii") as f:
            f.write("0")

    def cpu_s(self):
        name = "cpuacct.usage" if self.one else "cpu.stat"
        with open(os.path.join(self.path, name), encoding="ascii") as f:
            text = f.read().split()
        return int(text[0]) / 1e9 if self.one else int(text[1]) / 1e6

    def cost(self, command, env=None):
        """CPU seconds of COMMAND and all that it starts."""
        before = self.cpu_s()
        subprocess.run(command, env=env, preexec_fn=self.enter,
                       stdout=subprocess.DEVNULL, check=True)
        return self.cpu_s() - before

    def leave(self):
        for _ in range(100):
            try:
                for folder, _, _ in os.walk(self.path, topdown=False):
                    os.rmdir(folder)
                return
            except OSError:  # what ran in it is still being taken away
                time.sleep(0.02)


def unwrapped(momus):
    """The real program and its environment, in a build tree."""
    libs = os.path.join(os.path.dirname(momus), ".libs")
    real = os.path.join(libs, "momus")
    env = dict(os.environ)
    if os.path.exists(real):
        env["LD_LIBRARY_PATH"] = libs
        return real, env
    return momus, env
