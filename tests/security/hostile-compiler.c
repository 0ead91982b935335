/* hostile-compiler.c - a compiler that attacks while it compiles (hostile.py) */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char mark[] = "what the compiler could \0do:\n";
static char text[1 << 16];
static size_t used;

static void say(int through, const char *name)
{
	used += (size_t)snprintf(text + used, sizeof text - used, "%s %s\n",
				 through ? "ESCAPED" : "DENIED", name);
}

static int can_open(const char *path, int flags)
{
	int fd = open(path, flags | O_NONBLOCK, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int can_connect(int family, const void *address, size_t n)
{
	int fd = socket(family, SOCK_STREAM, 0), rc = -1;

	if (fd >= 0) {
		rc = connect(fd, address, (socklen_t)n);
		close(fd);
	}
	return rc == 0;
}

static void try_network(void)
{
	struct sockaddr_in port = { .sin_family = AF_INET,
				    .sin_port = htons(PORT),
				    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_un path = { .sun_family = AF_UNIX },
			   name = { .sun_family = AF_UNIX };
	size_t n = strlen(ABSTRACT);

	snprintf(path.sun_path, sizeof path.sun_path, "%s", SOCKET);
	memcpy(name.sun_path + 1, ABSTRACT, n);
	say(can_connect(AF_INET, &port, sizeof port), "a port of the host");
	say(can_connect(AF_UNIX, &path, sizeof path), "a socket with a path");
	say(can_connect(AF_UNIX, &name,
			offsetof(struct sockaddr_un, sun_path) + 1 + n),
	    "a socket with a name");
}

/* The compiler itself lies in that folder, and may be seen there. */
static int lists_decoy(void)
{
	DIR *dir = opendir(STATE);
	struct dirent *e;
	int found = 0;

	while (dir && (e = readdir(dir)))
		found |= strcmp(e->d_name, "decoy.txt") == 0;
	if (dir)
		closedir(dir);
	return found;
}

static void try_files(const char *self)
{
	char byte;

	say(can_open(DECOY, O_RDONLY), "a file of the host");
	say(can_open("/etc/passwd", O_RDONLY), "the names of users");
	say(can_open("/proc/self/environ", O_RDONLY), "its environment");
	say(can_open("/proc/1/status", O_RDONLY), "other processes");
	say(lists_decoy(), "a folder of the host");
	say(can_open("/usr/include/stdio.h", O_RDWR) ||
		    can_open(self, O_RDWR) || chmod(self, 0777) == 0,
	    "a change to the next compilation");
	say(getenv("MOMUS_ATTACK_KEY") != NULL, "a key in the environment");
	say(read(0, &byte, 1) == 1, "the input of a test");
	for (int fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			say(1, "a descriptor");
}

static void try_processes(void)
{
	say(kill(NEIGHBOUR, 0) == 0, "a neighbour");
	say(unshare(CLONE_NEWUSER) == 0, "a namespace");
	say(ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0, "who started it");
}

/* Outlives whoever does not look for it. */
static void leave_daemon(void)
{
	if (fork() > 0)
		return;
	setsid();
	if (fork() > 0)
		_exit(0);
	for (int i = 1; i < 32; i++)
		signal(i, SIG_IGN);
	for (int i = 0; i < 3; i++)
		close(i);
	prctl(PR_SET_NAME, "attack135");
	for (int i = 0; i < 3000; i++)
		usleep(10000);
	_exit(0);
}

static int is_question(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "-print", 6) == 0 ||
		    strcmp(argv[i], "--version") == 0 ||
		    strcmp(argv[i], "-E") == 0)
			return 1;
	return 0;
}

/* This file again, with what was found behind it. */
static int make(const char *self, const char *path)
{
	char part[65536];
	int from = open(self, O_RDONLY),
	    to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	ssize_t n;

	if (from < 0 || to < 0)
		return 1;
	while ((n = read(from, part, sizeof part)) > 0)
		if (write(to, part, (size_t)n) != n)
			return 1;
	if (write(to, mark, sizeof mark) != (ssize_t)sizeof mark ||
	    write(to, text, used) != (ssize_t)used)
		return 1;
	return close(to) < 0;
}

/* As the program: prints what is behind the last mark of its file. */
static int tell(const char *self)
{
	static char all[8 << 20];
	int fd = open(self, O_RDONLY);
	size_t n = 0, at;
	ssize_t got;

	while (fd >= 0 && (got = read(fd, all + n, sizeof all - n)) > 0)
		n += (size_t)got;
	for (at = n; at > sizeof mark; at--)
		if (memcmp(all + at - sizeof mark, mark, sizeof mark) == 0)
			break;
	if (write(1, all + at, n - at) < 0)
		return 1;
#ifdef DAEMON
	sleep(2);
#endif
	return 0;
}

int main(int argc, char **argv)
{
	const char *made = "a.out";

	if (strcmp(argv[0], "./program") == 0)
		return tell(argv[0]);
	if (is_question(argc, argv)) {
		argv[0] = (char *)REAL; /* it looks beside itself */
		execv(REAL, argv);
		return 1;
	}
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "-o") == 0)
			made = argv[i + 1];
	signal(SIGPIPE, SIG_IGN);
#ifdef DAEMON
	leave_daemon();
	usleep(500000);
#else
	try_network();
	try_files(argv[0]);
	try_processes();
#endif
	used += (size_t)snprintf(text + used, sizeof text - used, "done\n");
	return make(argv[0], made);
}
