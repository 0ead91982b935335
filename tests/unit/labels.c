/* labels.c - tests of harness/run/labels.c, labels-read.c, label-file.c and
 * label-answer.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/label-answer.h"
#include "run/label-file.h"
#include "stats/remarks.h"
#include "tap.h"

enum { ALGORITHM = 1, ANALYSIS = 2, DEBUGGING = 4, TESTING = 8 };

#define T(text) { text, sizeof(text) - 1 }

static const struct momus_labels_head head = {
	.run = T("run-1"),
	.plugin = T("openai"),
	.model = T("judge"),
	.template = T("{\"sha256\":\"00\",\"version\":\"label 1\"}"),
	.key = T("0123456789abcdef"),
	.revision = T("0.1.0"),
};

TEST(the_last_line_of_an_answer_is_read_strictly)
{
	static const struct {
		const char *text;
		int strategies; /* -1: not read */
	} rows[] = {
		{ "Strategies: algorithm", ALGORITHM },
		{ "strategies: STATIC ANALYSIS, testing", ANALYSIS | TESTING },
		{ "I look at it.\n\n**Strategies:** debugging.\n \n",
		  DEBUGGING },
		{ "`Strategies: testing,algorithm`", TESTING | ALGORITHM },
		{ "Strategies: none", 0 },
		{ "Strategies: testing\r\n", TESTING },
		{ "", -1 },
		{ "testing", -1 },
		{ "Strategies:", -1 },
		{ "Strategies: testing, ", -1 },
		{ "Strategies: testing; debugging", -1 },
		{ "Strategies: testing and debugging", -1 },
		{ "Strategies: none, testing", -1 },
		{ "Strategies: testing, testing", -1 },
		{ "Strategies: fuzzing", -1 },
		{ "Strategies: testing\nThat is all.", -1 },
		{ "The strategies: testing", -1 },
		{ "Strategies: test", -1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned got = 99;
		bool read =
			momus_label_answer(momus_text_of(rows[i].text), &got);

		if ((read	 ? (int)got
		     : got == 99 ? -1
				 : -2) != rows[i].strategies)
			tap_fail(__FILE__, __LINE__,
				 "\"%s\": read %d, found %u, expected %d",
				 rows[i].text, read, got, rows[i].strategies);
	}
}

static struct momus_label made(const char *problem, uint32_t branch,
			       uint8_t state, unsigned strategies)
{
	struct momus_label l = { .problem = momus_text_of(problem),
				 .turn = 1,
				 .branch = branch,
				 .state = state,
				 .strategies = strategies,
				 .answer = MOMUS_TEXT("so"),
				 .prompt_tokens = -1,
				 .completion_tokens = 3 };

	momus_label_of(momus_text_of(problem), l.critique);
	memset(l.key, 'a', 64);
	if (state == MOMUS_LABEL_FAILED)
		l.reason = MOMUS_TEXT("HTTP status 500");
	return l;
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

static void put(struct momus_label_file *f, const char *problem,
		uint32_t branch, uint8_t state, unsigned strategies)
{
	struct momus_label l = made(problem, branch, state, strategies);
	struct momus_error err = { "" };

	CHECK_INT(momus_label_file_put(f, &l, &err), MOMUS_OK);
}

static int begin(struct momus_label_file **f, const char *path,
		 const struct momus_labels_head *h, bool resume, size_t *n,
		 struct momus_error *err)
{
	const struct momus_labels *had = NULL;
	int rc;

	err->text[0] = '\0';
	rc = momus_label_file_open(f, path, h, resume, &had, err);
	*n = had ? had->n : 0;
	return rc;
}

struct place { /* where a test writes */
	char folder[32], path[64], partial[80];
};

static struct place make_place(void)
{
	struct place p = { "/tmp/momus-test-XXXXXX", "", "" };

	CHECK(mkdtemp(p.folder) != NULL);
	snprintf(p.path, sizeof p.path, "%s/a.jsonl", p.folder);
	snprintf(p.partial, sizeof p.partial, "%s.partial", p.path);
	return p;
}

static void leave(const struct place *p)
{
	unlink(p->path);
	unlink(p->partial);
	CHECK_INT(rmdir(p->folder), 0);
}

TEST(labels_are_begun_once_and_by_one_writer)
{
	struct place p = make_place();
	struct momus_labels_head other = head;
	struct momus_label_file *f, *second;
	struct momus_error err = { "" };
	size_t n;

	CHECK_INT(begin(&f, p.path, &head, false, &n, &err), MOMUS_OK);
	CHECK_INT(begin(&second, p.path, &head, true, &n, &err), MOMUS_EBUSY);
	put(f, "p", 0, MOMUS_LABEL_DONE, TESTING);
	momus_label_file_close(f);
	CHECK(access(p.path, F_OK) != 0);
	CHECK_INT(begin(&f, p.path, &head, false, &n, &err), MOMUS_EINVAL);
	other.key = MOMUS_TEXT("fedcba9876543210");
	CHECK_INT(begin(&f, p.path, &other, true, &n, &err), MOMUS_EINVAL);
	other = head;
	other.run = MOMUS_TEXT("run-2");
	CHECK_INT(begin(&f, p.path, &other, true, &n, &err), MOMUS_EINVAL);
	CHECK(strstr(err.text, "labels of run run-1, and this is run run-2"));
	leave(&p);
}

TEST(of_two_labels_the_later_counts_unless_it_failed)
{
	struct place p = make_place();
	struct momus_label_file *f;
	struct momus_labels l;
	struct momus_error err = { "" };
	const struct momus_label *x;
	size_t n;

	CHECK_INT(begin(&f, p.path, &head, false, &n, &err), MOMUS_OK);
	put(f, "q", 1, MOMUS_LABEL_DONE, TESTING | ALGORITHM);
	put(f, "p", 0, MOMUS_LABEL_FAILED, 0);
	put(f, "q", 0, MOMUS_LABEL_UNPARSED, 0);
	momus_label_file_close(f);
	CHECK_INT(begin(&f, p.path, &head, true, &n, &err), MOMUS_OK);
	CHECK_INT(n, 3);
	put(f, "p", 0, MOMUS_LABEL_DONE, 0);
	put(f, "q", 1, MOMUS_LABEL_FAILED, 0);
	CHECK_INT(momus_label_file_finish(f, &l, &err), MOMUS_OK);
	momus_labels_release(&l);
	momus_label_file_close(f);
	CHECK(access(p.partial, F_OK) != 0);
	CHECK_INT(momus_labels_read(&l, p.path, false, &err), MOMUS_OK);
	CHECK_INT(l.n, 3);
	x = momus_labels_find(&l, MOMUS_TEXT("q"), 1, 1, 0);
	CHECK(x && x->state == MOMUS_LABEL_DONE &&
	      x->strategies == (TESTING | ALGORITHM) &&
	      x->completion_tokens == 3);
	x = momus_labels_find(&l, MOMUS_TEXT("p"), 1, 0, 0);
	CHECK(x && x->state == MOMUS_LABEL_DONE && !x->strategies);
	CHECK(!momus_labels_find(&l, MOMUS_TEXT("p"), 2, 0, 0));
	momus_labels_release(&l);
	leave(&p);
}

#define HEAD                                                                  \
	"{\"format\":\"momus-labels\",\"version\":1,\"run\":\"r\",\"judge\":" \
	"{\"plugin\":\"p\",\"model\":\"m\"},\"template\":{},\"strategies\":"  \
	"[\"algorithm\",\"static analysis\",\"debugging\",\"testing\"],"      \
	"\"key\":\"k\",\"momus\":\"0\"}\n"
#define ROW                                                             \
	"{\"problem\":\"p\",\"turn\":1,\"branch\":0,\"vote\":0,"        \
	"\"critique\":\"0123456789abcdef\",\"key\":\"0123456789abcdef"  \
	"0123456789abcdef0123456789abcdef0123456789abcdef\",\"state\":" \
	"\"labelled\",\"strategies\":[\"testing\"],\"answer\":\"\"}\n"

TEST(what_is_no_file_of_labels_is_refused)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "is empty; expected labels" },
		{ "{\"a\":1}\n", ":1: these are no labels" },
		{ "what?\n", ":1: " },
		{ HEAD, "is cut off: its last line" },
		{ HEAD ROW, "is cut off: its last line" },
		{ HEAD ROW ROW "{\"end\":2}\n",
		  ":3: this critique is there already, in line 2" },
		{ HEAD ROW "{\"end\":2}\n",
		  "has 1 labels, and its last line says 2" },
		{ HEAD "{\"end\":0}\n" ROW, ":3: there is a line behind" },
	};
	struct place p = make_place();

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct momus_error err = { "" };
		struct momus_labels l;

		write_text(p.path, rows[i].text);
		CHECK_INT(momus_labels_read(&l, p.path, false, &err),
			  MOMUS_EPARSE);
		if (strncmp(err.text, p.path, strlen(p.path)) != 0 ||
		    !strstr(err.text, rows[i].want))
			tap_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"",
				 err.text, rows[i].want);
		momus_labels_release(&l);
	}
	leave(&p);
}

TEST(labels_are_called_after_their_run)
{
	char *name = momus_labels_name("runs/a.h5");

	CHECK_STR(name, "runs/a.labels.jsonl");
	free(name);
}

TAP_MAIN
