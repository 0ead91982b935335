/* retryafter.c - how long a server asks to be left alone */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "net/retryafter.h"
#include "tap.h"

static const char *const date = "Wed, 21 Oct 2015 07:28:00 GMT";

TEST(seconds_are_read_with_and_without_a_fraction)
{
	CHECK_NEAR(momus_retry_after("120", NULL), 120, 0);
	CHECK_NEAR(momus_retry_after(" 0.25 ", NULL), 0.25, 1e-12);
	CHECK_NEAR(momus_retry_after("0", NULL), 0, 0);
	CHECK_NEAR(momus_retry_after("99999999999999999999", NULL), 1e20, 1e6);
}

TEST(a_date_is_taken_against_the_servers_own_clock)
{
	CHECK_NEAR(momus_retry_after("Wed, 21 Oct 2015 07:28:30 GMT", date), 30,
		   0);
	CHECK_NEAR(momus_retry_after("Wednesday, 21-Oct-15 07:29:00 GMT", date),
		   60, 0);
	CHECK_NEAR(momus_retry_after("Wed Oct 21 07:28:05 2015", date), 5, 0);
	CHECK_NEAR(momus_retry_after(date, date), 0, 0);
	CHECK_NEAR(momus_retry_after("Wed, 21 Oct 2015 07:00:00 GMT", date), 0,
		   0); /* past */
}

TEST(without_the_servers_clock_this_machines_is_used)
{
	time_t then = time(NULL) + 100;
	char text[64];
	struct tm tm;

	CHECK(strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT",
		       gmtime_r(&then, &tm)) > 0);
	CHECK_NEAR(momus_retry_after(text, NULL), 95, 5);
	CHECK_NEAR(momus_retry_after(text, "no date at all"), 95, 5);
}

TEST(what_is_neither_number_nor_date_is_no_wish)
{
	static const char *const bad[] = { "",	    " ",    ".",   "-5",
					   "1.2.3", "soon", "inf", "0x10" };

	CHECK(isnan(momus_retry_after(NULL, NULL)));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!isnan(momus_retry_after(bad[i], NULL)))
			tap_fail(__FILE__, __LINE__, "\"%s\" is read as %g",
				 bad[i], momus_retry_after(bad[i], NULL));
}

TAP_MAIN
