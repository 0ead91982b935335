/* vocab.c - see vocab.h */
#include "vocab.h"

#include <momus/json.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNS = 0x144 }; /* code points that stand for a byte lie below */

/* GPT-2's table: printable Latin-1 stands for itself, the other bytes follow
 * one another from U+0100 on.  OUT (SIGNS) maps a code point to its byte. */
static void byte_signs(int16_t out[SIGNS])
{
	int next = 0x100;

	for (int c = 0; c < SIGNS; c++)
		out[c] = -1;
	for (int b = 0; b < 256; b++)
		if ((b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) ||
		    b >= 0xae)
			out[b] = (int16_t)b;
		else
			out[next++] = (int16_t)b;
}

/* The bytes that NAME stands for, in place; false where a sign stands for
 * none, and NAME is as it was. */
static bool to_bytes(struct momus_text *name, char *bytes,
		     const int16_t signs[SIGNS])
{
	size_t at = 0, n = 0;
	uint32_t c;

	while (at < name->len) {
		c = momus_text_next(*name, &at);
		if (c >= SIGNS || signs[c] < 0)
			return false;
		bytes[n++] = (char)signs[c];
	}
	*name = (struct momus_text){ bytes, n };
	return true;
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	return x ^ x >> 32;
}

static uint64_t hash_text(struct momus_text t)
{
	uint64_t h = t.len, word;

	for (; t.len >= 8; t.ptr += 8, t.len -= 8) {
		memcpy(&word, t.ptr, 8);
		h = mix(h ^ word);
	}
	word = 0;
	if (t.len)
		memcpy(&word, t.ptr, t.len);
	return mix(h ^ word);
}

static uint64_t hash_pair(int32_t left, int32_t right)
{
	return mix((uint64_t)(uint32_t)left << 32 | (uint32_t)right);
}

/* The slot of T in NAMES: the one that holds it, or the first free one. */
static size_t name_slot(const struct vocab *v, struct momus_text t)
{
	size_t mask = ((size_t)1 << v->names_bits) - 1;
	size_t i = hash_text(t) & mask;

	while (v->names[i] >= 0 && !momus_text_equal(v->tokens[v->names[i]], t))
		i = (i + 1) & mask;
	return i;
}

static size_t pair_slot(const struct vocab *v, int32_t left, int32_t right)
{
	size_t mask = ((size_t)1 << v->pairs_bits) - 1;
	size_t i = hash_pair(left, right) & mask;

	while (v->pairs[i].rank >= 0 &&
	       (v->pairs[i].left != left || v->pairs[i].right != right))
		i = (i + 1) & mask;
	return i;
}

int32_t vocab_find(const struct vocab *v, struct momus_text t)
{
	return v->names[name_slot(v, t)];
}

const struct vocab_pair *vocab_pair(const struct vocab *v, int32_t left,
				    int32_t right)
{
	const struct vocab_pair *p = &v->pairs[pair_slot(v, left, right)];

	return p->rank < 0 ? NULL : p;
}

/* Bits of a table of which N entries fill at most half. */
static unsigned bits_for(size_t n)
{
	unsigned bits = 4;

	while ((size_t)1 << bits < 2 * n)
		bits++;
	return bits;
}

/* An id as JSON has it, in [0, VOCAB_MOST); -1 for anything else. */
static int32_t read_id(struct momus_text raw)
{
	int32_t id = 0;

	if (!raw.len || raw.len > 8)
		return -1;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] < '0' || raw.ptr[i] > '9')
			return -1;
		id = id * 10 + (raw.ptr[i] - '0');
	}
	return id < VOCAB_MOST ? id : -1;
}

/* Finds the largest id, and makes the tables. */
static int make_room(struct vocab *v, struct momus_text vocab,
		     struct momus_text merges, const char *origin,
		     struct momus_error *err)
{
	size_t at = 0, n = 0, n_pairs = momus_json_count(merges);
	struct momus_text key, value;
	int32_t id;

	while (momus_json_next(vocab, &at, &key, &value)) {
		id = read_id(value);
		if (id < 0)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: model.vocab: token %.*s has id "
					  "%.*s, expected a whole number below "
					  "%d",
					  origin, (int)(key.len % 64), key.ptr,
					  (int)(value.len % 32), value.ptr,
					  VOCAB_MOST);
		n++;
		v->n = (size_t)id + 1 > v->n ? (size_t)id + 1 : v->n;
	}
	if (!n)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: model.vocab has no tokens; expected an "
				  "object from tokens to ids",
				  origin);
	v->names_bits = bits_for(n);
	v->pairs_bits = bits_for(n_pairs);
	v->tokens = calloc(v->n, sizeof *v->tokens);
	v->names = malloc(sizeof *v->names << v->names_bits);
	v->pairs = malloc(sizeof *v->pairs << v->pairs_bits);
	v->arena = momus_arena_create(2 * vocab.len + 65536);
	if (!v->tokens || !v->names || !v->pairs || !v->arena)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	memset(v->names, 0xff, sizeof *v->names << v->names_bits);
	memset(v->pairs, 0xff, sizeof *v->pairs << v->pairs_bits);
	return MOMUS_OK;
}

static int read_tokens(struct vocab *v, struct momus_text vocab,
		       const int16_t signs[SIGNS], const char *origin,
		       struct momus_error *err)
{
	struct momus_text key, value, name;
	size_t at = 0, slot;
	int32_t id;

	while (momus_json_next(vocab, &at, &key, &value)) {
		id = read_id(value);
		name = momus_json_copy(key, v->arena);
		if (!name.ptr)
			return momus_fail(err, MOMUS_ENOMEM,
					  "%s: out of memory", origin);
		/* A name beyond the table is no bytes' name: kept as it is. */
		to_bytes(&name, (char *)name.ptr, signs);
		if (v->tokens[id].ptr)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: model.vocab: two tokens have id "
					  "%d",
					  origin, (int)id);
		slot = name_slot(v, name);
		if (v->names[slot] >= 0)
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: model.vocab: ids %d and %d are "
					  "one token",
					  origin, (int)v->names[slot], (int)id);
		v->tokens[id] = name;
		v->names[slot] = id;
	}
	for (int b = 0; b < 256; b++) {
		char byte = (char)b;

		v->bytes[b] = vocab_find(v, (struct momus_text){ &byte, 1 });
	}
	return MOMUS_OK;
}

/* The two names of a merge: "a b", or ["a","b"]. */
static bool merge_names(struct momus_text raw, struct momus_arena *arena,
			struct momus_text name[2])
{
	struct momus_text key, value;
	size_t at = 0, space;
	int n = 0;

	if (raw.len && raw.ptr[0] == '[') {
		while (n < 2 && momus_json_next(raw, &at, &key, &value))
			name[n++] = momus_json_copy(value, arena);
		return n == 2 && name[0].ptr && name[1].ptr &&
		       !momus_json_next(raw, &at, &key, &value);
	}
	name[0] = momus_json_copy(raw, arena);
	if (!name[0].ptr || !raw.len || raw.ptr[0] != '"')
		return false;
	space = momus_text_find(name[0], MOMUS_TEXT(" "), 0);
	if (space == (size_t)-1)
		return false;
	name[1].ptr = name[0].ptr + space + 1;
	name[1].len = name[0].len - space - 1;
	name[0].len = space;
	return true;
}

/* Enters the pair of NAME, of that RANK; false if a token is missing. */
static bool enter_pair(struct vocab *v, struct momus_text name[2], int32_t rank,
		       const int16_t signs[SIGNS], struct momus_arena *arena)
{
	struct momus_text both;
	struct vocab_pair *p;
	int32_t id[3];
	char *bytes;

	for (int i = 0; i < 2; i++)
		if (!to_bytes(&name[i], (char *)name[i].ptr, signs))
			return false;
	bytes = momus_arena_alloc(arena, name[0].len + name[1].len);
	if (!bytes)
		return false;
	memcpy(bytes, name[0].ptr, name[0].len);
	memcpy(bytes + name[0].len, name[1].ptr, name[1].len);
	both = (struct momus_text){ bytes, name[0].len + name[1].len };
	id[0] = vocab_find(v, name[0]);
	id[1] = vocab_find(v, name[1]);
	id[2] = vocab_find(v, both);
	if (id[0] < 0 || id[1] < 0 || id[2] < 0)
		return false;
	p = &v->pairs[pair_slot(v, id[0], id[1])];
	if (p->rank < 0) /* the first of two equal ones counts */
		*p = (struct vocab_pair){ id[0], id[1], id[2], rank };
	return true;
}

static int read_merges(struct vocab *v, struct momus_text merges,
		       const int16_t signs[SIGNS], const char *origin,
		       struct momus_error *err)
{
	struct momus_arena *scratch = momus_arena_create(1 << 20);
	struct momus_text key, value, name[2];
	int32_t rank = 0;
	size_t at = 0;
	int rc = MOMUS_OK;

	if (!scratch)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
				  origin);
	while (rc == MOMUS_OK && momus_json_next(merges, &at, &key, &value)) {
		momus_arena_reset(scratch);
		if (!merge_names(value, scratch, name) ||
		    !enter_pair(v, name, rank, signs, scratch))
			rc = momus_fail(err, MOMUS_EPARSE,
					"%s: model.merges: number %d, %.*s, "
					"is no pair of tokens whose joined "
					"bytes are a token",
					origin, (int)rank,
					value.len > 64 ? 64 : (int)value.len,
					value.ptr);
		rank++;
	}
	momus_arena_free(scratch);
	return rc;
}

int vocab_read(struct vocab *out, struct momus_text vocab,
	       struct momus_text merges, const char *origin,
	       struct momus_error *err)
{
	int16_t signs[SIGNS];
	int rc;

	memset(out, 0, sizeof *out);
	byte_signs(signs);
	rc = make_room(out, vocab, merges, origin, err);
	if (rc == MOMUS_OK)
		rc = read_tokens(out, vocab, signs, origin, err);
	if (rc == MOMUS_OK)
		rc = read_merges(out, merges, signs, origin, err);
	if (rc < 0)
		vocab_release(out);
	return rc;
}

void vocab_release(struct vocab *v)
{
	momus_arena_free(v->arena);
	free(v->tokens);
	free(v->names);
	free(v->pairs);
	memset(v, 0, sizeof *v);
}
