/* lines.c - tests of reports/text/lines.c and table.c */
#include <stdlib.h>
#include <string.h>

#include "reports/text/lines.h"
#include "tap.h"

static const struct momus_column columns[] = {
	{ "run", MOMUS_ALIGN_LEFT },	{ "turn", MOMUS_ALIGN_RIGHT },
	{ "share", MOMUS_ALIGN_RIGHT }, { "95 %", MOMUS_ALIGN_AFTER },
	{ "other", MOMUS_ALIGN_RIGHT }, { "95 %", MOMUS_ALIGN_AFTER },
	{ "why", MOMUS_ALIGN_LEFT }
};

/* Two rows of the first N columns, the last with TEXT in both, in WIDTH: the
 * caller's. */
static char *written(size_t n, const char *text, size_t width)
{
	static const char *const cells[] = { "A",     "0",
					     "12.50", "[10.0, 15.0]",
					     "1.00",  "[0.0, 9.0]" };
	struct momus_document d;
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	CHECK(f && momus_document_init(&d, NULL) == MOMUS_OK);
	momus_document_table(&d, columns, n, "");
	for (int row = 0; row < 2; row++)
		for (size_t c = 0; c < n; c++)
			momus_document_cell(&d, "%s",
					    c == 1 && row ? "1"
					    : c + 1 == n  ? text
							  : cells[c]);
	CHECK_INT(momus_lines_table(f, width, &d.blocks[0], NULL), MOMUS_OK);
	momus_document_release(&d);
	fclose(f);
	return out;
}

static void check(size_t n, const char *text, size_t width, const char *want)
{
	char *got = written(n, text, width);

	CHECK_STR(got, want);
	free(got);
}

TEST(a_table_that_fits_is_one)
{
	check(4, "[10.0, 15.0]", 40,
	      "   run  turn  share 95 %\n"
	      "   A       0  12.50 [10.0, 15.0]\n"
	      "   A       1  12.50 [10.0, 15.0]\n");
}

TEST(one_that_nearly_fits_has_less_space)
{
	check(6, "[0.0, 9.0]", 46,
	      "  run turn share 95 %         other 95 %\n"
	      "  A      0 12.50 [10.0, 15.0]  1.00 [0.0, 9.0]\n"
	      "  A      1 12.50 [10.0, 15.0]  1.00 [0.0, 9.0]\n");
}

TEST(a_wide_one_is_parted_and_repeats_what_tells_its_rows_apart)
{
	check(6, "[0.0, 9.0]", 40,
	      "   run  turn  share 95 %\n"
	      "   A       0  12.50 [10.0, 15.0]\n"
	      "   A       1  12.50 [10.0, 15.0]\n"
	      "\n"
	      "   run  turn  other 95 %\n"
	      "   A       0   1.00 [0.0, 9.0]\n"
	      "   A       1   1.00 [0.0, 9.0]\n");
}

TEST(a_last_column_of_text_has_several_lines)
{
	check(7, "none was judged, \u00e4nd none was called so", 80,
	      "   run  turn  share 95 %          other 95 %        why\n"
	      "   A       0  12.50 [10.0, 15.0]   1.00 [0.0, 9.0]  none was "
	      "judged, "
	      "\u00e4nd none\n"
	      "                                                    was called "
	      "so\n"
	      "   A       1  12.50 [10.0, 15.0]   1.00 [0.0, 9.0]  none was "
	      "judged, "
	      "\u00e4nd none\n"
	      "                                                    was called "
	      "so\n");
}

TEST(no_line_is_too_long_whatever_the_cells_are)
{
	static const char *const texts[] = {
		"", "x", "one two three four five six seven eight nine ten",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaa",
		"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
		"\u00e4\u00e4\u00e4"
		"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
		"\u00e4\u00e4\u00e4"
	};

	for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
		for (size_t n = 1; n <= 7; n++)
			for (size_t width = 40; width < 90; width += 7) {
				char *got = written(n, texts[t], width);
				size_t at = 0;

				for (const char *c = got; *c; c++) {
					at = *c == '\n'		   ? 0
					     : (*c & 0xc0) == 0x80 ? at
								   : at + 1;
					CHECK(at <= width);
				}
				free(got);
			}
}

TEST(prose_is_broken_at_blanks)
{
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	CHECK(f != NULL);
	momus_lines_wrap(f, 10, "! ", 2, "one two three");
	CHECK_INT(momus_lines_say(f, NULL, "a \033[31m%s", "b\nc"), MOMUS_OK);
	fclose(f);
	CHECK_STR(out, "! one two\n  three\na \\x1b[31mb c\n");
	free(out);
}

TAP_MAIN
