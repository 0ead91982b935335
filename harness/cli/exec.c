/* exec.c - momus exec [OPTION…] PROGRAM… */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/execprint.h"
#include "momus/buffer.h"
#include "sandbox/sandbox.h"

enum { SOURCE_LIMIT = 256 << 20, REPEAT_MAX = 10000000, PROGRAMS_MAX = 4096 };

struct run { /* what the command line says, and where it stands */
	const char *language, *test, *stdin_path;
	bool json;
	long repeat;
	uint64_t seed;
	struct momus_sandbox_config config;
	char **paths; /* borrowed: argv's */
	size_t n_paths, total, next, told;
	struct momus_buffer *sources; /* owned, (n_paths) */
	struct momus_buffer test_text;
	struct momus_text input; /* mapped */
	struct momus_sandbox *sandbox;
	struct waiting *ring; /* owned, (window) */
	size_t window;
	size_t bad; /* programs that were not accepted */
	int rc;
	struct momus_error *err;
};

struct waiting { /* one program, until all before it were told */
	struct run *run;
	size_t number;
	bool done;
	struct momus_buffer text;
	bool accepted;
};

static int read_file(const char *path, struct momus_buffer *b,
		     struct momus_error *err)
{
	char part[65536];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "exec: %s: %s; name a program's file", path,
				  strerror(errno));
	while ((n = read(fd, part, sizeof part)) > 0)
		momus_buffer_add(b, (struct momus_text){ part, (size_t)n });
	if (n < 0) {
		n = errno;
		close(fd);
		return momus_fail(err, MOMUS_EINVAL, "exec: %s: %s%s", path,
				  strerror((int)n),
				  n == EISDIR ? "; name a program's file" : "");
	}
	close(fd);
	return momus_buffer_check(b, path, err);
}

/* A positive number; "64K", "2M", "1G" where UNITS. */
static int parse(const char *option, const char *text, bool units, double *out,
		 struct momus_error *err)
{
	char *end;
	double x = strtod(text, &end);

	if (units && *end && end > text) {
		const char *at = strchr("KMG", *end);

		if (at && *at) {
			x = ldexp(x, 10 * (int)(at - "KMG" + 1));
			end++;
		}
	}
	if (end == text || *end || !isfinite(x) || x <= 0 || x > 1e15)
		return momus_fail(err, MOMUS_EINVAL,
				  "exec: %s is \"%s\"; a number above 0%s is "
				  "expected",
				  option, text,
				  units ? ", with K, M or G behind it, or none,"
					: "");
	*out = x;
	return MOMUS_OK;
}

/* An option that takes a number; false if NAME is none. */
static bool set_number(struct run *r, const char *name, const char *value,
		       int *rc)
{
	struct momus_limits *l = &r->config.limits;
	static const char *const names[] = {
		"--cpu",       "--wall",     "--memory", "--output", "--files",
		"--processes", "--programs", "--repeat", "--seed"
	};
	size_t i = 0, n = sizeof names / sizeof *names;
	double x = 0;

	while (i < n && strcmp(names[i], name) != 0)
		i++;
	if (i == n)
		return false;
	*rc = parse(name, value, i >= 2 && i <= 4, &x, r->err);
	if (*rc < 0)
		return true;
	if ((i >= 5 && x != rint(x)) || (i == 6 && x > PROGRAMS_MAX) ||
	    (i == 5 && x > PROGRAMS_MAX) || (i == 7 && x > REPEAT_MAX)) {
		*rc = momus_fail(r->err, MOMUS_EINVAL,
				 "exec: %s is \"%s\"; a whole number up to %d "
				 "is expected",
				 name, value,
				 i == 7 ? REPEAT_MAX : PROGRAMS_MAX);
		return true;
	}
	switch (i) {
	case 0:
		l->cpu_s = x;
		break;
	case 1:
		l->wall_s = x;
		break;
	case 2:
		l->memory_bytes = (uint64_t)x;
		break;
	case 3:
		l->output_bytes = (uint64_t)x;
		break;
	case 4:
		l->file_bytes = (uint64_t)x;
		break;
	case 5:
		l->processes = (uint32_t)x;
		break;
	case 6:
		r->config.programs = (unsigned)x;
		break;
	case 7:
		r->repeat = (long)x;
		break;
	default:
		r->seed = (uint64_t)x;
		break;
	}
	return true;
}

static bool set_flag(struct run *r, const char *name)
{
	if (strcmp(name, "--json") == 0)
		r->json = true;
	else if (strcmp(name, "--cold") == 0)
		r->config.cold = true;
	else
		return false;
	return true;
}

static int set_sandbox(struct run *r, const char *level)
{
	r->config.best_effort = strcmp(level, "best-effort") == 0;
	if (r->config.best_effort || strcmp(level, "strict") == 0)
		return MOMUS_OK;
	return momus_fail(r->err, MOMUS_EINVAL,
			  "exec: --sandbox is \"%s\"; strict or best-effort is "
			  "expected",
			  level);
}

static int set_text(struct run *r, const char *name, const char *value)
{
	if (strcmp(name, "--language") == 0)
		r->language = value;
	else if (strcmp(name, "--test") == 0)
		r->test = value;
	else if (strcmp(name, "--stdin") == 0)
		r->stdin_path = value;
	else if (strcmp(name, "--without") == 0)
		r->config.off = value;
	else if (strcmp(name, "--sandbox") == 0)
		return set_sandbox(r, value);
	else
		return momus_fail(r->err, MOMUS_EINVAL,
				  "exec: there is no option \"%s\"; `momus "
				  "help exec` lists them",
				  name);
	return MOMUS_OK;
}

static int parse_options(struct run *r, int argc, char **argv)
{
	int i = 1, rc = MOMUS_OK;
	bool ended = false;

	for (; i < argc && argv[i][0] == '-' && rc == MOMUS_OK; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			ended = true;
			break;
		}
		if (set_flag(r, argv[i]))
			continue;
		if (i + 1 == argc)
			return momus_fail(r->err, MOMUS_EINVAL,
					  "exec: \"%s\" is no option, or lacks "
					  "its value; `momus help exec` lists "
					  "them",
					  argv[i]);
		if (!set_number(r, argv[i], argv[i + 1], &rc))
			rc = set_text(r, argv[i], argv[i + 1]);
		i++;
	}
	r->paths = argv + i;
	r->n_paths = (size_t)(argc - i);
	for (size_t k = 0; rc == MOMUS_OK && !ended && k < r->n_paths; k++)
		if (r->paths[k][0] == '-')
			rc = momus_fail(r->err, MOMUS_EINVAL,
					"exec: \"%s\" stands behind a program; "
					"options stand before the first one",
					r->paths[k]);
	if (rc == MOMUS_OK && r->n_paths == 0)
		rc = momus_fail(r->err, MOMUS_EINVAL,
				"exec: which program? usage: momus exec "
				"[OPTION…] PROGRAM…");
	return rc;
}

static int map_input(struct run *r)
{
	struct stat st;
	void *bytes;
	int fd;

	if (!r->stdin_path)
		return MOMUS_OK;
	fd = open(r->stdin_path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return momus_fail(r->err, MOMUS_EINVAL,
				  "exec: --stdin %s: no file that can be read",
				  r->stdin_path);
	}
	bytes = st.st_size ? mmap(NULL, (size_t)st.st_size, PROT_READ,
				  MAP_PRIVATE, fd, 0)
			   : NULL;
	close(fd);
	if (bytes == MAP_FAILED)
		return momus_fail(r->err, MOMUS_EIO, "exec: %s: %m",
				  r->stdin_path);
	r->input = (struct momus_text){ bytes, (size_t)st.st_size };
	return MOMUS_OK;
}

static int read_programs(struct run *r)
{
	int rc = MOMUS_OK;

	momus_buffer_init(&r->test_text, SOURCE_LIMIT);
	r->sources = calloc(r->n_paths, sizeof *r->sources);
	r->ring = calloc(r->window, sizeof *r->ring);
	if (!r->sources || !r->ring)
		return momus_fail(r->err, MOMUS_ENOMEM, "out of memory");
	if (r->test)
		rc = read_file(r->test, &r->test_text, r->err);
	for (size_t i = 0; i < r->n_paths; i++)
		momus_buffer_init(&r->sources[i], SOURCE_LIMIT);
	for (size_t i = 0; i < r->n_paths && rc == MOMUS_OK; i++) {
		rc = read_file(r->paths[i], &r->sources[i], r->err);
		if (r->test && rc == MOMUS_OK) {
			momus_buffer_putc(&r->sources[i], '\n');
			momus_buffer_add(&r->sources[i],
					 momus_buffer_text(&r->test_text));
			rc = momus_buffer_check(&r->sources[i], r->paths[i],
						r->err);
		}
	}
	return rc == MOMUS_OK ? map_input(r) : rc;
}

static void tell(struct run *r)
{
	while (r->told < r->next && r->ring[r->told % r->window].done) {
		struct waiting *w = &r->ring[r->told++ % r->window];

		fwrite(w->text.ptr, 1, w->text.len, stdout);
		momus_buffer_release(&w->text);
		r->bad += !w->accepted;
	}
	fflush(stdout);
}

static void on_done(void *arg, const struct momus_outcome *outcome)
{
	struct waiting *w = arg;
	struct run *r = w->run;

	momus_buffer_init(&w->text, (size_t)1 << 31);
	if (r->json)
		momus_exec_json(&w->text, outcome);
	else
		momus_exec_text(&w->text, outcome);
	w->accepted = outcome->status == MOMUS_RUN_ACCEPTED;
	w->done = true;
	if (momus_buffer_check(&w->text, "what a program printed", r->err) < 0)
		r->rc = MOMUS_ENOMEM;
	tell(r);
}

static int submit_next(struct run *r)
{
	struct waiting *w = &r->ring[r->next % r->window];
	struct momus_job job = { .language = r->language,
				 .expected_fd = -1,
				 .record_fd = -1,
				 .input = r->input,
				 .seed = r->seed };

	*w = (struct waiting){ .run = r, .number = r->next };
	job.source = momus_buffer_text(&r->sources[r->next % r->n_paths]);
	r->next++;
	return momus_sandbox_submit(r->sandbox, &job, 0, on_done, w, NULL,
				    r->err);
}

static int run_all(struct run *r)
{
	struct momus_loop *loop = NULL;
	int rc = momus_loop_create(&loop, r->err);

	if (rc == MOMUS_OK)
		rc = momus_sandbox_create(&r->sandbox, loop, &r->config,
					  r->err);
	while (rc == MOMUS_OK && r->rc == MOMUS_OK && r->told < r->total) {
		while (rc == MOMUS_OK && r->next < r->total &&
		       r->next - r->told < r->window)
			rc = submit_next(r);
		if (rc == MOMUS_OK)
			momus_loop_run(loop, -1);
	}
	momus_sandbox_free(r->sandbox);
	momus_loop_free(loop);
	return rc < 0 ? rc : r->rc;
}

static int exec(int argc, char **argv, struct momus_error *err)
{
	struct run r = { .language = "python", .repeat = 1, .err = err };
	int rc;

	r.config.programs = 1;
	rc = parse_options(&r, argc, argv);
	r.window = 2 * (size_t)r.config.programs;
	r.total = r.n_paths * (size_t)r.repeat;
	if (rc == MOMUS_OK)
		rc = read_programs(&r);
	if (rc == MOMUS_OK)
		rc = run_all(&r);
	for (size_t i = 0; r.ring && i < r.window; i++)
		momus_buffer_release(&r.ring[i].text);
	for (size_t i = 0; r.sources && i < r.n_paths; i++)
		momus_buffer_release(&r.sources[i]);
	momus_buffer_release(&r.test_text);
	if (r.input.ptr)
		munmap((void *)(uintptr_t)r.input.ptr, r.input.len);
	free(r.sources);
	free(r.ring);
	return rc < 0 ? rc : r.bad > 0;
}

const struct momus_command momus_command_exec = {
	.name = "exec",
	.usage = "exec [--language python|cpp|c] [OPTION…] PROGRAM…",
	.summary = "run programs in the jail, with their status and use of "
		   "resources",
	.help = "Runs each PROGRAM alone in a jail of its own and says what "
		"came of it; the exit status is 0 when\n"
		"all were accepted, that is, ended by themselves with "
		"nothing wrong.\n\n"
		"  --language NAME   python (default), cpp (g++, C++17) or c "
		"(gcc, C17);\n"
		"                    a program is compiled once, however "
		"often it runs\n"
		"  --test FILE       put the text of FILE behind each program\n"
		"  --stdin FILE      standard input of each program\n"
		"  --cpu S --wall S  seconds of CPU time (10); of time (3 * "
		"CPU + 5)\n"
		"  --memory N        bytes of all its processes (1G)\n"
		"  --output N        bytes of standard output, and of error "
		"(4M)\n"
		"  --files N         bytes in its directory (64M)\n"
		"  --processes N     processes and threads (64)\n"
		"  --programs N      run so many at once (1)\n"
		"  --repeat N        run the list so many times\n"
		"  --seed N          of its random numbers\n"
		"  --cold            a fresh interpreter for each, instead of "
		"a warm one\n"
		"  --json            one object a program\n"
		"  --sandbox=LEVEL   strict (default): run nothing that this "
		"host "
		"cannot isolate; best-effort:\n"
		"                    go on without\n"
		"  --without NAMES   leave mechanisms out, to test what they "
		"are worth\n\n"
		"  momus exec --cpu 2 --test tests.py solution.py",
	.flags = "--json|--cold",
	.run = exec,
};
