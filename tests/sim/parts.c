/* parts.c - the simulator's own parts: clock, disk, servers, programs */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "momus/json.h"
#include "sim/answers.h"
#include "sim/disk.h"
#include "sim/programs.h"
#include "sim/servers.h"
#include "tap.h"

static struct momus_stream drawn(uint64_t seed)
{
	struct momus_stream s;

	momus_stream_init(&s, seed, MOMUS_TEXT("parts"), 0, 0, "test");
	return s;
}

/* The clock. */

static char said[200];

static void say(void *arg)
{
	strncat(said, arg, sizeof said - strlen(said) - 1);
}

TEST(events_come_in_order_of_time_then_of_being_set)
{
	struct sim_clock c;

	sim_clock_init(&c, 5);
	said[0] = '\0';
	sim_clock_set(&c, 7, say, "c");
	sim_clock_set(&c, 6, say, "a");
	sim_clock_set(&c, 7, say, "d");
	sim_clock_set(&c, 6, say, "b");
	CHECK_INT(sim_clock_turn(&c, -1), 2);
	CHECK_STR(said, "ab");
	CHECK_NEAR(c.now, 6, 0);
	CHECK_INT(sim_clock_turn(&c, 6.5), 0);
	CHECK_NEAR(c.now, 6.5, 0);
	CHECK_INT(sim_clock_turn(&c, 100), 2);
	CHECK_STR(said, "abcd");
	CHECK_NEAR(c.now, 7, 0);
	CHECK_INT(sim_clock_turn(&c, -1), -1);
	sim_clock_release(&c);
}

TEST(a_cancelled_event_never_comes_and_its_id_is_not_given_again)
{
	uint64_t ids[500], again;
	struct momus_stream s = drawn(1);
	struct sim_clock c;
	double last = 0;

	sim_clock_init(&c, 0);
	said[0] = '\0';
	for (int i = 0; i < 500; i++)
		ids[i] = sim_clock_set(&c, momus_stream_real(&s), say, "");
	for (int i = 0; i < 500; i += 2)
		sim_clock_cancel(&c, ids[i]);
	again = sim_clock_set(&c, 2, say, "x");
	for (int i = 0; i < 500; i += 2) {
		CHECK(ids[i] != again);
		sim_clock_cancel(&c, ids[i]);
	}
	for (int i = 0; i < 250; i++) {
		CHECK_INT(sim_clock_turn(&c, -1), 1);
		CHECK(c.now > last && c.now < 1);
		last = c.now;
	}
	CHECK_INT(sim_clock_turn(&c, -1), 1);
	CHECK_STR(said, "x");
	sim_clock_release(&c);
}

/* The disk. */

static struct sim_trace quiet = { .off = true };
static struct sim_disk disk;

static void begin(uint64_t seed, const struct sim_disk_plan *plan)
{
	if (disk.folder)
		sim_disk_release(&disk);
	CHECK_INT(sim_disk_init(&disk, true, &quiet), 0);
	sim_disk_session(&disk, plan, drawn(seed));
}

static const char *in(const char *name)
{
	static char paths[4][300];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", disk.folder, name);
	return path;
}

static void sync_folder(void)
{
	const struct momus_files *f = &disk.files;
	int fd = f->open(f->self, disk.folder, O_RDONLY | O_DIRECTORY, 0);

	CHECK(fd >= 0);
	CHECK_INT(f->fsync(f->self, fd), 0);
	f->close(f->self, fd);
}

/* A file of LEN bytes LETTER, synced or not. */
static void write_file(const char *name, char letter, size_t len, bool sync)
{
	const struct momus_files *f = &disk.files;
	int fd = f->open(f->self, in(name), O_WRONLY | O_CREAT | O_TRUNC, 0666);
	char bytes[8192];

	CHECK(fd >= 0);
	memset(bytes, letter, sizeof bytes);
	CHECK_INT(f->write(f->self, fd, bytes, len), (ssize_t)len);
	if (sync)
		CHECK_INT(f->fsync(f->self, fd), 0);
	f->close(f->self, fd);
}

/* Length of NAME, -1 if there is none; in COUNTS how often each byte comes. */
static long look(const char *name, size_t counts[256])
{
	int fd = open(in(name), O_RDONLY);
	unsigned char bytes[16384];
	ssize_t n;

	memset(counts, 0, 256 * sizeof *counts);
	if (fd < 0)
		return -1;
	n = read(fd, bytes, sizeof bytes);
	close(fd);
	for (ssize_t i = 0; i < n; i++)
		counts[bytes[i]]++;
	return (long)n;
}

static const struct sim_disk_plan peace;

TEST(what_was_synced_survives_every_loss_of_power)
{
	size_t counts[256];

	for (uint64_t seed = 0; seed < 40; seed++) {
		begin(seed, &peace);
		write_file("a", 'a', 5000, true);
		sync_folder();
		write_file("b", 'b', 5000, true);
		sim_disk_die(&disk);
		sim_disk_lose(&disk, (enum sim_loss)(seed % SIM_LOSSES));
		CHECK_INT(look("a", counts), 5000);
		CHECK_INT(counts['a'], 5000);
	}
	sim_disk_release(&disk);
}

TEST(what_was_not_synced_is_lost_in_part_or_altogether)
{
	const struct momus_files *f = &disk.files;
	size_t counts[256], whole = 0, none = 0, holes = 0;
	char bytes[3000];
	long n;
	int fd;

	memset(bytes, 'b', sizeof bytes);
	for (uint64_t seed = 0; seed < 200; seed++) {
		begin(seed, &peace);
		write_file("a", 'a', 1000, true);
		sync_folder();
		fd = f->open(f->self, in("a"), O_WRONLY | O_APPEND, 0);
		CHECK_INT(f->write(f->self, fd, bytes, sizeof bytes),
			  (ssize_t)sizeof bytes);
		f->close(f->self, fd);
		sim_disk_die(&disk);
		sim_disk_lose(&disk, (enum sim_loss)(1 + seed % 3));
		n = look("a", counts);
		CHECK(n >= 1000 && n <= 4000);
		CHECK_INT(counts['a'], 1000);
		CHECK_INT(counts['b'] + counts[0], n - 1000);
		whole += counts['b'] == 3000;
		none += n == 1000;
		holes += counts[0] > 0;
		if (seed % 3 == 0)
			CHECK_INT(n, 1000);
	}
	CHECK(whole > 0 && whole < 100);
	CHECK(none >= 67 && none < 150);
	CHECK(holes > 20);
	sim_disk_release(&disk);
}

TEST(a_rename_that_was_not_synced_is_kept_or_lost_but_never_half)
{
	size_t counts[256], kept = 0;
	long a, tmp;

	for (uint64_t seed = 0; seed < 100; seed++) {
		begin(seed, &peace);
		write_file("a", 'o', 100, true);
		write_file("a.tmp", 'n', 200, true);
		sync_folder();
		CHECK_INT(disk.files.rename(&disk, in("a.tmp"), in("a")), 0);
		sim_disk_die(&disk);
		sim_disk_lose(&disk, (enum sim_loss)(1 + seed % 3));
		a = look("a", counts);
		tmp = look("a.tmp", counts);
		CHECK((a == 200 && tmp == -1) || (a == 100 && tmp == 200));
		kept += a == 200;
	}
	CHECK(kept > 10 && kept < 60);
	sim_disk_release(&disk);
}

TEST(a_file_renamed_before_it_was_synced_may_be_empty)
{
	size_t counts[256], spoiled = 0;

	for (uint64_t seed = 0; seed < 100; seed++) {
		begin(seed, &peace);
		write_file("a", 'o', 100, true);
		sync_folder();
		write_file("a.tmp", 'n', 2000, false);
		CHECK_INT(disk.files.rename(&disk, in("a.tmp"), in("a")), 0);
		sync_folder();
		sim_disk_die(&disk);
		sim_disk_lose(&disk, (enum sim_loss)(1 + seed % 3));
		CHECK(look("a", counts) >= 0);
		spoiled += counts['n'] < 2000;
	}
	CHECK(spoiled > 50);
	sim_disk_release(&disk);
}

TEST(a_dead_process_changes_nothing_and_dies_at_the_change_it_was_told)
{
	const struct sim_disk_plan plan = { .die_at = 4 };
	const struct momus_files *f = &disk.files;
	size_t counts[256];
	int fd;

	begin(1, &plan);
	write_file("a", 'a', 100, true); /* opened, written, synced */
	CHECK(!disk.dead);
	fd = f->open(f->self, in("b"), O_WRONLY | O_CREAT, 0666);
	CHECK_INT(fd, -1);
	CHECK(disk.dead);
	CHECK_INT(f->unlink(f->self, in("a")), -1);
	CHECK_INT(f->rename(f->self, in("a"), in("c")), -1);
	fd = f->open(f->self, in("a"), O_WRONLY, 0666);
	CHECK(fd >= 0);
	CHECK_INT(f->write(f->self, fd, "x", 1), -1);
	CHECK_INT(f->ftruncate(f->self, fd, 0), -1);
	CHECK_INT(f->fsync(f->self, fd), -1);
	f->close(f->self, fd);
	CHECK_INT(look("a", counts), 100);
	sim_disk_release(&disk);
}

TEST(the_nth_call_fails_and_with_it_all_that_follow_if_wished)
{
	for (int for_good = 0; for_good < 2; for_good++) {
		const struct sim_disk_plan plan = {
			.fault = { SIM_FSYNC, 2, for_good, ENOSPC }
		};
		const struct momus_files *f = &disk.files;
		int fd, got[4];

		begin(1, &plan);
		fd = f->open(f->self, in("a"), O_WRONLY | O_CREAT, 0666);
		for (int i = 0; i < 4; i++)
			got[i] = f->fsync(f->self, fd);
		f->close(f->self, fd);
		CHECK_INT(got[0], 0);
		CHECK_INT(got[1], -1);
		CHECK_INT(got[2], for_good ? -1 : 0);
		CHECK_INT(got[3], for_good ? -1 : 0);
		CHECK(disk.struck);
	}
	sim_disk_release(&disk);
}

/* Servers and programs. */

static unsigned fine, others;
static double last_latency;

static void answered(void *arg, const struct momus_http_result *r)
{
	(void)arg;
	if (r->error == MOMUS_HTTP_OK && r->status == 200 &&
	    momus_json_valid(r->body, NULL) && sim_answer_number_in(r->body))
		fine++;
	else
		others++;
	last_latency = r->latency_s;
}

TEST(attempts_meet_their_fates_about_as_often_as_the_weather_says)
{
	struct sim_weather weather;
	struct sim_servers servers;
	struct sim_clock clock;
	struct momus_http_post post = {
		.url = "http://gen0.sim/v1/chat/completions",
		.body = MOMUS_TEXT("{\"model\":\"gen\",\"messages\":[]}"),
		.deadline_s = 60,
	};
	uint64_t ticket;

	sim_weather_draw(&weather, true, 0, NULL);
	sim_clock_init(&clock, 0);
	sim_servers_init(&servers, &clock, &quiet);
	for (enum sim_fate f = SIM_FATE_SLOW; f < SIM_N_FATES; f++) {
		memset(weather.fates, 0, sizeof weather.fates);
		weather.fates[f] = 0.5;
		sim_servers_session(&servers, &weather, drawn(f));
		fine = others = 0;
		for (int i = 0; i < 200; i++)
			CHECK_INT(sim_servers_start(&servers, &post, answered,
						    NULL, &ticket, NULL),
				  MOMUS_OK);
		while (sim_clock_turn(&clock, -1) > 0)
			CHECK(last_latency <= 60);
		CHECK_INT(fine + others, 200);
		if (f <= SIM_FATE_LAST_GOOD)
			CHECK_INT(fine, 200);
		else
			CHECK(others > 60 && others < 140);
	}
	CHECK(!servers.flying);
	sim_clock_release(&clock);
}

TEST(equal_requests_get_equal_answers_that_name_them)
{
	struct momus_text body = MOMUS_TEXT("{\"model\":\"gen\",\"prompt\":1}");
	struct momus_buffer a, b;

	momus_buffer_init(&a, 1 << 20);
	momus_buffer_init(&b, 1 << 20);
	sim_answer_write(body, 0, SIM_TWIST_NONE, &a);
	sim_answer_write(body, 0, SIM_TWIST_NONE, &b);
	CHECK(momus_text_equal(momus_buffer_text(&a), momus_buffer_text(&b)));
	CHECK(momus_json_valid(momus_buffer_text(&a), NULL));
	CHECK(sim_answer_number_in(momus_buffer_text(&a)) ==
	      sim_answer_number(body, 0));
	momus_buffer_reset(&b);
	sim_answer_write(body, 1, SIM_TWIST_NONE, &b);
	CHECK(!momus_text_equal(momus_buffer_text(&a), momus_buffer_text(&b)));
	momus_buffer_release(&a);
	momus_buffer_release(&b);
}

/* Choices of the reply to BODY, and how many of them have a text. */
static unsigned choices_of(struct momus_text body, enum sim_twist twist,
			   unsigned *with_text)
{
	static const struct momus_text index = { "\"index\":", 8 };
	static const struct momus_text text = { "request-", 8 };
	struct momus_buffer reply;
	struct momus_text all;
	unsigned n = 0;

	momus_buffer_init(&reply, 1 << 20);
	sim_answer_write(body, 0, twist, &reply);
	all = momus_buffer_text(&reply);
	CHECK(momus_json_valid(all, NULL));
	*with_text = 0;
	for (size_t i = 0; (i = momus_text_find(all, index, i)) < all.len; i++)
		n++;
	for (size_t i = 0; (i = momus_text_find(all, text, i)) < all.len; i++)
		++*with_text;
	momus_buffer_release(&reply);
	return n;
}

TEST(a_sample_is_the_one_that_is_asked_for_alone)
{
	struct momus_text all =
		MOMUS_TEXT("{\"model\":\"gen\",\"n\":3,\"seed\":41,\"x\":1}");
	struct momus_text last =
		MOMUS_TEXT("{\"model\":\"gen\",\"seed\":43,\"x\":1}");
	unsigned with_text;

	CHECK_INT(sim_answer_samples(all), 3);
	CHECK_INT(sim_answer_samples(last), 1);
	CHECK(sim_answer_number(all, 2) == sim_answer_number(last, 0));
	CHECK(sim_answer_number(all, 0) != sim_answer_number(all, 1));
	CHECK_INT(choices_of(all, SIM_TWIST_NONE, &with_text), 3);
	CHECK_INT(with_text, 3);
	CHECK_INT(choices_of(all, SIM_TWIST_MORE, &with_text), 4);
	CHECK_INT(choices_of(all, SIM_TWIST_SHUFFLED, &with_text), 3);
	CHECK(choices_of(all, SIM_TWIST_FEWER, &with_text) - 1 < 2);
	CHECK_INT(choices_of(last, SIM_TWIST_FEWER, &with_text), 0);
	CHECK_INT(choices_of(all, SIM_TWIST_NULLED, &with_text), 3);
	CHECK_INT(with_text, 2);
}

static char order[10];
static uint64_t outs[10];

static void ended(void *arg, const struct momus_outcome *o)
{
	char letter = *(const char *)arg;

	CHECK_INT(o->out.len, 16);
	strncat(order, &letter, 1);
	memcpy(&outs[letter - 'a'], o->out.ptr, sizeof outs[0]);
}

TEST(programs_start_by_priority_and_end_by_what_they_are)
{
	struct sim_weather weather;
	struct sim_programs programs;
	struct sim_clock clock;
	struct momus_job job = { .expected_fd = -1, .record_fd = -1 };
	uint64_t ticket, first = 0;

	sim_weather_draw(&weather, true, 0, NULL);
	sim_clock_init(&clock, 0);
	sim_programs_init(&programs, &clock, &quiet);
	for (int round = 0; round < 2; round++) {
		sim_programs_session(&programs, &weather, 1, drawn(1));
		order[0] = '\0';
		for (const char *p = "abcd"; *p; p++) {
			job.source = (struct momus_text){ p, 1 };
			sim_programs_submit(&programs, &job, *p == 'd', ended,
					    (void *)p, &ticket, NULL);
			if (*p == 'c')
				first = ticket;
		}
		sim_programs_withdraw(&programs, first);
		while (sim_clock_turn(&clock, -1) > 0)
			;
		CHECK_STR(order, "adb");
		CHECK_INT(programs.running, 0);
		if (round)
			CHECK(outs[0] == outs[4] && outs[1] == outs[5]);
		memcpy(outs + 4, outs, 4 * sizeof *outs);
	}
	sim_clock_release(&clock);
}

TAP_MAIN
