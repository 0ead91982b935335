/* seen.c - see seen.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "store/seen.h"

struct slot {
	uint64_t a, b; /* both 0: empty */
	uint64_t place;
};

struct momus_seen {
	uint64_t key_a, key_b; /* the secret points */
	struct slot *slots;    /* owned; open addressing, a power of two */
	size_t n, room;
};

static const uint64_t prime = (UINT64_C(1) << 61) - 1;
static const uint64_t low56 = (UINT64_C(1) << 56) - 1;

struct momus_seen *momus_seen_create(void)
{
	struct momus_seen *s = calloc(1, sizeof *s);
	uint64_t keys[2];

	if (!s)
		return NULL;
	s->room = 1024;
	s->slots = calloc(s->room, sizeof *s->slots);
	if (!s->slots || getrandom(keys, sizeof keys, 0) != sizeof keys) {
		momus_seen_free(s);
		return NULL;
	}
	s->key_a = keys[0] % (prime - 2) + 2;
	s->key_b = keys[1] % (prime - 2) + 2;
	return s;
}

void momus_seen_free(struct momus_seen *s)
{
	if (!s)
		return;
	free(s->slots);
	free(s);
}

/* X, below 2^124, to what is congruent modulo the prime and at most 7 above. */
static uint64_t fold(__uint128_t x)
{
	uint64_t r = (uint64_t)(x & prime) + (uint64_t)(x >> 61);

	return (r & prime) + (r >> 61);
}

/* Words of 7 bytes, so that each is below the prime. */
static uint64_t word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, 8);
	return word & low56;
}

/* The polynomial of T's words at POINT, 1 before them and T's length behind, by
 * Horner's rule; four words a step, since the remainder takes longer than the
 * products. */
static uint64_t polynomial(struct momus_text t, uint64_t point)
{
	const uint64_t two = fold((__uint128_t)point * point) % prime;
	const uint64_t three = fold((__uint128_t)two * point) % prime;
	const uint64_t four = fold((__uint128_t)two * two) % prime;
	uint64_t h = 1, word = 0;
	const char *p = t.ptr;
	size_t i = 0;

	for (; i + 29 <= t.len; i += 28, p += 28)
		h = fold((__uint128_t)h * four +
			 (__uint128_t)word_at(p) * three +
			 (__uint128_t)word_at(p + 7) * two +
			 (__uint128_t)word_at(p + 14) * point +
			 word_at(p + 21));
	for (; i + 8 <= t.len; i += 7, p += 7)
		h = fold((__uint128_t)h * point + word_at(p));
	for (unsigned shift = 0; i < t.len; i++, shift += 8)
		word |= (uint64_t)(uint8_t)t.ptr[i] << shift;
	h = fold((__uint128_t)h * point + word);
	return fold((__uint128_t)h * point + (t.len & low56)) % prime;
}

static struct slot hash(const struct momus_seen *s, struct momus_text t)
{
	return (struct slot){ polynomial(t, s->key_a) + 1,
			      polynomial(t, s->key_b) + 1, MOMUS_SEEN_NEW };
}

static struct slot *find(struct slot *slots, size_t room,
			 const struct slot *key)
{
	size_t i = (size_t)(key->a ^ key->b >> 7) & (room - 1);

	while (slots[i].a && (slots[i].a != key->a || slots[i].b != key->b))
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static bool grow(struct momus_seen *s)
{
	size_t room = s->room * 2;
	struct slot *slots = calloc(room, sizeof *slots);

	if (!slots)
		return false;
	for (size_t i = 0; i < s->room; i++)
		if (s->slots[i].a)
			*find(slots, room, &s->slots[i]) = s->slots[i];
	free(s->slots);
	s->slots = slots;
	s->room = room;
	return true;
}

uint64_t *momus_seen_place(struct momus_seen *s, struct momus_text t)
{
	struct slot key = hash(s, t), *slot;

	if (s->n >= s->room / 4 * 3 && !grow(s))
		return NULL;
	slot = find(s->slots, s->room, &key);
	if (!slot->a) {
		*slot = key;
		s->n++;
	}
	return &slot->place;
}
