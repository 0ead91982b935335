/* error.c - tests of harness/core/error.c */
#include <string.h>

#include "momus/error.h"
#include "tap.h"

TEST(the_lowest_layer_keeps_its_message)
{
	struct momus_error err = { "" };

	CHECK_INT(momus_fail(&err, MOMUS_EPARSE, "line %d", 7), MOMUS_EPARSE);
	CHECK_INT(momus_fail(&err, MOMUS_EIO, "later"), MOMUS_EIO);
	CHECK_STR(err.text, "line 7");
}

TEST(a_message_is_one_line_whatever_its_arguments_hold)
{
	struct momus_error err = { "" };

	momus_fail(&err, MOMUS_EPARSE, "found %s", "a\nb\x1b[31m");
	CHECK_STR(err.text, "found a?b?[31m");
}

TEST(every_status_has_a_name)
{
	CHECK_STR(momus_status_name(MOMUS_OK), "MOMUS_OK");
	CHECK_STR(momus_status_name(MOMUS_ENOTSUP), "MOMUS_ENOTSUP");
	CHECK_STR(momus_status_name(-99), "MOMUS_?");
	CHECK_STR(momus_status_name(3), "MOMUS_?");
}

TAP_MAIN
