# host.py - the host around the jail: bait for the attacks, and what changed
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import settings

IPC = ("msg", "shm", "sem")
IPC_OPTION = {"msg": "-q", "shm": "-m", "sem": "-s"}  # of ipcrm
PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run")
MARK = "momus-attack"
PASSING = ("groups", "kernel log")  # others tidy up, old lines are overwritten
FAULTS = ("BUG:", "Oops", "general protection fault", "unable to handle",
          "WARNING: CPU", "soft lockup", "hung task")


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.read()
    except OSError:
        return ""


def kernel_faults():
    """Lines of the kernel's log that no program should be able to cause."""
    try:
        log = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return []  # only for administrators
    found = []
    while True:
        try:
            line = os.read(log, 8192).decode(errors="replace")
        except BlockingIOError:
            break
        except BrokenPipeError:
            continue  # the oldest lines were overwritten while we read
        if any(w in line for w in FAULTS) and "traps: " not in line:
            found.append(line.split("\n")[0])
    os.close(log)
    return found


class Host:
    """Bait that attacks reach for, and a look at the host before and after.

    One a process: whatever momus leaves behind becomes a child of this one.
    """

    def __init__(self):
        import ctypes
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
        self.state = tempfile.mkdtemp(prefix="momus-security-", dir="/var/tmp")
        os.chmod(self.state, 0o755)
        self.secret = secrets.token_hex(16)
        self.decoy = os.path.join(self.state, "decoy.txt")
        with open(self.decoy, "w") as f:
            f.write(f"a file of the host: {self.secret}\n")
        os.chmod(self.decoy, 0o644)
        self.temporary = os.path.join(self.state, "tmp")
        os.mkdir(self.temporary)
        os.chmod(self.temporary, 0o1777)
        self.makers = set()  # momus, each time it was started
        self.heard = []
        self.sockets = self.listen()
        self.neighbour = subprocess.Popen(
            [sys.executable, "-c", "import signal; signal.pause()"],
            stdin=subprocess.DEVNULL)
        self.interpreter = os.path.realpath(settings.PYTHON)

    def listen(self):
        """A port, an abstract and a path socket that nobody should reach."""
        name = f"momus-{self.secret}"
        self.path = os.path.join(self.state, "socket")
        found = []
        for family, address in ((socket.AF_INET, ("127.0.0.1", 0)),
                                (socket.AF_UNIX, "\0" + name),
                                (socket.AF_UNIX, self.path)):
            s = socket.socket(family)
            s.bind(address)
            s.listen(64)
            found.append(s)
            threading.Thread(target=self.accept, args=(s,),
                             daemon=True).start()
        os.chmod(self.path, 0o777)
        self.port, self.abstract = found[0].getsockname()[1], name
        return found

    def accept(self, s):
        while True:
            try:
                peer = s.accept()[0]
                peer.settimeout(1)
                self.heard.append(peer.recv(64))
                peer.close()
            except OSError:
                if s.fileno() < 0:
                    return

    def forget(self):
        """What was heard so far is no attack's: neither what an open connection
        has yet to say.  Each socket answers in turn, so once it has heard us it
        has heard all before."""
        told = b"momus-forget"
        for family, address in ((socket.AF_INET, ("127.0.0.1", self.port)),
                                (socket.AF_UNIX, "\0" + self.abstract),
                                (socket.AF_UNIX, self.path)):
            with socket.socket(family) as s:
                s.connect(address)
                s.sendall(told)
        end = time.monotonic() + 30
        while self.heard.count(told) < 3 and time.monotonic() < end:
            time.sleep(0.01)
        self.heard.clear()

    def marks(self):
        """What stands for @NAME@ in the text of an attack."""
        return {"DECOY": self.decoy, "STATE": self.state,
                "SECRET_A": self.secret[:16], "SECRET_B": self.secret[16:],
                "NEIGHBOUR": str(self.neighbour.pid), "PORT": str(self.port),
                "ABSTRACT": self.abstract, "SOCKET": self.path,
                "HOSTNAME": os.uname().nodename,
                "BOOT_ID": read("/proc/sys/kernel/random/boot_id").strip(),
                "UPTIME": f"{time.clock_gettime(time.CLOCK_BOOTTIME):.0f}",
                "ALLOWED": lambda: " ".join(settings.allowed()),
                "NUMBERS": repr(settings.numbers())}

    def survivors(self, patience=2.0):
        """Processes that momus left: children of ours but the known ones."""
        end = time.monotonic() + patience
        while True:
            left = self.children()
            if not left or time.monotonic() > end:
                break
            time.sleep(0.01)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return left

    def children(self):
        found = []
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) == self.neighbour.pid:
                continue
            fields = read(f"/proc/{name}/stat").rsplit(")", 1)[-1].split()
            if len(fields) > 2 and fields[1] == str(os.getpid()):
                if fields[0] == "Z":
                    try:
                        os.waitpid(int(name), os.WNOHANG)
                    except ChildProcessError:
                        pass
                    continue
                found.append(int(name))
        return found

    def look(self):
        """What is compared before and after an attack."""
        seen = {"mounts": sorted(read("/proc/self/mountinfo").split("\n")),
                "decoy": read(self.decoy),
                "state": sorted(os.listdir(self.state)),
                "temporary": sorted(os.listdir(self.temporary)),
                "loop devices": sorted(n for n in os.listdir("/dev")
                                       if n.startswith("loop"))}
        seen["ipc"] = [l.split()[:2] for kind in IPC
                       for l in read(f"/proc/sysvipc/{kind}").split("\n")[1:]
                       if l and "0x6d6f6d" in hex(int(l.split()[0]) &
                                                  0xffffffff)]
        seen["files"] = [os.path.join(p, n) for p in PLACES
                         if os.path.isdir(p) for n in sorted(os.listdir(p))
                         if n.startswith(MARK)]
        seen["groups"] = self.groups()
        seen["keys"] = [l.split(":")[-2].split()[-1] for l in
                        read("/proc/keys").split("\n") if MARK in l]
        seen["sockets"] = [l.split()[-1] for l in
                           read("/proc/net/unix").split("\n") if MARK in l]
        seen["kernel log"] = kernel_faults()
        stat = os.stat(self.interpreter)
        seen["interpreter"] = (stat.st_mtime, stat.st_size, stat.st_ino)
        return seen

    @staticmethod
    def sweep():
        """Removes System V objects with the attacks' keys."""
        for kind in IPC:
            for line in read(f"/proc/sysvipc/{kind}").split("\n")[1:]:
                if line and "0x6d6f6d" in hex(int(line.split()[0])):
                    subprocess.run(["ipcrm", IPC_OPTION[kind],
                                    line.split()[1]], check=False)
        for name in os.listdir("/dev/mqueue") if \
                os.path.isdir("/dev/mqueue") else ():
            if name.startswith(MARK):
                os.unlink(f"/dev/mqueue/{name}")

    def groups(self):
        """Control groups of a momus that was started here and is gone."""
        found = []
        for top, folders, _ in os.walk("/sys/fs/cgroup"):
            for name in folders:
                maker = re.match(r"momus-(\d+)-", name)
                if maker and int(maker[1]) in self.makers and \
                        not os.path.exists(f"/proc/{maker[1]}"):
                    found.append(os.path.join(top, name))
        return sorted(found)

    def changes(self, before):
        """Names of what differs now, with the difference."""
        after = self.look()
        found = []
        for name, old in before.items():
            new = after[name]
            if new == old:
                continue
            if isinstance(old, list):
                new = [n for n in new if n not in old] or \
                    [f"lost {n}" for n in old if n not in new
                     and name not in PASSING]
                if not new:
                    continue
            found.append(f"{name}: {str(new)[:300]}")
        if self.neighbour.poll() is not None:
            found.append("neighbour: killed")
        if self.heard:
            found.append(f"listener: heard {self.heard[:3]}")
        return found

    def hash_interpreter(self):
        with open(self.interpreter, "rb") as f:
            return hashlib.sha256(f.read()).hexdigest()

    def outside(self, order):
        """Runs ORDER outside the jail; the account of outside.py."""
        order.update(python=settings.PYTHON, stranger=settings.STRANGER,
                     secret=self.secret, state=self.state)
        done = subprocess.run(
            [settings.PYTHON, "-I", settings.here("outside.py")],
            input=json.dumps(order), capture_output=True, text=True,
            cwd="/", timeout=300)
        try:
            return json.loads(done.stdout)
        except ValueError:
            return {"unavailable": (done.stderr or "no account")[-300:]}

    def close(self):
        for s in self.sockets:
            s.close()
        if self.neighbour.poll() is None:
            self.neighbour.kill()
        self.neighbour.wait()
        shutil.rmtree(self.state, ignore_errors=True)


class NotApplicable(Exception):
    """This host cannot show the attack; the text names what it lacks."""
