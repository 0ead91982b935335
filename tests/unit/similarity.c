/* similarity.c - tests of momus/similarity.h
 *
 * similarity.jsonl holds what sacrebleu 2.6.0 (sentence_bleu and sentence_chrf, a
 * hundredth) and rouge-score 0.1.2 (F measures) said of our own texts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "momus/rowfile.h"
#include "momus/similarity.h"
#include "tap.h"

static void try_row(const struct momus_row *row, enum momus_similarity kind)
{
	const char *name = momus_similarity_name(kind);
	struct momus_text text, reference;
	double wanted, found;

	CHECK_INT(momus_row_str(row, "text", &text, NULL), MOMUS_OK);
	CHECK_INT(momus_row_str(row, "reference", &reference, NULL), MOMUS_OK);
	CHECK_INT(momus_row_real(row, name, &wanted, NULL), MOMUS_OK);
	CHECK_INT(momus_similarity(kind, text, reference, &found, NULL),
		  MOMUS_OK);
	if (!(found > wanted - 1e-9 && found < wanted + 1e-9))
		tap_fail(__FILE__, __LINE__, "line %zu, %s: %.12g, not %.12g",
			 momus_row_line(row), name, found, wanted);
}

static void try_all(enum momus_similarity kind)
{
	const char *top = getenv("top_srcdir");
	const struct momus_row *row;
	struct momus_row_file *rows;
	char path[1024];
	size_t n = 0;

	snprintf(path, sizeof path, "%s/tests/unit/similarity.jsonl",
		 top ? top : ".");
	CHECK_INT(momus_row_file_open(&rows, path, NULL), MOMUS_OK);
	while (momus_row_file_next(rows, &row, NULL) == MOMUS_OK) {
		try_row(row, kind);
		n++;
	}
	momus_row_file_close(rows);
	CHECK(n > 100);
}

TEST(bleu_is_sacrebleus)
{
	try_all(MOMUS_SIMILARITY_BLEU);
}

TEST(chrf_is_sacrebleus)
{
	try_all(MOMUS_SIMILARITY_CHRF);
}

TEST(rouge_of_words_and_pairs_is_rouge_scores)
{
	try_all(MOMUS_SIMILARITY_ROUGE_1);
	try_all(MOMUS_SIMILARITY_ROUGE_2);
}

TEST(rouge_of_the_longest_common_subsequence_is_rouge_scores)
{
	try_all(MOMUS_SIMILARITY_ROUGE_L);
}

TEST(bytes_that_are_no_text_are_compared_all_the_same)
{
	struct momus_text bad = { "\xff\x00\x80 a", 5 };

	for (int k = 0; k <= MOMUS_SIMILARITY_CHRF; k++) {
		double x;

		CHECK_INT(momus_similarity(k, bad, bad, &x, NULL), MOMUS_OK);
		CHECK(x >= 0 && x <= 1);
	}
}

TAP_MAIN
