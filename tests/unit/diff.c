/* diff.c - tests of core/diff.h: scripts against a plain table of lengths */
#include <stdio.h>
#include <string.h>

#include "core/diff.h"
#include "momus/random.h"
#include "tap.h"

static const uint64_t plenty = 100000000;

static struct momus_arena *arena;

static void begin(void)
{
	if (!arena)
		arena = momus_arena_create((size_t)256 << 20);
	CHECK(arena);
	momus_arena_reset(arena);
}

static struct momus_diff compare(const char *a, const char *b,
				 enum momus_diff_by by, uint64_t work)
{
	struct momus_diff d;

	CHECK_INT(momus_diff(momus_text_of(a), momus_text_of(b), by, work,
			     arena, &d, NULL),
		  MOMUS_OK);
	return d;
}

/* D in one line: "=ab -c +d". */
static void spell(const struct momus_diff *d, char *out, size_t room)
{
	FILE *f = fmemopen(out, room, "w");

	for (size_t p = 0; p < d->n; p++) {
		const struct momus_diff_part *x = &d->parts[p];

		fputs(p ? " " : "", f);
		fputs(x->same ? "=" : x->n_a ? "-" : "", f);
		for (uint32_t i = x->a; i < x->a + x->n_a; i++)
			fwrite(d->a[i].ptr, 1, d->a[i].len, f);
		if (x->same)
			continue;
		fputs(x->n_b ? "+" : "", f);
		for (uint32_t i = x->b; i < x->b + x->n_b; i++)
			fwrite(d->b[i].ptr, 1, d->b[i].len, f);
	}
	fclose(f);
}

static void check_spelled(const char *a, const char *b, const char *want)
{
	struct momus_diff d;
	char out[256];

	begin();
	d = compare(a, b, MOMUS_DIFF_WORDS, plenty);
	spell(&d, out, sizeof out);
	CHECK_STR(out, want);
	CHECK(d.least);
}

/* Whether the parts of D are all of both texts, in order, and same where they
 * say so. */
static void check_whole(const struct momus_diff *d)
{
	uint32_t a = 0, b = 0;

	for (size_t p = 0; p < d->n; p++) {
		const struct momus_diff_part *x = &d->parts[p];

		CHECK(x->a == a && x->b == b);
		CHECK(x->n_a + x->n_b > 0);
		CHECK(!p || x->same != d->parts[p - 1].same);
		for (uint32_t i = 0; x->same && i < x->n_a; i++)
			CHECK(momus_text_equal(d->a[a + i], d->b[b + i]));
		CHECK(!x->same || x->n_a == x->n_b);
		a += x->n_a;
		b += x->n_b;
	}
	CHECK(a == d->n_a && b == d->n_b);
}

static size_t changes(const struct momus_diff *d)
{
	size_t n = 0;

	for (size_t p = 0; p < d->n; p++)
		if (!d->parts[p].same)
			n += d->parts[p].n_a + d->parts[p].n_b;
	return n;
}

/* Length of the longest common subsequence, by the table that defines it. */
static size_t common(const char *a, const char *b)
{
	static size_t row[2][128];

	memset(row, 0, sizeof row);
	for (size_t i = 0; a[i]; i++)
		for (size_t j = 0; b[j]; j++) {
			size_t *now = row[(i + 1) % 2], *old = row[i % 2];

			now[j + 1] = a[i] == b[j]	   ? old[j] + 1
				     : now[j] > old[j + 1] ? now[j]
							   : old[j + 1];
		}
	return row[strlen(a) % 2][strlen(b)];
}

/* N signs of the first KINDS of an alphabet whose signs are tokens. */
static void draw(struct momus_stream *s, size_t n, uint64_t kinds, char *out)
{
	static const char signs[] = "+-*/<>=!";

	for (size_t i = 0; i < n; i++)
		out[i] = signs[momus_stream_below(s, kinds)];
	out[n] = '\0';
}

TEST(equal_and_empty_texts_change_nothing)
{
	check_spelled("", "", "");
	check_spelled("x = 1", "x = 1", "=x = 1");
	check_spelled("", "a", "+a");
	check_spelled("a", "", "-a");
}

TEST(words_blanks_and_signs_are_tokens)
{
	check_spelled("foo(a1, b)", "foo(a2, b)", "=foo( -a1+a2 =, b)");
	check_spelled("if n<2:", "if n<=2:", "=if n< += =2:");
	check_spelled("größe+1", "größen+1", "-größe+größen =+1");
	check_spelled("a  b", "a b", "=a -  +  =b");
}

TEST(lines_keep_their_line_feed)
{
	struct momus_diff d;
	char out[256];

	begin();
	d = compare("a\nb\nc\n", "a\nB\nc\nd", MOMUS_DIFF_LINES, plenty);
	spell(&d, out, sizeof out);
	CHECK_STR(out, "=a\n -b\n+B\n =c\n +d");
	d = compare("a\nb", "a\nb\n\n", MOMUS_DIFF_LINES, plenty);
	spell(&d, out, sizeof out);
	CHECK_STR(out, "=a\nb +\n");
}

TEST(bytes_of_any_kind_are_compared)
{
	static const char a[] = "x\0y\xff\n", b[] = "x\0z\xff\n";
	struct momus_diff d;

	begin();
	CHECK_INT(momus_diff((struct momus_text){ a, 5 },
			     (struct momus_text){ b, 5 }, MOMUS_DIFF_WORDS,
			     plenty, arena, &d, NULL),
		  MOMUS_OK);
	check_whole(&d);
	CHECK_INT(d.n, 3);
	CHECK_INT(d.parts[1].n_a, 1);
}

TEST(no_script_is_shorter)
{
	struct momus_stream s;
	char a[64], b[64];

	momus_stream_init(&s, 5, MOMUS_TEXT("diff"), 0, 0, "test");
	for (int i = 0; i < 20000; i++) {
		struct momus_diff d;
		uint64_t kinds = 1 + momus_stream_below(&s, 8);

		begin();
		draw(&s, momus_stream_below(&s, 40), kinds, a);
		draw(&s, momus_stream_below(&s, 40), kinds, b);
		d = compare(a, b, MOMUS_DIFF_WORDS, plenty);
		check_whole(&d);
		CHECK(d.least);
		if (changes(&d) != strlen(a) + strlen(b) - 2 * common(a, b))
			tap_fail(__FILE__, __LINE__, "%s to %s: %zu changes", a,
				 b, changes(&d));
	}
}

TEST(out_of_work_it_is_whole_and_says_so)
{
	struct momus_stream s;
	bool ran_out = false;
	char a[64], b[64];

	momus_stream_init(&s, 6, MOMUS_TEXT("diff"), 0, 0, "test");
	for (int i = 0; i < 5000; i++) {
		struct momus_diff d;

		begin();
		draw(&s, momus_stream_below(&s, 60), 4, a);
		draw(&s, momus_stream_below(&s, 60), 4, b);
		d = compare(a, b, MOMUS_DIFF_WORDS,
			    momus_stream_below(&s, 200));
		check_whole(&d);
		if (d.least)
			CHECK_INT(changes(&d),
				  strlen(a) + strlen(b) - 2 * common(a, b));
		ran_out |= !d.least;
	}
	CHECK(ran_out);
}

TEST(large_unlike_texts_end_soon)
{
	static char a[400001], b[400001];
	struct momus_stream s;
	struct momus_diff d;

	momus_stream_init(&s, 7, MOMUS_TEXT("diff"), 0, 0, "test");
	begin();
	draw(&s, 400000, 8, a);
	draw(&s, 400000, 8, b);
	d = compare(a, b, MOMUS_DIFF_WORDS, 1000000);
	check_whole(&d);
	CHECK(!d.least);
	CHECK_INT(d.n_a, 400000);
}

TEST(a_small_arena_is_an_error)
{
	struct momus_arena *small = momus_arena_create(64);
	struct momus_error err;
	struct momus_diff d;

	CHECK_INT(momus_diff(MOMUS_TEXT("a\nb\nc\n"), MOMUS_TEXT("a\nc\n"),
			     MOMUS_DIFF_LINES, plenty, small, &d, &err),
		  MOMUS_ENOMEM);
	momus_arena_free(small);
}

TAP_MAIN
