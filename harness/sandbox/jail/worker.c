/* worker.c - see worker.h */
#include "config.h"

#include "sandbox/jail/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/jail/kept.h"
#include "sandbox/jail/pages.h"
#include "sandbox/jail/reaper.h"
#include "sandbox/jail/scratch.h"
#include "sandbox/walls.h"

struct worker {
	struct jail_server *server;
	int own_pids; /* this process's namespace, to come back to */
	struct jail_page *page;
	int page_fd;
	struct jail_request request;
	int fds[JAIL_MAX_FDS]; /* received, (n_fds) */
	int n_fds;
	pid_t reaper, program;
	int reaper_fd, program_fd;
	/* A referee that outlives its request: this end of its socket, or -1. */
	int kept;
	struct jail_request kept_for; /* its first request */
	uint32_t kept_jobs;
	double kept_cpu_s;
};

/* How a program, or a kept referee's request, came to its end. */
enum ending { ENDED, WITHDRAWN, DONE, ABANDONED, UNWATCHED };

/* The next packet; its descriptors replace FDS.  False at the end. */
static bool receive(int socket, struct jail_request *request, int *fds,
		    int *n_fds)
{
	char control[CMSG_SPACE(sizeof(int) * JAIL_MAX_FDS)];
	struct iovec part = { request, sizeof *request };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof control };
	struct cmsghdr *head;
	ssize_t n;

	do
		n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	*n_fds = 0;
	if (n != (ssize_t)sizeof *request)
		return false;
	head = CMSG_FIRSTHDR(&m);
	if (head && head->cmsg_type == SCM_RIGHTS) {
		*n_fds = (int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(fds, CMSG_DATA(head), sizeof(int) * (size_t)*n_fds);
	}
	return true;
}

static void reply(struct worker *w, struct jail_reply *r)
{
	ssize_t n;

	r->op = JAIL_DONE;
	r->ticket = w->request.ticket;
	do
		n = send(w->server->socket, r, sizeof *r, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
}

static void close_received(struct worker *w)
{
	for (int i = 0; i < w->n_fds; i++)
		close(w->fds[i]);
	w->n_fds = 0;
}

static double seconds(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1e-6;
}

static double own_cpu(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) < 0 ? 0 : seconds(&usage);
}

static double clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* In the program's process: enters and leaves with everything in its place. */
static void become_program(struct worker *w)
{
	struct jail_server *server = w->server;
	struct jail_entry e = { .request = &w->request,
				.page = w->page,
				.filter = &server->filter,
				.as_base = server->as_base };
	uint32_t flags = w->request.flags;
	int next = 4;

	for (int i = 0; i < JAIL_MAX_FDS; i++)
		e.fds[i] = -1;
	for (int i = 0; i < 3; i++)
		e.fds[i] = w->fds[i];
	e.fds[JAIL_FD_DATA] = w->fds[3];
	if (flags & (JAIL_DRIVER | JAIL_REFEREE))
		e.fds[JAIL_FD_PIPE] = w->fds[next++];
	if (flags & JAIL_EXPECTED)
		e.fds[JAIL_FD_EXPECTED] = w->fds[next++];
	if (flags & JAIL_RECORD)
		e.fds[JAIL_FD_RECORD] = w->fds[next++];
	if (w->kept >= 0)
		e.fds[JAIL_FD_KEPT] = w->kept;
	server->kept = w->kept >= 0;
	if (flags & JAIL_COLD) {
		w->page->request = w->request;
		e.fds[JAIL_FD_PAGE] = w->page_fd;
		e.as_base = 0;
	}
	if (flags & JAIL_NATIVE)
		e.as_base = 0;
	jail_enter(&e);
	server->request = w->request;
	server->page = w->page;
}

/* Who joins a process's namespace must be allowed to look into it.  The kernel asks
 * the user namespace in which the image was executed: that of an interpreter is
 * this one, that of momus-jail is not, and closed unless it may be dumped. */
static int join_reaper(const struct worker *w)
{
	bool native = w->server->native;
	int rc, error;

	if (native && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
		return -1;
	rc = setns(w->reaper_fd, CLONE_NEWPID);
	error = errno;
	if (native && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -1;
	errno = error;
	return rc;
}

/* Forks the program into the reaper's namespace.  0 in the program. */
static pid_t fork_program(struct worker *w)
{
	bool pids = w->request.walls & MOMUS_WALL_PID_NS;
	const char *call = "fork";
	int error = 0;
	pid_t pid = -1;

	w->reaper = -1;
	w->reaper_fd = w->program_fd = -1;
	if (pids) {
		w->reaper = jail_reaper_start(&w->reaper_fd);
		if (w->reaper < 0 || join_reaper(w) < 0) {
			call = w->reaper < 0 ? "clone(CLONE_NEWPID)" : "setns";
			error = errno;
			goto out;
		}
	}
	pid = fork();
	if (pid == 0)
		return 0;
	error = errno;
	if (pids && setns(w->own_pids, CLONE_NEWPID) < 0)
		_exit(1); /* no further program can be started */
out:
	if (pid < 0) {
		w->page->error = error;
		snprintf(w->page->call, sizeof w->page->call, "%s", call);
	}
	return pid;
}

/* Ends every process of the jail and adds what they used to REPLY.  Children are
 * waited for in any order: the reaper cannot end before the program is waited
 * for, and a program may have made a process this one's child. */
static void end_jail(struct worker *w, struct jail_reply *r)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (w->reaper > 0)
		kill(w->reaper, SIGTERM);
	if (w->program > 0)
		kill(w->program, SIGKILL);
	while ((pid = wait4(-1, &status, __WALL, &usage)) > 0 ||
	       errno == EINTR) {
		if (pid < 0)
			continue;
		r->cpu_s += seconds(&usage);
		if (pid == w->program) {
			r->status = status;
			r->peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
		}
	}
	if (w->reaper_fd >= 0)
		close(w->reaper_fd);
	if (w->program_fd >= 0)
		close(w->program_fd);
}

/* Waits until the program ends, a kept referee is done, or momus wants an end,
 * or has ended itself. */
static enum ending wait_for_end(struct worker *w, struct jail_reply *r)
{
	struct pollfd all[] = { { w->program_fd, POLLIN, 0 },
				{ w->server->socket, POLLIN, 0 },
				{ w->kept, POLLIN, 0 } };
	struct jail_kept_done done;
	struct jail_request order;
	int fds[JAIL_MAX_FDS], n;

	for (;;) {
		if (poll(all, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			w->page->error = errno;
			snprintf(w->page->call, sizeof w->page->call, "poll");
			return UNWATCHED;
		}
		if (all[2].revents) {
			if (recv(w->kept, &done, sizeof done, MSG_DONTWAIT) ==
			    (ssize_t)sizeof done) {
				r->cpu_s = done.cpu_s;
				r->peak_bytes = done.peak_bytes;
				return DONE;
			}
			all[2].fd = -1; /* it ends */
		}
		if (all[0].revents)
			return ENDED;
		if (!all[1].revents)
			continue;
		if (!receive(w->server->socket, &order, fds, &n))
			return ABANDONED;
		if (order.op == JAIL_KILL && order.ticket == w->request.ticket)
			return WITHDRAWN;
	}
}

static void drop_kept(struct worker *w)
{
	struct jail_reply none = { .op = 0 };

	if (w->kept < 0)
		return;
	close(w->kept);
	w->kept = -1;
	end_jail(w, &none);
}

/* Hands the request to the kept referee, if there is one that can take it. */
static bool reuse(struct worker *w)
{
	if (w->kept < 0)
		return false;
	if (w->kept_jobs < JAIL_KEPT_JOBS && w->kept_cpu_s < JAIL_KEPT_CPU_S &&
	    jail_kept_serves(&w->kept_for, &w->request) &&
	    jail_kept_send(w->kept, &w->request, w->fds, w->n_fds) == 0) {
		/* Where it begins nothing of ours is left to do. */
		w->page->stage = JAIL_RUNNING;
		w->kept_jobs++;
		return true;
	}
	drop_kept(w);
	return false;
}

/* Forks the program; true in it. */
static bool start(struct worker *w)
{
	int ends[2] = { -1, -1 };

	if (jail_kept_fits(&w->request) &&
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		ends[0] = ends[1] = -1;
	w->program = fork_program(w);
	if (w->program == 0) {
		w->kept = ends[1];
		become_program(w);
		return true;
	}
	w->kept = ends[0];
	w->kept_for = w->request;
	w->kept_jobs = 1;
	w->kept_cpu_s = 0;
	if (ends[1] >= 0)
		close(ends[1]);
	if (w->program < 0)
		return false;
	w->program_fd = (int)syscall(SYS_pidfd_open, w->program, 0);
	if (w->program_fd < 0) {
		w->page->error = errno;
		snprintf(w->page->call, sizeof w->page->call, "pidfd_open");
	}
	return false;
}

/* Whatever is left of a request that did not end well, or whose process is not
 * kept. */
static void clear(struct worker *w, struct jail_reply *r)
{
	if (w->kept >= 0)
		close(w->kept);
	w->kept = -1;
	end_jail(w, r);
	if (w->page->scratch[0])
		jail_scratch_remove(w->page->scratch);
}

/* Runs one request.  True in the process that is the program. */
static bool run_request(struct worker *w)
{
	struct jail_reply r = { .stage = JAIL_STARTING };
	double own = own_cpu(), began = clock_now();
	enum ending ending = UNWATCHED;

	memset(w->page, 0, offsetof(struct jail_page, request));
	if (!reuse(w) && start(w))
		return true;
	close_received(w);
	if (w->program_fd >= 0)
		ending = wait_for_end(w, &r);
	if (ending == DONE)
		w->kept_cpu_s += r.cpu_s;
	else
		clear(w, &r);
	if (ending == ABANDONED)
		_exit(0);
	r.own_s = own_cpu() - own;
	r.wall_s = clock_now() - began;
	/* However far a program came that nobody could watch: the fault is ours. */
	r.stage = ending == UNWATCHED ? JAIL_STARTING : w->page->stage;
	r.error = w->page->error;
	memcpy(r.call, w->page->call, sizeof r.call - 1);
	reply(w, &r);
	if (ending == DONE && r.peak_bytes > JAIL_KEPT_BYTES)
		drop_kept(w);
	return false;
}

static uint64_t address_space(void)
{
	unsigned long long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f) {
		if (fscanf(f, "%llu", &pages) != 1)
			pages = 0;
		fclose(f);
	}
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Joins the control groups whose cgroup.procs are FDS. */
static int join_groups(const int *fds, int n)
{
	for (int i = 0; i < n; i++)
		if (write(fds[i], "0", 1) < 0)
			return -1;
	return 0;
}

static int set_up_worker(struct worker *w, const struct jail_request *order,
			 const int *fds, int n, const char **call)
{
	*call = "joining its control groups";
	if (join_groups(fds + 1, n - 1) < 0)
		return -1;
	*call = "open(/proc/self/ns/pid)";
	w->own_pids = -1;
	if (order->walls & MOMUS_WALL_PID_NS) {
		w->own_pids = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
		if (w->own_pids < 0)
			return -1;
	}
	*call = "memfd_create";
	w->page_fd = memfd_create("page", MFD_CLOEXEC);
	if (w->page_fd < 0 || ftruncate(w->page_fd, sizeof *w->page) < 0)
		return -1;
	*call = "mmap";
	w->page = mmap(NULL, sizeof *w->page, PROT_READ | PROT_WRITE,
		       MAP_SHARED, w->page_fd, 0);
	if (w->page == MAP_FAILED)
		return -1;
	w->server->as_base = address_space();
	*call = "prctl(DUMPABLE)";
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static void tell(int socket, enum jail_op op, const char *call)
{
	struct jail_reply r = { .op = op, .error = errno };

	snprintf(r.call, sizeof r.call, "%s", call);
	if (send(socket, &r, sizeof r, MSG_NOSIGNAL) < 0)
		errno = 0;
}

/* In a fork of a zygote: serves jobs; returns only as a program. */
static void be_worker(struct jail_server *server,
		      const struct jail_request *order, const int *fds, int n)
{
	struct worker w = { .server = server, .program_fd = -1, .kept = -1 };
	const char *call;

	server->socket = fds[0];
	signal(SIGCHLD, SIG_DFL);
	if (set_up_worker(&w, order, fds, n, &call) < 0) {
		tell(fds[0], JAIL_BROKEN, call);
		_exit(1);
	}
	for (int i = 1; i < n; i++)
		close(fds[i]);
	tell(fds[0], JAIL_READY, "");
	while (receive(server->socket, &w.request, w.fds, &w.n_fds)) {
		if (w.request.op == JAIL_JOB && w.n_fds >= 4 && run_request(&w))
			return;
		close_received(&w);
	}
	drop_kept(&w);
	_exit(0);
}

enum jail_role jail_serve(struct jail_server *server)
{
	struct jail_request order;
	int fds[JAIL_MAX_FDS], n;
	bool joined = false;

	signal(SIGCHLD, SIG_IGN); /* workers that end are waited for by none */
	while (receive(server->socket, &order, fds, &n)) {
		pid_t pid;

		/* A referee is seldom forked. */
		if (order.op == JAIL_WORKER && !joined &&
		    !(server->request.flags & JAIL_REFEREE)) {
			jail_join_pages();
			joined = true;
		}
		pid = n > 0 ? fork() : -1;
		if (pid < 0 && n > 0)
			tell(fds[0], JAIL_BROKEN, "fork");
		if (pid == 0) {
			close(server->socket);
			if (order.op == JAIL_WORKER) {
				be_worker(server, &order, fds, n);
				return JAIL_ROLE_PROGRAM;
			}
			server->socket = fds[0];
			server->request = order;
			server->sources = n > 1 ? fds[1] : -1;
			return JAIL_ROLE_ZYGOTE;
		}
		for (int i = 0; i < n; i++)
			close(fds[i]);
	}
	return JAIL_ROLE_END;
}

void jail_exec_cold(struct jail_server *server)
{
	execv(server->command[0], server->command);
	jail_give_up(server->page, "execve");
}
