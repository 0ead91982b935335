/* bucket.c - so many a minute */
#include "net/bucket.h"
#include "tap.h"

/* The most takings of AMOUNT in any minute of ten, always as soon as allowed. */
static double busiest(double per_minute, double amount)
{
	static double at[200000];
	struct momus_bucket b;
	double now = 5, most = 0;
	size_t n = 0, from = 0;

	momus_bucket_init(&b, per_minute, now);
	while (now < 605 && n < 200000) {
		double wait = momus_bucket_wait(&b, amount, now);

		if (wait > 0) {
			now += wait;
			continue;
		}
		momus_bucket_take(&b, amount);
		at[n++] = now;
		while (at[from] <= now - 60)
			from++;
		if ((double)(n - from) * amount > most)
			most = (double)(n - from) * amount;
	}
	return most;
}

TEST(any_minute_sees_at_most_the_allowance)
{
	static const double rates[] = { 1, 2, 59, 60, 600, 601, 12345 };

	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		double most = busiest(rates[i], 1);

		CHECK(most <= rates[i] + 1e-6);
		CHECK(most >= rates[i] * 0.95 - 1);
	}
}

TEST(an_amount_larger_than_the_bucket_goes_and_leaves_a_debt)
{
	double most = busiest(60000, 4000); /* a bucket of 100 tokens */

	CHECK(most <= 60000 + 4000);
	CHECK(most >= 56000);
}

TEST(what_was_not_used_is_given_back)
{
	struct momus_bucket b;

	momus_bucket_init(&b, 6000, 0); /* a bucket of 10, 100 a second */
	momus_bucket_take(&b, 1000);
	CHECK_NEAR(momus_bucket_wait(&b, 10, 0), 10, 0.1);
	momus_bucket_take(&b, -990);
	CHECK_NEAR(momus_bucket_wait(&b, 10, 0), 0.1, 0.01);
	momus_bucket_take(&b, -1e9); /* never more than full */
	CHECK_NEAR(momus_bucket_wait(&b, 10, 0), 0, 0);
	momus_bucket_take(&b, 10);
	CHECK(momus_bucket_wait(&b, 10, 0) > 0);
}

TEST(no_allowance_is_no_limit)
{
	struct momus_bucket b;

	momus_bucket_init(&b, 0, 0);
	momus_bucket_take(&b, 1e18);
	CHECK_NEAR(momus_bucket_wait(&b, 1e18, 0), 0, 0);
}

TAP_MAIN
