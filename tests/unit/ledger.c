/* ledger.c - what a training did, written, cut, damaged and read again */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "momus/random.h"
#include "store/digest.h"
#include "store/ledger.h"
#include "tap.h"

enum { STEPS = 700, EVERY = 100, REFUSED = 1, READ, SILENT };

static char folder[] = "/tmp/momus-ledger-XXXXXX";
static char path[64];

static struct momus_ledger_step step(uint64_t n)
{
	struct momus_ledger_step row = { .step = n, .epoch = n / 300 };

	row.loss = 1 / (double)n;
	row.reward = n % 7 ? 0.1 * (double)n : NAN;
	row.tokens = n << 40;
	return row;
}

/* Steps up to N, with what comes with them. */
static void fill(struct momus_ledger *l, uint64_t n)
{
	*l = (struct momus_ledger){ .root = { .format = MOMUS_LEDGER_FORMAT,
					      .version = MOMUS_LEDGER_VERSION,
					      .software = "Momus",
					      .training_id = "t",
					      .name = "ünicode",
					      .recipe = "{}",
					      .recipe_key = "k",
					      .trainer = "sft",
					      .model = "m",
					      .plugins = "{}",
					      .dataset_sha256 = "",
					      .host = "h",
					      .revision = "r",
					      .started = "s",
					      .ended = "",
					      .seed = UINT64_MAX,
					      .planned = STEPS } };
	CHECK_INT(momus_ledger_add(l, MOMUS_LEDGER_SESSIONS,
				   &(struct momus_ledger_session){ 1, 5 },
				   NULL),
		  MOMUS_OK);
	for (uint64_t i = 1; i <= n; i++) {
		const struct momus_ledger_step row = step(i);
		const struct momus_ledger_evaluation e = { .step = i };
		const struct momus_ledger_checkpoint c = {
			.step = i, .sha256 = { (uint8_t)i }
		};

		CHECK_INT(momus_ledger_add(l, MOMUS_LEDGER_STEPS, &row, NULL),
			  MOMUS_OK);
		if (i % EVERY)
			continue;
		momus_ledger_add(l, MOMUS_LEDGER_EVALUATIONS, &e, NULL);
		momus_ledger_add(l, MOMUS_LEDGER_CHECKPOINTS, &c, NULL);
	}
}

static void check_equal(const struct momus_ledger *a,
			const struct momus_ledger *b)
{
	CHECK_INT(a->n_steps, b->n_steps);
	CHECK_INT(a->n_evaluations, b->n_evaluations);
	CHECK_INT(a->n_checkpoints, b->n_checkpoints);
	CHECK_INT(a->n_sessions, b->n_sessions);
	CHECK(!memcmp(a->steps, b->steps, a->n_steps * sizeof *a->steps));
	CHECK(!memcmp(a->checkpoints, b->checkpoints,
		      a->n_checkpoints * sizeof *a->checkpoints));
}

static void begin(void)
{
	if (path[0])
		return;
	CHECK(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/training.h5", folder);
}

TEST(what_was_written_is_read)
{
	struct momus_ledger l, got;
	struct momus_error err = { "" };

	begin();
	fill(&l, STEPS);
	momus_ledger_write(&l, path, momus_files_real(), &err);
	CHECK_STR(err.text, "");
	CHECK_INT(momus_ledger_read(&got, path, momus_files_real(), &err),
		  MOMUS_OK);
	check_equal(&got, &l);
	CHECK_STR(got.root.name, "ünicode");
	CHECK(got.root.seed == UINT64_MAX);
	CHECK(momus_ledger_is(path));
	momus_ledger_release(&got);
	momus_ledger_release(&l);
}

TEST(an_empty_one_is_read_too)
{
	struct momus_ledger l, got;

	begin();
	fill(&l, 0);
	CHECK_INT(momus_ledger_write(&l, path, momus_files_real(), NULL),
		  MOMUS_OK);
	CHECK_INT(momus_ledger_read(&got, path, momus_files_real(), NULL),
		  MOMUS_OK);
	CHECK_INT(got.n_steps, 0);
	momus_ledger_release(&got);
	momus_ledger_release(&l);
}

TEST(what_is_cut_and_made_again_is_as_if_it_was_never_cut)
{
	for (uint64_t done = 0; done <= STEPS; done += EVERY / 2) {
		struct momus_ledger l, whole;

		fill(&whole, STEPS);
		fill(&l, STEPS);
		momus_ledger_cut(&l, done);
		CHECK_INT(l.n_steps, done);
		CHECK_INT(l.n_checkpoints, done / EVERY);
		CHECK_INT(l.n_evaluations, done / EVERY);
		for (uint64_t i = done + 1; i <= STEPS; i++) {
			const struct momus_ledger_step row = step(i);
			const struct momus_ledger_evaluation e = { .step = i };
			const struct momus_ledger_checkpoint c = {
				.step = i, .sha256 = { (uint8_t)i }
			};

			momus_ledger_add(&l, MOMUS_LEDGER_STEPS, &row, NULL);
			if (i % EVERY)
				continue;
			momus_ledger_add(&l, MOMUS_LEDGER_EVALUATIONS, &e,
					 NULL);
			momus_ledger_add(&l, MOMUS_LEDGER_CHECKPOINTS, &c,
					 NULL);
		}
		check_equal(&l, &whole);
		momus_ledger_release(&whole);
		momus_ledger_release(&l);
	}
}

TEST(steps_out_of_order_are_refused)
{
	struct momus_error err = { "" };
	struct momus_ledger l, got;

	begin();
	fill(&l, 5);
	l.steps[3].step = 3;
	CHECK_INT(momus_ledger_write(&l, path, momus_files_real(), NULL),
		  MOMUS_OK);
	CHECK_INT(momus_ledger_read(&got, path, momus_files_real(), &err),
		  MOMUS_EPARSE);
	CHECK(strstr(err.text, "not in the order"));
	momus_ledger_release(&l);
}

TEST(files_that_are_none_are_told_in_a_sentence)
{
	struct momus_error err = { "" };
	struct momus_ledger got;

	begin();
	CHECK_INT(momus_ledger_read(&got, "/nowhere/t.h5", momus_files_real(),
				    &err),
		  MOMUS_ENOTFOUND);
	CHECK(strstr(err.text, "name a training"));
	CHECK_INT(momus_ledger_read(&got, folder, momus_files_real(), &err),
		  MOMUS_EINVAL);
	CHECK(!momus_ledger_is("/dev/null"));
}

static ssize_t no_room(void *self, int fd, const void *bytes, size_t len,
		       off_t at)
{
	(void)self;
	(void)fd;
	(void)bytes;
	(void)len;
	return at > 4096 ? 0 : (ssize_t)len;
}

TEST(a_full_disk_leaves_the_file_before)
{
	struct momus_files files = *momus_files_real();
	struct momus_error err = { "" };
	struct momus_ledger l, got;
	char tmp[80];

	begin();
	fill(&l, 3);
	CHECK_INT(momus_ledger_write(&l, path, momus_files_real(), NULL),
		  MOMUS_OK);
	momus_ledger_release(&l);
	fill(&l, STEPS);
	files.pwrite = no_room;
	CHECK_INT(momus_ledger_write(&l, path, &files, &err), MOMUS_EIO);
	CHECK(strstr(err.text, "cannot write"));
	snprintf(tmp, sizeof tmp, "%s.tmp", path);
	CHECK(access(tmp, F_OK) != 0);
	CHECK_INT(momus_ledger_read(&got, path, momus_files_real(), NULL),
		  MOMUS_OK);
	CHECK_INT(got.n_steps, 3);
	momus_ledger_release(&got);
	momus_ledger_release(&l);
}

/* Reads the LEN BYTES as a file, in a child of few resources: -1 if a signal
 * ended it. */
static int trial(const char *bytes, size_t len)
{
	struct momus_error err = { "" };
	struct momus_ledger l;
	FILE *f = fopen(path, "wb");
	int status;
	pid_t child;

	CHECK(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
	child = fork();
	if (!child) {
		setrlimit(RLIMIT_CPU, &(struct rlimit){ 20, 20 });
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		if (momus_ledger_read(&l, path, momus_files_real(), &err) == 0)
			_exit(READ);
		_exit(strstr(err.text, path) ? REFUSED : SILENT);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(a_cut_or_changed_file_is_refused_or_read_and_never_a_crash)
{
	struct momus_ledger l;
	struct momus_stream s;
	char *bytes, *changed;
	size_t len;
	FILE *f;

	begin();
	fill(&l, STEPS);
	CHECK_INT(momus_ledger_write(&l, path, momus_files_real(), NULL),
		  MOMUS_OK);
	momus_ledger_release(&l);
	f = fopen(path, "rb");
	CHECK(f && fseek(f, 0, SEEK_END) == 0);
	len = (size_t)ftell(f);
	rewind(f);
	bytes = malloc(2 * len);
	CHECK(bytes && fread(bytes, 1, len, f) == len);
	fclose(f);
	CHECK_INT(trial(bytes, len), READ);
	for (size_t n = 0; n < len; n += len / 61 + 1)
		CHECK_INT(trial(bytes, n), REFUSED);
	changed = bytes + len;
	momus_stream_init(&s, 1, MOMUS_TEXT("ledger"), 0, 0, "trial");
	for (int i = 0; i < 400; i++) {
		uint64_t n = 1 + momus_stream_below(&s, 16);
		int end;

		memcpy(changed, bytes, len);
		while (n--)
			changed[momus_stream_below(&s, len)] ^=
				(char)(1 << momus_stream_below(&s, 8));
		end = trial(changed, len);
		if (end != READ && end != REFUSED)
			tap_fail(__FILE__, __LINE__, "trial %d ends with %d", i,
				 end);
	}
	free(bytes);
}

TEST(a_folder_has_the_digest_that_sha256sum_makes)
{
	char command[400], got[65] = "";
	uint64_t bytes;
	uint8_t digest[32];
	FILE *f;

	begin();
	snprintf(command, sizeof command,
		 "cd %s && mkdir d && cd d && echo a >b && printf c >B && "
		 "head -c 3000000 /dev/zero >z && LC_ALL=C sha256sum * | "
		 "sha256sum",
		 folder);
	f = popen(command, "r");
	CHECK(f && fread(got, 1, 64, f) == 64);
	pclose(f);
	snprintf(command, sizeof command, "%s/d", folder);
	CHECK_INT(momus_digest_folder(command, digest, &bytes, NULL), MOMUS_OK);
	CHECK_INT(bytes, 3000003);
	for (int i = 0; i < 32; i++) {
		char hex[3];

		snprintf(hex, sizeof hex, "%02x", digest[i]);
		CHECK(!strncmp(hex, got + 2 * i, 2));
	}
}

TEST(nothing_is_left_behind)
{
	char command[100];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK_INT(system(command), 0);
}

TAP_MAIN
