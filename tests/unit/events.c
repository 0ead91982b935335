/* events.c - scalars as TensorBoard's own writer has them, byte for byte */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/events.h"
#include "tap.h"

/* What tensorboard's RecordWriter makes of Event(wall_time=1.5, file_version=
 * "brain.Event:2"), Event(wall_time=1.5, step=301, session_log=START) and
 * Event(wall_time=2.5, step=300, summary={training/loss: 0.25, é: -1e30}). */
static const char want[] =
	"1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a"
	"322a28646c100000000000000095fbfe1809000000000000f83f10ad023a020801d179"
	"49d42f000000000000006d5d1d5009000000000000044010ac022a210a140a0d747261"
	"696e696e672f6c6f7373150000803e0a090a02c3a915caf249f1677d7f0e";

static char folder[] = "/tmp/momus-events-XXXXXX";

static size_t slurp(const char *path, unsigned char *out, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	CHECK(f);
	n = fread(out, 1, room, f);
	fclose(f);
	return n;
}

TEST(a_file_has_the_bytes_that_tensorboard_writes)
{
	const struct momus_event_value values[] = { { "training/loss", 0.25 },
						    { "none", NAN },
						    { "é", -1e30 } };
	struct momus_events *e;
	unsigned char bytes[1000];
	char path[100], hex[3];
	size_t n;

	CHECK(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/events", folder);
	CHECK_INT(momus_events_create(&e, path, 301, 1.5, NULL), MOMUS_OK);
	CHECK_INT(momus_events_add(e, 300, 2.5, values, 3, NULL), MOMUS_OK);
	n = slurp(momus_events_path(e), bytes, sizeof bytes);
	CHECK_INT(n, strlen(want) / 2);
	for (size_t i = 0; i < n && 2 * i < strlen(want); i++) {
		snprintf(hex, sizeof hex, "%02x", bytes[i]);
		if (strncmp(hex, want + 2 * i, 2) != 0)
			tap_fail(__FILE__, __LINE__, "byte %zu is %s", i, hex);
	}
	momus_events_close(e);
}

TEST(a_later_file_sorts_behind_whatever_the_clock_says)
{
	struct momus_events *a, *b, *c;
	char path[100];

	snprintf(path, sizeof path, "%s/order", folder);
	CHECK_INT(momus_events_create(&a, path, 1, 1700000000.9, NULL),
		  MOMUS_OK);
	CHECK_INT(momus_events_create(&b, path, 1, 1700000000.9, NULL),
		  MOMUS_OK);
	CHECK_INT(momus_events_create(&c, path, 1, 5, NULL), MOMUS_OK);
	CHECK(strcmp(momus_events_path(a), momus_events_path(b)) < 0);
	CHECK(strcmp(momus_events_path(b), momus_events_path(c)) < 0);
	momus_events_close(a);
	momus_events_close(b);
	momus_events_close(c);
}

TEST(a_folder_that_cannot_be_made_is_named)
{
	struct momus_error err = { "" };
	struct momus_events *e;

	CHECK_INT(momus_events_create(&e, "/nowhere/at/all", 1, 1, &err),
		  MOMUS_EIO);
	CHECK(strstr(err.text, "/nowhere/at/all"));
}

TEST(nothing_is_left_behind)
{
	char command[100];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK_INT(system(command), 0);
}

TAP_MAIN
