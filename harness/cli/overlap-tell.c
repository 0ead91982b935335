/* overlap-tell.c - momus overlap: what it says of what it found */
#include "config.h"

#include <stdio.h>

#include "cli/overlap.h"
#include "core/inert.h"
#include "momus/buffer.h"

static const size_t text_limit = (size_t)64 << 20;

static size_t total(const size_t *kinds)
{
	size_t n = 0;

	for (int k = 0; k < MOMUS_OVERLAP_KINDS; k++)
		n += kinds[k];
	return n;
}

static void tell_name(const char *path)
{
	momus_inert_write(stdout, momus_text_of(path));
}

static void tell_source(const struct overlap_file *f)
{
	tell_name(f->path);
	printf(": %zu texts, from %s ", f->n, f->task ? "task" : "field");
	tell_name(f->from);
	if (f->filtered)
		printf(" (which leaves %zu rows out)", f->filtered);
}

static void tell_rule(const struct overlap *o)
{
	size_t bands, rows;
	double chance;

	momus_overlap_bands(o->index, &bands, &rows, &chance);
	printf("near: from %g of the shorter text's %zu-word grams, or Jaccard "
	       "%g of %zu-word shingles\n"
	       "(MinHash in %zu bands of %zu: a pair at that threshold is "
	       "found with chance %.4f);\n"
	       "texts of fewer than %d words are compared for equality "
	       "alone\n",
	       o->rule.share, o->rule.gram, o->rule.jaccard, o->rule.shingle,
	       bands, rows, chance, MOMUS_OVERLAP_WORDS);
}

static void tell_near(const struct overlap *o)
{
	size_t n = 0;

	for (size_t i = 0; i < o->n_tests; i++)
		n += o->tests[i].pairs[MOMUS_OVERLAP_NEAR];
	if (!n)
		return;
	printf("near pairs (%zu%s):\n", n,
	       n > o->n_near ? ", the nearest of them" : "");
	for (size_t i = 0; i < o->n_near; i++) {
		const struct overlap_pair *p = &o->near[i];
		const struct overlap_test *t = &o->texts[p->match.text];

		printf("  %.3f share, %.3f Jaccard: ", p->match.share,
		       p->match.jaccard);
		momus_inert_write(stdout, p->id);
		fputs(" and ", stdout);
		momus_inert_write(stdout, t->id);
		fputs(" of ", stdout);
		tell_name(t->file->path);
		putchar('\n');
	}
}

void momus_overlap_tell(const struct overlap *o)
{
	size_t n = total(o->excluded);

	tell_source(&o->train);
	putchar('\n');
	for (size_t i = 0; i < o->n_tests; i++) {
		const struct overlap_file *f = &o->tests[i];

		tell_source(f);
		printf(": %zu of them are repeated; pairs: %zu exact, %zu "
		       "normalised, %zu near\n",
		       f->touched, f->pairs[MOMUS_OVERLAP_EXACT],
		       f->pairs[MOMUS_OVERLAP_NORMALISED],
		       f->pairs[MOMUS_OVERLAP_NEAR]);
	}
	tell_rule(o);
	printf("to leave out: %zu of %zu (%.2f %%): %zu exact, %zu normalised, "
	       "%zu near; %zu share any %zu-word gram\n",
	       n, o->train.n, 100.0 * (double)n / (double)o->train.n,
	       o->excluded[MOMUS_OVERLAP_EXACT],
	       o->excluded[MOMUS_OVERLAP_NORMALISED],
	       o->excluded[MOMUS_OVERLAP_NEAR], o->any, o->rule.gram);
	tell_near(o);
	if (o->list_path) {
		fputs("list: ", stdout);
		tell_name(o->list_path);
		putchar('\n');
	}
}

static void add_kinds(struct momus_buffer *b, const size_t *kinds)
{
	for (int k = 0; k < MOMUS_OVERLAP_KINDS; k++)
		momus_buffer_printf(b, ",\"%s\":%zu", momus_overlap_name(k),
				    kinds[k]);
}

static void add_source(struct momus_buffer *b, const struct overlap_file *f)
{
	momus_buffer_puts(b, "{\"file\":");
	momus_buffer_json(b, momus_text_of(f->path));
	momus_buffer_printf(b, ",\"%s\":", f->task ? "task" : "field");
	momus_buffer_json(b, momus_text_of(f->from));
	momus_buffer_printf(b, ",\"texts\":%zu,\"filtered\":%zu", f->n,
			    f->filtered);
}

static void add_rule(struct momus_buffer *b, const struct overlap *o)
{
	size_t bands, rows;
	double chance;

	momus_overlap_bands(o->index, &bands, &rows, &chance);
	momus_buffer_printf(b,
			    ",\"rule\":{\"gram\":%zu,\"share\":", o->rule.gram);
	momus_buffer_real(b, o->rule.share);
	momus_buffer_printf(b,
			    ",\"shingle\":%zu,\"jaccard\":", o->rule.shingle);
	momus_buffer_real(b, o->rule.jaccard);
	momus_buffer_printf(b, ",\"bands\":%zu,\"rows\":%zu,\"chance\":", bands,
			    rows);
	momus_buffer_real(b, chance);
	momus_buffer_printf(b, ",\"words\":%d}", MOMUS_OVERLAP_WORDS);
}

void momus_overlap_tell_json(const struct overlap *o)
{
	struct momus_buffer b;

	momus_buffer_init(&b, text_limit);
	momus_buffer_puts(&b, "{\"train\":");
	add_source(&b, &o->train);
	momus_buffer_puts(&b, "},\"tests\":[");
	for (size_t i = 0; i < o->n_tests; i++) {
		momus_buffer_puts(&b, i ? "," : "");
		add_source(&b, &o->tests[i]);
		momus_buffer_printf(&b,
				    ",\"repeated\":%zu,\"pairs\":{\"all\":"
				    "%zu",
				    o->tests[i].touched,
				    total(o->tests[i].pairs));
		add_kinds(&b, o->tests[i].pairs);
		momus_buffer_puts(&b, "}}");
	}
	momus_buffer_puts(&b, "]");
	add_rule(&b, o);
	momus_buffer_printf(&b, ",\"leave_out\":{\"all\":%zu",
			    total(o->excluded));
	add_kinds(&b, o->excluded);
	momus_buffer_printf(&b, "},\"share_any_gram\":%zu}\n", o->any);
	if (!b.failed)
		fwrite(b.ptr, 1, b.len, stdout);
	momus_buffer_release(&b);
}
