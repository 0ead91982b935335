/* packed.c - tests of momus/packed.h
 *
 * packed.jsonl: what lies in "packed" under a "limit" (1 MiB if none is given),
 * as "text", or what is said of it; "key" where it should be a dict.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/packed.h"
#include "momus/rowfile.h"
#include "tap.h"

static const char *word(const struct momus_row *row, const char *key,
			struct momus_arena *arena)
{
	struct momus_text t;

	if (!momus_row_has(row, key))
		return NULL;
	CHECK_INT(momus_row_str(row, key, &t, NULL), MOMUS_OK);
	return momus_arena_copy(arena, t).ptr;
}

static void try_row(const struct momus_row *row, struct momus_arena *arena)
{
	struct momus_text packed, text = { NULL, 0 };
	struct momus_error err = { "" };
	double limit = 1 << 20;
	const char *said = word(row, "said", arena);
	int rc;

	CHECK_INT(momus_row_str(row, "packed", &packed, NULL), MOMUS_OK);
	momus_row_real(row, "limit", &limit, NULL);
	rc = momus_packed_text(packed, word(row, "key", arena), (size_t)limit,
			       arena, &text, &err);
	if (strcmp(err.text, said ? said : "") != 0)
		tap_fail(__FILE__, __LINE__, "%s: said \"%s\"",
			 word(row, "case", arena), err.text);
	CHECK_INT(rc, said ? MOMUS_EPARSE : MOMUS_OK);
	if (!said)
		CHECK_STR(text.ptr, word(row, "text", arena));
}

TEST(a_packed_string_is_read_and_all_else_is_refused_with_its_place)
{
	const char *top = getenv("top_srcdir");
	struct momus_arena *arena = momus_arena_create(1 << 22);
	struct momus_row_file *rows;
	const struct momus_row *row;
	char path[4096];
	int n = 0;

	snprintf(path, sizeof path, "%s/tests/unit/packed.jsonl",
		 top ? top : ".");
	CHECK(arena);
	CHECK_INT(momus_row_file_open(&rows, path, NULL), MOMUS_OK);
	for (; momus_row_file_next(rows, &row, NULL) == MOMUS_OK; n++)
		try_row(row, arena);
	CHECK(n > 40);
	momus_row_file_close(rows);
	momus_arena_free(arena);
}

TEST(a_full_arena_is_no_bad_text)
{
	struct momus_arena *arena = momus_arena_create(16);
	struct momus_error err = { "" };
	struct momus_text text;

	CHECK(arena);
	CHECK_INT(momus_packed_text(MOMUS_TEXT("eJxrYJmqyQABPaqJCsUlRZl56Qr5"
					       "aQq5+UWpCiUZiXkKxZkVJampeQo5"
					       "qSUlqUXFU/QAeqEQpA=="),
				    NULL, 100, arena, &text, &err),
		  MOMUS_ENOMEM);
	CHECK_STR(err.text, "out of memory");
	momus_arena_free(arena);
}

TAP_MAIN
