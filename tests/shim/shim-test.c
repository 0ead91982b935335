/* shim-test.c - what the shim runs, and what it finds wrong */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"
#include "shim.h"
#include "tap.h"

TEST(threads_of_a_block_meet_at_barriers_in_every_order)
{
	float x[3 * 256], out[3];

	for (int i = 0; i < 3 * 256; i++)
		x[i] = (float)(i % 256 + i / 256);
	for (int order = 0; order < SHIM_ORDERS; order++) {
		shim_set_order((enum shim_order)order);
		probe_sum(out, x, 3, 256, 1);
		for (int b = 0; b < 3; b++)
			CHECK_NEAR(out[b], 255 * 128 + 256 * b, 0);
	}
}

TEST(a_missing_barrier_shows_in_some_order)
{
	float x[256], out;
	int wrong = 0;

	for (int i = 0; i < 256; i++)
		x[i] = 1;
	for (int order = 0; order < SHIM_ORDERS; order++) {
		shim_set_order((enum shim_order)order);
		probe_sum(&out, x, 1, 256, 0);
		wrong += !(out == 256.0f);
	}
	CHECK(wrong > 0);
}

TEST(lanes_exchange_numbers_again_and_again)
{
	float x[32], out[32];

	for (int i = 0; i < 32; i++)
		x[i] = (float)(1 << i % 5);
	for (int order = 0; order < SHIM_ORDERS; order++) {
		float sum = 0;

		shim_set_order((enum shim_order)order);
		probe_shuffle(out, x);
		for (int i = 0; i < 32; i++)
			sum += x[i];
		for (int i = 0; i < 32; i++)
			CHECK_NEAR(out[i], 15 * sum, 0);
	}
}

TEST(half_a_warp_can_shuffle_by_itself)
{
	float x[32], out[32];

	for (int i = 0; i < 32; i++)
		x[i] = (float)i;
	probe_half(out, x);
	for (int i = 0; i < 32; i++)
		CHECK_NEAR(out[i], i < 16 ? (i + 1) % 16 : i, 0);
}

TEST(each_thread_of_each_block_runs_once)
{
	int out[24 * 32] = { 0 };

	probe_places(out);
	for (int i = 0; i < 24 * 32; i++)
		CHECK_INT(out[i], 1);
}

TEST(shared_memory_holds_nothing_of_the_block_before)
{
	float out[128];

	probe_stale(out);
	for (int i = 0; i < 128; i++)
		CHECK(isnan(out[i]));
}

TEST(tiles_are_multiplied)
{
	_Alignas(32) unsigned short a[256], b[256];
	_Alignas(32) float c[256];

	for (int i = 0; i < 256; i++) {
		a[i] = i / 16 == i % 16 ? 0x4000 : 0; /* 2 I */
		b[i] = i == 16 * 3 + 5 ? 0x3f80 : 0;  /* B[5][3], by columns */
	}
	probe_tile(c, a, b);
	for (int i = 0; i < 256; i++)
		CHECK_NEAR(c[i], i == 16 * 5 + 3 ? 3 : 1, 0);
}

TEST(tiles_in_registers_are_multiplied)
{
	_Alignas(32) unsigned short a[256], b[256];
	float c[256];

	for (int turned = 0; turned < 2; turned++) {
		for (int i = 0; i < 256; i++) {
			a[i] = (unsigned short)(0x3f80 + i * 7 % 128);
			b[i] = (unsigned short)(0x3f80 + i * 11 % 128);
		}
		probe_fragment(c, a, b, turned);
		for (int i = 0; i < 256; i++) {
			double sum = 1;

			for (int k = 0; k < 16; k++) {
				int at = turned ? 16 * k + i % 16
						: i % 16 * 16 + k;

				sum += (1 +
					(i / 16 * 16 + k) * 7 % 128 / 128.0) *
				       (1 + at * 11 % 128 / 128.0);
			}
			CHECK_NEAR(c[i], sum, 1e-5);
		}
	}
}

TEST(copies_are_there_once_they_were_waited_for)
{
	_Alignas(16) float x[128];
	float out[64];

	for (int i = 0; i < 128; i++)
		x[i] = (float)i;
	probe_copy(out, x);
	for (int i = 0; i < 32; i++) {
		CHECK(isnan(out[2 * i]));
		CHECK_NEAR(out[2 * i + 1], i % 2 ? 4 * i + 3 : 0, 0);
	}
}

/* Whether RUN ends its process, by itself or by a sanitizer. */
static int dies(void (*run)(void))
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(0);
		run();
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

TEST(a_barrier_that_some_never_reach_ends_the_program)
{
	CHECK(dies(probe_deadlock));
}

TEST(a_shuffle_from_a_lane_that_is_done_ends_the_program)
{
	CHECK(dies(probe_gone));
}

TEST(a_write_beyond_what_a_block_shares_ends_the_program)
{
	CHECK(dies(probe_beyond));
}

static void nothing(void *arg)
{
	(void)arg;
}

TEST(what_a_device_refuses_is_refused)
{
	const struct shim_dim one = { 1, 1, 1 }, warp = { 32, 1, 1 };

	CHECK_INT(shim_last_error(), 0);
	shim_launch(one, (struct shim_dim){ 1056, 1, 1 }, 0, nothing, NULL);
	CHECK_INT(shim_last_error(), 1);
	shim_launch((struct shim_dim){ 0, 1, 1 }, warp, 0, nothing, NULL);
	CHECK_INT(shim_last_error(), 1);
	shim_launch(one, warp, SHIM_SHARED + 1, nothing, NULL);
	CHECK_INT(shim_last_error(), 1);
	shim_launch(one, warp, SHIM_SHARED, nothing, NULL);
	CHECK_INT(shim_last_error(), 0);
}

TAP_MAIN
