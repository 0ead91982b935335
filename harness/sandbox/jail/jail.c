/* jail.c - momus-jail: the room in which interpreters are kept warm
 *
 *	momus-jail WALLS FIRST-ID NUMBER-OF-IDS ROOM PYTHON RUNNER JAIL.so VALUE.so
 *	momus-jail WALLS FIRST-ID NUMBER-OF-IDS ROOM
 *
 * Without an interpreter it runs native programs (native.h) itself.
 *
 * Started by the sandbox with the descriptors of protocol.h.  It makes the
 * namespaces that all programs of a sandbox share and fills their root.  Its
 * child is process 1 in it: when momus, this process or that child ends,
 * everything below ends.  The folders of GROUPS are those in which momus made
 * control groups.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/jail/native.h"
#include "sandbox/jail/root.h"
#include "sandbox/protocol.h"
#include "sandbox/walls.h"

enum { GROUP_TREES = 3 };

struct order { /* the command line */
	uint32_t walls;
	unsigned long first_id, ids;	   /* outside; 0: this user's alone */
	char **python;			   /* and what follows it; or NULL */
	const char *place;		   /* where the root is put together */
	int groups[GROUP_TREES], n_groups; /* folders */
	char prefix[48], self[32];	   /* of the groups to remove */
};

static char *const environment[] = { "PATH=/usr/bin:/bin",
				     "HOME=/tmp",
				     "LANG=C.UTF-8",
				     "PYTHONHASHSEED=0",
				     "OPENBLAS_NUM_THREADS=1",
				     "OMP_NUM_THREADS=1",
				     "MKL_NUM_THREADS=1",
				     "PYTHONDONTWRITEBYTECODE=1",
				     NULL };

static void die(const char *call) __attribute__((noreturn));
static void die(const char *call)
{
	dprintf(STDERR_FILENO, "%s: %s\n", call, strerror(errno));
	_exit(1);
}

static bool has(const struct order *o, uint32_t wall)
{
	return o->walls & wall;
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n < 0 ? -1 : 0;
}

static int map_ids(const struct order *o, pid_t process)
{
	char path[64], text[64];

	if (!o->ids) {
		snprintf(path, sizeof path, "/proc/%d/setgroups", (int)process);
		if (write_file(path, "deny") < 0)
			return -1;
	}
	for (int group = 0; group < 2; group++) {
		unsigned long own = group ? getgid() : getuid();

		snprintf(path, sizeof path, "/proc/%d/%cid_map", (int)process,
			 group ? 'g' : 'u');
		snprintf(text, sizeof text, "0 %lu %lu",
			 o->ids ? o->first_id : own, o->ids ? o->ids : 1);
		if (write_file(path, text) < 0)
			return -1;
	}
	return 0;
}

static void become_root_of_namespace(const struct order *o)
{
	if (o->ids && (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 ||
		       setresuid(0, 0, 0) < 0))
		die("setresuid");
	/* Its own files in /proc belong to it again. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
		die("prctl(DUMPABLE)");
}

/* Clocks since the start of the machine say nothing of this one. */
static void shift_clocks(void)
{
	uint32_t shift = 0;
	char text[96];

	if (getrandom(&shift, sizeof shift, 0) < 0)
		die("getrandom");
	shift = 86400 + shift % 86400000;
	snprintf(text, sizeof text, "monotonic %u 0\nboottime %u 0\n", shift,
		 shift);
	if (unshare(CLONE_NEWTIME) < 0 ||
	    write_file("/proc/self/timens_offsets", text) < 0)
		die("unshare(CLONE_NEWTIME)");
}

static void make_private(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		die("mount(MS_PRIVATE)");
}

static void fill_root(const struct order *o)
{
	const char *call;

	if (jail_root_fill(o->place, JAIL_FD_LAYOUT, &call) < 0)
		die(call);
}

/* Only root itself may read all that an interpreter is made of. */
static bool fills_early(const struct order *o)
{
	return has(o, MOMUS_WALL_MOUNT_NS) &&
	       (o->ids || !has(o, MOMUS_WALL_USER_NS));
}

static int namespaces(const struct order *o)
{
	static const struct {
		uint32_t wall;
		int flag;
	} all[] = {
		{ MOMUS_WALL_USER_NS, CLONE_NEWUSER },
		{ MOMUS_WALL_MOUNT_NS, CLONE_NEWNS },
		{ MOMUS_WALL_NET_NS, CLONE_NEWNET },
		{ MOMUS_WALL_IPC_NS, CLONE_NEWIPC },
		{ MOMUS_WALL_UTS_NS, CLONE_NEWUTS },
		{ MOMUS_WALL_PID_NS, CLONE_NEWPID },
	};
	int flags = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		flags |= has(o, all[i].wall) ? all[i].flag : 0;
	return flags;
}

static void start_interpreter(const struct order *o)
{
	struct rlimit stack = { (rlim_t)4 << 30, RLIM_INFINITY };

	close(JAIL_FD_LAYOUT);
	if (!o->python[0])
		jail_native_serve();
	/* The highest stack that a program is given must fit into the image. */
	if (getrlimit(RLIMIT_STACK, &stack) == 0) {
		stack.rlim_cur = (rlim_t)4 << 30;
		if (stack.rlim_max < stack.rlim_cur)
			stack.rlim_cur = stack.rlim_max;
		setrlimit(RLIMIT_STACK, &stack);
	}
	execve(o->python[0], o->python, environment);
	die("execve of the interpreter");
}

/* Process 1: until momus closes its socket, or the interpreter ends. */
static void keep(pid_t interpreter) __attribute__((noreturn));
static void keep(pid_t interpreter)
{
	struct pollfd momus = { JAIL_FD_SOCKET, POLLRDHUP, 0 };
	sigset_t child, none;

	sigemptyset(&none);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL); /* but while it waits */
	for (;;) {
		int status;
		pid_t pid;

		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == interpreter)
				_exit(1);
		if (ppoll(&momus, 1, NULL, &none) < 0 && errno != EINTR)
			_exit(1);
		if (momus.revents)
			_exit(0);
	}
}

static void on_child(int number)
{
	(void)number; /* ends ppoll */
}

static void enter_root(const struct order *o)
{
	struct jail_root root = {
		.place = o->place,
		.proc = has(o, MOMUS_WALL_PID_NS),
		.read_only = has(o, MOMUS_WALL_READ_ONLY_ROOT),
		.shared = !has(o, MOMUS_WALL_WORK_DIRECTORY),
	};
	bool mounts = has(o, MOMUS_WALL_MOUNT_NS);
	const char *call;

	if (mounts) {
		make_private();
		if (!fills_early(o))
			fill_root(o);
	}
	if (has(o, MOMUS_WALL_TIME_NS))
		shift_clocks();
	if (mounts && jail_root_enter(&root, &call) < 0)
		die(call);
	if (!mounts && chdir("/tmp") < 0)
		die("chdir");
}

static void be_first(const struct order *o, int go) __attribute__((noreturn));
static void be_first(const struct order *o, int go)
{
	struct sigaction act = { .sa_handler = on_child };
	char byte;
	pid_t pid;

	if (read(go, &byte, 1) != 1) /* until its ids are mapped */
		_exit(1);
	close(go);
	if (has(o, MOMUS_WALL_USER_NS))
		become_root_of_namespace(o);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		die("prctl(PDEATHSIG)");
	enter_root(o);
	sigaction(SIGCHLD, &act, NULL);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		start_interpreter(o);
	keep(pid);
}

static const char *find_place(void)
{
	static const char *const places[] = { "/sys", "/mnt", "/media",
					      "/srv" };
	struct stat st;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (stat(places[i], &st) == 0 && S_ISDIR(st.st_mode))
			return places[i];
	return "/proc";
}

/* The groups of a momus that has no time left to remove them. */
static void open_groups(struct order *o, const char *room)
{
	const char *list = getenv("GROUPS");
	char path[PATH_MAX];

	while (list && *list && o->n_groups < GROUP_TREES) {
		size_t n = strcspn(list, ":");

		snprintf(path, sizeof path, "%.*s", (int)n, list);
		o->groups[o->n_groups] = open(path, O_DIRECTORY | O_CLOEXEC);
		if (o->groups[o->n_groups] >= 0)
			o->n_groups++;
		list += n + (list[n] == ':');
	}
	snprintf(o->prefix, sizeof o->prefix, "momus-%d-%.8s-", (int)getppid(),
		 room);
	snprintf(o->self, sizeof o->self, "momus-%d-self", (int)getppid());
}

static bool is_group(const struct order *o, const char *name)
{
	return strncmp(name, o->prefix, strlen(o->prefix)) == 0 ||
	       strcmp(name, o->self) == 0;
}

static void remove_groups(const struct order *o)
{
	for (int i = 0; i < o->n_groups; i++) {
		DIR *dir = fdopendir(o->groups[i]);
		struct dirent *e;

		while (dir && (e = readdir(dir)))
			if (is_group(o, e->d_name))
				unlinkat(o->groups[i], e->d_name, AT_REMOVEDIR);
	}
}

static pid_t start_first(const struct order *o)
{
	int go[2];
	pid_t first;

	if (pipe2(go, O_CLOEXEC) < 0)
		die("pipe2");
	first = (pid_t)syscall(SYS_clone, namespaces(o) | SIGCHLD, 0, 0, 0, 0);
	if (first < 0)
		die("clone");
	if (first == 0) {
		close(go[1]);
		be_first(o, go[0]);
	}
	close(go[0]);
	if (has(o, MOMUS_WALL_USER_NS) && map_ids(o, first) < 0)
		die("writing uid_map"); /* the pipe's end tells the child */
	if (write(go[1], ".", 1) != 1)
		die("write");
	close(go[1]);
	return first;
}

int main(int argc, char **argv)
{
	struct order o = { 0 };
	int status;
	pid_t first;

	if (argc < 5)
		return 2;
	o.walls = (uint32_t)strtoul(argv[1], NULL, 16);
	o.first_id = strtoul(argv[2], NULL, 10);
	o.ids = strtoul(argv[3], NULL, 10);
	o.python = argv + 5;
	o.place = find_place();
	open_groups(&o, argv[4]);
	setsid();
	if (write_file("/proc/self/oom_score_adj", "-1000") < 0)
		errno = 0; /* only root may, and only it has groups */
	if (fills_early(&o)) {
		if (unshare(CLONE_NEWNS) < 0)
			die("unshare(CLONE_NEWNS)");
		make_private();
		fill_root(&o);
	}
	first = start_first(&o);
	close(JAIL_FD_SOCKET);
	while (waitpid(first, &status, 0) < 0 && errno == EINTR)
		;
	remove_groups(&o);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
