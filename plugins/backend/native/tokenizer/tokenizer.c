/* tokenizer.c - see tokenizer.h */
#include "tokenizer.h"

#include <momus/json.h>
#include <stdlib.h>

#include "added.h"
#include "frame.h"
#include "split.h"
#include "weights/mapped.h"

enum { TOKENIZER_BYTES = 256 << 20 };

struct tokenizer {
	struct vocab vocab;
	struct added added;
	struct split *split; /* owned */
	struct frame frame;
	struct merger merger;
	size_t size;
	bool whole_words; /* ignore_merges: a word that is a token is taken */
};

/* Refuses what a byte-level BPE does not have. */
static int check_model(struct momus_text model, const char *origin,
		       struct momus_error *err)
{
	static const char *const fields[] = { "byte_fallback", "fuse_unk",
					      "dropout",
					      "continuing_subword_prefix",
					      "end_of_word_suffix" };
	struct momus_text type = momus_json_member(model, "type");

	if (!model.len)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: model is missing; expected "
				  "{\"type\": \"BPE\", \"vocab\": …, "
				  "\"merges\": …}",
				  origin);
	if (type.len && !momus_text_equal(type, MOMUS_TEXT("\"BPE\"")))
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s: model.type is %.*s; only \"BPE\" is read", origin,
			type.len > 64 ? 64 : (int)type.len, type.ptr);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct momus_text v = momus_json_member(model, fields[i]);

		if (v.len && !momus_text_equal(v, MOMUS_TEXT("null")) &&
		    !momus_text_equal(v, MOMUS_TEXT("false")) &&
		    !momus_text_equal(v, MOMUS_TEXT("\"\"")))
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: model.%s is %.*s; a byte-level "
					  "BPE has null or false there",
					  origin, fields[i],
					  v.len > 64 ? 64 : (int)v.len, v.ptr);
	}
	return MOMUS_OK;
}

static int fill(struct tokenizer *t, struct momus_text json, const char *origin,
		struct momus_error *err)
{
	struct momus_text model = momus_json_member(json, "model");
	int rc = check_model(model, origin, err);

	if (rc == MOMUS_OK)
		rc = split_read(
			&t->split, momus_json_member(json, "normalizer"),
			momus_json_member(json, "pre_tokenizer"), origin, err);
	if (rc == MOMUS_OK)
		rc = added_read(&t->added,
				momus_json_member(json, "added_tokens"), origin,
				err);
	if (rc == MOMUS_OK)
		rc = frame_read(&t->frame,
				momus_json_member(json, "post_processor"),
				origin, err);
	if (rc == MOMUS_OK && !momus_json_member(model, "merges").len)
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: model.merges is missing; expected the "
				"list of pairs of a byte-level BPE",
				origin);
	if (rc == MOMUS_OK)
		rc = vocab_read(&t->vocab, momus_json_member(model, "vocab"),
				momus_json_member(model, "merges"), origin,
				err);
	if (rc < 0)
		return rc;
	t->whole_words = momus_text_equal(
		momus_json_member(model, "ignore_merges"), MOMUS_TEXT("true"));
	t->size = t->vocab.n;
	for (size_t i = 0; i < t->added.n; i++)
		if ((size_t)t->added.list[i].id >= t->size)
			t->size = (size_t)t->added.list[i].id + 1;
	return MOMUS_OK;
}

int tokenizer_read(struct tokenizer **out, struct momus_text json,
		   const char *origin, struct momus_error *err)
{
	struct tokenizer *t;
	size_t at = 0;
	int rc;

	*out = NULL;
	if (!momus_json_valid(json, &at))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: is no JSON at byte %zu; expected a "
				  "tokenizer.json",
				  origin, at);
	t = calloc(1, sizeof *t);
	if (!t)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	rc = fill(t, json, origin, err);
	if (rc < 0)
		tokenizer_close(t);
	else
		*out = t;
	return rc;
}

int tokenizer_open(struct tokenizer **out, const char *path,
		   struct momus_error *err)
{
	struct momus_error why = { "" };
	struct mapped file;
	int rc;

	*out = NULL;
	rc = mapped_open(&file, path, &why);
	if (rc < 0)
		return momus_fail(
			err, rc,
			"%s; expected the folder of a model, with its "
			"tokenizer.json",
			why.text);
	if (file.len > TOKENIZER_BYTES)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: has %zu bytes, expected a tokenizer.json "
				"of at most %d",
				path, file.len, TOKENIZER_BYTES);
	else
		rc = tokenizer_read(out, mapped_text(&file), path, err);
	mapped_close(&file);
	return rc;
}

void tokenizer_close(struct tokenizer *t)
{
	if (!t)
		return;
	vocab_release(&t->vocab);
	added_release(&t->added);
	split_free(t->split);
	merger_release(&t->merger);
	free(t);
}

size_t tokenizer_size(const struct tokenizer *t)
{
	return t->size;
}

struct work { /* one call of tokenizer_encode() */
	struct tokenizer *t;
	struct ids *out;
	unsigned flags;
};

static int word(void *context, struct momus_text text, struct momus_error *err)
{
	struct work *w = context;
	int32_t id;

	if (w->t->whole_words || text.len == 1) {
		id = vocab_find(&w->t->vocab, text);
		if (id >= 0)
			return ids_add(w->out, id, err);
	}
	return merge_piece(&w->t->merger, &w->t->vocab, text, w->out, err);
}

static int words(struct work *w, struct momus_text text,
		 struct momus_error *err)
{
	return split_words(w->t->split, text, word, w, err);
}

static int normalized(struct work *w, struct momus_text text,
		      struct momus_error *err);

/* Hands what lies between the added tokens of TEXT to BETWEEN. */
static int around_added(struct work *w, struct momus_text text, bool normal,
			int (*between)(struct work *, struct momus_text,
				       struct momus_error *),
			struct momus_error *err)
{
	const struct added_token *token = NULL;
	size_t from = 0, at, end;
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && from < text.len) {
		at = from;
		if (!(w->flags & TOKENIZER_PLAIN))
			token = added_find(&w->t->added, text, normal, &at,
					   &end);
		if (!token)
			at = end = text.len;
		rc = between(w,
			     (struct momus_text){ text.ptr + from, at - from },
			     err);
		if (rc == MOMUS_OK && token)
			rc = ids_add(w->out, token->id, err);
		from = end;
	}
	return rc;
}

static int normalized(struct work *w, struct momus_text text,
		      struct momus_error *err)
{
	struct momus_text normal;
	char *owned = NULL;
	int rc;

	if (!text.len)
		return MOMUS_OK;
	rc = split_normalize(w->t->split, text, &normal, &owned, err);
	if (rc == MOMUS_OK)
		rc = around_added(w, normal, true, words, err);
	free(owned);
	return rc;
}

/* TEXT with U+FFFD for what is no UTF-8; the caller frees it. */
static char *mend(struct momus_text text, size_t *len)
{
	struct momus_buffer b;
	size_t at = 0, before;

	momus_buffer_init(&b, 3 * text.len + 1);
	while (at < text.len) {
		before = at;
		if (momus_text_next(text, &at) == 0xfffd)
			momus_buffer_puts(&b, "\xef\xbf\xbd");
		else
			momus_buffer_add(&b,
					 (struct momus_text){ text.ptr + before,
							      at - before });
	}
	return momus_buffer_take(&b, len);
}

int tokenizer_encode(struct tokenizer *t, struct momus_text text,
		     unsigned flags, struct ids *out, struct momus_error *err)
{
	struct work w = { t, out, flags };
	char *mended = NULL;
	int rc = MOMUS_OK;

	if (!momus_text_is_utf8(text, NULL)) {
		mended = mend(text, &text.len);
		if (!mended)
			return momus_fail(err, MOMUS_ENOMEM,
					  "native: out of memory");
		text.ptr = mended;
	}
	if (flags & TOKENIZER_TEMPLATE)
		for (size_t i = 0; rc == MOMUS_OK && i < t->frame.n_before; i++)
			rc = ids_add(out, t->frame.before[i], err);
	if (rc == MOMUS_OK)
		rc = around_added(&w, text, false, normalized, err);
	if (flags & TOKENIZER_TEMPLATE)
		for (size_t i = 0; rc == MOMUS_OK && i < t->frame.n_behind; i++)
			rc = ids_add(out, t->frame.behind[i], err);
	free(mended);
	return rc;
}

struct momus_text tokenizer_token(const struct tokenizer *t, int32_t id)
{
	const struct added_token *added = added_of(&t->added, id);

	if (added)
		return added->text;
	if (id < 0 || (size_t)id >= t->vocab.n)
		return (struct momus_text){ NULL, 0 };
	return t->vocab.tokens[id];
}

bool tokenizer_special(const struct tokenizer *t, int32_t id)
{
	const struct added_token *added = added_of(&t->added, id);

	return added && added->special;
}

int32_t tokenizer_find(const struct tokenizer *t, struct momus_text text)
{
	for (size_t i = 0; i < t->added.n; i++)
		if (momus_text_equal(t->added.list[i].text, text))
			return t->added.list[i].id;
	return vocab_find(&t->vocab, text);
}

int tokenizer_decode(const struct tokenizer *t, const int32_t *ids, size_t n,
		     unsigned flags, struct momus_buffer *out,
		     struct momus_error *err)
{
	size_t before = out->len;
	struct momus_text bytes;

	for (size_t i = 0; i < n; i++) {
		bytes = tokenizer_token(t, ids[i]);
		if (!bytes.ptr)
			return momus_fail(err, MOMUS_EINVAL,
					  "native: id %d is no token; the "
					  "tokenizer's are below %zu",
					  (int)ids[i], t->size);
		if (!(flags & TOKENIZER_SKIP_SPECIAL) ||
		    !tokenizer_special(t, ids[i]))
			momus_buffer_add(out, bytes);
	}
	if (flags & TOKENIZER_WHOLE)
		tokenizer_mend(out, before);
	return momus_buffer_check(out, "decoded text", err);
}

void tokenizer_say(const struct tokenizer *t, const int32_t *ids, size_t n,
		   struct momus_buffer *out)
{
	struct momus_text bytes;

	for (size_t i = 0; i < n; i++) {
		bytes = tokenizer_token(t, ids[i]);
		if (bytes.ptr && !tokenizer_special(t, ids[i]))
			momus_buffer_add(out, bytes);
	}
}

void tokenizer_mend(struct momus_buffer *out, size_t from)
{
	struct momus_text bytes = { out->ptr + from, out->len - from };
	char *mended;
	size_t len;

	if (out->failed || !bytes.len || momus_text_is_utf8(bytes, NULL))
		return;
	mended = mend(bytes, &len);
	out->len = from;
	out->failed = !mended;
	if (mended)
		momus_buffer_add(out, (struct momus_text){ mended, len });
	free(mended);
}
