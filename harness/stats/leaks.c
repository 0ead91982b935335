/* leaks.c - see leaks.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stats/leaks.h"
#include "stats/wordset.h"

struct word {
	uint64_t hash; /* never 0, which parts texts */
	uint32_t from, to;
	uint32_t letters;
	bool digit;
};

struct words {
	struct word *at; /* owned, (n of room) */
	size_t n, room;
};

struct gram {	       /* a run of words that is hidden */
	uint64_t hash; /* 0: a free place */
	uint32_t test;
};

struct momus_leaks {
	struct words known;
	struct gram *grams; /* owned, (room), a power of two, half of it free */
	size_t n, room;
	size_t bytes;	  /* of outputs so far */
	unsigned lengths; /* bit N: some gram has N words */
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "leaks: out of memory");
}

static struct word *add_word(struct words *w)
{
	if (w->n == w->room) {
		size_t room = w->room ? 2 * w->room : 64;
		struct word *at = realloc(w->at, room * sizeof *at);

		if (!at)
			return NULL;
		w->at = at;
		w->room = room;
	}
	w->at[w->n] = (struct word){ .hash = 0 };
	return &w->at[w->n++];
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || is_digit(c) ||
	       c == '_' || c >= 0x80;
}

/* Appends the words of T, whose first 4 GiB count. */
static bool cut(struct momus_text t, struct words *out)
{
	size_t len = t.len < UINT32_MAX ? t.len : UINT32_MAX;

	for (size_t i = 0, from; i < len;) {
		uint64_t hash = 1;
		struct word *w;
		bool digit = false;

		while (i < len && !is_letter((unsigned char)t.ptr[i]))
			i++;
		for (from = i; i < len && is_letter((unsigned char)t.ptr[i]);
		     i++) {
			unsigned char c = (unsigned char)t.ptr[i];

			digit |= is_digit(c);
			if (c >= 'A' && c <= 'Z')
				c |= 32;
			hash = (hash ^ c) * 0x100000001b3;
		}
		if (i == from)
			break;
		w = add_word(out);
		if (!w)
			return false;
		*w = (struct word){ momus_scatter(hash) | 1, (uint32_t)from,
				    (uint32_t)i, (uint32_t)(i - from), digit };
	}
	return true;
}

/* The hash of a run whose words before W have the hash BEFORE, 0 if none. */
static uint64_t longer(uint64_t before, const struct word *w)
{
	return momus_scatter(before * 3 + w->hash) | 1;
}

static bool is_trivial(const struct word *w, size_t n)
{
	size_t letters = 0, different = 0;
	bool digit = false;

	for (size_t i = 0; i < n; i++) {
		bool new = true;

		letters += w[i].letters;
		digit |= w[i].digit;
		for (size_t k = 0; k < i; k++)
			new &= w[k].hash != w[i].hash;
		different += new;
	}
	return letters < MOMUS_LEAK_LETTERS || (n < 3 && !digit) ||
	       (n >= 3 && different < 3);
}

static struct gram *place(const struct momus_leaks *l, uint64_t hash)
{
	size_t i = (size_t)(hash >> 8) & (l->room - 1);

	while (l->grams[i].hash && l->grams[i].hash != hash)
		i = (i + 1) & (l->room - 1);
	return &l->grams[i];
}

static bool grow(struct momus_leaks *l)
{
	struct momus_leaks old = *l;
	size_t room = l->room ? 2 * l->room : 256;
	struct gram *grams = calloc(room, sizeof *grams);

	if (!grams)
		return false;
	l->grams = grams;
	l->room = room;
	for (size_t i = 0; i < old.room; i++)
		if (old.grams[i].hash)
			*place(l, old.grams[i].hash) = old.grams[i];
	free(old.grams);
	return true;
}

/* Hides the run W (N words); the first test that has it is named. */
static bool hide(struct momus_leaks *l, const struct word *w, size_t n,
		 uint32_t test)
{
	uint64_t hash = 0;
	struct gram *g;

	if (is_trivial(w, n))
		return true;
	if (2 * l->n >= l->room && !grow(l))
		return false;
	for (size_t i = 0; i < n; i++)
		hash = longer(hash, &w[i]);
	g = place(l, hash);
	if (g->hash)
		return true;
	*g = (struct gram){ hash, test };
	l->n++;
	l->lengths |= 1u << n;
	return true;
}

struct momus_leaks *momus_leaks_create(void)
{
	return calloc(1, sizeof(struct momus_leaks));
}

void momus_leaks_free(struct momus_leaks *l)
{
	if (!l)
		return;
	free(l->known.at);
	free(l->grams);
	free(l);
}

int momus_leaks_expect(struct momus_leaks *l, struct momus_text output,
		       uint32_t test, struct momus_error *err)
{
	struct words w = { NULL, 0, 0 };
	size_t n;
	bool ok;

	if (output.len > MOMUS_LEAK_BYTES)
		output.len = MOMUS_LEAK_BYTES;
	if (l->bytes >= MOMUS_LEAK_BYTES_ALL)
		return MOMUS_OK;
	l->bytes += output.len;
	ok = cut(output, &w);
	n = w.n < MOMUS_LEAK_OUTPUT ? w.n : MOMUS_LEAK_OUTPUT;
	for (size_t i = 0; ok && n && i + n <= w.n; i++)
		ok = hide(l, w.at + i, n, test);
	free(w.at);
	return ok ? MOMUS_OK : no_memory(err);
}

int momus_leaks_refer(struct momus_leaks *l, struct momus_text reference,
		      struct momus_error *err)
{
	struct words w = { NULL, 0, 0 };
	bool ok = cut(reference, &w);

	for (size_t i = 0; ok && i + MOMUS_LEAK_REFERENCE <= w.n; i++)
		ok = hide(l, w.at + i, MOMUS_LEAK_REFERENCE, 0);
	free(w.at);
	return ok ? MOMUS_OK : no_memory(err);
}

int momus_leaks_know(struct momus_leaks *l, struct momus_text text,
		     struct momus_error *err)
{
	return cut(text, &l->known) && add_word(&l->known) ? MOMUS_OK
							   : no_memory(err);
}

bool momus_leaks_any(const struct momus_leaks *l)
{
	return l->n > 0;
}

/* Whether the run W (N words) stands in IN. */
static bool stands_in(const struct words *in, const struct word *w, size_t n)
{
	for (size_t i = 0, k; i + n <= in->n; i++) {
		for (k = 0; k < n && in->at[i + k].hash == w[k].hash;)
			k++;
		if (k == n)
			return true;
	}
	return false;
}

/* One kind of run, as it grows word by word. */
struct growing {
	struct momus_leak_run now, *best;
	size_t next; /* where a run must begin that makes it longer */
};

static void take(struct growing *g, const struct words *text, size_t at,
		 size_t n, size_t whole, uint32_t test)
{
	struct momus_leak_run run = { n, text->at[at].from,
				      text->at[at + n - 1].to, test };

	if (n == whole) { /* a short output within a long one ends no run */
		if (at == g->next) {
			run.words = g->now.words + 1;
			run.from = g->now.from;
			run.test = g->now.test;
		}
		g->now = run;
		g->next = at + 1;
	}
	if (run.words > g->best->words)
		*g->best = run;
}

static void look(const struct momus_leaks *l, const struct words *text,
		 const struct words *solution, struct momus_leak_found *out)
{
	struct growing expected = { .best = &out->expected, .next = SIZE_MAX };
	struct growing reference = { .best = &out->reference,
				     .next = SIZE_MAX };

	for (size_t i = 0; i < text->n; i++) {
		uint64_t hash = 0;

		for (size_t n = 1;
		     n <= MOMUS_LEAK_REFERENCE && i + n <= text->n; n++) {
			const struct word *w = &text->at[i];
			const struct gram *g;

			hash = longer(hash, &w[n - 1]);
			if (!(l->lengths >> n & 1))
				continue;
			g = place(l, hash);
			if (!g->hash || stands_in(&l->known, w, n) ||
			    stands_in(solution, w, n))
				continue;
			if (n <= MOMUS_LEAK_OUTPUT)
				take(&expected, text, i, n, MOMUS_LEAK_OUTPUT,
				     g->test);
			else
				take(&reference, text, i, n,
				     MOMUS_LEAK_REFERENCE, 0);
		}
	}
}

int momus_leaks_find(const struct momus_leaks *l, struct momus_text text,
		     struct momus_text solution, struct momus_leak_found *out,
		     struct momus_error *err)
{
	struct words w = { NULL, 0, 0 }, s = { NULL, 0, 0 };
	bool ok = cut(text, &w) && cut(solution, &s);

	*out = (struct momus_leak_found){ .expected = { .words = 0 } };
	if (ok && l->n)
		look(l, &w, &s, out);
	free(w.at);
	free(s.at);
	return ok ? MOMUS_OK : no_memory(err);
}
