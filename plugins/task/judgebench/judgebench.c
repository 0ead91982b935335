/* judgebench.c - JudgeBench: which of two responses is right?
 *
 * A row is a pair of responses, one right and one wrong.  mode pairs: a judge is
 * shown both, in both orders, so a row is two problems, PAIR/1 and PAIR/2; mode
 * one-order: only the first.  mode responses: a critic is shown each by itself,
 * PAIR/A and PAIR/B, which are there already (generator "given").  Reports score
 * the problems of one pair together (stats/pairs.h).
 */
#include "judgebench.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct options {
	const char *grader, *mode, *judge;
};

struct pair {			 /* .data of a problem */
	bool second;		 /* the order turned round, or response B */
	bool asks;		 /* for a verdict; else the response is it */
	struct momus_text label; /* as seen in this order */
};

#define NONE MOMUS_TEXT("")

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "judgebench: out of memory");
}

static enum judgebench_judge judge_of(const struct options *o)
{
	int i = 0;

	while (i < JUDGEBENCH_JUDGES - 1 &&
	       strcmp(o->judge, judgebench_forms[i].name) != 0)
		i++;
	return (enum judgebench_judge)i;
}

static struct momus_text flipped(struct momus_text label)
{
	return label.ptr[0] == 'A' ? MOMUS_TEXT("B>A") : MOMUS_TEXT("A>B");
}

static struct momus_text verdict_on(struct momus_text label)
{
	return label.ptr[0] == 'A' ? MOMUS_TEXT("[[A>B]]")
				   : MOMUS_TEXT("[[B>A]]");
}

static int read_label(const struct momus_row *row, struct momus_text *out,
		      struct momus_error *err)
{
	struct momus_text label;
	int rc = momus_row_str(row, "label", &label, err);

	if (rc < 0)
		return rc;
	if (!momus_text_equal(label, MOMUS_TEXT("A>B")) &&
	    !momus_text_equal(label, MOMUS_TEXT("B>A")))
		return momus_row_fail(row, err,
				      "field \"label\": expected \"A>B\" or "
				      "\"B>A\", found \"%.*s\"",
				      (int)(label.len > 40 ? 40 : label.len),
				      label.ptr);
	*out = label.ptr[0] == 'A' ? MOMUS_TEXT("A>B") : MOMUS_TEXT("B>A");
	return MOMUS_OK;
}

/* The benchmark's four categories are how its sources' names begin. */
static struct momus_text category(struct momus_text source)
{
	static const char *const names[] = { "mmlu-pro", "livebench-reasoning",
					     "livebench-math",
					     "livecodebench" };

	for (int i = 0; i < 4; i++)
		if (source.len >= strlen(names[i]) &&
		    memcmp(source.ptr, names[i], strlen(names[i])) == 0)
			return momus_text_of(names[i]);
	return source;
}

/* What a judge is shown: A is what the row calls so, or B if SECOND. */
static struct momus_text statement(const struct momus_text f[3], bool second,
				   struct momus_arena *arena)
{
	struct momus_buffer b;
	struct momus_text t = { NULL, 0 };

	momus_buffer_init(&b, f[0].len + f[1].len + f[2].len + 256);
	momus_buffer_puts(&b, "<question>\n");
	momus_buffer_add(&b, f[0]);
	momus_buffer_puts(&b, "\n</question>\n\n<response A>\n");
	momus_buffer_add(&b, f[second ? 2 : 1]);
	momus_buffer_puts(&b, "\n</response A>\n\n<response B>\n");
	momus_buffer_add(&b, f[second ? 1 : 2]);
	momus_buffer_puts(&b, "\n</response B>");
	if (!b.failed)
		t = momus_arena_copy(arena, momus_buffer_text(&b));
	momus_buffer_release(&b);
	return t;
}

static int name(struct momus_text pair, const char *end,
		struct momus_arena *arena, struct momus_text *out,
		struct momus_error *err)
{
	char *made = momus_arena_alloc(arena, pair.len + 3);

	if (!made)
		return no_memory(err);
	memcpy(made, pair.ptr, pair.len);
	memcpy(made + pair.len, end, 2);
	*out = (struct momus_text){ made, pair.len + 2 };
	return MOMUS_OK;
}

/* Problem I (0, 1) of the pair in ROW. */
static int read_pair(const struct options *o, const struct momus_row *row,
		     size_t i, struct momus_arena *arena,
		     struct momus_problem *out, struct momus_error *err)
{
	static const char *const fields[] = { "question", "response_A",
					      "response_B" };
	bool asks = strcmp(o->mode, "responses") != 0;
	struct pair *p = momus_arena_alloc(arena, sizeof *p);
	struct momus_text id = NONE, source = NONE, label = NONE, f[3];
	int rc = p ? momus_row_str(row, "pair_id", &id, err) : no_memory(err);

	for (int k = 0; rc == MOMUS_OK && k < 3; k++)
		rc = momus_row_str(row, fields[k], &f[k], err);
	if (rc == MOMUS_OK)
		rc = momus_row_str(row, "source", &source, err);
	if (rc == MOMUS_OK)
		rc = read_label(row, &label, err);
	if (rc == MOMUS_OK && !id.len)
		rc = momus_row_fail(row, err, "the field \"pair_id\" is empty");
	if (rc == MOMUS_OK)
		rc = name(id,
			  asks ? i ? "/2" : "/1"
			  : i  ? "/B"
			       : "/A",
			  arena, &out->id, err);
	if (rc < 0)
		return rc;
	*p = (struct pair){ i == 1, asks, i ? flipped(label) : label };
	out->data = p;
	out->group = momus_arena_copy(arena, id);
	out->category = momus_arena_copy(arena, category(source));
	out->grouping = asks ? MOMUS_GROUP_ORDERS : MOMUS_GROUP_RIVALS;
	out->statement = asks ? statement(f, p->second, arena)
			      : momus_arena_copy(arena, f[0]);
	if (asks) { /* what a simulated judge says, rightly or not */
		out->right = verdict_on(p->label);
		out->wrong = verdict_on(flipped(p->label));
	} else {
		out->given = momus_arena_copy(arena, f[1 + i]);
	}
	return out->group.ptr && out->category.ptr && out->statement.ptr &&
			       (asks || out->given.ptr)
		       ? MOMUS_OK
		       : no_memory(err);
}

static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	return read_pair(self, row, 0, arena, out, err);
}

static int more(void *self, const struct momus_row *row, size_t i,
		struct momus_arena *arena, struct momus_problem *out,
		struct momus_error *err)
{
	const struct options *o = self;

	if (i > 1 || strcmp(o->mode, "one-order") == 0)
		return MOMUS_END;
	return read_pair(o, row, i, arena, out, err);
}

static int prompt(void *self, const struct momus_problem *problem,
		  struct momus_buffer *out, struct momus_error *err)
{
	const struct options *o = self;
	const struct pair *p = problem->data;
	const char *closing = judgebench_forms[judge_of(o)].closing;

	if (!p->asks) {
		momus_buffer_add(out, problem->statement);
		return MOMUS_OK;
	}
	if (!closing)
		return momus_fail(err, MOMUS_EINVAL,
				  "task.judge: a %s cannot be asked for a "
				  "verdict; grade its recorded scores with "
				  "`momus grade`, or choose another judge",
				  o->judge);
	momus_buffer_puts(
		out,
		"Two assistants, A and B, have each replied to the question "
		"below. Judge which reply is better. First work out an answer "
		"of your own. Then hold both replies against it: find what is "
		"wrong in each and say it. What counts first is whether a "
		"reply is right; only then whether it helps, keeps to the "
		"point, and leaves nothing out. Neither the order of the "
		"replies nor their length is a reason.\n\n");
	momus_buffer_puts(out, closing);
	momus_buffer_puts(out, "\n\n");
	momus_buffer_add(out, problem->statement);
	return MOMUS_OK;
}

/* JudgeBench lets an Arena-Hard judge that gave no label speak once more. */
static int ask_on(void *self, const struct momus_problem *problem,
		  struct momus_text response, unsigned n,
		  struct momus_buffer *out, struct momus_error *err)
{
	const struct pair *p = problem->data;
	struct momus_arena *arena;
	struct momus_text found;

	if (n > 1 || !p->asks || judge_of(self) != JUDGEBENCH_ARENA_HARD)
		return MOMUS_END;
	arena = momus_arena_create(response.len + 4096);
	found = arena ? judgebench_find(JUDGEBENCH_ARENA_HARD, response, arena)
		      : (struct momus_text){ NULL, 0 };
	momus_arena_free(arena);
	if (!found.ptr)
		return no_memory(err);
	if (found.len)
		return MOMUS_END;
	momus_buffer_puts(out, "Go on with your judgment, and end it with one "
			       "of the labels.");
	return MOMUS_OK;
}

static int extract(void *self, const struct momus_problem *problem,
		   struct momus_text response, struct momus_arena *arena,
		   struct momus_text *out, struct momus_error *err)
{
	const struct pair *p = problem->data;

	*out = p->asks ? judgebench_find(judge_of(self), response, arena)
		       : response;
	return out->ptr ? MOMUS_OK : no_memory(err);
}

static int plan(void *self, const struct momus_problem *problem,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *plan, struct momus_error *err)
{
	(void)self, (void)problem, (void)answer, (void)out, (void)plan;
	(void)err;
	return MOMUS_OK; /* nothing is run */
}

/* What DECIDED is worth: as enum momus_grouping says of orders. */
static struct momus_verdict verdict(struct momus_text decided,
				    struct momus_text label)
{
	bool right = momus_text_equal(decided, label);
	double score = !decided.len				   ? NAN
		       : right					   ? 1
		       : momus_text_equal(decided, flipped(label)) ? 0
								   : 0.5;

	return (struct momus_verdict){ right ? MOMUS_RUN_ACCEPTED
					     : MOMUS_RUN_WRONG_ANSWER,
				       right, score };
}

static struct momus_test *test(struct momus_verdict v, struct momus_text label,
			       struct momus_text decided,
			       struct momus_arena *arena)
{
	struct momus_test *t = momus_arena_alloc(arena, sizeof *t);

	if (t)
		*t = (struct momus_test){
			.status = v.status,
			.cpu_s = NAN,
			.expected = label,
			.actual = decided.len ? decided
					      : MOMUS_TEXT("no decision"),
		};
	return t;
}

static int judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct options *o = self;
	const struct pair *p = problem->data;
	struct momus_text said[2];

	(void)outcomes, (void)n, (void)more;
	for (int strict = 0; strict < 2; strict++) {
		said[strict] = judgebench_decide(answer, strict, out->arena);
		if (!p->asks) /* that this response is the better one */
			said[strict] = MOMUS_TEXT("A>B");
		if (!said[strict].ptr)
			return no_memory(err);
	}
	if (strcmp(o->grader, "strict") == 0)
		said[0] = said[1];
	out->parity = verdict(said[0], p->label);
	out->strict = verdict(said[1], p->label);
	out->n_tests = 1;
	out->tests = test(out->parity, p->label, said[0], out->arena);
	out->strict_tests = test(out->strict, p->label, said[1], out->arena);
	if (p->asks && said[0].len)
		out->note = said[0];
	return out->tests && out->strict_tests ? MOMUS_OK : no_memory(err);
}

/* The value under KEY of the object JSON; .ptr NULL: none, or null. */
static struct momus_text member(struct momus_text json, const char *key)
{
	struct momus_text k, v;
	size_t at = 0;

	while (momus_json_next(json, &at, &k, &v))
		if (k.len == strlen(key) + 2 &&
		    memcmp(k.ptr + 1, key, k.len - 2) == 0 &&
		    !momus_text_equal(v, MOMUS_TEXT("null")))
			return v;
	return (struct momus_text){ NULL, 0 };
}

/* A row's judge must be the one whose words are read. */
static int check_judge(const struct options *o, const struct momus_row *row,
		       struct momus_error *err)
{
	struct momus_text name;
	const char *ours = judgebench_forms[judge_of(o)].row;
	int rc;

	if (!momus_row_has(row, "judge_name"))
		return MOMUS_OK;
	rc = momus_row_str(row, "judge_name", &name, err);
	if (rc < 0 || momus_text_equal(name, momus_text_of(ours)))
		return rc;
	for (int i = 0; i < JUDGEBENCH_JUDGES; i++)
		if (momus_text_equal(name,
				     momus_text_of(judgebench_forms[i].row)))
			return momus_row_fail(row, err,
					      "field \"judge_name\": \"%s\" "
					      "judged, but words of \"%s\" are "
					      "read; give --set task.judge=%s",
					      judgebench_forms[i].row, o->judge,
					      judgebench_forms[i].name);
	return MOMUS_OK; /* one that is read as this one */
}

/* Judgment JSON of an official output row: its text or scores, to be read anew;
 * if they are not there, its decision; nothing if judging failed. */
static int read_judgment(struct momus_text json, struct momus_arena *arena,
			 struct momus_answer *out, struct momus_error *err)
{
	const struct momus_text said = member(json, "judgment");
	struct momus_text text = said.ptr ? member(said, "scores") : said;

	out->text = MOMUS_TEXT("");
	out->extracted = false;
	if (!text.ptr && said.ptr)
		text = member(said, "response");
	if (!text.ptr) {
		text = member(json, "decision");
		out->extracted = true;
	}
	if (!text.ptr)
		return MOMUS_OK;
	out->text =
		text.ptr[0] == '"' ? momus_json_unescape(text, arena) : text;
	if (out->text.ptr)
		out->text = momus_arena_copy(arena, out->text);
	return out->text.ptr ? MOMUS_OK : no_memory(err);
}

/* Official output rows: a judgment for each order that was asked. */
static int answer(void *self, const struct momus_row *row, size_t i,
		  struct momus_arena *arena, struct momus_answer *out,
		  struct momus_error *err)
{
	struct momus_text id, list, key, value = { NULL, 0 };
	size_t at = 0, n = 0;
	int rc = check_judge(self, row, err);

	if (rc == MOMUS_OK)
		rc = momus_row_str(row, "pair_id", &id, err);
	if (rc == MOMUS_OK)
		rc = momus_row_raw(row, "judgments", &list, err);
	if (rc == MOMUS_OK && list.ptr[0] != '[')
		rc = momus_row_fail(row, err,
				    "field \"judgments\": expected a list, one "
				    "entry an order");
	if (rc < 0)
		return rc;
	while (n <= i && momus_json_next(list, &at, &key, &value))
		n++;
	if (n <= i)
		return MOMUS_END;
	if (i > 1)
		return momus_row_fail(row, err,
				      "field \"judgments\": a pair has two "
				      "orders, found more");
	rc = name(id, i ? "/2" : "/1", arena, &out->id, err);
	return rc < 0 ? rc : read_judgment(value, arena, out, err);
}

#define FIELD(name_) offsetof(struct options, name_)

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "official",
	  .offset = FIELD(grader),
	  .choices = "official|strict",
	  .help = "how labels are read: as JudgeBench does, or by what they "
		  "mean" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "mode",
	  .value = "pairs",
	  .offset = FIELD(mode),
	  .choices = "pairs|one-order|responses",
	  .help = "ask a judge about each pair in both orders or in the first "
		  "alone, or give each response to a critic" },
	{ .type = MOMUS_OPT_ENUM,
	  .name = "judge",
	  .value = "arena-hard",
	  .offset = FIELD(judge),
	  .choices = "arena-hard|skywork-critic|vanilla|panda-lm|judge-lm|"
		     "auto-j|prometheus-2|reward-model",
	  .help = "what a verdict looks like in a judge's words" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "official", "strict", NULL };

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.problem = problem,
	.prompt = prompt,
	.extract = extract,
	.plan = plan,
	.judge = judge,
	.answer = answer,
	.graders = graders,
	.more = more,
	.ask_on = ask_on,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "judgebench",
	.version = "1.0.0",
	.summary = "JudgeBench: pairs of responses, for judges and critics",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
