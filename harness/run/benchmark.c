/* benchmark.c - see benchmark.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "momus/log.h"
#include "run/benchmark.h"
#include "sandbox/language.h"

static const size_t arena_limit = (size_t)256 << 20;

static bool has_option(const struct momus_plugin *p, const char *name)
{
	for (const struct momus_option *row = p->options;
	     row && row->type != MOMUS_OPT_END; row++)
		if (strcmp(row->name, name) == 0)
			return true;
	return false;
}

/* A grader that a task with only one is asked for by another name. */
static int no_choice(const struct momus_benchmark *b,
		     const struct momus_recipe *r, struct momus_error *err)
{
	return momus_recipe_fail(
		r, "task.grader", err,
		"task %s has one grader, \"%s\", found \"%s\"; "
		"leave the key out",
		b->task->name, b->grader, r->grader);
}

/* The grader that the recipe names, or the task's first. */
static int choose_grader(struct momus_benchmark *b,
			 const struct momus_recipe *r, struct momus_error *err)
{
	const struct momus_task_ops *ops = b->task->ops.task;
	const char *const *all = MOMUS_HAS(ops, graders) ? ops->graders : NULL;
	const char *wanted = r->grader;
	struct momus_buffer names;
	int rc;

	b->grader = all && all[0] ? all[0] : b->task->name;
	if (!wanted || strcmp(wanted, b->grader) == 0)
		return MOMUS_OK;
	if (!all || !all[0] || !all[1])
		return no_choice(b, r, err);
	momus_buffer_init(&names, 512);
	for (size_t i = 0; all[i]; i++) {
		if (strcmp(all[i], wanted) == 0) {
			b->grader = all[i];
			momus_buffer_release(&names);
			return MOMUS_OK;
		}
		momus_buffer_printf(&names, "%s%s", i ? ", " : "", all[i]);
	}
	rc = momus_recipe_fail(r, "task.grader", err,
			       "task %s has no grader \"%s\"; it has %s",
			       b->task->name, wanted,
			       names.ptr ? names.ptr : "");
	momus_buffer_release(&names);
	return rc;
}

static int open_task(struct momus_benchmark *b, const struct momus_recipe *r,
		     const struct momus_registry *registry,
		     struct momus_error *err)
{
	const char *skip[] = { "plugin", "data", "exclude", NULL, NULL };
	const struct momus_task_ops *ops;
	int rc = momus_registry_find(registry, MOMUS_KIND_TASK, r->task_plugin,
				     &b->task, err);

	if (rc < 0)
		return rc;
	if (!has_option(b->task, "grader"))
		skip[3] = "grader";
	rc = choose_grader(b, r, err);
	if (rc == MOMUS_OK)
		rc = momus_options_fill(b->task, r->task, "task", r->folder,
					skip, b->arena, &b->options, err);
	if (rc < 0)
		return rc;
	ops = b->task->ops.task;
	b->self = b->options;
	if (!ops->open)
		return MOMUS_OK;
	rc = ops->open(&b->self, b->options, err);
	b->opened = rc == MOMUS_OK;
	return rc;
}

int momus_benchmark_open(struct momus_benchmark **out,
			 const struct momus_recipe *recipe,
			 const struct momus_registry *registry,
			 struct momus_error *err)
{
	struct momus_benchmark *b = calloc(1, sizeof *b);
	int rc;

	if (b)
		b->arena = momus_arena_create(arena_limit);
	if (!b || !b->arena) {
		free(b);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	rc = open_task(b, recipe, registry, err);
	if (rc == MOMUS_OK && recipe->exclude)
		rc = momus_exclude_read(&b->exclude, recipe->exclude, err);
	if (rc < 0) {
		momus_benchmark_close(b);
		return rc;
	}
	*out = b;
	return MOMUS_OK;
}

void momus_benchmark_close(struct momus_benchmark *b)
{
	if (!b)
		return;
	momus_dataset_free(b->dataset);
	momus_exclude_release(&b->exclude);
	if (b->opened && b->task->ops.task->close)
		b->task->ops.task->close(b->self);
	momus_arena_free(b->arena);
	free(b);
}

static int check_languages(const struct momus_dataset *d, const char *path,
			   struct momus_error *err)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct momus_problem *p = &d->problems[i];

		if (strcmp(p->language, "text") == 0 ||
		    momus_language_find(p->language))
			continue;
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: the answer to \"%.*s\" is a program in "
				  "\"%.100s\", which the sandbox cannot run; "
				  "choose another task.language",
				  path, p->id.len > 100 ? 100 : (int)p->id.len,
				  p->id.ptr, p->language);
	}
	return MOMUS_OK;
}

/* "3 rows WORDS: 2 for …, 1 for …", or nothing. */
static void write_left_out(const struct momus_dataset *d, const char *words,
			   struct momus_buffer *out)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_left; i++)
		n += d->left[i].n;
	if (n)
		momus_buffer_printf(out, "%zu rows %s:", n, words);
	for (size_t i = 0; i < d->n_left; i++)
		momus_buffer_printf(out, "%s %zu for %s", i ? "," : "",
				    d->left[i].n, d->left[i].reason);
}

const char *momus_benchmark_note(const struct momus_benchmark *b,
				 const char *note, struct momus_arena *arena)
{
	struct momus_buffer out;
	const char *kept;

	momus_buffer_init(&out, 8192);
	momus_buffer_puts(&out, note);
	if (b->dataset->n_left && out.len)
		momus_buffer_puts(&out, "; ");
	write_left_out(b->dataset, "of the data are left out", &out);
	if (b->dataset->excluded)
		momus_buffer_printf(&out,
				    "%s%zu problems of the data are excluded "
				    "by a list",
				    out.len ? "; " : "", b->dataset->excluded);
	kept = out.failed
		       ? NULL
		       : momus_arena_copy(arena, momus_buffer_text(&out)).ptr;
	momus_buffer_release(&out);
	return kept;
}

/* What the data lost on the way, a line for the task and one for the list. */
static void say_left_out(const struct momus_benchmark *b, const char *path)
{
	const struct momus_dataset *d = b->dataset;
	const struct momus_exclude *e = &b->exclude;
	struct momus_buffer why;

	for (size_t i = 0; i < d->unreadable && i < MOMUS_DATASET_TOLD; i++)
		momus_log(MOMUS_LOG_WARNING, b->task->name,
			  "%s; this row is left out", d->why[i].text);
	momus_buffer_init(&why, 8192);
	write_left_out(d, "are left out", &why);
	if (why.len)
		momus_log(MOMUS_LOG_INFO, b->task->name, "%s: %s", path,
			  why.ptr);
	momus_buffer_release(&why);
	if (e->path)
		momus_log(MOMUS_LOG_INFO, b->task->name,
			  "%s: %zu problems are left out, which %s names%s",
			  path, d->excluded, e->path,
			  d->excluded ? ""
				      : "; no id of it is in the data: is it "
					"of another file or task?");
}

int momus_benchmark_load(struct momus_benchmark *b, const char *path,
			 uint64_t limit, uint32_t shard, uint32_t shards,
			 struct momus_error *err)
{
	const struct momus_dataset_source source = {
		.path = path,
		.ops = b->task->ops.task,
		.self = b->self,
		.exclude = &b->exclude,
		.limit = limit,
		.shard = shard,
		.shards = shards,
	};
	int rc = momus_dataset_load(&b->dataset, &source, err);

	if (rc < 0)
		return rc;
	say_left_out(b, path);
	return check_languages(b->dataset, path, err);
}

struct momus_store_problem momus_benchmark_stored(const struct momus_problem *p)
{
	return (struct momus_store_problem){ .id = p->id,
					     .statement = p->statement,
					     .position = p->index,
					     .category = p->category,
					     .group = p->group,
					     .grouping = (uint8_t)p->grouping };
}

int momus_benchmark_extract(const struct momus_benchmark *b,
			    const struct momus_problem *problem,
			    const char *language, struct momus_text response,
			    struct momus_arena *arena, struct momus_text *out,
			    struct momus_error *err)
{
	const struct momus_task_ops *ops = b->task->ops.task;
	struct momus_problem p = *problem;

	if (language)
		p.language = language;
	if (MOMUS_HAS(ops, extract) && ops->extract)
		return ops->extract(b->self, &p, response, arena, out, err);
	*out = momus_text_strip(response);
	if (strcmp(p.language, "text") == 0)
		return MOMUS_OK;
	return momus_extract(MOMUS_EXTRACT_SANDBOXFUSION, p.language, response,
			     arena, out, err);
}

int momus_benchmark_ask_on(const struct momus_benchmark *b,
			   const struct momus_problem *problem,
			   struct momus_text response, unsigned n,
			   struct momus_buffer *out, struct momus_error *err)
{
	const struct momus_task_ops *ops = b->task->ops.task;

	if (!MOMUS_HAS(ops, ask_on) || !ops->ask_on)
		return MOMUS_END;
	return ops->ask_on(b->self, problem, response, n, out, err);
}

void momus_benchmark_options(const struct momus_benchmark *b,
			     struct momus_buffer *out)
{
	if (b->task->options)
		momus_options_print(b->task, b->options, out);
	else
		momus_buffer_puts(out, "{}");
}
