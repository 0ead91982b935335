/* similarity.c - see momus/similarity.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/similarity.h"
#include "stats/grams.h"
#include "stats/subsequence.h"
#include "stats/tokens.h"

enum { BLEU_ORDER = 4, CHRF_ORDER = 6 };

static const double chrf_beta = 2;
static const size_t text_limit = (size_t)256 << 20;

struct pair { /* a text and its reference, cut into words or characters */
	struct momus_grams text, reference;
	struct momus_buffer spaced[2];
	struct momus_words *words;
	bool failed;
};

static void release(struct pair *p)
{
	momus_grams_release(&p->text);
	momus_grams_release(&p->reference);
	momus_buffer_release(&p->spaced[0]);
	momus_buffer_release(&p->spaced[1]);
	momus_words_free(p->words);
}

static void take_words(struct pair *p, struct momus_text spaced,
		       struct momus_grams *out)
{
	struct momus_text word;
	size_t at = 0;

	while (momus_tokens_next(spaced, &at, &word)) {
		uint32_t number = momus_words_number(p->words, word);

		p->failed |= number == UINT32_MAX;
		momus_grams_add(out, number);
	}
	p->failed |= out->failed;
}

typedef void cut_fn(struct momus_text t, struct momus_buffer *out);

static void cut_words(struct pair *p, cut_fn *cut, struct momus_text text,
		      struct momus_text reference)
{
	p->words = momus_words_create();
	if (!p->words) {
		p->failed = true;
		return;
	}
	cut(text, &p->spaced[0]);
	cut(reference, &p->spaced[1]);
	p->failed = p->spaced[0].failed || p->spaced[1].failed;
	take_words(p, momus_buffer_text(&p->spaced[0]), &p->text);
	take_words(p, momus_buffer_text(&p->spaced[1]), &p->reference);
}

static void take_signs(struct momus_text t, struct momus_grams *out)
{
	size_t at = 0;

	while (at < t.len) {
		uint32_t c = momus_text_next(t, &at);

		if (!momus_text_is_space(c))
			momus_grams_add(out, c);
	}
}

/* Chen and Cherry's third smoothing, as mteval has it: the k-th order without a
 * match counts as 1 / 2^k of one. */
static double bleu(struct pair *p)
{
	double sum = 0, unseen = 1, brevity = 1;
	size_t matches = 0, order = 0;

	for (size_t n = 1; n <= BLEU_ORDER; n++) {
		size_t total = momus_grams_count(&p->text, n);
		size_t same;

		if (!total)
			break;
		same = momus_grams_shared(&p->text, &p->reference, n,
					  &p->failed);
		if (!same)
			unseen *= 2;
		sum += log(same ? (double)same / (double)total
				: 1 / (unseen * (double)total));
		matches += same;
		order = n;
	}
	if (!matches)
		return 0;
	if (p->text.n < p->reference.n)
		brevity = exp(1 - (double)p->reference.n / (double)p->text.n);
	return brevity * exp(sum / (double)order);
}

static double f_measure(double same, double text, double reference)
{
	double precision = text > 0 ? same / text : 0;
	double recall = reference > 0 ? same / reference : 0;

	return precision + recall > 0
		       ? 2 * precision * recall / (precision + recall)
		       : 0;
}

static double rouge_n(struct pair *p, size_t n)
{
	return f_measure((double)momus_grams_shared(&p->text, &p->reference, n,
						    &p->failed),
			 (double)momus_grams_count(&p->text, n),
			 (double)momus_grams_count(&p->reference, n));
}

static uint32_t kinds_of(const struct momus_grams *g, uint32_t kinds)
{
	for (size_t i = 0; i < g->n; i++)
		kinds = g->at[i] >= kinds ? g->at[i] + 1 : kinds;
	return kinds;
}

static double rouge_l(struct pair *p)
{
	const struct momus_grams *a = &p->text, *b = &p->reference;
	uint32_t kinds = kinds_of(a, kinds_of(b, 0));
	size_t same = 0;

	if (a->n && b->n > (UINT64_C(1) << 32) / a->n)
		p->failed = true;
	else
		p->failed |= !momus_subsequence(a->at, a->n, b->at, b->n, kinds,
						&same);
	return f_measure((double)same, (double)a->n, (double)b->n);
}

static double chrf(struct pair *p)
{
	double precision = 0, recall = 0, factor = chrf_beta * chrf_beta;
	size_t orders = 0;

	for (size_t n = 1; n <= CHRF_ORDER; n++) {
		size_t text = momus_grams_count(&p->text, n);
		size_t reference = momus_grams_count(&p->reference, n);
		size_t same;

		if (!text || !reference)
			break;
		same = momus_grams_shared(&p->text, &p->reference, n,
					  &p->failed);
		precision += (double)same / (double)text;
		recall += (double)same / (double)reference;
		orders++;
	}
	if (!(precision + recall > 0))
		return 0;
	precision /= (double)orders;
	recall /= (double)orders;
	return (1 + factor) * precision * recall /
	       (factor * precision + recall);
}

static double compare(enum momus_similarity kind, struct pair *p,
		      struct momus_text text, struct momus_text reference)
{
	if (kind == MOMUS_SIMILARITY_CHRF) {
		take_signs(text, &p->text);
		take_signs(reference, &p->reference);
		p->failed = p->text.failed || p->reference.failed;
		return p->failed ? 0 : chrf(p);
	}
	cut_words(p,
		  kind == MOMUS_SIMILARITY_BLEU ? momus_tokens_mteval
						: momus_tokens_plain,
		  text, reference);
	if (p->failed)
		return 0;
	if (kind == MOMUS_SIMILARITY_BLEU)
		return bleu(p);
	return kind == MOMUS_SIMILARITY_ROUGE_L
		       ? rouge_l(p)
		       : rouge_n(p, kind == MOMUS_SIMILARITY_ROUGE_1 ? 1 : 2);
}

int momus_similarity(enum momus_similarity kind, struct momus_text text,
		     struct momus_text reference, double *out,
		     struct momus_error *err)
{
	struct pair p = { .words = NULL };

	momus_buffer_init(&p.spaced[0], text_limit);
	momus_buffer_init(&p.spaced[1], text_limit);
	*out = compare(kind, &p, text, reference);
	release(&p);
	return p.failed ? momus_fail(err, MOMUS_ENOMEM,
				     "%s: the texts are too long to be "
				     "compared in the memory there is",
				     momus_similarity_name(kind))
			: MOMUS_OK;
}

const char *momus_similarity_name(enum momus_similarity kind)
{
	static const char *const names[] = { "bleu", "rouge-1", "rouge-2",
					     "rouge-l", "chrf" };

	return (size_t)kind < sizeof names / sizeof *names ? names[kind] : NULL;
}
