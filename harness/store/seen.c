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

/* h * key + word, below 2^64 and congruent modulo the prime. */
static uint64_t step(uint64_t h, uint64_t key, uint64_t word)
{
	unsigned __int128 x = (unsigned __int128)h * key + word;

	return (uint64_t)(x & prime) + (uint64_t)(x >> 61);
}

/* Words of 7 bytes, so that each is below the prime; the length last. */
static struct slot hash(const struct momus_seen *s, struct momus_text t)
{
	const uint64_t low56 = (UINT64_C(1) << 56) - 1;
	uint64_t a = 1, b = 1, word;
	size_t i = 0;

	for (; i + 8 <= t.len; i += 7) {
		memcpy(&word, t.ptr + i, 8);
		a = step(a, s->key_a, word & low56);
		b = step(b, s->key_b, word & low56);
	}
	word = 0;
	for (unsigned shift = 0; i < t.len; i++, shift += 8)
		word |= (uint64_t)(uint8_t)t.ptr[i] << shift;
	a = step(step(a, s->key_a, word), s->key_a, t.len & low56);
	b = step(step(b, s->key_b, word), s->key_b, t.len & low56);
	return (struct slot){ a % prime + 1, b % prime + 1, MOMUS_SEEN_NEW };
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
