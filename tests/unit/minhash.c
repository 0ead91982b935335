/* minhash.c - tests of sets of runs of words, of signatures and of banding */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "stats/minhash.h"
#include "stats/postings.h"
#include "stats/wordset.h"
#include "tap.h"

static struct momus_hashes words_of(const char *text)
{
	struct momus_hashes h = { .at = NULL };

	CHECK(momus_words_of(momus_text_of(text), &h));
	return h;
}

static struct momus_hashes runs_of(const char *text, size_t n)
{
	struct momus_hashes w = words_of(text), runs = { .at = NULL };

	CHECK(momus_runs_of(&w, n, &runs));
	momus_hashes_release(&w);
	return runs;
}

TEST(words_are_what_is_between_other_signs)
{
	struct momus_hashes a = words_of("The  quick (brown) fox; 10^5"),
			    b = words_of("the QUICK brown\nFox -- 10, 5"),
			    c = words_of("the quick fox brown 10 5"),
			    han = words_of("\xe4\xb8\xad\xe6\x96\x87 x");

	CHECK_INT((long long)a.n, 6);
	CHECK_INT((long long)b.n, 6);
	CHECK(memcmp(a.at, b.at, 6 * sizeof *a.at) == 0);
	CHECK(momus_words_hash(&a) == momus_words_hash(&b));
	CHECK(momus_words_hash(&a) != momus_words_hash(&c));
	CHECK_INT((long long)han.n, 3);
	momus_hashes_release(&a);
	momus_hashes_release(&b);
	momus_hashes_release(&c);
	momus_hashes_release(&han);
}

TEST(runs_are_a_set_and_their_order_counts)
{
	struct momus_hashes a = runs_of("a b c a b c a b", 3),
			    b = runs_of("b c a", 3), c = runs_of("a c b", 3),
			    none = runs_of("a b", 3);

	CHECK_INT((long long)a.n, 3); /* abc, bca, cab */
	CHECK_INT((long long)momus_hashes_shared(&a, &b), 1);
	CHECK_INT((long long)momus_hashes_shared(&a, &c), 0);
	CHECK_INT((long long)none.n, 0);
	CHECK_NEAR(momus_hashes_jaccard(&a, &b), 1.0 / 3, 1e-12);
	CHECK_NEAR(momus_hashes_jaccard(&a, &none), 0, 1e-12);
	CHECK_NEAR(momus_hashes_jaccard(&none, &none), 0, 1e-12);
	momus_hashes_release(&a);
	momus_hashes_release(&b);
	momus_hashes_release(&c);
}

enum { PAIRS = 400, UNION = 600 };

/* Two sets with a union of UNION members, SHARED of them in both. */
static void make_pair(uint64_t seed, size_t shared, uint32_t *a, uint32_t *b)
{
	uint64_t x[UNION], y[UNION];
	size_t n = 0, m = 0;

	for (size_t i = 0; i < UNION; i++) {
		uint64_t member = momus_scatter(seed * 1000003 + i);

		if (i < shared || i % 2)
			x[n++] = member;
		if (i < shared || !(i % 2))
			y[m++] = member;
	}
	momus_minhash(x, n, a);
	momus_minhash(y, m, b);
}

/* Bounds: the mean of PAIRS estimates within 4 standard errors of J; of single
 * estimates nearly all within 3; their variance J (1 - J) / K within a third. */
TEST(minhash_estimates_jaccard_within_its_standard_error)
{
	static const size_t shares[] = { 60, 180, 300, 420, 540 };
	uint32_t a[MOMUS_MINHASH_K], b[MOMUS_MINHASH_K];

	for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
		double j = (double)shares[s] / UNION, sum = 0, squares = 0;
		double sigma = sqrt(j * (1 - j) / MOMUS_MINHASH_K);
		int far = 0;

		for (uint64_t i = 0; i < PAIRS; i++) {
			double e;

			make_pair(s * PAIRS + i, shares[s], a, b);
			e = momus_minhash_alike(a, b) - j;
			sum += e;
			squares += e * e;
			far += fabs(e) > 3 * sigma;
		}
		CHECK_NEAR(sum / PAIRS, 0, 4 * sigma / sqrt(PAIRS));
		CHECK_NEAR(squares / PAIRS / (sigma * sigma), 1, 1.0 / 3);
		CHECK(far <= PAIRS / 50);
	}
}

TEST(equal_sets_have_equal_signatures_and_empty_ones_none)
{
	uint32_t a[MOMUS_MINHASH_K], b[MOMUS_MINHASH_K];

	make_pair(7, UNION, a, b);
	CHECK_NEAR(momus_minhash_alike(a, b), 1, 0);
	make_pair(7, 0, a, b);
	CHECK(momus_minhash_alike(a, b) < 0.05);
	momus_minhash(NULL, 0, a);
	CHECK(a[0] == UINT32_MAX && a[MOMUS_MINHASH_K - 1] == UINT32_MAX);
}

TEST(the_chance_to_share_a_band_is_the_s_curve)
{
	CHECK_NEAR(momus_minhash_chance(0, 42, 3), 0, 1e-15);
	CHECK_NEAR(momus_minhash_chance(1, 42, 3), 1, 1e-15);
	CHECK_NEAR(momus_minhash_chance(0.5, 1, 1), 0.5, 1e-15);
	CHECK_NEAR(momus_minhash_chance(0.5, 2, 1), 0.75, 1e-15);
	CHECK_NEAR(momus_minhash_chance(0.8, 20, 5), 0.99964, 1e-5);
	CHECK_NEAR(momus_minhash_chance(0.2, 20, 5), 0.00638, 1e-5);
}

TEST(pairs_share_a_band_as_often_as_the_s_curve_says)
{
	static const size_t shares[] = { 60, 120, 180, 240, 300 };
	enum { BANDS = 25, ROWS = 5 };
	uint32_t a[MOMUS_MINHASH_K], b[MOMUS_MINHASH_K];

	for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
		double p = momus_minhash_chance((double)shares[s] / UNION,
						BANDS, ROWS);
		double found = 0;

		for (uint64_t i = 0; i < PAIRS; i++) {
			bool hit = false;

			make_pair(9000 + s * PAIRS + i, shares[s], a, b);
			for (size_t k = 0; k < BANDS; k++)
				hit |= momus_minhash_band(a, k, ROWS) ==
				       momus_minhash_band(b, k, ROWS);
			found += hit;
		}
		CHECK_NEAR(found / PAIRS, p,
			   4 * sqrt(p * (1 - p) / PAIRS) + 0.005);
	}
}

TEST(bands_are_as_few_as_the_chance_allows)
{
	size_t bands, rows;

	momus_minhash_bands(0.5, 0.995, &bands, &rows);
	CHECK_INT((long long)rows, 3);
	CHECK_INT((long long)bands, 42);
	CHECK(momus_minhash_chance(0.5, bands, rows) >= 0.995);
	CHECK(momus_minhash_chance(0.5, MOMUS_MINHASH_K / 4, 4) < 0.995);
	momus_minhash_bands(0.95, 0.995, &bands, &rows);
	CHECK(rows > 8);
	momus_minhash_bands(0.001, 0.995, &bands, &rows);
	CHECK_INT((long long)rows, 1);
	CHECK_INT((long long)bands, MOMUS_MINHASH_K);
}

TEST(postings_give_all_items_of_a_key_in_order)
{
	struct momus_postings p = { .at = NULL };
	const struct momus_posting *at;
	size_t n = 0;

	for (uint32_t i = 0; i < 5000; i++)
		CHECK(momus_postings_add(&p, (i * 7u) % 1000, i));
	CHECK(momus_postings_seal(&p));
	for (uint64_t key = 0; key < 1000; key++) {
		at = momus_postings_find(&p, key, &n);
		CHECK(at);
		CHECK_INT((long long)n, 5);
		for (size_t i = 0; i < n; i++) {
			CHECK(at[i].key == key &&
			      at[i].item * 7u % 1000 == key);
			CHECK(!i || at[i - 1].item < at[i].item);
		}
	}
	CHECK(!momus_postings_find(&p, 1000, &n));
	momus_postings_release(&p);
	CHECK(momus_postings_seal(&p));
	CHECK(!momus_postings_find(&p, 0, &n));
	momus_postings_release(&p);
}

TAP_MAIN
