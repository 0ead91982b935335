/* servers.c - which of several servers is asked */
#include <math.h>

#include "net/servers.h"
#include "tap.h"

static struct momus_servers s;
static double ready_at;

static void begin(const char *const *urls)
{
	momus_servers_release(&s);
	CHECK_INT(momus_servers_init(&s, urls, 1, 60, NULL), MOMUS_OK);
}

static const char *const three[] = { "http://a/v1/", "http://b//", "http://c",
				     NULL };

TEST(a_slash_at_the_end_of_a_base_url_is_dropped)
{
	begin(three);
	CHECK_STR(s.all[0].url, "http://a/v1");
	CHECK_STR(s.all[1].url, "http://b");
	CHECK_STR(s.all[2].url, "http://c");
}

TEST(the_least_busy_server_is_asked_and_equals_take_turns)
{
	begin(three);
	CHECK(momus_servers_pick(&s, NULL, 0, &ready_at) == &s.all[0]);
	CHECK(momus_servers_pick(&s, NULL, 0, &ready_at) == &s.all[1]);
	CHECK(momus_servers_pick(&s, NULL, 0, &ready_at) == &s.all[2]);
	s.all[0].in_flight = s.all[2].in_flight = 2;
	s.all[1].in_flight = 1;
	CHECK(momus_servers_pick(&s, NULL, 0, &ready_at) == &s.all[1]);
}

TEST(a_server_that_failed_a_request_is_avoided_if_there_is_another)
{
	begin(three);
	s.all[1].in_flight = s.all[2].in_flight = 9;
	CHECK(momus_servers_pick(&s, &s.all[0], 0, &ready_at) != &s.all[0]);
	momus_servers_rest(&s.all[1], 5);
	momus_servers_rest(&s.all[2], 5);
	CHECK(momus_servers_pick(&s, &s.all[0], 0, &ready_at) == &s.all[0]);
}

TEST(rests_double_up_to_their_limit_and_end_with_an_answer)
{
	double now = 0;

	begin(three);
	for (int i = 0; i < 80; i++) {
		momus_servers_bad(&s, &s.all[0], true, now, 0.999999);
		CHECK_NEAR(s.all[0].rest_until - now, fmin(60, ldexp(1, i)),
			   0.001);
		now = s.all[0].rest_until;
	}
	momus_servers_good(&s.all[0]);
	momus_servers_bad(&s, &s.all[0], true, now, 0);
	CHECK_NEAR(s.all[0].rest_until - now, 0.5, 1e-6);
}

TEST(a_failure_in_doubt_earns_a_rest_only_the_third_time)
{
	begin(three);
	momus_servers_bad(&s, &s.all[0], false, 0, 0);
	momus_servers_bad(&s, &s.all[0], false, 0, 0);
	CHECK_INT(momus_servers_resting(&s, 0), 0);
	momus_servers_good(&s.all[0]);
	momus_servers_bad(&s, &s.all[0], false, 0, 0);
	momus_servers_bad(&s, &s.all[0], false, 0, 0);
	CHECK_INT(momus_servers_resting(&s, 0), 0);
	momus_servers_bad(&s, &s.all[0], false, 0, 0);
	CHECK_INT(momus_servers_resting(&s, 0), 1);
}

TEST(failures_of_one_moment_count_as_one)
{
	begin(three);
	for (int i = 0; i < 64; i++)
		momus_servers_bad(&s, &s.all[0], true, 0, 0);
	CHECK_INT(s.all[0].failures, 1);
}

TEST(when_all_rest_the_first_to_be_ready_is_told)
{
	begin(three);
	momus_servers_rest(&s.all[0], 7);
	momus_servers_rest(&s.all[1], 5);
	momus_servers_rest(&s.all[1], 4); /* the longer wish holds */
	momus_servers_rest(&s.all[2], 9);
	CHECK(!momus_servers_pick(&s, NULL, 0, &ready_at));
	CHECK_NEAR(ready_at, 5, 0);
	CHECK(momus_servers_pick(&s, NULL, 5, &ready_at) == &s.all[1]);
}

TEST(servers_are_dead_when_each_has_failed_often_enough)
{
	double now = 0;

	begin(three);
	for (int i = 0; i < 6; i++, now += 100) {
		CHECK(!momus_servers_dead(&s, 6));
		for (int k = 0; k < 3; k++)
			momus_servers_bad(&s, &s.all[k], true, now, 0);
	}
	CHECK(momus_servers_dead(&s, 6));
	momus_servers_good(&s.all[2]);
	CHECK(!momus_servers_dead(&s, 6));
	momus_servers_release(&s);
}

TAP_MAIN
