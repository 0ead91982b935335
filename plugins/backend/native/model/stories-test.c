/* stories-test.c - stories260K tells its author's stories */
#include <math.h>
#include <momus/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/generate.h"
#include "tap.h"
#include "weights/mapped.h"

enum { VOCAB = 512, MOST = 256, TEXT = 8192 };

/* A file of the shared data; skips the test where it is absent. */
static const char *data(char out[1024], const char *name)
{
	const char *folder = getenv("MOMUS_DATA");

	snprintf(out, 1024, "%s/engine/stories260K/%s",
		 folder ? folder : "../shared/data", name);
	if (access(out, R_OK) != 0)
		SKIP("no %s", out);
	return out;
}

static struct mapped map(const char *name)
{
	struct momus_error err = { "" };
	struct mapped file;
	char path[1024];

	if (mapped_open(&file, data(path, name), &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return file;
}

/* The pieces of tok512.bin: a number, then a score, a length and the bytes of
 * each, in the machine's order. */
static void read_pieces(struct momus_text pieces[VOCAB], struct momus_text file)
{
	size_t at = 4;
	int32_t len;

	for (int i = 0; i < VOCAB; i++) {
		CHECK(at + 8 <= file.len);
		memcpy(&len, file.ptr + at + 4, 4);
		CHECK(len >= 0 && at + 8 + (size_t)len <= file.len);
		pieces[i] =
			(struct momus_text){ file.ptr + at + 8, (size_t)len };
		at += 8 + (size_t)len;
	}
	CHECK_INT((long long)at, (long long)file.len);
}

/* Appends what ID says; "<0x0A>" is a byte, and the first piece's blank stands
 * for the beginning. */
static void say(struct momus_buffer *out, struct momus_text piece)
{
	unsigned byte;

	if (piece.len == 6 && sscanf(piece.ptr, "<0x%2x>", &byte) == 1)
		momus_buffer_putc(out, (char)byte);
	else if (!out->len && piece.len && piece.ptr[0] == ' ')
		momus_buffer_add(out, momus_text_cut(piece, 1, piece.len));
	else
		momus_buffer_add(out, piece);
}

static size_t read_ids(struct momus_text list, int32_t *out, size_t room)
{
	struct momus_text key, value;
	size_t at = 0, n = 0;

	while (momus_json_next(list, &at, &key, &value)) {
		CHECK(n < room);
		out[n++] = (int32_t)strtol(value.ptr, NULL, 10);
	}
	return n;
}

static void check_story(struct decoder *d, const struct momus_text *pieces,
			struct momus_text row)
{
	const struct momus_sampling greedy = { .temperature = 0,
					       .top_p = NAN,
					       .min_p = NAN,
					       .repetition_penalty = NAN,
					       .top_k = -1,
					       .logprobs = -1 };
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_stream stream = { .used = 0 };
	int32_t prompt[64], want[MOST];
	struct momus_buffer text;
	struct answer a;
	size_t n, most;

	n = read_ids(momus_json_member(row, "prompt_ids"), prompt, 64);
	most = read_ids(momus_json_member(row, "ids"), want, MOST);
	CHECK_INT(generate(d, prompt, n, &greedy, (int64_t)most, &stream, &a,
			   NULL),
		  MOMUS_OK);
	CHECK_INT((long long)a.ids.n, (long long)most);
	for (size_t i = 0; i < most; i++)
		CHECK_INT(a.ids.list[i], want[i]);
	momus_buffer_init(&text, TEXT);
	for (size_t i = 1; i < n; i++)
		say(&text, pieces[prompt[i]]);
	for (size_t i = 0; i < most; i++)
		say(&text, pieces[a.ids.list[i]]);
	CHECK(momus_text_equal(
		momus_buffer_text(&text),
		momus_json_copy(momus_json_member(row, "text"), arena)));
	momus_buffer_release(&text);
	answer_release(&a);
	momus_arena_free(arena);
}

TEST(stories260k_gives_its_authors_text)
{
	struct momus_text pieces[VOCAB], key, row, rows;
	struct mapped tokens = map("tok512.bin"), golden = map("golden.json");
	struct decoder_setup setup = {
		.threads = 1, .kernels = "auto", .most = 1, .bytes = 1 << 24
	};
	struct momus_error err = { "" };
	struct decoder d;
	size_t at = 0, n = 0;
	char path[1024];

	data(path, "config.json");
	*strrchr(path, '/') = '\0';
	if (model_open(&setup.model, path, -1, 1, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	read_pieces(pieces, mapped_text(&tokens));
	CHECK_INT(decoder_init(&d, &setup, NULL), MOMUS_OK);
	rows = momus_json_member(mapped_text(&golden), "rows");
	for (; momus_json_next(rows, &at, &key, &row); n++)
		check_story(&d, pieces, row);
	CHECK_INT((long long)n, 4);
	decoder_release(&d);
	model_close(setup.model);
	mapped_close(&tokens);
	mapped_close(&golden);
}

TAP_MAIN
