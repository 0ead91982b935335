/* import-store.c - imported trajectories as a run in the store */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/revision.h"
#include "run/benchmark.h"
#include "run/graded-run.h"
#include "run/import-form.h"
#include "stats/wilson.h"

enum { TEXT_LIMIT = 64 << 20, HOST = 256 };

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "import: out of memory");
}

static const char *keep(struct momus_imported *m, const char *text)
{
	return momus_arena_copy(m->arena, momus_text_of(text)).ptr;
}

static const char *keep_json(struct momus_imported *m, cJSON *o)
{
	struct momus_buffer text;
	const char *out = NULL;

	momus_buffer_init(&text, TEXT_LIMIT);
	momus_json_canonical(o, &text);
	if (!text.failed)
		out = keep(m, text.ptr);
	momus_buffer_release(&text);
	cJSON_Delete(o);
	return out;
}

/* What `momus regrade` needs: the task, and its data where they were named. */
static cJSON *task_object(const struct momus_imported *m,
			  const struct momus_import_head *head)
{
	cJSON *task;

	if (head->benchmark)
		return momus_graded_task(head->recipe, head->benchmark);
	task = cJSON_CreateObject();
	cJSON_AddStringToObject(task, "plugin", m->task);
	return task;
}

static cJSON *recipe_object(const struct momus_imported *m,
			    const struct momus_import_head *head)
{
	cJSON *o = cJSON_CreateObject(), *list, *from, *file;

	cJSON_AddStringToObject(o, "name", head->name);
	cJSON_AddNumberToObject(o, "seed", 1);
	cJSON_AddStringToObject(o, "feedback", m->feedback);
	cJSON_AddNumberToObject(o, "votes", m->votes);
	if (m->counts.kept)
		cJSON_AddStringToObject(o, "stop", "when-passed");
	list = cJSON_AddArrayToObject(o, "widths");
	cJSON_AddItemToArray(list, cJSON_CreateNumber(1));
	for (uint32_t t = 0; t <= m->turns; t++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(m->widths[t]));
	from = cJSON_AddObjectToObject(o, "imported");
	cJSON_AddStringToObject(from, "form", m->form);
	if (*head->grading)
		cJSON_AddStringToObject(from, "graded", head->grading);
	list = cJSON_AddArrayToObject(from, "files");
	for (size_t i = 0; i < m->n_files; i++) {
		file = cJSON_CreateObject();
		cJSON_AddStringToObject(file, "file", m->files[i].path);
		cJSON_AddStringToObject(file, "sha256", m->files[i].sha256);
		cJSON_AddItemToArray(list, file);
	}
	cJSON_AddItemToObject(o, "task", task_object(m, head));
	return o;
}

static void sha_add(struct momus_sha256 *sha, struct momus_text t)
{
	uint64_t n = t.len;

	momus_sha256_add(sha, (struct momus_text){ (char *)&n, sizeof n });
	momus_sha256_add(sha, t);
}

static int by_id(const void *a, const void *b)
{
	const struct momus_store_problem *const *x = a, *const *y = b;

	return momus_text_order((*x)->id, (*y)->id);
}

/* Without data: the problems' own names and statements, in whatever order the
 * files have them. */
static const char *problems_sha256(struct momus_imported *m)
{
	const struct momus_store_problem **all =
		malloc((m->n_problems + 1) * sizeof *all);
	struct momus_sha256 sha;
	uint8_t digest[32];
	char hex[65];

	if (!all)
		return NULL;
	for (size_t i = 0; i < m->n_problems; i++)
		all[i] = &m->problems[i];
	qsort(all, m->n_problems, sizeof *all, by_id);
	momus_sha256_init(&sha);
	for (size_t i = 0; i < m->n_problems; i++) {
		sha_add(&sha, all[i]->id);
		sha_add(&sha, all[i]->statement);
	}
	momus_sha256_finish(&sha, digest);
	momus_hex(digest, hex);
	free(all);
	return keep(m, hex);
}

/* Hex SHA-256 of all that the nodes depend on. */
static const char *make_key(struct momus_imported *m,
			    const struct momus_import_head *head,
			    const char *data)
{
	const char *const names[] = { m->form,	     m->generator, m->critic,
				      m->grader,     m->feedback,  m->task,
				      head->grading, data };
	struct momus_sha256 sha;
	uint8_t digest[32];
	char hex[65];

	momus_sha256_init(&sha);
	sha_add(&sha, MOMUS_TEXT("imported"));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		sha_add(&sha, momus_text_of(names[i]));
	for (size_t i = 0; i < m->n_files; i++)
		sha_add(&sha, momus_text_of(m->files[i].sha256));
	momus_sha256_finish(&sha, digest);
	momus_hex(digest, hex);
	return keep(m, hex);
}

/* "; " and the sentence, N in it. */
static void say(struct momus_buffer *out, size_t n, const char *one,
		const char *many)
{
	if (!n)
		return;
	if (out->len)
		momus_buffer_puts(out, "; ");
	momus_buffer_printf(out, "%zu %s", n, n == 1 ? one : many);
}

/* What a reader of the report must know of the files. */
static const char *note(struct momus_imported *m)
{
	const struct momus_import_counts *c = &m->counts;
	struct momus_buffer out;
	const char *text;

	momus_buffer_init(&out, 4096);
	momus_buffer_printf(&out, "imported from %zu file%s of form %s",
			    m->n_files, m->n_files == 1 ? "" : "s", m->form);
	say(&out, c->kept,
	    "solution that its recorded verdict calls right was not revised "
	    "and "
	    "stands: what a revision would have broken is not in Δ↓",
	    "solutions that their recorded verdict calls right were not "
	    "revised "
	    "and stand: what revisions would have broken is not in Δ↓");
	say(&out, c->ended,
	    "trajectory ended before the longest: its last solution stands",
	    "trajectories ended before the longest: their last solution "
	    "stands");
	say(&out, c->empty, "revision is recorded as an empty text",
	    "revisions are recorded as empty texts");
	say(&out, c->untold, "solution is not in the files and is in no score",
	    "solutions are not in the files and are in no score");
	say(&out, c->no_verdict, "solution has no recorded verdict",
	    "solutions have no recorded verdict");
	say(&out, c->bad, "row could not be read and is left out",
	    "rows could not be read and are left out");
	text = out.failed ? NULL : keep(m, out.ptr);
	momus_buffer_release(&out);
	return text;
}

int momus_imported_head(struct momus_store_head *out, struct momus_imported *m,
			const struct momus_import_head *head,
			struct momus_error *err)
{
	const struct momus_benchmark *b = head->benchmark;
	char id[17], host[HOST] = "", plugins[256] = "{}";

	momus_run_id_make(id);
	gethostname(host, sizeof host - 1);
	if (b)
		snprintf(plugins, sizeof plugins, "{\"task/%s\":\"%s\"}",
			 b->task->name, b->task->version);
	*out = (struct momus_store_head){
		.run_id = keep(m, id),
		.recipe = keep_json(m, recipe_object(m, head)),
		.seed = 1,
		.task = b ? b->task->name : m->task,
		.grader = m->grader,
		.generator = m->generator,
		.critic = m->critic,
		.feedback = m->feedback,
		.plugins = keep(m, plugins),
		.dataset_sha256 = b ? b->dataset->sha256 : problems_sha256(m),
		.host = keep(m, host),
		.revision = momus_revision(),
		.shards = 1,
		.turns = m->turns,
		.votes = m->votes,
		.samples_note = note(m),
	};
	memcpy(out->widths, m->widths, sizeof out->widths);
	if (out->dataset_sha256)
		out->recipe_key = make_key(m, head, out->dataset_sha256);
	return out->run_id && out->recipe && out->recipe_key && out->plugins &&
			       out->host && out->samples_note
		       ? MOMUS_OK
		       : no_memory(err);
}

int momus_imported_store(const struct momus_imported *m,
			 const struct momus_store_head *head, const char *path,
			 struct momus_error *err)
{
	struct momus_store *store;
	int rc = momus_store_create(&store, path, head, m->problems,
				    m->n_problems, NULL, err);

	if (rc < 0)
		return rc;
	momus_store_set_interval(store, momus_wilson);
	for (size_t i = 0; rc == MOMUS_OK && i < m->n; i++)
		rc = momus_store_put(store, &m->told[i].node, err);
	if (rc < 0) {
		momus_store_close(store, false, NULL);
		return rc;
	}
	return momus_store_close(store, true, err);
}
