/* deaths.c - a store whose writers die one after the other loses nothing
 *
 * Where the simulator draws, this goes through every moment: the first writer
 * is killed at each change of the disk in turn, the second loses power.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "sim/disk.h"
#include "tap.h"
#include "unit/made-run.h"

static struct sim_trace quiet = { .off = true };
static struct sim_disk disk;
static char path[300];

struct writer {
	bool safe[MADE_NODES];
	size_t acks, die_after; /* acknowledged nodes; 0: it lives */
	size_t sync;		/* nodes between two syncs; 0: 20 */
	uint64_t checkpoint;	/* bytes of journal; 0: 60,000 */
};

static void acked(void *arg, size_t i)
{
	struct writer *w = arg;

	if (disk.dead)
		return;
	w->safe[i] = true;
	if (++w->acks == w->die_after)
		sim_disk_die(&disk);
}

static struct momus_stream drawn(uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("deaths"), 0, 0, "test");
	return s;
}

/* Creates or resumes the run and puts what is missing. */
static int work(struct writer *w, const struct sim_disk_plan *plan,
		uint64_t seed, struct momus_error *err)
{
	struct momus_store_problem problems[MADE_PROBLEMS];
	struct momus_store_head head = made_head(0, 1);
	struct momus_store *store;
	int rc;

	sim_disk_session(&disk, plan, drawn(seed));
	rc = momus_store_resume(&store, path, &head, &disk.files, err);
	if (rc == MOMUS_ENOTFOUND) {
		err->text[0] = '\0';
		rc = momus_store_create(&store, path, &head, problems,
					made_problems(0, 1, problems),
					&disk.files, err);
	}
	if (rc < 0)
		return rc;
	momus_store_set_checkpoint(store,
				   w->checkpoint ? w->checkpoint : 60000);
	rc = made_put(store, 0, 1, 1, w->sync ? w->sync : 20, acked, w, err);
	if (rc < 0 || disk.dead) {
		momus_store_abandon(store);
		return rc;
	}
	return momus_store_close(store, true, err);
}

static void check_safe(const struct writer *w)
{
	struct momus_store_head head = made_head(0, 1);
	struct momus_error err = { "" };
	struct momus_store *store;
	struct momus_node n;

	if (!w->acks)
		return;
	momus_store_resume(&store, path, &head, NULL, &err);
	CHECK_STR(err.text, "");
	for (size_t i = 0; i < MADE_NODES; i++) {
		n = made_node(i, 1);
		CHECK(!w->safe[i] ||
		      momus_store_find(store, n.problem, n.turn, n.kind,
				       n.branch, n.vote, NULL));
	}
	momus_store_abandon(store);
}

/* The last writer brings the run to its end and leaves nothing but the run. */
static void finish(void)
{
	const struct sim_disk_plan peace = { .die_at = 0 };
	static const char *const ends[] = { ".journal", ".lock", ".tmp",
					    ".journal.tmp" };
	struct momus_error err = { "" };
	struct writer w = { .acks = 0 };
	char name[400];

	CHECK_INT(work(&w, &peace, 1, &err), MOMUS_OK);
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		if (access(name, F_OK) == 0)
			tap_fail(__FILE__, __LINE__, "%s is left behind", name);
	}
}

static void begin(void)
{
	momus_log_level_set(MOMUS_LOG_ERROR); /* torn tails are all over */
	CHECK_INT(sim_disk_init(&disk, true, &quiet), 0);
	snprintf(path, sizeof path, "%s/run.h5", disk.folder);
}

/* The first writer dies at change 1, 2, … with LOSS; the second after it was
 * told that NODES more are safe, with everything lost that was not synced. */
static void each(enum sim_loss loss, size_t nodes)
{
	const struct sim_disk_plan peace = { .die_at = 0 };
	struct momus_error err;
	bool died = true;
	uint64_t n;

	for (n = 1; died; n++) {
		const struct sim_disk_plan plan = { .die_at = n };
		struct writer w = { .acks = 0 };

		begin();
		err.text[0] = '\0';
		work(&w, &plan, n, &err);
		died = disk.dead;
		sim_disk_lose(&disk, died ? loss : SIM_LOSS_NONE);
		check_safe(&w);
		w.die_after = w.acks + nodes;
		err.text[0] = '\0';
		work(&w, &peace, n, &err);
		if (!disk.dead)
			CHECK_STR(err.text, "");
		sim_disk_lose(&disk, SIM_LOSS_ALL);
		check_safe(&w);
		finish();
		sim_disk_release(&disk);
	}
	CHECK(n > 40); /* it has died often */
}

TEST(after_a_kill_at_any_moment_the_next_writer_may_lose_power)
{
	each(SIM_LOSS_NONE, 1);
}

TEST(after_a_loss_of_power_at_any_moment_comes_another)
{
	each(SIM_LOSS_ALL, 1);
}

TEST(torn_files_at_any_moment_are_taken_up_and_lose_nothing)
{
	each(SIM_LOSS_TAIL, 45);
}

TEST(lost_sectors_at_any_moment_are_taken_up_and_lose_nothing)
{
	each(SIM_LOSS_SECTORS, 45);
}

TEST(a_writer_that_dies_with_a_checkpoint_as_its_last_act_leaves_no_file_behind)
{
	struct momus_error err;
	bool died = true;

	for (uint64_t n = 1; died; n++) {
		const struct sim_disk_plan plan = { .die_at = n };
		/* The journal has some 190,000 bytes in the end. */
		struct writer w = { .sync = MADE_NODES / 2,
				    .checkpoint = 130000 };

		begin();
		err.text[0] = '\0';
		work(&w, &plan, n, &err);
		died = disk.dead;
		finish();
		sim_disk_release(&disk);
	}
}

/* Looks up every node of a finished run; the first failure, if any. */
static int find_all(struct momus_store *store, struct momus_error *err)
{
	struct momus_node n, found;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < MADE_NODES; i++) {
		n = made_node(i, 1);
		if (momus_store_find(store, n.problem, n.turn, n.kind, n.branch,
				     n.vote, &found))
			continue;
		rc = momus_store_status(store, err);
		CHECK(rc < 0);
	}
	return rc;
}

TEST(what_cannot_be_read_is_not_said_to_be_missing_or_damaged)
{
	struct sim_disk_plan plan = { .fault = { SIM_PREAD, 0, false, EIO } };
	struct momus_store_head head = made_head(0, 1);
	struct momus_error err = { "" };
	struct writer w = { .acks = 0 };
	struct momus_store *store;
	uint64_t failures = 0;
	int rc;

	begin();
	CHECK_INT(work(&w, &plan, 1, &err), MOMUS_OK);
	do {
		plan.fault.at++;
		sim_disk_session(&disk, &plan, drawn(1));
		err.text[0] = '\0';
		rc = momus_store_resume(&store, path, &head, &disk.files, &err);
		if (rc == MOMUS_OK) {
			rc = find_all(store, &err);
			momus_store_abandon(store);
		}
		CHECK(rc == MOMUS_OK || strstr(err.text, strerror(EIO)));
		failures += rc < 0;
	} while (disk.struck);
	CHECK_STR(err.text, "");
	CHECK(failures > 10);
	sim_disk_release(&disk);
}

TAP_MAIN
