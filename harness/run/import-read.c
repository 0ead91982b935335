/* import-read.c - files of trajectories: rows, their form, and the bad ones */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/row.h"
#include "host/lines.h"
#include "momus/json.h"
#include "run/import-form.h"

static const size_t arena_limit = (size_t)1 << 38; /* of all texts */
static const size_t array_limit = (size_t)4 << 30; /* one JSON array */

static const struct momus_import_form *const forms[] = {
	&momus_import_trajectories,  &momus_import_nodes,
	&momus_import_livecodebench, &momus_import_ldb,
	&momus_import_reflexion,     &momus_import_paircoder,
};
enum { FORMS = sizeof forms / sizeof *forms };

struct reader {
	struct momus_imported *all;
	const struct momus_import_options *options;
	const struct momus_import_form *form; /* NULL: not known yet */
	struct momus_import_batch batch;
	size_t sound;
};

void momus_import_forms(struct momus_buffer *out)
{
	for (size_t i = 0; i < FORMS; i++)
		momus_buffer_printf(out, "%s%s", i ? ", " : "", forms[i]->name);
}

static int choose(struct reader *r, struct momus_error *err)
{
	struct momus_buffer names;

	if (strcmp(r->options->form, "auto") == 0)
		return MOMUS_OK;
	for (size_t i = 0; !r->form && i < FORMS; i++)
		if (strcmp(r->options->form, forms[i]->name) == 0)
			r->form = forms[i];
	if (r->form)
		return MOMUS_OK;
	momus_buffer_init(&names, 1000);
	momus_import_forms(&names);
	momus_fail(err, MOMUS_EINVAL,
		   "--form \"%.100s\": expected auto, or one of %s",
		   r->options->form, names.ptr ? names.ptr : "");
	momus_buffer_release(&names);
	return MOMUS_EINVAL;
}

static int recognise(struct reader *r, const struct momus_row *row,
		     struct momus_error *err)
{
	struct momus_buffer names;

	for (size_t i = 0; !r->form && i < FORMS; i++)
		if (forms[i]->knows(row))
			r->form = forms[i];
	if (r->form)
		return MOMUS_OK;
	momus_buffer_init(&names, 1000);
	momus_import_forms(&names);
	momus_row_fail(row, err,
		       "these fields are of no form that is known (%s); name "
		       "one with --form, or see momus(1) for Momus's own",
		       names.ptr ? names.ptr : "");
	momus_buffer_release(&names);
	return MOMUS_EINVAL;
}

/* One row; a bad one is counted.  Otherwise the first failure. */
static int take(struct reader *r, struct momus_text text, const char *path,
		size_t line, struct momus_error *err)
{
	struct momus_import_batch *b = &r->batch;
	struct momus_told *told = b->told;
	struct momus_row *row = NULL;
	size_t room = b->room;
	int rc = momus_row_parse(&row, text, path, line, err);

	r->all->counts.rows++;
	if (rc == MOMUS_OK && !r->form)
		rc = recognise(r, row, err);
	if (rc == MOMUS_OK) {
		*b = (struct momus_import_batch){
			.all = r->all, .row = row, .told = told, .room = room
		};
		rc = r->form->read(b, err);
		if (rc == MOMUS_OK)
			rc = momus_import_commit(b, r->options, err);
	}
	momus_row_free(row);
	if (rc == MOMUS_EPARSE) {
		momus_import_bad(r->all, err);
		return MOMUS_OK;
	}
	r->sound += rc == MOMUS_OK;
	return rc;
}

/* The elements of one JSON array; the line of each is its place, from 1. */
static int take_array(struct reader *r, struct momus_text text,
		      const char *path, struct momus_error *err)
{
	struct momus_text key, value;
	size_t at = 0, line = 0;
	int rc = MOMUS_OK;

	if (!momus_json_valid(text, &at))
		return momus_fail(
			err, MOMUS_EPARSE,
			"%s: begins as a JSON array, and is none from "
			"byte %zu on",
			path, at + 1);
	at = 0;
	while (rc == MOMUS_OK && momus_json_next(text, &at, &key, &value))
		rc = take(r, value, path, ++line, err);
	return rc;
}

static int read_lines(struct reader *r, struct momus_lines *lines,
		      struct momus_buffer *array, const char *path,
		      struct momus_error *err)
{
	static const struct momus_text bom = { "\xef\xbb\xbf", 3 };
	struct momus_text line;
	bool first = true, whole = false;
	size_t number;
	int rc;

	while ((rc = momus_lines_next(lines, &line, &number, err)) ==
	       MOMUS_OK) {
		if (number == 1 && line.len >= 3 &&
		    memcmp(line.ptr, bom.ptr, 3) == 0)
			line = (struct momus_text){ line.ptr + 3,
						    line.len - 3 };
		if (!momus_text_strip(line).len)
			continue;
		if (first)
			whole = momus_text_strip(line).ptr[0] == '[';
		first = false;
		if (whole) {
			momus_buffer_add(array, line);
			momus_buffer_putc(array, '\n');
			continue;
		}
		rc = take(r, line, path, number, err);
		if (rc < 0)
			return rc;
	}
	if (rc == MOMUS_END && whole)
		rc = momus_buffer_check(array, path, err);
	if (rc == MOMUS_OK)
		rc = take_array(r, momus_buffer_text(array), path, err);
	return rc == MOMUS_END ? MOMUS_OK : rc;
}

static int read_file(struct reader *r, const char *path,
		     struct momus_error *err)
{
	struct momus_imported *m = r->all;
	struct momus_lines *lines = NULL;
	struct momus_buffer array;
	int rc = momus_lines_open(&lines, path, 0, err);

	if (rc < 0)
		return rc;
	momus_buffer_init(&array, array_limit);
	m->files[m->n_files].path = path;
	rc = read_lines(r, lines, &array, path, err);
	if (rc == MOMUS_OK)
		momus_lines_sha256(lines, m->files[m->n_files++].sha256);
	momus_buffer_release(&array);
	momus_lines_close(lines);
	return rc;
}

static int nothing(const struct momus_imported *m, struct momus_error *err)
{
	if (m->counts.bad) {
		*err = m->bad[0];
		return MOMUS_EPARSE;
	}
	if (m->counts.elsewhere)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: none of its %zu rows is of a problem of "
				  "the data; is --data the right file?",
				  m->files[0].path, m->counts.elsewhere);
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: there is no trajectory in this file",
			  m->files[0].path);
}

/* Of rows that may hold anything: by what they held. */
static const char *usual_feedback(const struct momus_imported *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->told[i].node.kind == MOMUS_NODE_CRITIQUE)
			return *m->critic && strcmp(m->critic, m->generator) ==
						       0
				       ? "self"
				       : "critic";
	return m->turns ? "execution" : "none";
}

/* What neither rows nor user say, the form does. */
static void default_names(struct momus_imported *m,
			  const struct momus_import_form *form,
			  const struct momus_import_options *o)
{
	const struct {
		const char **at, *said, *usual;
	} names[] = {
		{ &m->generator, o->generator, "recorded" },
		{ &m->critic, o->critic, "" },
		{ &m->grader, o->grader, form->grader },
		{ &m->feedback, o->feedback, form->feedback },
		{ &m->task, NULL, form->task },
	};

	m->form = form->name;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].said)
			*names[i].at = names[i].said;
		else if (!**names[i].at)
			*names[i].at = names[i].usual;
	if (!*m->feedback)
		m->feedback = usual_feedback(m);
	if (!*m->critic && strcmp(m->feedback, "self") == 0)
		m->critic = m->generator;
}

int momus_imported_read(struct momus_imported **out, const char *const *paths,
			size_t n, const struct momus_import_options *options,
			struct momus_error *err)
{
	struct momus_imported *m = calloc(1, sizeof *m);
	struct reader r = { .all = m, .options = options };
	int rc = MOMUS_ENOMEM;

	if (m) {
		m->arena = momus_arena_create(arena_limit);
		m->ids = momus_seen_create();
		m->files = calloc(n + 1, sizeof *m->files);
		m->generator = m->critic = m->grader = m->feedback = m->task =
			"";
	}
	if (!m || !m->arena || !m->ids || !m->files)
		momus_fail(err, rc, "import: out of memory");
	else
		rc = choose(&r, err);
	for (size_t i = 0; rc == MOMUS_OK && i < n; i++)
		rc = read_file(&r, paths[i], err);
	if (rc == MOMUS_OK && !m->n)
		rc = nothing(m, err);
	if (rc == MOMUS_OK)
		rc = momus_import_settle(m, err);
	if (rc == MOMUS_OK) {
		default_names(m, r.form, options);
		*out = m;
		m = NULL;
	}
	free(r.batch.told);
	momus_imported_free(m);
	return rc;
}
