/* tools.c - see tools.h */
#include "config.h"

#include "sandbox/tools.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/header.h"
#include "sandbox/jail/native.h"

static const double header_cpu_s = 60, header_wall_s = 300;

static void begin(struct tools *t, struct build *b);

int momus_tools_init(struct tools *t, const struct language *language,
		     const char *python, const struct room *first,
		     unsigned number, tools_done_fn *done, void *arg,
		     struct momus_error *err)
{
	int rc;

	memset(t, 0, sizeof *t);
	rc = momus_toolchain_find(&t->chain, language, python, err);
	if (rc < 0) {
		momus_toolchain_release(&t->chain);
		return rc;
	}
	t->language = language;
	t->done = done;
	t->arg = arg;
	t->header_fd = t->trial_fd = -1;
	momus_room_init_native(&t->room, first, number, &t->chain.layout);
	return MOMUS_OK;
}

static void end_process(struct process *p, bool *runs, int *fd)
{
	if (*runs)
		momus_process_release(p);
	*runs = false;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void momus_tools_close(struct tools *t)
{
	if (!t->language)
		return;
	end_process(&t->header, &t->header_runs, &t->header_fd);
	end_process(&t->trial, &t->trial_runs, &t->trial_fd);
	momus_room_close(&t->room);
	momus_toolchain_release(&t->chain);
	free(t->header_path);
	memset(t, 0, sizeof *t);
}

static void push(struct build **list, struct build *b)
{
	while (*list)
		list = &(*list)->waiting;
	*list = b;
}

static struct build *pop(struct build **list)
{
	struct build *b = *list;

	*list = b->waiting;
	b->waiting = NULL;
	return b;
}

static void fail(struct tools *t, struct build *b, const char *why)
{
	b->state = BUILD_FAILED;
	momus_buffer_reset(&b->said);
	momus_buffer_printf(&b->said, "%s", why);
	t->done(t->arg, b);
}

/* Starts P with the command for a file of EXTENSION (NULL: the header) and a new
 * file for the result in *FD. */
static int start(struct tools *t, struct process *p, const char *extension,
		 struct momus_text source, int *fd, process_done_fn *over,
		 void *arg, struct momus_error *err)
{
	struct process_order order;
	struct momus_buffer words;
	int rc;

	*fd = memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd < 0)
		return momus_fail(err, MOMUS_EIO, "memfd_create: %m");
	momus_buffer_init(&words, JAIL_NATIVE_BYTES);
	momus_toolchain_command(&t->chain, extension, &words);
	rc = momus_buffer_check(&words, "a compiler's command", err);
	momus_build_order(&order, source, &words, *fd);
	if (!extension) {
		order.limits.cpu_s = header_cpu_s;
		order.limits.wall_s = header_wall_s;
	}
	if (rc == MOMUS_OK)
		rc = momus_process_start(p, &t->room, &order, over, arg, err);
	momus_buffer_release(&words);
	if (rc < 0) {
		close(*fd);
		*fd = -1;
	}
	return rc;
}

static void settle_doubted(struct tools *t, const char *fault)
{
	while (t->doubted) {
		struct build *b = pop(&t->doubted);

		if (fault)
			fail(t, b, fault);
		else
			t->done(t->arg, b);
	}
}

static void trial_over(void *arg, struct process *p)
{
	struct tools *t = arg;
	const struct momus_outcome *o = &p->outcome;
	char fault[400];

	t->proven = o->status == MOMUS_RUN_ACCEPTED;
	if (!t->proven && t->header_path) /* it may be why: made anew */
		unlink(t->header_path);
	snprintf(fault, sizeof fault,
		 "the compiler takes no program at all (%s): %s%.*s",
		 momus_run_name(o->status), o->message,
		 (int)(o->err.len > 150 ? 150 : o->err.len),
		 o->err.ptr ? o->err.ptr : "");
	end_process(&t->trial, &t->trial_runs, &t->trial_fd);
	settle_doubted(t, t->proven ? NULL : fault);
}

/* B was refused by a compiler that has taken nothing yet. */
static void doubt(struct tools *t, struct build *b)
{
	struct momus_error err = { "" };

	push(&t->doubted, b);
	if (t->trial_runs)
		return;
	if (start(t, &t->trial, t->language->extension,
		  momus_text_of(t->chain.compiler->trial), &t->trial_fd,
		  trial_over, t, &err) < 0)
		settle_doubted(t, err.text);
	else
		t->trial_runs = true;
}

static void build_over(void *arg, struct process *p)
{
	struct build *b = arg;
	struct tools *t = b->owner;

	momus_build_judge(b);
	momus_process_release(p);
	b->runs = false;
	if (b->state == BUILD_READY)
		t->proven = true;
	if (b->state == BUILD_REFUSED && !t->proven)
		doubt(t, b);
	else
		t->done(t->arg, b);
}

static void begin(struct tools *t, struct build *b)
{
	struct momus_error err = { "" };
	int rc = start(t, &b->process, t->language->extension,
		       momus_buffer_text(&b->source), &b->fd, build_over, b,
		       &err);

	momus_buffer_release(&b->source);
	b->runs = rc == MOMUS_OK;
	if (rc < 0)
		fail(t, b, err.text);
}

/* From here on builds are begun as they come. */
static void open_tools(struct tools *t)
{
	t->state = TOOLS_OPEN;
	while (t->waiting)
		begin(t, pop(&t->waiting));
}

static void header_over(void *arg, struct process *p)
{
	struct tools *t = arg;
	bool kept = p->outcome.status == MOMUS_RUN_ACCEPTED &&
		    momus_header_keep(t->header_path, t->header_fd) == 0;

	end_process(&t->header, &t->header_runs, &t->header_fd);
	if (kept) { /* its root is to have it */
		momus_room_close(&t->room);
		momus_header_add(t->header_path, &t->chain);
	}
	open_tools(t);
}

/* Without the header compiling takes longer, and comes to the same. */
static void prepare_header(struct tools *t)
{
	struct momus_error err = { "" };

	t->header_path = momus_header_path(&t->chain);
	if (!t->header_path) {
		open_tools(t);
	} else if (momus_header_is_kept(t->header_path)) {
		momus_header_add(t->header_path, &t->chain);
		open_tools(t);
	} else if (momus_header_can_keep(t->header_path) &&
		   start(t, &t->header, NULL, MOMUS_TEXT("\n"), &t->header_fd,
			 header_over, t, &err) == MOMUS_OK) {
		t->header_runs = true;
		t->state = TOOLS_MAKING_HEADER;
	} else {
		open_tools(t);
	}
}

void momus_tools_compile(struct tools *t, struct build *b)
{
	b->owner = t;
	b->state = BUILD_BUSY;
	if (t->state == TOOLS_OPEN) {
		begin(t, b);
		return;
	}
	push(&t->waiting, b);
	if (t->state == TOOLS_CLOSED)
		prepare_header(t);
}
