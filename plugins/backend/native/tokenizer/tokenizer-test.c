/* tokenizer-test.c - ids equal Hugging Face's, and hostile files are refused */
#include <momus/json.h>
#include <momus/rowfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "chat.h"
#include "tap.h"
#include "tokenizer.h"

/* Merges "l"+"o", "lo"+"w", "Ġ"+"low"; e, r alone; one special token. */
#define SPLIT                                                               \
	"{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\","    \
	"\"pattern\":{\"Regex\":\" ?\\\\p{L}+|\\\\s+|[^\\\\s\\\\p{L}]+\"}," \
	"\"behavior\":\"Isolated\",\"invert\":false},"                      \
	"{\"type\":\"ByteLevel\",\"add_prefix_space\":false,"               \
	"\"use_regex\":false}]}"
#define VOCAB                                                              \
	"{\"l\":0,\"o\":1,\"w\":2,\"e\":3,\"r\":4,\"\\u0120\":5,\"lo\":6," \
	"\"low\":7,\"\\u0120low\":8,\"\\u00c3\":9,\"\\u00a9\":10}"
#define MERGES "[[\"l\",\"o\"],\"lo w\",\"\\u0120 low\"]"
#define ADDED                                                    \
	"[{\"id\":11,\"content\":\"<|end|>\",\"special\":true}," \
	"{\"id\":12,\"content\":\"<|end|>>\",\"lstrip\":true,"   \
	"\"rstrip\":true},{\"id\":13,\"content\":\"ow\","        \
	"\"single_word\":true,\"normalized\":true}]"
#define FRAME                                                             \
	"{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":" \
	"{\"id\":\"<|end|>\"}},{\"Sequence\":{\"id\":\"A\"}}],"           \
	"\"special_tokens\":{\"<|end|>\":{\"ids\":[11]}}}"
#define SMALL(normalizer, split, vocab, merges)                               \
	"{\"added_tokens\":" ADDED ",\"normalizer\":" normalizer              \
	",\"pre_tokenizer\":" split ",\"post_processor\":" FRAME              \
	",\"model\":{\"type\":\"BPE\",\"vocab\":" vocab ",\"merges\":" merges \
	"}}"

static const char small[] = SMALL("{\"type\":\"NFC\"}", SPLIT, VOCAB, MERGES);

static struct tokenizer *open_text(const char *json)
{
	struct momus_error err = { "" };
	struct tokenizer *t;

	if (tokenizer_read(&t, momus_text_of(json), "small", &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return t;
}

/* The ids of TEXT as "1 2 3". */
static const char *ids_of(struct tokenizer *t, const char *text, unsigned flags)
{
	static char out[512];
	struct momus_error err = { "" };
	struct ids ids = { 0 };
	int at = 0;

	if (tokenizer_encode(t, momus_text_of(text), flags, &ids, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	out[0] = '\0';
	for (size_t i = 0; i < ids.n; i++)
		at += snprintf(out + at, sizeof out - (size_t)at, "%s%d",
			       i ? " " : "", (int)ids.list[i]);
	ids_release(&ids);
	return out;
}

TEST(pairs_merge_in_the_order_of_their_rank)
{
	struct tokenizer *t = open_text(small);

	CHECK_STR(ids_of(t, "low", 0), "7");
	CHECK_STR(ids_of(t, " lower", 0), "8 3 4");
	CHECK_STR(ids_of(t, "lol", 0), "6 0");
	CHECK_STR(ids_of(t, "", 0), "");
	tokenizer_close(t);
}

TEST(added_tokens_come_first_the_longest_of_them)
{
	struct tokenizer *t = open_text(small);

	CHECK_STR(ids_of(t, "low<|end|>low", 0), "7 11 7");
	CHECK_STR(ids_of(t, "low <|end|>> low", 0), "7 12 7");
	CHECK_STR(ids_of(t, " ow", 0), "5 13");
	CHECK_STR(ids_of(t, "low", TOKENIZER_TEMPLATE), "11 7");
	tokenizer_close(t);
}

TEST(text_is_composed_before_it_is_cut)
{
	struct tokenizer *t = open_text(small);

	CHECK_STR(ids_of(t, "e\xcc\x81", 0), "9 10");
	tokenizer_close(t);
}

TEST(ids_become_the_bytes_they_stand_for)
{
	static const int32_t ids[] = { 8, 3, 4, 11, 9 }, bad[] = { 99 };
	struct tokenizer *t = open_text(small);
	struct momus_error err = { "" };
	struct momus_buffer b;

	momus_buffer_init(&b, 100);
	CHECK_INT(tokenizer_decode(t, ids, 5, 0, &b, &err), MOMUS_OK);
	CHECK_STR(b.ptr, " lower<|end|>\xc3");
	momus_buffer_reset(&b);
	CHECK_INT(tokenizer_decode(t, ids, 4, TOKENIZER_SKIP_SPECIAL, &b, &err),
		  MOMUS_OK);
	CHECK_STR(b.ptr, " lower");
	CHECK_INT(tokenizer_decode(t, bad, 1, 0, &b, &err), MOMUS_EINVAL);
	CHECK_STR(err.text,
		  "native: id 99 is no token; the tokenizer's are below 14");
	momus_buffer_release(&b);
	tokenizer_close(t);
}

TEST(a_file_that_is_no_byte_level_bpe_is_refused_by_name)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
		{ "{", "small: is no JSON at byte 1" },
		{ "{\"model\":{\"type\":\"Unigram\"}}", "model.type is" },
		{ "{\"model\":{\"byte_fallback\":true}}",
		  "model.byte_fallback is true" },
		{ "{\"pre_tokenizer\":{\"type\":\"Metaspace\"},\"model\":{}}",
		  "pre_tokenizer is \"Metaspace\"" },
		{ SMALL("{\"type\":\"Lowercase\"}", SPLIT, VOCAB, MERGES),
		  "normalizer is \"Lowercase\"" },
		{ SMALL("null", SPLIT, "{}", MERGES), "has no tokens" },
		{ SMALL("null", SPLIT, "{\"a\":-1}", MERGES), "has id -1" },
		{ SMALL("null", SPLIT, "{\"a\":0,\"b\":0}", "[]"),
		  "two tokens have id 0" },
		{ SMALL("null", SPLIT, VOCAB, "[\"l x\"]"),
		  "number 0, \"l x\", is no pair" },
		{ "{\"pre_tokenizer\":{\"type\":\"ByteLevel\"},\"model\":{"
		  "\"vocab\":{\"a\":0}}}",
		  "model.merges is missing" },
		{ "[]", "model is missing" },
		{ SMALL("null",
			"{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"},"
			"\"behavior\":\"Isolated\"}",
			VOCAB, MERGES),
		  "missing closing parenthesis" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct momus_error err = { "" };
		struct tokenizer *t;

		CHECK(tokenizer_read(&t, momus_text_of(cases[i].json), "small",
				     &err) < 0);
		CHECK(!t);
		if (!strstr(err.text, cases[i].why))
			tap_fail(__FILE__, __LINE__, "case %zu: %s", i,
				 err.text);
	}
}

TEST(a_word_of_a_million_letters_is_encoded)
{
	struct tokenizer *t = open_text(small);
	struct ids ids = { 0 };
	size_t n = 1000000;
	char *word = malloc(n);

	CHECK(word);
	for (size_t i = 0; i < n; i++)
		word[i] = "lo"[i % 2];
	CHECK_INT(tokenizer_encode(t, (struct momus_text){ word, n }, 0, &ids,
				   NULL),
		  MOMUS_OK);
	CHECK_INT((long long)ids.n, 500000);
	ids_release(&ids);
	free(word);
	tokenizer_close(t);
}

TEST(a_dialogue_is_rendered_by_the_template_of_its_name)
{
	struct momus_message m[2] = { { "system", MOMUS_TEXT("S") },
				      { "user", MOMUS_TEXT(" U ") } };
	struct momus_error err = { "" };
	struct momus_buffer b;

	momus_buffer_init(&b, 1000);
	CHECK_INT(chat_render(chat_find("llama3"), m, 2, true, &b, &err),
		  MOMUS_OK);
	CHECK_STR(b.ptr, "<|begin_of_text|><|start_header_id|>system"
			 "<|end_header_id|>\n\nS<|eot_id|><|start_header_id|>"
			 "user<|end_header_id|>\n\nU<|eot_id|>"
			 "<|start_header_id|>assistant<|end_header_id|>\n\n");
	momus_buffer_reset(&b);
	CHECK_INT(chat_render(chat_find("chatml"), m + 1, 1, false, &b, &err),
		  MOMUS_OK);
	CHECK_STR(b.ptr, "<|im_start|>user\n U <|im_end|>\n");
	m[0].role = "tool";
	CHECK_INT(chat_render(chat_find("qwen"), m, 1, false, &b, &err),
		  MOMUS_EINVAL);
	CHECK(!chat_find("jinja"));
	momus_buffer_release(&b);
}

/* The file NAME of the shared data; skips the test where it is absent. */
static const char *data(const char *name)
{
	static char path[1024];
	const char *folder = getenv("MOMUS_DATA");

	snprintf(path, sizeof path, "%s/engine/tokenizer-qwen2.5/%s",
		 folder ? folder : "../shared/data", name);
	if (access(path, R_OK) != 0)
		SKIP("no %s", path);
	return path;
}

/* The whole of the gzip file PATH; the caller frees it. */
static char *unpacked(const char *path, size_t *len)
{
	size_t room = 32 << 20;
	gzFile file = gzopen(path, "rb");
	char *bytes = malloc(room);
	int n;

	CHECK(file && bytes);
	n = gzread(file, bytes, (unsigned)room);
	CHECK(n > 0 && (size_t)n < room);
	gzclose(file);
	*len = (size_t)n;
	return bytes;
}

static struct tokenizer *qwen(void)
{
	struct momus_error err = { "" };
	struct tokenizer *t;
	size_t len;
	char *json = unpacked(data("tokenizer.json.gz"), &len);

	if (tokenizer_read(&t, (struct momus_text){ json, len },
			   "tokenizer.json", &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	free(json);
	return t;
}

/* Whether IDS are those of the raw JSON array WANT. */
static bool same_ids(const struct ids *ids, struct momus_text want)
{
	struct momus_text key, value;
	size_t at = 0, i = 0;

	for (; momus_json_next(want, &at, &key, &value); i++)
		if (i >= ids->n || strtol(value.ptr, NULL, 10) != ids->list[i])
			return false;
	return i == ids->n;
}

TEST(every_golden_text_has_its_ids_and_they_its_text)
{
	struct tokenizer *t = qwen();
	struct momus_row_file *rows;
	const struct momus_row *row;
	struct momus_text text, want;
	struct ids ids = { 0 };
	size_t n = 0;

	CHECK_INT(momus_row_file_open(&rows, data("golden.jsonl.gz"), NULL),
		  MOMUS_OK);
	for (; momus_row_file_next(rows, &row, NULL) == MOMUS_OK; n++) {
		CHECK_INT(momus_row_str(row, "text", &text, NULL), MOMUS_OK);
		CHECK_INT(momus_row_raw(row, "ids", &want, NULL), MOMUS_OK);
		ids.n = 0;
		CHECK_INT(tokenizer_encode(t, text, 0, &ids, NULL), MOMUS_OK);
		if (!same_ids(&ids, want))
			tap_fail(__FILE__, __LINE__, "row %zu: %.*s", n + 1,
				 (int)text.len, text.ptr);
	}
	CHECK_INT((long long)n, 504);
	ids_release(&ids);
	momus_row_file_close(rows);
	tokenizer_close(t);
}

/* Reads the raw JSON MESSAGES into M; how many there are. */
static size_t read_messages(struct momus_text messages,
			    struct momus_message m[16],
			    struct momus_arena *arena)
{
	struct momus_text key, value;
	size_t at = 0, n = 0;

	while (n < 16 && momus_json_next(messages, &at, &key, &value)) {
		m[n].role =
			momus_json_copy(momus_json_member(value, "role"), arena)
				.ptr;
		m[n++].content = momus_json_copy(
			momus_json_member(value, "content"), arena);
	}
	return n;
}

TEST(every_golden_dialogue_has_its_text_and_ids)
{
	struct tokenizer *t = qwen();
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_message m[16];
	struct momus_row_file *rows;
	const struct momus_row *row;
	struct momus_text want, ask;
	struct momus_buffer b;
	struct ids ids = { 0 };
	size_t n = 0, k;

	momus_buffer_init(&b, 1 << 20);
	CHECK_INT(momus_row_file_open(&rows, data("chat.jsonl"), NULL),
		  MOMUS_OK);
	for (; momus_row_file_next(rows, &row, NULL) == MOMUS_OK; n++) {
		CHECK_INT(momus_row_raw(row, "messages", &want, NULL), 0);
		k = read_messages(want, m, arena);
		CHECK_INT(
			momus_row_raw(row, "add_generation_prompt", &ask, NULL),
			0);
		momus_buffer_reset(&b);
		CHECK_INT(chat_render(chat_find("qwen"), m, k,
				      ask.ptr[0] == 't', &b, NULL),
			  MOMUS_OK);
		CHECK_INT(momus_row_str(row, "text", &want, NULL), 0);
		CHECK(momus_text_equal(momus_buffer_text(&b), want));
		CHECK_INT(momus_row_raw(row, "ids", &want, NULL), 0);
		ids.n = 0;
		CHECK_INT(tokenizer_encode(t, momus_buffer_text(&b), 0, &ids,
					   NULL),
			  MOMUS_OK);
		CHECK(same_ids(&ids, want));
	}
	CHECK_INT((long long)n, 20);
	ids_release(&ids);
	momus_buffer_release(&b);
	momus_row_file_close(rows);
	momus_arena_free(arena);
	tokenizer_close(t);
}

TAP_MAIN
