# attack: 137 each call of the set-up fails
# group: M
# kind: judge
# tries: the n-th and all later calls of one kind fail with EPERM, for every
#     kind that sets up a jail and every n; a program must never be started in
#     half a jail
# control: own
import json
import os

import host as hosts
import inject
import judge

# What the program must find around it if it was started at all.
WALLS = """
import os
found = []
status = dict(l.split(":", 1) for l in open("/proc/self/status"))
if int(status["CapEff"], 16) or int(status["CapPrm"], 16):
    found.append("capabilities")
if status["NoNewPrivs"].strip() != "1":
    found.append("no_new_privs")
if status["Seccomp"].strip() != "2":
    found.append("seccomp")
for path in ("@STATE@", "/home", "/root", "/sys/kernel", "/boot"):
    if os.path.exists(path):
        found.append(path)
try:
    open("/usr/momus-attack", "w")
    found.append("a root that can be written to")
except OSError:
    pass
try:
    import socket
    socket.socket()
    found.append("sockets")
except OSError:
    pass
if sorted(os.listdir("/proc/self/fd"))[:4] != ["0", "1", "2", "3"] or \\
        len(os.listdir("/proc/self/fd")) != 4:
    found.append("descriptors")
if os.getpid() > 100:
    found.append("the host's process numbers")
if os.uname().nodename == "@HOSTNAME@":
    found.append("the host's name")
print("half a jail:" if found else "whole", *found)
"""


# The same of a compiled one: its compiler's jail is set up before.
WALLS_IN_C = r"""
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>
static int bad;
static void is(int through, const char *what)
{
	if (through)
		bad += printf("%s ", what) > 0;
}
int main(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	struct utsname name;
	int lines = 0, fds = 0;

	while (f && fgets(line, sizeof line, f)) {
		unsigned long long x = 0;

		lines++;
		if (sscanf(line, "CapEff: %llx", &x) == 1 ||
		    sscanf(line, "CapPrm: %llx", &x) == 1)
			is(x != 0, "capabilities");
		if (sscanf(line, "NoNewPrivs: %llu", &x) == 1)
			is(x != 1, "no_new_privs");
		if (sscanf(line, "Seccomp: %llu", &x) == 1)
			is(x != 2, "seccomp");
	}
	if (f)
		fclose(f);
	is(lines == 0, "no list of processes");
	is(access("@STATE@", F_OK) == 0 || access("/etc", F_OK) == 0 ||
	   access("/usr", F_OK) == 0, "files");
	f = fopen("/attack", "w");
	is(f != NULL, "a root that can be written to");
	is(socket(AF_INET, SOCK_STREAM, 0) >= 0, "sockets");
	for (int i = 3; i < 1024; i++)
		fds += dup2(i, i) >= 0;
	is(fds > 0, "descriptors");
	is(getpid() > 100, "the host's process numbers");
	is(uname(&name) == 0 && strcmp(name.nodename, "@HOSTNAME@") == 0,
	   "the host's name");
	puts(bad ? "half a jail" : "whole");
	return 0;
}
"""


def marked(text, host):
    for mark, value in host.marks().items():
        if not callable(value):
            text = text.replace(f"@{mark}@", value)
    return text


def check(host, options, arguments):
    problems = check_language(host, options, arguments, "python", WALLS)
    try:
        problems += check_language(host, options, arguments, "c", WALLS_IN_C)
    except hosts.NotApplicable as e:
        if "no program in c" not in str(e):
            raise
    return problems


def check_language(host, options, arguments, language, text):
    text = marked(text, host)
    limits = {"cpu": 2.0, "wall": 20.0}
    # Best effort would take a failing call for a host without the mechanism.
    options = [o for o in options if "best-effort" not in o]
    whole = judge.execute([text], limits, host, options=options,
                          language=language)
    if not whole:
        raise hosts.NotApplicable(whole.stderr.strip())
    if whole[0]["stdout"] != "whole\n":
        return [f"the program does not find the jail whole: {list(whole)} "
                f"{whole.stderr}"]
    problems = []
    for name in inject.SETUP:
        count = inject.count(name, text, limits, host, options, language)
        steps = range(count) if not arguments.quick else \
            sorted({0, count // 2, count - 1} & set(range(count)))
        for at in steps:
            if at >= 12 and at % 4:
                continue  # the same call of later programs' jails
            found = inject.fail(name, at, text, limits, host, options,
                                language)
            problems += judge_one(f"{language}: {name}", at, found)
            left = host.survivors()
            if left:
                problems.append(f"{language}: {name} {at}: {len(left)} "
                                "processes left")
    return problems


def judge_one(name, at, found):
    place = f"{name} from the {at + 1}. on"
    if not found:
        words = found.stderr.strip()
        if found.exit in (0, None) or found.exit < 0 or not words:
            return [f"{place}: exit {found.exit}, \"{words[:100]}\""]
        return []
    verdict = found[0]
    if verdict["status"] == "internal_error":
        return [] if verdict.get("message") else [f"{place}: no message"]
    if verdict["status"] == "accepted" and verdict["stdout"] == "whole\n":
        return []
    return [f"{place}: {verdict['status']} {verdict['stdout'][:200]!r} "
            f"{verdict.get('stderr', '')[-100:]!r}"]
