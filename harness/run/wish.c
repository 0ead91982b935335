/* wish.c - see wish.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "momus/json.h"
#include "run/wish.h"

struct reading {
	struct momus_wish *wish;
	struct momus_text body;
	struct momus_arena *arena;
	struct momus_error *err;
};

static int no_memory(struct reading *r)
{
	return momus_fail(r->err, MOMUS_ENOMEM,
			  "the request does not fit into its memory");
}

static int wrong(struct reading *r, const char *field, const char *expected)
{
	struct momus_text value = { "", 0 };

	r->wish->field = field;
	momus_json_find(r->body, field, &value);
	return momus_fail(r->err, MOMUS_EINVAL, "%s is %.*s%s; expected %s",
			  field, value.len > 60 ? 60 : (int)value.len,
			  value.len ? value.ptr : "missing",
			  value.len > 60 ? "…" : "", expected);
}

/* The raw value under NAME; false if there is none, or null. */
static bool find(const struct reading *r, const char *name,
		 struct momus_text *out)
{
	return momus_json_find(r->body, name, out) &&
	       !momus_text_equal(*out, MOMUS_TEXT("null"));
}

/* Reads the string RAW; false: it is none.  *RC: memory. */
static bool read_string(struct reading *r, struct momus_text raw,
			struct momus_text *out, int *rc)
{
	if (raw.ptr[0] != '"')
		return false;
	*out = momus_json_unescape(raw, r->arena);
	if (!out->ptr)
		*rc = no_memory(r);
	return true;
}

static int read_real(struct reading *r, const char *name, double low,
		     double high, const char *expected, double *out)
{
	struct momus_text raw;

	*out = NAN;
	if (!find(r, name, &raw))
		return MOMUS_OK;
	*out = momus_json_number(raw);
	return *out >= low && *out <= high ? MOMUS_OK
					   : wrong(r, name, expected);
}

static int read_int(struct reading *r, const char *name, double low,
		    double high, const char *expected, int64_t *out)
{
	double x;
	int rc = read_real(r, name, low, high, expected, &x);

	if (rc < 0)
		return rc;
	if (!isnan(x) && x != floor(x))
		return wrong(r, name, expected);
	if (!isnan(x))
		*out = (int64_t)x;
	return MOMUS_OK;
}

static int read_bool(struct reading *r, const char *name, bool *out)
{
	struct momus_text raw;

	*out = false;
	if (!find(r, name, &raw))
		return MOMUS_OK;
	*out = momus_text_equal(raw, MOMUS_TEXT("true"));
	return *out || momus_text_equal(raw, MOMUS_TEXT("false"))
		       ? MOMUS_OK
		       : wrong(r, name, "true or false");
}

/* The text of [{"type": "text", "text": …}, …]. */
static int join_parts(struct reading *r, struct momus_text list,
		      struct momus_text *out, bool *good)
{
	struct momus_text key, part, text;
	struct momus_buffer all;
	int rc = MOMUS_OK;

	momus_buffer_init(&all, list.len);
	for (size_t at = 0; momus_json_next(list, &at, &key, &part);) {
		*good = momus_json_find(part, "text", &text) &&
			read_string(r, text, &text, &rc);
		if (!*good || rc < 0)
			break;
		momus_buffer_add(&all, text);
	}
	*out = momus_arena_copy(r->arena, momus_buffer_text(&all));
	if (rc == MOMUS_OK && (all.failed || !out->ptr))
		rc = no_memory(r);
	momus_buffer_release(&all);
	return rc;
}

static int read_message(struct reading *r, struct momus_text raw,
			struct momus_message *out)
{
	struct momus_text role, content = MOMUS_TEXT("null");
	bool good;
	int rc = MOMUS_OK;

	good = momus_json_find(raw, "role", &role) &&
	       read_string(r, role, &role, &rc) && role.len;
	momus_json_find(raw, "content", &content);
	if (good && rc == MOMUS_OK && content.ptr[0] == '[')
		rc = join_parts(r, content, &out->content, &good);
	else if (good && rc == MOMUS_OK)
		good = read_string(r, content, &out->content, &rc);
	if (rc < 0)
		return rc;
	if (!good || memchr(role.ptr, '\0', role.len)) {
		r->wish->field = "messages";
		return momus_fail(r->err, MOMUS_EINVAL,
				  "message %zu has no role or no content that "
				  "is text; expected {\"role\": \"user\", "
				  "\"content\": \"…\"}",
				  r->wish->n_messages);
	}
	out->role = momus_arena_copy(r->arena, role).ptr;
	return out->role ? MOMUS_OK : no_memory(r);
}

static int read_messages(struct reading *r)
{
	static const char expected[] = "a list of messages, [{\"role\": "
				       "\"user\", \"content\": \"…\"}]";
	struct momus_text list, key, value;
	struct momus_wish *w = r->wish;
	size_t n;
	int rc = MOMUS_OK;

	if (!find(r, "messages", &list) || list.ptr[0] != '[')
		return wrong(r, "messages", expected);
	n = momus_json_count(list);
	if (!n || n > MOMUS_WISH_MESSAGES)
		return wrong(r, "messages", "1 to 4096 messages");
	w->messages = momus_arena_alloc(r->arena, n * sizeof *w->messages);
	if (!w->messages)
		return no_memory(r);
	for (size_t at = 0;
	     rc == MOMUS_OK && momus_json_next(list, &at, &key, &value);) {
		rc = read_message(r, value, &w->messages[w->n_messages]);
		w->n_messages++;
	}
	return rc;
}

/* A text to be continued is one message whose role is "". */
static int read_prompt(struct reading *r)
{
	static const char expected[] = "a text, or a list of one";
	struct momus_wish *w = r->wish;
	struct momus_text raw, text;
	int rc = MOMUS_OK;

	if (!find(r, "prompt", &raw))
		return wrong(r, "prompt", expected);
	if (raw.ptr[0] == '[' &&
	    (momus_json_count(raw) != 1 || !momus_json_element(raw, 0, &raw)))
		return wrong(r, "prompt", expected);
	if (!read_string(r, raw, &text, &rc))
		return wrong(r, "prompt", expected);
	w->messages = momus_arena_alloc(r->arena, sizeof *w->messages);
	if (rc == MOMUS_OK && !w->messages)
		rc = no_memory(r);
	if (rc < 0)
		return rc;
	w->messages[0] = (struct momus_message){ "", text };
	w->n_messages = 1;
	return MOMUS_OK;
}

static int add_stop(struct reading *r, struct momus_text raw,
		    struct momus_text *list)
{
	struct momus_sampling *s = &r->wish->sampling;
	struct momus_text text;
	int rc = MOMUS_OK;

	if (!read_string(r, raw, &text, &rc) || !text.len ||
	    text.len > MOMUS_WISH_STOP)
		return rc < 0 ? rc
			      : wrong(r, "stop",
				      "a text of 1 to 1024 bytes, or a list "
				      "of such");
	list[s->n_stop++] = text;
	return rc;
}

static int read_stop(struct reading *r)
{
	struct momus_sampling *s = &r->wish->sampling;
	struct momus_text raw, key, value, *list;
	int rc = MOMUS_OK;

	if (!find(r, "stop", &raw))
		return MOMUS_OK;
	list = momus_arena_alloc(r->arena, MOMUS_WISH_STOPS * sizeof *list);
	if (!list)
		return no_memory(r);
	s->stop = list;
	if (raw.ptr[0] != '[')
		return add_stop(r, raw, list);
	if (momus_json_count(raw) > MOMUS_WISH_STOPS)
		return wrong(r, "stop", "at most 16 texts");
	for (size_t at = 0;
	     rc == MOMUS_OK && momus_json_next(raw, &at, &key, &value);)
		rc = add_stop(r, value, list);
	return rc;
}

static int read_logprobs(struct reading *r)
{
	struct momus_sampling *s = &r->wish->sampling;
	bool wanted;
	int rc;

	if (!r->wish->chat)
		return read_int(r, "logprobs", 0, MOMUS_WISH_LIKELY,
				"a whole number from 0 to 20", &s->logprobs);
	rc = read_bool(r, "logprobs", &wanted);
	if (rc == MOMUS_OK && wanted) {
		s->logprobs = 0;
		rc = read_int(r, "top_logprobs", 0, MOMUS_WISH_LIKELY,
			      "a whole number from 0 to 20", &s->logprobs);
	}
	return rc;
}

static int read_sampling(struct reading *r)
{
	static const char whole[] = "a whole number, at least 1";
	struct momus_sampling *s = &r->wish->sampling;
	int rc = read_real(r, "temperature", 0, 100, "0 to 100",
			   &s->temperature);

	if (rc == MOMUS_OK)
		rc = read_real(r, "top_p", 1e-9, 1, "above 0, at most 1",
			       &s->top_p);
	if (rc == MOMUS_OK)
		rc = read_real(r, "min_p", 0, 1, "0 to 1", &s->min_p);
	if (rc == MOMUS_OK)
		rc = read_real(r, "repetition_penalty", 0.01, 100,
			       "0.01 to 100; 1: none", &s->repetition_penalty);
	if (rc == MOMUS_OK)
		rc = read_int(r, "top_k", -1, 1e9,
			      "a whole number; 0 or -1: no limit", &s->top_k);
	if (rc == MOMUS_OK)
		rc = read_int(r, "max_tokens", 1, 1e9, whole, &s->max_tokens);
	if (rc == MOMUS_OK)
		rc = read_int(r, "max_completion_tokens", 1, 1e9, whole,
			      &s->max_tokens);
	if (rc == MOMUS_OK)
		rc = read_logprobs(r);
	return rc < 0 ? rc : read_stop(r);
}

/* What would change the answer and cannot be done is refused, unless it is at
 * the value that changes nothing. */
static int refuse_unknown(struct reading *r)
{
	static const struct {
		const char *name, *neutral[2];
	} rows[] = {
		{ "frequency_penalty", { "0", "0.0" } },
		{ "presence_penalty", { "0", "0.0" } },
		{ "logit_bias", { "{}", "{}" } },
		{ "tools", { "[]", "[]" } },
		{ "functions", { "[]", "[]" } },
		{ "response_format",
		  { "{\"type\":\"text\"}", "{\"type\": \"text\"}" } },
		{ "echo", { "false", "false" } },
		{ "suffix", { "\"\"", "\"\"" } },
		{ "best_of", { "1", "1" } },
	};
	struct momus_text raw;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!find(r, rows[i].name, &raw) ||
		    momus_text_equal(raw, momus_text_of(rows[i].neutral[0])) ||
		    momus_text_equal(raw, momus_text_of(rows[i].neutral[1])))
			continue;
		r->wish->field = rows[i].name;
		return momus_fail(r->err, MOMUS_EINVAL,
				  "%s is not supported; leave it out",
				  rows[i].name);
	}
	return MOMUS_OK;
}

static int read_rest(struct reading *r)
{
	struct momus_wish *w = r->wish;
	struct momus_text raw;
	int64_t n = 1, seed = 0;
	int rc = read_int(r, "n", 1, MOMUS_WISH_SAMPLES,
			  "a whole number from 1 to 128", &n);

	w->samples = (uint32_t)n;
	w->seeded = find(r, "seed", &raw);
	if (rc == MOMUS_OK)
		rc = read_int(r, "seed", -9e15, 9e15,
			      "a whole number below 9e15", &seed);
	w->seed = (uint64_t)seed;
	if (rc == MOMUS_OK)
		rc = read_bool(r, "stream", &w->stream);
	if (rc == MOMUS_OK && find(r, "stream_options", &raw))
		w->usage = momus_text_equal(
			momus_json_member(raw, "include_usage"),
			MOMUS_TEXT("true"));
	if (rc == MOMUS_OK && find(r, "model", &raw) &&
	    !read_string(r, raw, &w->model, &rc))
		rc = wrong(r, "model", "the model's name");
	return rc;
}

int momus_wish_read(struct momus_wish *out, struct momus_text body, bool chat,
		    struct momus_arena *arena, struct momus_error *err)
{
	struct reading r = { out, momus_text_strip(body), arena, err };
	size_t at;
	int rc;

	*out = (struct momus_wish){
		.chat = chat,
		.sampling = { .top_k = -1, .max_tokens = -1, .logprobs = -1 }
	};
	if (!momus_json_valid(body, &at))
		return momus_fail(err, MOMUS_EINVAL,
				  "the request is no JSON in UTF-8: byte %zu "
				  "of %zu",
				  at, body.len);
	if (r.body.ptr[0] != '{')
		return momus_fail(err, MOMUS_EINVAL,
				  "the request is no JSON object");
	rc = chat ? read_messages(&r) : read_prompt(&r);
	if (rc == MOMUS_OK)
		rc = read_sampling(&r);
	if (rc == MOMUS_OK)
		rc = read_rest(&r);
	return rc < 0 ? rc : refuse_unknown(&r);
}
