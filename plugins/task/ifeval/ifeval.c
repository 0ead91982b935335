/* ifeval.c - IFEval: does an answer do what was asked of its form?
 *
 * A prompt's tests are its instructions: rows.c reads them, rules.c follows them,
 * judge.c makes verdicts of that.
 */
#include "ifeval.h"

#include <stdlib.h>
#include <string.h>

#include <momus/plain.h>

struct options {
	const char *grader;
};

static const size_t work_limit = (size_t)1 << 30;

static int open_task(void **self, const void *options, struct momus_error *err)
{
	const struct options *o = options;
	struct ifeval_task *t = calloc(1, sizeof *t);

	if (!t)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	t->work = momus_arena_create(work_limit);
	if (!t->work) {
		free(t);
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	}
	t->loose = strcmp(o->grader, "official-loose") == 0;
	*self = t;
	return MOMUS_OK;
}

static void close_task(void *self)
{
	struct ifeval_task *t = self;

	if (!t)
		return;
	ifeval_tools_release(&t->tools);
	momus_arena_free(t->work);
	free(t);
}

/* The names of prompts that are like PROMPT: one in 256, by FNV-1a of its end. */
static size_t bucket(struct momus_text prompt)
{
	uint32_t h = 2166136261 ^ (uint32_t)prompt.len;

	for (size_t i = prompt.len > 32 ? prompt.len - 32 : 0; i < prompt.len;
	     i++)
		h = (h ^ (unsigned char)prompt.ptr[i]) * 16777619;
	return h % IFEVAL_BUCKETS;
}

static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	struct ifeval_task *task = self;
	struct ifeval_name *name, **head;
	struct ifeval_problem *p;
	struct momus_text key;
	int rc = momus_row_raw(row, "key", &key, err);

	if (rc == MOMUS_OK)
		rc = momus_row_copy(row, "prompt", arena, &out->statement, err);
	if (rc == MOMUS_OK)
		rc = ifeval_read(row, arena, &p, err);
	if (rc < 0)
		return rc;
	out->id = momus_arena_copy(arena, key);
	out->language = "text";
	out->data = p;
	name = momus_arena_alloc(arena, sizeof *name);
	if (!out->id.ptr || !name)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	head = &task->names[bucket(out->statement)];
	*name = (struct ifeval_name){ out->id, out->statement, *head };
	*head = name;
	return MOMUS_OK;
}

/* The id of the prompt that ROW holds; the prompt itself if it is unknown. */
static int find_prompt(const struct ifeval_task *task,
		       const struct momus_row *row, struct momus_text *id,
		       struct momus_error *err)
{
	const struct ifeval_name *n;
	int rc = momus_row_str(row, "prompt", id, err);

	if (rc < 0)
		return rc;
	for (n = task->names[bucket(*id)]; n; n = n->next) {
		if (momus_text_equal(n->prompt, *id)) {
			*id = n->id;
			break;
		}
	}
	return rc;
}

/* Rows of the official form: a response with its prompt, or with its key. */
static int answer(void *self, const struct momus_row *row, size_t i,
		  struct momus_arena *arena, struct momus_answer *out,
		  struct momus_error *err)
{
	struct momus_text id;
	int rc;

	if (i)
		return MOMUS_END;
	rc = momus_row_copy(row, "response", arena, &out->text, err);
	if (rc == MOMUS_OK && momus_row_has(row, "key"))
		rc = momus_row_raw(row, "key", &id, err);
	else if (rc == MOMUS_OK)
		rc = find_prompt(self, row, &id, err);
	if (rc < 0)
		return rc;
	out->id = momus_arena_copy(arena, id);
	return out->id.ptr
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
}

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "official",
	  .offset = offsetof(struct options, grader),
	  .choices = "official|official-loose",
	  .help = "whether the answer itself must follow, or one of eight "
		  "texts "
		  "made of it" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "official", "official-loose", NULL };

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.open = open_task,
	.close = close_task,
	.problem = problem,
	.prompt = momus_plain_op_prompt,
	.extract = momus_plain_op_extract,
	.plan = momus_plain_op_plan,
	.judge = ifeval_judge,
	.answer = answer,
	.graders = graders,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "ifeval",
	.version = "1.0.0",
	.summary = "IFEval: 541 prompts with verifiable instructions",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
