/* rowfile.c - tests of harness/host/rowfile.c */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "momus/rowfile.h"
#include "tap.h"

static char path[64];

static struct momus_row_file *open_text(const char *text, const char *ending)
{
	struct momus_row_file *rows;
	FILE *f;

	snprintf(path, sizeof path, "rowfile-%d.%s", (int)getpid(), ending);
	f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
	CHECK_INT(momus_row_file_open(&rows, path, NULL), MOMUS_OK);
	remove(path);
	return rows;
}

static size_t next_line(struct momus_row_file *rows)
{
	const struct momus_row *row;

	CHECK_INT(momus_row_file_next(rows, &row, NULL), MOMUS_OK);
	CHECK_STR(momus_row_origin(row), path);
	return momus_row_line(row);
}

TEST(rows_come_in_order_and_know_their_lines)
{
	struct momus_row_file *rows =
		open_text("{\"a\":1}\n\n \t\n{\"a\":2}\n{\"a\":3}", "jsonl");
	const struct momus_row *row;
	struct momus_error err = { "" };

	CHECK_INT(next_line(rows), 1);
	CHECK_INT(next_line(rows), 4);
	CHECK_INT(next_line(rows), 5);
	CHECK_INT(momus_row_file_next(rows, &row, &err), MOMUS_END);
	CHECK(!row && !err.text[0]);
	momus_row_file_close(rows);
}

TEST(a_byte_order_mark_is_passed_over)
{
	struct momus_row_file *rows =
		open_text("\xef\xbb\xbf{\"a\":\"x\"}\r\n", "jsonl");
	const struct momus_row *row;
	struct momus_text t;

	CHECK_INT(momus_row_file_next(rows, &row, NULL), MOMUS_OK);
	CHECK_INT(momus_row_str(row, "a", &t, NULL), MOMUS_OK);
	CHECK(momus_text_equal(t, MOMUS_TEXT("x")));
	momus_row_file_close(rows);
}

TEST(a_line_that_is_no_object_is_named)
{
	struct momus_row_file *rows = open_text("{}\n[]\n", "jsonl");
	const struct momus_row *row;
	struct momus_error err = { "" };

	CHECK_INT(next_line(rows), 1);
	CHECK_INT(momus_row_file_next(rows, &row, &err), MOMUS_EPARSE);
	CHECK(strstr(err.text, ".jsonl:2: expected one JSON object"));
	momus_row_file_close(rows);
}

TEST(a_file_that_cannot_be_read_is_named)
{
	struct momus_row_file *rows;
	struct momus_error err = { "" };

	CHECK_INT(momus_row_file_open(&rows, "no-such.jsonl", &err),
		  MOMUS_ENOTFOUND);
	CHECK(!rows && strstr(err.text, "no-such.jsonl"));
	momus_row_file_close(NULL);
}

TAP_MAIN
