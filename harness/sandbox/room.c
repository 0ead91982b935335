/* room.c - see room.h */
#include "config.h"

#include "sandbox/room.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/filter.h"
#include "sandbox/layout.h"
#include "sandbox/sources.h"
#include "sandbox/walls.h"

enum { HIGH = 16, IDS = 1024, PATIENCE_MS = 3000 };

void momus_room_init(struct room *room, struct momus_loop *loop,
		     const char *python, uint32_t walls)
{
	memset(room, 0, sizeof *room);
	room->loop = loop;
	room->python = python;
	room->walls = walls;
	room->socket = room->filter = room->words = -1;
	if (walls & MOMUS_WALL_CGROUP)
		momus_group_find(&room->groups);
	if (!room->groups.version) /* gone since they were looked for */
		room->walls &= ~(uint32_t)MOMUS_WALL_CGROUP;
}

void momus_room_init_native(struct room *room, const struct room *first,
			    unsigned number, const struct momus_buffer *layout)
{
	memset(room, 0, sizeof *room);
	room->loop = first->loop;
	room->walls = first->walls;
	room->groups = first->groups;
	room->number = number;
	room->layout = layout;
	room->socket = room->filter = room->words = -1;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int momus_room_send(int socket, const struct jail_request *r, const int *fds,
		    int n)
{
	char control[CMSG_SPACE(sizeof(int) * JAIL_MAX_FDS)] = { 0 };
	struct iovec part = { (void *)(uintptr_t)r, sizeof *r };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t done;

	if (n > 0) {
		struct cmsghdr *head;

		m.msg_control = control;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)n);
		head = CMSG_FIRSTHDR(&m);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)n);
		memcpy(CMSG_DATA(head), fds, sizeof(int) * (size_t)n);
	}
	do
		done = sendmsg(socket, &m, MSG_NOSIGNAL);
	while (done < 0 && errno == EINTR);
	return done == (ssize_t)sizeof *r ? 0 : -1;
}

/* A descriptor above those that the child is to find. */
static int lift(int fd)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, HIGH);

	if (fd >= 0)
		close(fd);
	return high;
}

static int spawn(struct room *room, const struct momus_layout_helpers *h,
		 const int fds[6], struct momus_error *err)
{
	bool mounts = room->walls & MOMUS_WALL_MOUNT_NS;
	char walls[16], first[32], ids[16], number[16];
	char *const argv[] = { "momus-jail",
			       walls,
			       first,
			       ids,
			       number,
			       (char *)(uintptr_t)room->python, /* or the end */
			       "-s",
			       "-P",
			       mounts ? MOMUS_LAYOUT_RUNNER : h->runner,
			       mounts ? MOMUS_LAYOUT_JAIL : h->jail,
			       mounts ? MOMUS_LAYOUT_VALUE : h->value,
			       NULL };
	char groups[GROUP_TREES * (PATH_MAX + 1) + 16];
	char *const env[] = { groups, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc;

	snprintf(walls, sizeof walls, "%x", room->walls);
	snprintf(first, sizeof first, "%lu",
		 0x60000000ul + room->number * 0x04000000ul +
			 (unsigned long)(getpid() & 0xffff) * IDS);
	snprintf(number, sizeof number, "%u", room->number);
	snprintf(ids, sizeof ids, "%d",
		 geteuid() == 0 && room->walls & MOMUS_WALL_USER_NS ? IDS : 0);
	snprintf(groups, sizeof groups, "GROUPS=%s:%s:%s", room->groups.path[0],
		 room->groups.path[1], room->groups.path[2]);
	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 6; i++)
		posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	rc = posix_spawn(&room->pid, h->program, &actions, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	if (rc == 0)
		return MOMUS_OK;
	room->pid = 0;
	return momus_fail(err, MOMUS_EIO, "%s cannot be started: %s",
			  h->program, strerror(rc));
}

/* The six descriptors of momus-jail, and this side of them. */
static int open_ends(struct room *room, int fds[6], struct momus_error *err)
{
	int pair[2] = { -1, -1 }, words[2] = { -1, -1 }, rc;

	if (room->python)
		rc = momus_layout_open(room->python, &fds[JAIL_FD_LAYOUT], err);
	else
		rc = momus_layout_file(room->layout, &fds[JAIL_FD_LAYOUT], err);
	if (rc == MOMUS_OK)
		rc = momus_filter_compile(&fds[JAIL_FD_FILTER], err);
	if (rc < 0)
		return rc;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 ||
	    pipe2(words, O_CLOEXEC) < 0) {
		close_one(&pair[0]);
		close_one(&pair[1]);
		return momus_fail(err, MOMUS_EIO,
				  "the jail's socket and pipe: %m");
	}
	fcntl(words[0], F_SETFL, O_NONBLOCK);
	room->socket = pair[0];
	room->words = words[0];
	fds[JAIL_FD_SOCKET] = pair[1];
	/* As a program's: memory, and two pipes. */
	fds[0] = memfd_create("empty", MFD_CLOEXEC);
	fds[1] = dup(words[1]);
	fds[2] = words[1];
	for (int i = 0; i < 6; i++) {
		fds[i] = lift(fds[i]);
		if (fds[i] < 0)
			rc = momus_fail(err, MOMUS_EIO,
					"descriptors of the jail: %m");
	}
	return rc;
}

static struct room_zygote *add_zygote(struct room *room, const char *entry,
				      uint32_t flags)
{
	struct room_zygote *z = calloc(1, sizeof *z);

	if (!z)
		return NULL;
	z->socket = -1;
	z->flags = flags;
	z->entry = entry ? strdup(entry) : NULL;
	if (entry && !z->entry) {
		free(z);
		return NULL;
	}
	z->next = room->zygotes;
	room->zygotes = z;
	return z;
}

static int start(struct room *room, struct momus_error *err)
{
	int fds[6] = { -1, -1, -1, -1, -1, -1 };
	struct momus_layout_helpers h = { NULL };
	struct room_zygote *base;
	int rc;

	room->n_said = 0;
	room->said[0] = '\0';
	rc = momus_layout_helpers(&h, err);
	if (rc == MOMUS_OK)
		rc = open_ends(room, fds, err);
	if (rc == MOMUS_OK)
		rc = spawn(room, &h, fds, err);
	for (int i = 0; i < 6; i++)
		close_one(&fds[i]);
	momus_layout_helpers_release(&h);
	base = rc == MOMUS_OK ? add_zygote(room, NULL, 0) : NULL;
	if (base) {
		base->socket = room->socket;
		return MOMUS_OK;
	}
	momus_room_close(room);
	return rc < 0 ? rc : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

const char *momus_room_words(struct room *room)
{
	size_t room_left = sizeof room->said - 1 - room->n_said;
	ssize_t n;

	if (room->words >= 0 && room_left > 0) {
		n = read(room->words, room->said + room->n_said, room_left);
		if (n > 0)
			room->n_said += (size_t)n;
	}
	while (room->n_said > 0 && room->said[room->n_said - 1] == '\n')
		room->n_said--;
	room->said[room->n_said] = '\0';
	return room->said;
}

void momus_room_drop(struct room *room, struct room_worker *worker)
{
	for (struct room_worker **p = &room->workers; *p; p = &(*p)->next) {
		if (*p != worker)
			continue;
		*p = worker->next;
		momus_loop_unwatch(room->loop, worker->socket);
		close_one(&worker->socket);
		momus_group_remove(&worker->group);
		free(worker);
		return;
	}
}

/* Process 1 of the jail ends when the socket does, and everything with it; only
 * if it does not is it killed. */
static void end_jail(struct room *room)
{
	int end = (int)syscall(SYS_pidfd_open, room->pid, 0);
	struct pollfd wait = { end, POLLIN, 0 };
	pid_t pid = 0;

	close_one(&room->socket);
	if (end >= 0)
		poll(&wait, 1, PATIENCE_MS);
	close_one(&end);
	for (int i = 0; i < PATIENCE_MS && pid == 0; i++) {
		pid = waitpid(room->pid, NULL, WNOHANG);
		if (pid == 0)
			usleep(1000);
	}
	if (pid == 0) {
		kill(room->pid, SIGKILL);
		while (waitpid(room->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	room->pid = 0;
}

void momus_room_close(struct room *room)
{
	for (struct room_worker *w = room->workers; w; w = w->next) {
		momus_loop_unwatch(room->loop, w->socket);
		close_one(&w->socket);
	}
	for (struct room_zygote *z = room->zygotes; z; z = z->next)
		if (z->socket != room->socket)
			close_one(&z->socket);
	if (room->pid)
		end_jail(room);
	while (room->workers)
		momus_room_drop(room, room->workers);
	while (room->zygotes) {
		struct room_zygote *z = room->zygotes;

		room->zygotes = z->next;
		free(z->entry);
		free(z->sources);
		free(z);
	}
	close_one(&room->socket);
	close_one(&room->words);
}

static struct room_zygote *find_zygote(const struct room *room,
				       const char *entry, uint32_t flags)
{
	for (struct room_zygote *z = room->zygotes; z; z = z->next)
		if (z->flags == flags && !z->entry == !entry &&
		    (!entry || strcmp(z->entry, entry) == 0))
			return z;
	return NULL;
}

/* Asks PARENT for Z, a fork of it with more loaded. */
static int ask_zygote(struct room_zygote *parent, struct room_zygote *z,
		      struct momus_error *err)
{
	struct jail_request r = { .op = JAIL_ZYGOTE, .flags = z->flags };
	int pair[2], fds[2] = { -1, -1 }, n = 1, rc = MOMUS_OK;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return momus_fail(err, MOMUS_EIO, "socketpair: %m");
	fds[0] = pair[1];
	if (z->sources) {
		fds[1] = momus_sources_file(z->sources, z->sources_bytes);
		n = 2;
		if (fds[1] < 0)
			rc = momus_fail(err, MOMUS_EIO, "memfd_create: %m");
	}
	if (rc == MOMUS_OK && momus_room_send(parent->socket, &r, fds, n) < 0)
		rc = momus_fail(err, MOMUS_EIO,
				"the jail's interpreter is gone: %m");
	close_one(&pair[1]);
	close_one(&fds[1]);
	if (rc < 0)
		close_one(&pair[0]);
	z->socket = pair[0];
	return rc;
}

/* The zygote with ENTRY and FLAGS, made of one with less. */
static int get_zygote(struct room *room, const char *entry, uint32_t flags,
		      struct room_zygote **out, struct momus_error *err)
{
	struct room_zygote *z = find_zygote(room, entry, flags), *parent;
	int rc;

	*out = z;
	if (z)
		return MOMUS_OK;
	rc = get_zygote(room, NULL, entry ? flags & JAIL_NUMPY : 0, &parent,
			err);
	if (rc < 0)
		return rc;
	z = add_zygote(room, entry, flags);
	if (!z)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	if (entry)
		rc = momus_sources_read(entry, &z->sources, &z->sources_bytes,
					err);
	if (rc == MOMUS_OK)
		rc = ask_zygote(parent, z, err);
	if (rc < 0) {
		room->zygotes = z->next;
		free(z->entry);
		free(z->sources);
		free(z);
		return rc;
	}
	*out = z;
	return MOMUS_OK;
}

/* The lowest number that no worker has: it names its group and its identity. */
static unsigned free_number(const struct room *room)
{
	unsigned n = 1;

	for (const struct room_worker *w = room->workers; w;)
		if (w->number == n) {
			n++;
			w = room->workers;
		} else {
			w = w->next;
		}
	return n;
}

static int ask_worker(struct room *room, struct room_worker *w,
		      struct momus_error *err)
{
	struct jail_request r = { .op = JAIL_WORKER, .walls = room->walls };
	int pair[2], on = 1, fds[1 + GROUP_TREES], n = 1, rc = MOMUS_OK;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return momus_fail(err, MOMUS_EIO, "socketpair: %m");
	w->socket = pair[0];
	setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	fds[0] = pair[1];
	for (int i = 0; i < w->group.n_procs; i++)
		fds[n++] = w->group.procs[i];
	if (momus_room_send(w->zygote->socket, &r, fds, n) < 0)
		rc = momus_fail(err, MOMUS_EIO,
				"the jail's interpreter is gone: %m");
	close(pair[1]);
	return rc;
}

static int new_worker(struct room *room, struct room_zygote *zygote,
		      struct room_worker **out, struct momus_error *err)
{
	struct room_worker *w = calloc(1, sizeof *w);
	int rc = MOMUS_OK;

	if (!w)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	w->socket = -1;
	w->zygote = zygote;
	w->number = free_number(room);
	if (room->walls & MOMUS_WALL_CGROUP)
		rc = momus_group_create(&w->group, &room->groups, room->number,
					w->number, err);
	w->next = room->workers;
	room->workers = w;
	if (rc == MOMUS_OK)
		rc = ask_worker(room, w, err);
	if (rc < 0)
		momus_room_drop(room, w);
	*out = rc < 0 ? NULL : w;
	return rc;
}

/* Whether process 1 of the jail has left its socket. */
static bool is_dead(const struct room *room)
{
	struct pollfd end = { room->socket, POLLRDHUP, 0 };

	return poll(&end, 1, 0) > 0 && end.revents;
}

/* Forgets a jail that is dead.  Workers that are busy stay until those who use
 * them have seen the end of their sockets. */
static void bury(struct room *room)
{
	struct room_worker *busy = NULL, *w = room->workers, *next;

	for (; w; w = next) {
		next = w->next;
		w->zygote = NULL;
		if (!w->busy)
			continue;
		for (struct room_worker **p = &room->workers; *p;)
			if (*p == w)
				*p = w->next;
			else
				p = &(*p)->next;
		w->next = busy;
		busy = w;
	}
	momus_room_close(room);
	room->workers = busy;
}

int momus_room_take(struct room *room, const char *entry, uint32_t flags,
		    struct room_worker **out, struct momus_error *err)
{
	struct room_zygote *zygote;
	int rc = MOMUS_OK;

	*out = NULL;
	if (room->pid && is_dead(room))
		bury(room);
	if (!room->pid)
		rc = start(room, err);
	if (rc == MOMUS_OK)
		rc = get_zygote(room, entry, flags, &zygote, err);
	if (rc < 0)
		return rc;
	for (struct room_worker *w = room->workers; w && !*out; w = w->next)
		if (!w->busy && w->zygote == zygote)
			*out = w;
	if (!*out)
		rc = new_worker(room, zygote, out, err);
	if (rc == MOMUS_OK)
		(*out)->busy = true;
	return rc;
}

void momus_room_give(struct room_worker *worker)
{
	worker->busy = false;
}
