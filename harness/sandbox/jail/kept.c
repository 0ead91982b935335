/* kept.c - see kept.h */
#include "config.h"

#include "sandbox/jail/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ABOVE = 32 }; /* where descriptors stay until they get their places */

bool jail_kept_fits(const struct jail_request *r)
{
	return r->flags & JAIL_REFEREE &&
	       !(r->flags & (JAIL_RECORD | JAIL_COLD));
}

bool jail_kept_serves(const struct jail_request *first,
		      const struct jail_request *next)
{
	return jail_kept_fits(next) && first->walls == next->walls &&
	       first->uid == next->uid && next->cpu_s <= first->cpu_s &&
	       next->as_bytes <= first->as_bytes &&
	       next->file_bytes <= first->file_bytes;
}

int jail_kept_send(int socket, const struct jail_request *request,
		   const int *fds, int n)
{
	char control[CMSG_SPACE(sizeof(int) * JAIL_MAX_FDS)] = { 0 };
	struct iovec part = { (void *)request, sizeof *request };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen =
				    CMSG_SPACE(sizeof(int) * (size_t)n) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	ssize_t sent;

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)n);
	memcpy(CMSG_DATA(head), fds, sizeof(int) * (size_t)n);
	do
		sent = sendmsg(socket, &m, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)sizeof *request ? 0 : -1;
}

static double used(struct rusage *u)
{
	if (getrusage(RUSAGE_SELF, u) < 0)
		return 0;
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1e-6;
}

static bool say_done(void)
{
	static double before;
	struct rusage u = { .ru_maxrss = 0 };
	double now = used(&u);
	struct jail_kept_done done = { now - before,
				       (uint64_t)u.ru_maxrss * 1024 };
	ssize_t n;

	before = now;
	do
		n = send(JAIL_FD_KEPT, &done, sizeof done, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof done;
}

/* Descriptors FDS (N) of REQUEST, in the order of a worker's, to their places. */
static bool place(const struct jail_request *request, const int *fds, int n)
{
	int places[JAIL_MAX_FDS] = { 0, 1, 2, JAIL_FD_DATA, JAIL_FD_PIPE };
	int high[JAIL_MAX_FDS];
	bool good = n >= 5;

	if (request->flags & JAIL_EXPECTED)
		places[5] = JAIL_FD_EXPECTED;
	else
		good = good && n == 5;
	for (int i = 0; i < n; i++) {
		high[i] = fcntl(fds[i], F_DUPFD, ABOVE);
		good = good && high[i] >= 0;
		close(fds[i]);
	}
	for (int i = 0; i < n; i++) {
		if (good && dup2(high[i], places[i]) < 0)
			good = false;
		close(high[i]);
	}
	return good;
}

bool jail_kept_next(struct jail_request *request)
{
	char control[CMSG_SPACE(sizeof(int) * JAIL_MAX_FDS)];
	struct iovec part = { request, sizeof *request };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof control };
	struct cmsghdr *head;
	int fds[JAIL_MAX_FDS], n;
	ssize_t got;

	/* Whoever writes to the pipe, or reads what was printed, must see that
	 * nobody is there any more. */
	for (int i = 0; i < JAIL_FD_KEPT; i++)
		close(i);
	if (!say_done())
		return false;
	do
		got = recvmsg(JAIL_FD_KEPT, &m, 0);
	while (got < 0 && errno == EINTR);
	head = CMSG_FIRSTHDR(&m);
	if (got != (ssize_t)sizeof *request || !head ||
	    head->cmsg_type != SCM_RIGHTS)
		return false;
	n = (int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
	memcpy(fds, CMSG_DATA(head), sizeof(int) * (size_t)n);
	return place(request, fds, n);
}
