/* labelled.c - see labelled.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "momus/json.h"
#include "reports/labelled.h"

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static int add(struct momus_labelled *l, const char *path, bool named,
	       struct momus_labelled_file **out, struct momus_error *err)
{
	struct momus_labelled_file *f = calloc(1, sizeof *f);

	if (f)
		f->path = strdup(path);
	if (!f || !f->path) {
		free(f);
		return no_memory(err);
	}
	f->next = l->first;
	f->named = named;
	l->first = *out = f;
	return momus_labels_read(&f->labels, path, false, err);
}

static int refuse_twice(const struct momus_labelled *l,
			const struct momus_labelled_file *f,
			struct momus_error *err)
{
	for (const struct momus_labelled_file *k = l->first; k; k = k->next)
		if (k != f &&
		    momus_text_equal(k->labels.head.run, f->labels.head.run))
			return momus_fail(
				err, MOMUS_EINVAL,
				"%s: these are labels of the run that "
				"%s has labels of, too; give one of "
				"them",
				f->path, k->path);
	return MOMUS_OK;
}

int momus_labelled_read(struct momus_labelled *l, const char *const *paths,
			size_t n, struct momus_error *err)
{
	struct momus_labelled_file *f = NULL;
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < n; i++) {
		rc = add(l, paths[i], true, &f, err);
		if (rc == MOMUS_OK)
			rc = refuse_twice(l, f, err);
	}
	return rc;
}

void momus_labelled_release(struct momus_labelled *l)
{
	struct momus_labelled_file *f;

	while ((f = l->first)) {
		l->first = f->next;
		momus_labels_release(&f->labels);
		free(f->path);
		free(f);
	}
}

/* Whether F is of RUN, whose critiques a regraded run has unchanged. */
static bool is_of(const struct momus_labelled_file *f,
		  const struct momus_run *run)
{
	const struct momus_store_head *head = momus_run_head(run);
	struct momus_text recipe = momus_text_of(head->recipe), id;

	if (momus_text_equal(f->labels.head.run, momus_text_of(head->run_id)))
		return true;
	if (!momus_json_valid(recipe, NULL))
		return false;
	id = momus_json_member(momus_json_member(recipe, "regraded"), "run");
	return id.len > 2 &&
	       momus_text_equal(f->labels.head.run,
				momus_text_cut(id, 1, id.len - 1));
}

static int look_beside(struct momus_labelled *l, const struct momus_run *run,
		       const char *path, const struct momus_labelled_file **out,
		       struct momus_error *err)
{
	struct momus_labelled_file *f = NULL;
	char *name = momus_labels_name(path);
	int rc = MOMUS_OK;

	if (!name)
		return no_memory(err);
	if (access(name, F_OK) == 0)
		rc = add(l, name, false, &f, err);
	if (rc == MOMUS_OK && f && !is_of(f, run))
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: these are labels of run %.*s, and %s is "
				"run %s; label it again, or report it with "
				"--labels none",
				name, (int)f->labels.head.run.len,
				f->labels.head.run.ptr, path,
				momus_run_head(run)->run_id);
	free(name);
	if (rc == MOMUS_OK)
		*out = f;
	return rc;
}

int momus_labelled_find(struct momus_labelled *l, const struct momus_run *run,
			const char *path, bool look,
			const struct momus_labelled_file **out,
			struct momus_error *err)
{
	*out = NULL;
	for (struct momus_labelled_file *f = l->first; f && !*out; f = f->next)
		if (is_of(f, run)) {
			f->used = true;
			*out = f;
		}
	return *out || !look ? MOMUS_OK : look_beside(l, run, path, out, err);
}

int momus_labelled_check(const struct momus_labelled *l,
			 struct momus_error *err)
{
	for (const struct momus_labelled_file *f = l->first; f; f = f->next)
		if (f->named && !f->used)
			return momus_fail(err, MOMUS_EINVAL,
					  "%s: these are labels of run %.*s, "
					  "which is not in this report; give "
					  "that run, too",
					  f->path, (int)f->labels.head.run.len,
					  f->labels.head.run.ptr);
	return MOMUS_OK;
}
