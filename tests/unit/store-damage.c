/* store-damage.c - runs whose file was cut or changed: refused, never a crash
 *
 * libhdf5 reads what it is given; what protects Momus from a damaged file is
 * that every byte it reads lies under a checksum of HDF5's.  Each trial is a
 * child, so that a crash fails a test and not the program.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "momus/random.h"
#include "store/reader.h"
#include "tap.h"
#include "unit/made-run.h"

enum { REFUSED, READ, SILENT, TRIALS = 600 };

static char folder[] = "/tmp/momus-damage-XXXXXX";
static char path[64], whole[64];
static char *bytes;
static size_t len;

static void put(const char *name, const char *p, size_t n)
{
	FILE *f = fopen(name, "wb");

	CHECK(f && fwrite(p, 1, n, f) == n && fclose(f) == 0);
}

static void sweep(void)
{
	char command[100];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK_INT(system(command), 0);
}

/* The made run in WHOLE and in BYTES. */
static void make(void)
{
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	struct momus_store *store;
	FILE *f;

	if (bytes)
		return;
	CHECK(mkdtemp(folder));
	snprintf(whole, sizeof whole, "%s/whole.h5", folder);
	snprintf(path, sizeof path, "%s/run.h5", folder);
	CHECK_INT(momus_store_create(&store, whole, &head, problems,
				     made_problems(0, 1, problems), NULL, NULL),
		  MOMUS_OK);
	CHECK_INT(made_put(store, 0, 1, 1, 50, NULL, NULL, NULL), MOMUS_OK);
	CHECK_INT(momus_store_close(store, true, NULL), MOMUS_OK);
	f = fopen(whole, "rb");
	CHECK(f && fseek(f, 0, SEEK_END) == 0);
	len = (size_t)ftell(f);
	rewind(f);
	bytes = malloc(2 * len);
	CHECK(bytes && fread(bytes, 1, len, f) == len);
	fclose(f);
}

/* Reads all of PATH; says how that went. */
static int read_run(void)
{
	struct momus_arena *arena = momus_arena_create(64 << 20);
	struct momus_error err = { "" };
	struct momus_node node;
	struct momus_run *run;
	int rc = momus_run_open(&run, path, &err);

	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(run); i++) {
		momus_arena_reset(arena);
		rc = momus_run_node(run, i, arena, &node, &err);
	}
	if (rc == MOMUS_OK)
		return READ;
	return rc == MOMUS_EPARSE && strstr(err.text, path) ? REFUSED : SILENT;
}

/* The same in a child of few resources; -1 if a signal ended it. */
static int trial(const char *p, size_t n)
{
	pid_t child;
	int status;

	put(path, p, n);
	child = fork();
	if (!child) {
		setrlimit(RLIMIT_CPU, &(struct rlimit){ 20, 20 });
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		_exit(read_run());
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(a_whole_run_is_read)
{
	make();
	CHECK_INT(trial(bytes, len), READ);
}

TEST(a_run_cut_anywhere_is_refused)
{
	make();
	for (size_t n = 0; n < len; n += len / 97 + 1)
		CHECK_INT(trial(bytes, n), REFUSED);
	CHECK_INT(trial(bytes, len - 1), REFUSED);
}

TEST(a_changed_run_is_refused_or_read_and_never_a_crash)
{
	char *changed;
	struct momus_stream s;
	int read = 0;

	make();
	changed = bytes + len;
	momus_stream_init(&s, 1, MOMUS_TEXT("damage"), 0, 0, "trial");
	for (int i = 0; i < TRIALS; i++) {
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
		read += end == READ;
	}
	CHECK(read < TRIALS / 2);
}

TEST(resuming_a_damaged_run_changes_no_byte_of_it)
{
	struct momus_store_head head = made_head(0, 1);
	struct momus_error err = { "" };
	struct momus_store *store;
	char *after;
	FILE *f;

	make();
	put(path, bytes, len / 2);
	CHECK_INT(momus_store_resume(&store, path, &head, NULL, &err),
		  MOMUS_EPARSE);
	CHECK(strstr(err.text, "truncated or damaged"));
	f = fopen(path, "rb");
	after = malloc(len);
	CHECK(after && fread(after, 1, len, f) == len / 2);
	CHECK(memcmp(after, bytes, len / 2) == 0);
	fclose(f);
	free(after);
}

TEST(a_recipe_of_a_megabyte_is_kept)
{
	static char recipe[1 << 20];
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	struct momus_error err = { "" };
	struct momus_store *store;
	struct momus_run *run;

	make();
	memset(recipe, 'x', sizeof recipe - 1);
	head.recipe = recipe;
	head.samples_note = "";
	unlink(path);
	momus_store_create(&store, path, &head, problems,
			   made_problems(0, 1, problems), NULL, &err);
	CHECK_STR(err.text, "");
	CHECK_INT(momus_store_close(store, false, NULL), MOMUS_OK);
	CHECK_INT(momus_run_open(&run, path, &err), MOMUS_OK);
	CHECK_STR(momus_run_head(run)->recipe, recipe);
	momus_run_close(run);
}

TEST(nothing_is_left_behind)
{
	sweep();
	free(bytes);
}

TAP_MAIN
