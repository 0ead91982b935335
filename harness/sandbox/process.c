/* process.c - see process.h */
#include "config.h"

#include "sandbox/process.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/sources.h"
#include "sandbox/tree.h"
#include "sandbox/walls.h"

enum { CHUNK = 65536, WORK_INODES = 8192 };

static const double patience_s = 10, /* a worker's, to answer or to get ready */
	least_wait_s = 0.002,
		    busy_share = 0.03, /* of one processor: not waiting */
	most_patience = 10; /* times the wall limit, on a busy machine */
static const uint64_t script_stack = 8u << 20, driver_stack = 4ull << 30,
		      compiler_stack = 64u << 20, cold_image = 64u << 20;

static void set_timer(struct process *p);

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_stream(struct process *p, struct process_stream *s)
{
	if (s->fd >= 0)
		momus_loop_unwatch(p->room->loop, s->fd);
	close_one(&s->fd);
}

static void close_all(struct process *p)
{
	for (int i = 0; i < p->n_fds; i++)
		close_one(&p->fds[i]);
	p->n_fds = 0;
	close_stream(p, &p->out);
	close_stream(p, &p->err);
	momus_loop_cancel(p->room->loop, p->timer);
	p->timer = 0;
}

static void finish(struct process *p)
{
	close_all(p);
	momus_process_judge(p);
	p->done(p->arg, p);
}

/* The worker has gone, or answers nothing. */
static void lose_worker(struct process *p)
{
	struct room_worker *w = p->worker;

	p->worker = NULL;
	p->reply.op = 0;
	momus_room_drop(p->room, w);
	finish(p);
}

static void end_program(struct process *p, enum process_reason reason)
{
	struct jail_request r = { .op = JAIL_KILL,
				  .ticket = p->request.ticket };

	if (p->killed)
		return;
	p->killed = true;
	p->reason = reason;
	p->patience_end = momus_loop_now() + patience_s;
	if (momus_room_send(p->worker->socket, &r, NULL, 0) < 0)
		p->patience_end = 0; /* its socket's end will be seen */
	set_timer(p);
}

/* Takes what is there; false at the end of the stream. */
static bool take_output(struct process *p, struct process_stream *s)
{
	char chunk[CHUNK];
	ssize_t n = read(s->fd, chunk, sizeof chunk);
	size_t room = s->head.limit - s->head.len;

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	s->total += (uint64_t)n;
	momus_buffer_add(&s->head,
			 (struct momus_text){
				 chunk, (size_t)n < room ? (size_t)n : room });
	if (s->total > p->limits.output_bytes && p->worker)
		end_program(p, PROCESS_OUTPUT);
	return true;
}

static void on_output(void *arg, int fd, uint32_t events)
{
	struct process *p = arg;
	struct process_stream *s = fd == p->out.fd ? &p->out : &p->err;

	(void)events;
	if (!take_output(p, s))
		close_stream(p, s);
}

/* What a program wrote before it ended is still in its pipes. */
static void drain(struct process *p, struct process_stream *s)
{
	while (s->fd >= 0) {
		uint64_t before = s->total;

		if (!take_output(p, s) || s->total == before)
			close_stream(p, s);
	}
}

static int send_job(struct process *p)
{
	struct momus_error err = { "" };
	struct room_worker *w = p->worker;

	if (w->group.home &&
	    momus_group_start(&w->group, p->limits.memory_bytes,
			      p->limits.processes, &err) < 0) {
		snprintf(p->reply.call, sizeof p->reply.call, "%.60s",
			 err.text);
		return -1;
	}
	if (!w->group.home)
		p->memory_kills = momus_tree_memory_kills();
	if (momus_room_send(w->socket, &p->request, p->fds, p->n_fds) < 0)
		return -1;
	for (int i = 0; i < p->n_fds; i++)
		close_one(&p->fds[i]);
	p->n_fds = 0;
	p->sent = true;
	p->began = momus_loop_now();
	p->wall_end = p->began + p->limits.wall_s / 2;
	p->half_way = true;
	set_timer(p);
	return 0;
}

/* The next packet of the worker; the sender of the first is noted. */
static bool receive(struct process *p, struct jail_reply *r)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = { r, sizeof *r };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof control };
	ssize_t n = recvmsg(p->worker->socket, &m, MSG_CMSG_CLOEXEC);
	struct cmsghdr *head;

	if (n != (ssize_t)sizeof *r)
		return false;
	r->call[sizeof r->call - 1] = '\0';
	head = CMSG_FIRSTHDR(&m);
	if (head && head->cmsg_type == SCM_CREDENTIALS) {
		struct ucred sender;

		memcpy(&sender, CMSG_DATA(head), sizeof sender);
		p->worker->pid = sender.pid;
	}
	return true;
}

/* What it used, as far as that can be told from outside.  Without groups there is
 * no limit of ours for which the kernel would kill. */
static void measure(struct process *p)
{
	const struct group *g = &p->worker->group;
	int status = p->reply.status;

	if (g->home) {
		p->outcome.cpu_s = momus_group_cpu(g);
		p->outcome.peak_bytes =
			momus_group_peak(g, p->reply.peak_bytes);
		p->memory = momus_group_memory(g);
	} else if (!p->killed && WIFSIGNALED(status) &&
		   WTERMSIG(status) == SIGKILL &&
		   momus_tree_memory_kills() > p->memory_kills) {
		p->memory = GROUP_MEMORY_HOST;
	}
}

static void on_worker(void *arg, int fd, uint32_t events)
{
	struct process *p = arg;
	struct jail_reply r;

	(void)fd;
	(void)events;
	if (!receive(p, &r)) {
		if (errno == EAGAIN || errno == EINTR)
			return;
		lose_worker(p);
		return;
	}
	if (r.op == JAIL_READY && !p->sent) {
		p->worker->ready = true;
		if (send_job(p) < 0)
			lose_worker(p);
		return;
	}
	if (r.op == JAIL_BROKEN)
		memcpy(p->reply.call, r.call, sizeof r.call);
	if (r.op != JAIL_DONE || r.ticket != p->request.ticket)
		return; /* after BROKEN comes the end of the socket */
	p->reply = r;
	measure(p);
	p->killed = true;
	drain(p, &p->out);
	drain(p, &p->err);
	momus_loop_unwatch(p->room->loop, p->worker->socket);
	momus_room_give(p->worker);
	p->worker = NULL;
	finish(p);
}

/* CPU seconds so far, of all processes. */
static double used_cpu(struct process *p)
{
	if (p->worker->group.home)
		return momus_group_cpu(&p->worker->group);
	return momus_tree_cpu(p->worker->pid);
}

static double cpu_check_after(struct process *p)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	double left = p->limits.cpu_s - (p->sent ? used_cpu(p) : 0);

	return fmax(left / (double)(cpus > 0 ? cpus : 1), least_wait_s);
}

/* Whether it would have ended by now if others had not taken the processors: it
 * does use what it gets.  One that waits uses nothing. */
static bool is_starved(struct process *p, double now)
{
	double load, share = (used_cpu(p) - p->mark_cpu_s) / (now - p->mark);

	return share >= busy_share && getloadavg(&load, 1) == 1 &&
	       load > (double)sysconf(_SC_NPROCESSORS_ONLN) &&
	       now - p->began < most_patience * p->limits.wall_s;
}

static void set_mark(struct process *p, double now, double next)
{
	p->mark = now;
	p->mark_cpu_s = used_cpu(p);
	p->wall_end = next;
	p->half_way = false;
}

/* The wall limit, half of it, or an extension is over. */
static void on_wall(struct process *p, double now)
{
	double half = p->limits.wall_s / 2;

	if (p->half_way)
		set_mark(p, now, p->began + p->limits.wall_s);
	else if (is_starved(p, now))
		set_mark(p, now, now + half);
	else
		end_program(p, PROCESS_WALL);
}

static void on_time(void *arg)
{
	struct process *p = arg;
	double now = momus_loop_now();

	p->timer = 0;
	if (!p->sent || p->killed) {
		if (now >= p->patience_end) {
			lose_worker(p);
			return;
		}
	} else if (p->room->walls & MOMUS_WALL_CPU_WATCH &&
		   used_cpu(p) >= p->limits.cpu_s) {
		end_program(p, PROCESS_CPU);
	} else if (now >= p->wall_end) {
		on_wall(p, now);
	}
	set_timer(p);
}

static void set_timer(struct process *p)
{
	double at, now = momus_loop_now();

	if (p->timer && !p->sent)
		return;
	momus_loop_cancel(p->room->loop, p->timer);
	if (!p->sent || p->killed) {
		at = p->patience_end;
	} else {
		at = p->wall_end;
		if (p->room->walls & MOMUS_WALL_CPU_WATCH)
			at = fmin(at, now + cpu_check_after(p));
	}
	p->timer = momus_loop_timer(p->room->loop, at, on_time, p);
}

/* The pipe of a stream: a program may open it anew by /dev/stdout. */
static int open_stream(struct process *p, struct process_stream *s,
		       struct momus_error *err)
{
	int ends[2];

	momus_buffer_init(&s->head, p->limits.output_bytes);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return momus_fail(err, MOMUS_EIO, "pipe2: %m");
	s->fd = ends[0];
	p->fds[p->n_fds++] = ends[1];
	if (fchmod(ends[1], 0222) < 0 ||
	    fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return momus_fail(err, MOMUS_EIO, "a program's pipe: %m");
	return momus_loop_watch(p->room->loop, s->fd, EPOLLIN, on_output, p,
				err);
}

/* Standard input: memory that nobody can change, through a descriptor of the
 * program's own. */
static int open_input(struct process *p, struct momus_text input,
		      struct momus_error *err)
{
	int fd = momus_sources_file(input.ptr, input.len), own = -1;
	char path[32];

	if (fd >= 0 && fchmod(fd, 0444) == 0 &&
	    fcntl(fd, F_ADD_SEALS,
		  F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) ==
		    0) {
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		own = open(path, O_RDONLY | O_CLOEXEC);
	}
	close_one(&fd);
	if (own < 0)
		return momus_fail(err, MOMUS_EIO, "a program's input: %m");
	p->fds[p->n_fds++] = own;
	return MOMUS_OK;
}

static int add_copy(struct process *p, int fd, uint32_t flag,
		    struct momus_error *err)
{
	int copy;

	if (fd < 0)
		return MOMUS_OK;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (copy < 0)
		return momus_fail(err, MOMUS_EIO, "a program's files: %m");
	p->fds[p->n_fds++] = copy;
	p->request.flags |= flag;
	return MOMUS_OK;
}

/* Source, payload and, for a cold start, the driver's files. */
static int open_data(struct process *p, const struct process_order *o,
		     struct momus_error *err)
{
	struct momus_text parts[3] = { o->source, o->payload };
	const struct room_zygote *z = p->worker->zygote;
	int fd;

	if (o->data_fd >= 0) {
		p->request.source_bytes = o->source_bytes;
		p->request.payload_bytes = o->payload_bytes;
		return add_copy(p, o->data_fd, 0, err);
	}
	fd = memfd_create("data", MFD_CLOEXEC);
	if (o->flags & JAIL_COLD && z->sources)
		parts[2] = (struct momus_text){ z->sources, z->sources_bytes };
	p->request.source_bytes = parts[0].len;
	p->request.payload_bytes = parts[1].len;
	p->request.sources_bytes = parts[2].len;
	for (int i = 0; i < 3 && fd >= 0; i++)
		for (size_t done = 0; done < parts[i].len;) {
			ssize_t n = write(fd, parts[i].ptr + done,
					  parts[i].len - done);

			if (n <= 0 && errno != EINTR) {
				close_one(&fd);
				break;
			}
			done += n > 0 ? (size_t)n : 0;
		}
	if (fd < 0)
		return momus_fail(err, MOMUS_EIO, "a program's data: %m");
	p->fds[p->n_fds++] = fd;
	return MOMUS_OK;
}

static uint64_t stack_of(const struct process_order *o)
{
	if (o->flags & JAIL_NATIVE && o->record_fd >= 0)
		return compiler_stack;
	return o->flags & (JAIL_SCRIPT | JAIL_NATIVE) ? script_stack
						      : driver_stack;
}

static void set_request(struct process *p, const struct process_order *o)
{
	const struct momus_limits *l = &p->limits;
	struct jail_request *r = &p->request;
	bool own_id = geteuid() == 0;
	struct stat st;

	r->op = JAIL_JOB;
	r->flags = o->flags;
	if (!own_id && p->room->walls & MOMUS_WALL_USER_NS)
		r->flags |= JAIL_NESTED;
	r->walls = p->room->walls;
	/* A referee is trusted: it runs nothing of a program's, starts nothing
	 * and writes nothing, so it shares the namespaces of the room. */
	if (o->flags & JAIL_REFEREE)
		r->walls &=
			~(uint32_t)(MOMUS_WALL_PID_NS | MOMUS_WALL_MOUNT_NS |
				    MOMUS_WALL_IPC_NS | MOMUS_WALL_UTS_NS);
	if (own_id && r->walls & MOMUS_WALL_USER_NS)
		r->uid = p->worker->number;
	r->ticket = ++p->room->tickets;
	r->seed = o->seed;
	r->file_bytes = l->file_bytes;
	r->stack_bytes = stack_of(o);
	/* The kernel counts towards this limit by ticks, too much as often as
	 * too little: it is there for when nobody watches. */
	r->cpu_s = (uint32_t)ceil(l->cpu_s * 1.25) + 1;
	r->processes = l->processes;
	r->open_files = l->open_files;
	r->inodes = WORK_INODES;
	if (!p->worker->group.home)
		r->as_bytes = l->memory_bytes +
			      (o->flags & JAIL_COLD ? cold_image : 0);
	if (o->expected_fd >= 0 && fstat(o->expected_fd, &st) == 0)
		r->expected_bytes = (uint64_t)st.st_size;
}

static int prepare(struct process *p, const struct process_order *o,
		   struct momus_error *err)
{
	int rc;

	set_request(p, o);
	rc = open_input(p, o->input, err);
	if (rc == MOMUS_OK)
		rc = open_stream(p, &p->out, err);
	if (rc == MOMUS_OK)
		rc = open_stream(p, &p->err, err);
	if (rc == MOMUS_OK)
		rc = open_data(p, o, err);
	if (rc == MOMUS_OK)
		rc = add_copy(p, o->pipe_fd, 0, err);
	if (rc == MOMUS_OK)
		rc = add_copy(p, o->expected_fd, JAIL_EXPECTED, err);
	if (rc == MOMUS_OK)
		rc = add_copy(p, o->record_fd, JAIL_RECORD, err);
	return rc;
}

int momus_process_start(struct process *p, struct room *room,
			const struct process_order *o, process_done_fn *done,
			void *arg, struct momus_error *err)
{
	int rc;

	memset(p, 0, sizeof *p);
	p->room = room;
	p->done = done;
	p->arg = arg;
	p->limits = o->limits;
	p->out.fd = p->err.fd = -1;
	p->outcome.status = MOMUS_RUN_ACCEPTED;
	rc = momus_room_take(room, o->entry,
			     o->flags &
				     (JAIL_DRIVER | JAIL_REFEREE | JAIL_NUMPY),
			     &p->worker, err);
	if (rc == MOMUS_OK)
		rc = prepare(p, o, err);
	if (rc == MOMUS_OK)
		rc = momus_loop_watch(room->loop, p->worker->socket, EPOLLIN,
				      on_worker, p, err);
	if (rc == MOMUS_OK && p->worker->ready && send_job(p) < 0)
		rc = momus_fail(err, MOMUS_EIO, "the jail's worker is gone");
	if (rc == MOMUS_OK && !p->sent) {
		p->patience_end = momus_loop_now() + patience_s;
		set_timer(p);
	}
	if (rc < 0) {
		if (p->worker)
			momus_room_drop(room, p->worker);
		p->worker = NULL;
		momus_process_release(p);
	}
	return rc;
}

void momus_process_stop(struct process *p)
{
	if (p->worker && p->sent)
		end_program(p, PROCESS_STOPPED);
	else if (p->worker)
		lose_worker(p);
}

void momus_process_release(struct process *p)
{
	if (!p->room)
		return; /* it was never started */
	close_all(p);
	if (p->worker)
		momus_room_drop(p->room, p->worker);
	p->worker = NULL;
	momus_buffer_release(&p->out.head);
	momus_buffer_release(&p->err.head);
}
