/* dataset.c - tests of harness/host/dataset.c and lines.c on bad and good files */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <zlib.h>

#include "core/hash.h"
#include "host/dataset.h"
#include "host/lines.h"
#include "tap.h"

/* A task whose rows have an id, and that leaves out those with "skip"; with a
 * reason, if it is 2 or 3. */
static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	int rc = momus_row_str(row, "id", &out->id, err);

	(void)self;
	if (rc == MOMUS_OK && momus_row_has(row, "skip")) {
		double why = 0;

		momus_row_real(row, "skip", &why, NULL);
		return why < 2	 ? MOMUS_END
		       : why < 3 ? momus_row_leave(row, "a rule")
				 : momus_row_leave(row, "another");
	}
	if (rc < 0)
		return rc;
	out->id = momus_arena_copy(arena, out->id);
	return MOMUS_OK;
}

/* And further problems: one for each letter of "more", in the row's group. */
static int more(void *self, const struct momus_row *row, size_t i,
		struct momus_arena *arena, struct momus_problem *out,
		struct momus_error *err)
{
	struct momus_text letters;
	int rc;

	(void)self;
	if (!momus_row_has(row, "more"))
		return MOMUS_END;
	rc = momus_row_str(row, "more", &letters, err);
	if (rc < 0 || i > letters.len)
		return rc < 0 ? rc : MOMUS_END;
	if (letters.ptr[i - 1] == '!')
		return momus_row_fail(row, err, "no such letter");
	out->id = momus_arena_copy(
		arena, (struct momus_text){ letters.ptr + i - 1, 1 });
	out->group = MOMUS_TEXT("one");
	return MOMUS_OK;
}

static const struct momus_task_ops ops = { .size = sizeof ops,
					   .problem = problem,
					   .more = more };

static char path[64], said[1200];
static struct momus_dataset *data;

static const char *name(const char *suffix)
{
	if (path[0])
		unlink(path);
	snprintf(path, sizeof path, "/tmp/momus-dataset-XXXXXX%s", suffix);
	CHECK(mkstemps(path, (int)strlen(suffix)) >= 0);
	return path;
}

static void put(const char *suffix, struct momus_text bytes)
{
	FILE *f = fopen(name(suffix), "wb");

	CHECK(f && fwrite(bytes.ptr, 1, bytes.len, f) == bytes.len);
	fclose(f);
}

/* BYTES packed by gzip, without the last CUT bytes of the file. */
static void put_gzip(const char *suffix, struct momus_text bytes, long cut)
{
	gzFile f = gzopen(name(suffix), "wb9");
	FILE *whole;
	long size;

	CHECK(gzwrite(f, bytes.ptr, (unsigned)bytes.len) == (int)bytes.len);
	gzclose(f);
	whole = fopen(path, "rb");
	fseek(whole, 0, SEEK_END);
	size = ftell(whole);
	fclose(whole);
	CHECK_INT(truncate(path, size - cut), 0);
}

/* Loads the file; what is said of it without its name. */
static int load(struct momus_dataset_source src)
{
	struct momus_error err = { "" };
	size_t n = strlen(path);
	int rc;

	src.path = path;
	src.ops = &ops;
	momus_dataset_free(data);
	data = NULL;
	rc = momus_dataset_load(&data, &src, &err);
	if (rc < 0)
		CHECK(strncmp(err.text, path, n) == 0 && err.text[n] == ':');
	snprintf(said, sizeof said, "%s", rc < 0 ? err.text + n + 1 : "");
	return rc;
}

static void loads(size_t n)
{
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_OK);
	CHECK_INT((long long)data->n, (long long)n);
}

#define ROW(id)	       "{\"id\":\"" id "\"}\n"
#define ROWS(id, more) "{\"id\":\"" id "\",\"more\":\"" more "\"}\n"

TEST(plain_and_gzip_files_hold_the_same_problems)
{
	const struct momus_text rows = MOMUS_TEXT(ROW("a") ROW("b") ROW("c"));
	char plain[65];

	put(".jsonl", rows);
	loads(3);
	memcpy(plain, data->sha256, 65);
	put_gzip(".jsonl.gz", rows, 0);
	loads(3);
	CHECK(strcmp(plain, data->sha256) != 0); /* of the file's own bytes */
	put_gzip(".jsonl", rows, 0);		 /* known by its first bytes */
	loads(3);
	CHECK_INT((long long)momus_dataset_find(data, MOMUS_TEXT("c")), 2);
	CHECK_INT((long long)momus_dataset_find(data, MOMUS_TEXT("d")), -1);
}

TEST(gzip_members_one_behind_the_other_are_one_file)
{
	gzFile f;

	put_gzip(".gz", MOMUS_TEXT(ROW("a") "{\"id\""), 0);
	f = gzopen(path, "ab");
	gzwrite(f, ":\"b\"}", 5);
	gzclose(f);
	loads(2);
}

TEST(the_sha256_is_that_of_the_file)
{
	/* echo -n '{"id":"a"}' | sha256sum */
	put("", MOMUS_TEXT("{\"id\":\"a\"}"));
	loads(1);
	CHECK_STR(data->sha256, "8489a5deb454a360345c7868bca8672de92b446caf3d3b"
				"014af6a56e3d549d30");
}

TEST(a_row_may_hold_several_problems)
{
	put("", MOMUS_TEXT(ROWS("a", "bc") ROW("d") ROWS("e", "")));
	loads(5);
	for (uint32_t i = 0; i < 5; i++) {
		CHECK_INT(data->problems[i].id.ptr[0], 'a' + (int)i);
		CHECK_INT(data->problems[i].index, i);
		CHECK_INT(data->problems[i].reference_fd, -1);
		CHECK_STR(data->problems[i].language, "text");
	}
	CHECK_INT((long long)momus_dataset_find(data, MOMUS_TEXT("c")), 2);
	CHECK_INT(load((struct momus_dataset_source){ .limit = 2 }), MOMUS_OK);
	CHECK_INT((long long)data->n, 3); /* no row is cut */
	CHECK_INT(data->problems[2].id.ptr[0], 'c');
}

TEST(problems_of_one_group_are_in_one_shard)
{
	size_t n = 0;

	put("", MOMUS_TEXT(ROWS("a", "bcdefgh")));
	for (uint32_t shard = 0; shard < 5; shard++) {
		CHECK_INT(load((struct momus_dataset_source){ .shard = shard,
							      .shards = 5 }),
			  MOMUS_OK);
		for (size_t i = 0; i < data->n; i++)
			CHECK_INT(data->problems[i].id.ptr[0] == 'a'
					  ? momus_dataset_shard(MOMUS_TEXT("a"),
								5)
					  : momus_dataset_shard(
						    MOMUS_TEXT("one"), 5),
				  shard);
		n += data->n;
	}
	CHECK_INT((long long)n, 8);
}

static const struct {
	const char *bytes, *said;
} refused[] = {
	{ "", " there is no problem in this file (0 rows were left out)" },
	{ "\n \n\r\n",
	  " there is no problem in this file (0 rows were left out)" },
	{ "{\"id\":\"a\",\"skip\":1}\n",
	  " there is no problem in this file (1 rows were left out)" },
	{ ROW("a") "\n" ROW("b") "{\"id\":\"c\"\n",
	  "4: expected one JSON object, found something else at byte 10" },
	{ ROW("a") "[1]\n",
	  "2: expected one JSON object, found something else at byte 1" },
	{ ROW("a") "{\"id\":\"b\"} {}\n",
	  "2: expected one JSON object, found something else at byte 12" },
	{ "{\"name\":\"b\"}\n", "1: no field \"id\"" },
	{ "{\"id\":2}\n{\"name\":\"b\"}\n",
	  "1: field \"id\": expected a string, found 2" },
	{ ROW("a") ROW("b") ROW("a"),
	  "3: problem \"a\" was there before; ids must be unique" },
	{ ROWS("a", "bb"),
	  "1: problem \"b\" was there before; ids must be unique" },
	{ ROWS("a", "bc") ROW("c"),
	  "2: problem \"c\" was there before; ids must be unique" },
	{ ROW("a") ROWS("b", "c!"), "2: no such letter" },
	{ "{\"id\":\"a\",\"skip\":1,\"more\":\"b\"}\n",
	  " there is no problem in this file (1 rows were left out)" },
	{ ROW("a") ROW(""), "2: the problem's id is empty" },
	{ ROW("a") ROW("\xff"), "2: byte 8 is not UTF-8; convert the file" },
	{ ROW("a") ROW("\xed\xa0\x80"),
	  "2: byte 8 is not UTF-8; convert the file" },
	{ ROW("a") "{\"id\":\"b\",\"id\":\"c\"}\n",
	  "2: field \"id\" is there twice; remove one" },
	{ "PK\3\4 a zip file",
	  "1: expected one JSON object, found something else at byte 1" },
};

TEST(what_is_wrong_is_named_with_file_and_line)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		put(".jsonl", momus_text_of(refused[i].bytes));
		CHECK_INT(load((struct momus_dataset_source){ 0 }),
			  MOMUS_EPARSE);
		CHECK_STR(said, refused[i].said);
	}
}

TEST(rows_that_cannot_be_read_are_counted_and_the_others_go_on)
{
	put(".jsonl",
	    MOMUS_TEXT("{\"name\":\"b\"}\n" ROW("a") "{\"id\":2}\n" ROW("c")));
	loads(2);
	CHECK_INT((long long)data->filtered, 2);
	CHECK_INT((long long)data->unreadable, 2);
	CHECK_INT((long long)data->n_left, 1);
	CHECK_STR(data->left[0].reason, "being unreadable");
	CHECK_INT(data->problems[1].index, 1);
	CHECK_STR(data->why[0].text + strlen(path), ":1: no field \"id\"");
	CHECK_STR(data->why[1].text + strlen(path),
		  ":3: field \"id\": expected a string, found 2");
}

TEST(a_byte_order_mark_and_other_systems_line_ends_are_passed_over)
{
	put("", MOMUS_TEXT("\xef\xbb\xbf{\"id\":\"a\"}\r\n\r\n{\"id\":\"b\"}\r"
			   "\n"));
	loads(2);
}

TEST(a_name_that_promises_gzip_is_held_to_it)
{
	put(".gz", MOMUS_TEXT(ROW("a")));
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_EPARSE);
	CHECK_STR(said, " is no gzip file, although its name ends in .gz; "
			"rename it or compress it");
	put(".gz", MOMUS_TEXT(""));
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_EPARSE);
}

TEST(a_gzip_file_cut_anywhere_is_an_error)
{
	const struct momus_text rows = MOMUS_TEXT(ROW("a") ROW("b"));
	long size;
	FILE *f;

	put_gzip("", rows, 0);
	f = fopen(path, "rb");
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	for (long cut = 1; cut < size - 1; cut++) {
		put_gzip("", rows, cut);
		CHECK_INT(load((struct momus_dataset_source){ 0 }),
			  MOMUS_EPARSE);
		CHECK(strstr(said, "the gzip data is cut short here; fetch "
				   "the file again"));
	}
}

TEST(damaged_gzip_data_are_an_error_with_their_line)
{
	const struct momus_text rows = MOMUS_TEXT(ROW("a") ROW("b"));
	FILE *f;

	put_gzip("", rows, 0);
	f = fopen(path, "r+b");
	fseek(f, -8, SEEK_END); /* the checksum */
	fwrite("\0\0\0\0", 1, 4, f);
	fclose(f);
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_EPARSE);
	CHECK_STR(said, "3: the gzip data is damaged here; fetch the file "
			"again");
	put_gzip("", rows, 0);
	f = fopen(path, "ab");
	fputs("garbage", f);
	fclose(f);
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_EPARSE);
	CHECK(strstr(said, "the gzip data is damaged here"));
}

TEST(no_file_and_a_folder_are_told_apart)
{
	struct momus_dataset_source src = { .path = "/nonexistent/d.jsonl",
					    .ops = &ops };
	struct momus_error err = { "" };

	CHECK_INT(momus_dataset_load(&data, &src, &err), MOMUS_ENOTFOUND);
	CHECK(strstr(err.text, "/nonexistent/d.jsonl: No such file or "
			       "directory; name a file") == err.text);
	err.text[0] = '\0';
	src.path = "/tmp";
	CHECK_INT(momus_dataset_load(&data, &src, &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "/tmp: is a folder; a regular file is needed");
}

/* One line of SIZE blanks, packed to a thousandth. */
static void put_long_line(size_t size)
{
	static char blanks[1 << 20];
	gzFile f = gzopen(name(".gz"), "wb1");

	memset(blanks, ' ', sizeof blanks);
	for (; size > sizeof blanks; size -= sizeof blanks)
		gzwrite(f, blanks, sizeof blanks);
	gzwrite(f, blanks, (unsigned)size);
	gzclose(f);
}

TEST(a_line_of_a_gigabyte_ends_at_the_limit_and_not_in_memory)
{
	struct rusage before, after;

	put_long_line((size_t)1 << 30);
	getrusage(RUSAGE_SELF, &before);
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_EPARSE);
	getrusage(RUSAGE_SELF, &after);
	CHECK_STR(said, "1: the line is longer than the limit of 268435456 "
			"bytes; is this JSON Lines?");
	CHECK(after.ru_maxrss - before.ru_maxrss < 600 << 10);
}

TEST(the_limit_of_a_line_is_exact)
{
	static const struct {
		size_t limit;
		int rc;
	} rows[] = { { 11, MOMUS_EPARSE }, { 12, MOMUS_OK } };
	struct momus_lines *lines;
	struct momus_text line;
	size_t number;

	put("", MOMUS_TEXT("short\nlong line 12\n"));
	for (int i = 0; i < 2; i++) {
		CHECK_INT(momus_lines_open(&lines, path, rows[i].limit, NULL),
			  MOMUS_OK);
		momus_lines_next(lines, &line, &number, NULL);
		CHECK_INT(momus_lines_next(lines, &line, &number, NULL),
			  rows[i].rc);
		momus_lines_close(lines);
	}
}

TEST(lines_that_span_what_is_read_at_once_stay_whole)
{
	enum { N = 300000 };
	char *bytes = malloc(3 * N + 3);
	struct momus_lines *lines;
	struct momus_text line;
	size_t number;

	CHECK(bytes);
	for (int i = 0; i < 3; i++) {
		memset(bytes + i * (N + 1), 'a' + i, N);
		bytes[i * (N + 1) + N] = '\n';
	}
	for (int gzip = 0; gzip < 2; gzip++) {
		struct momus_text all = { bytes, 3 * N + 2 }; /* no last LF */

		gzip ? put_gzip("", all, 0) : put("", all);
		CHECK_INT(momus_lines_open(&lines, path, 0, NULL), MOMUS_OK);
		for (int i = 0; i < 3; i++) {
			CHECK_INT(momus_lines_next(lines, &line, &number, NULL),
				  MOMUS_OK);
			CHECK_INT((long long)number, i + 1);
			CHECK_INT((long long)line.len, N);
			CHECK(line.ptr[0] == 'a' + i &&
			      line.ptr[N - 1] == 'a' + i);
		}
		CHECK_INT(momus_lines_next(lines, &line, &number, NULL),
			  MOMUS_END);
		momus_lines_close(lines);
	}
	free(bytes);
}

static void put_numbers(int n)
{
	FILE *f = fopen(name(""), "w");

	for (int i = 0; i < n; i++)
		fprintf(f, "{\"id\":\"Made/%d\"}\n", i);
	fclose(f);
}

TEST(shards_are_disjoint_whole_and_keep_their_positions)
{
	bool seen[3000] = { false };
	size_t n = 0;

	put_numbers(3000);
	for (uint32_t i = 0; i < 7; i++) {
		CHECK_INT(load((struct momus_dataset_source){ .shard = i,
							      .shards = 7 }),
			  MOMUS_OK);
		CHECK(data->n > 300 && data->n < 560);
		for (size_t k = 0; k < data->n; k++) {
			const struct momus_problem *p = &data->problems[k];

			CHECK(!seen[p->index]);
			seen[p->index] = true;
			CHECK_INT((long long)momus_dataset_find(data, p->id),
				  (long long)k);
			CHECK(!k || p->index > data->problems[k - 1].index);
		}
		n += data->n;
	}
	CHECK_INT((long long)n, 3000);
}

TEST(the_shard_of_an_id_is_fixed_for_ever)
{
	/* sha256("Mbpp/2")[:8] little-endian, modulo 5; likewise "". */
	CHECK_INT(momus_dataset_shard(MOMUS_TEXT("Mbpp/2"), 5), 2);
	CHECK_INT(momus_dataset_shard(MOMUS_TEXT(""), 1000), 227);
	CHECK_INT(momus_dataset_shard(MOMUS_TEXT("Mbpp/2"), 0), 0);
}

TEST(a_limit_comes_before_the_shards_and_what_is_behind_it_is_not_read)
{
	size_t n = 0;

	put("", MOMUS_TEXT(ROW("a") "{\"id\":\"s\",\"skip\":1}\n" ROW("b")
				   ROW("c") "this is no row\n"));
	for (uint32_t i = 0; i < 3; i++) {
		CHECK_INT(load((struct momus_dataset_source){
				  .limit = 3, .shard = i, .shards = 3 }),
			  MOMUS_OK);
		CHECK_INT((long long)data->filtered, 1);
		n += data->n;
	}
	CHECK_INT((long long)n, 3);
}

TEST(rows_left_out_are_counted_by_their_reason)
{
	put("", MOMUS_TEXT("{\"id\":\"s\",\"skip\":3}\n" ROW(
			"a") "{\"id\":\"t\",\"skip\":2}\n"
			     "{\"id\":\"u\",\"skip\":3}\n"
			     "{\"id\":\"v\",\"skip\":1}\n"));
	loads(1);
	CHECK_INT((long long)data->filtered, 4);
	CHECK_INT((long long)data->n_left, 2);
	CHECK_STR(data->left[0].reason, "another");
	CHECK_INT((long long)data->left[0].n, 2);
	CHECK_STR(data->left[1].reason, "a rule");
	CHECK_INT((long long)data->left[1].n, 1);
	put("", MOMUS_TEXT("{\"id\":\"t\",\"skip\":2}\n"));
	CHECK_INT(load((struct momus_dataset_source){ 0 }), MOMUS_EPARSE);
	CHECK_STR(said, " there is no problem in this file (1 rows were left "
			"out; the first for a rule)");
}

static struct momus_exclude listed(const char *rows)
{
	struct momus_exclude e;
	struct momus_error err = { "" };

	put("", momus_text_of(rows));
	if (momus_exclude_read(&e, path, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return e;
}

TEST(excluded_problems_are_left_out_and_take_no_place)
{
	struct momus_exclude e = listed("{\"id\":\"b\",\"kind\":\"near\"}\n"
					"{\"id\":\"one\"}\n"
					"{\"id\":\"gone\"}\n");

	CHECK_INT((long long)e.n, 3);
	put("",
	    MOMUS_TEXT(ROW("a") ROW("b") ROWS("c", "xy") ROW("d") ROW("b")));
	CHECK_INT(load((struct momus_dataset_source){ .exclude = &e,
						      .limit = 3 }),
		  MOMUS_OK);
	CHECK_INT((long long)data->n, 3);	 /* a, c, d */
	CHECK_INT((long long)data->excluded, 3); /* b, x, y */
	CHECK_INT((long long)momus_dataset_find(data, MOMUS_TEXT("b")), -1);
	CHECK_INT((long long)momus_dataset_find(data, MOMUS_TEXT("x")), -1);
	CHECK_INT(data->problems[2].index, 2);
	put("", MOMUS_TEXT(ROW("b")));
	CHECK_INT(load((struct momus_dataset_source){ .exclude = &e }),
		  MOMUS_EPARSE);
	CHECK_STR(said, " there is no problem in this file (1 rows were left "
			"out)");
	momus_exclude_release(&e);
}

TEST(a_list_is_known_by_its_ids_alone)
{
	struct momus_exclude a = listed("{\"id\":\"x\"}\n{\"id\":7}\n"),
			     b = listed("{\"id\":\"7\",\"score\":0.5}\n\n"
					"{\"id\":\"x\"}\n{\"id\":\"x\"}\n"),
			     c = listed("{\"id\":\"x7\"}\n"), none = listed("");

	CHECK_STR(a.sha256, b.sha256);
	CHECK_INT((long long)b.n, 2);
	CHECK(strcmp(a.sha256, c.sha256) != 0);
	CHECK(momus_exclude_has(&a, MOMUS_TEXT("7")));
	CHECK(!momus_exclude_has(&a, MOMUS_TEXT("x7")));
	CHECK(!momus_exclude_has(&a, MOMUS_TEXT("")));
	CHECK(!momus_exclude_has(&none, MOMUS_TEXT("x")));
	CHECK(!momus_exclude_has(NULL, MOMUS_TEXT("x")));
	momus_exclude_release(&a);
	momus_exclude_release(&b);
	momus_exclude_release(&c);
	momus_exclude_release(&none);
}

TEST(the_last_file_is_removed)
{
	momus_dataset_free(data);
	data = NULL;
	CHECK_INT(unlink(path), 0);
}

TAP_MAIN
