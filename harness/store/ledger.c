/* ledger.c - see ledger.h */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/attributes.h"
#include "store/h5files.h"
#include "store/h5rows.h"
#include "store/ledger.h"

static const size_t head_limit = (size_t)256 << 20; /* bytes of attributes */

/* A damaged or hostile file may claim any number, and need not hold it. */
enum { MOST_ROWS = 1 << 22 };

struct rows { /* one table of a ledger */
	void **list;
	size_t *n;
	size_t row; /* bytes */
};

static struct rows rows_of(struct momus_ledger *l, enum momus_ledger_part part)
{
	const size_t row = momus_ledger_tables[part].row;

	switch (part) {
	case MOMUS_LEDGER_STEPS:
		return (struct rows){ (void **)&l->steps, &l->n_steps, row };
	case MOMUS_LEDGER_EVALUATIONS:
		return (struct rows){ (void **)&l->evaluations,
				      &l->n_evaluations, row };
	case MOMUS_LEDGER_CHECKPOINTS:
		return (struct rows){ (void **)&l->checkpoints,
				      &l->n_checkpoints, row };
	default:
		return (struct rows){ (void **)&l->sessions, &l->n_sessions,
				      row };
	}
}

/* Every row begins with the step it is of. */
static uint64_t step_of(const struct rows *r, size_t i)
{
	uint64_t step;

	memcpy(&step, (const char *)*r->list + i * r->row, sizeof step);
	return step;
}

void momus_ledger_release(struct momus_ledger *l)
{
	free(l->steps);
	free(l->evaluations);
	free(l->checkpoints);
	free(l->sessions);
	momus_arena_free(l->arena);
	*l = (struct momus_ledger){ .steps = NULL };
}

static int no_memory(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
}

int momus_ledger_add(struct momus_ledger *l, enum momus_ledger_part part,
		     const void *row, struct momus_error *err)
{
	struct rows r = rows_of(l, part);
	size_t n = *r.n;
	void *list = *r.list;

	/* Room doubles, so it is known from the number of rows. */
	if (n == 0 || (n >= 16 && (n & (n - 1)) == 0))
		list = realloc(list, (n ? 2 * n : 16) * r.row);
	if (!list)
		return no_memory("the training's log", err);
	*r.list = list;
	memcpy((char *)list + n * r.row, row, r.row);
	++*r.n;
	return MOMUS_OK;
}

void momus_ledger_cut(struct momus_ledger *l, uint64_t done)
{
	for (int part = 0; part < MOMUS_LEDGER_PARTS; part++) {
		struct rows r = rows_of(l, (enum momus_ledger_part)part);
		uint64_t last = part == MOMUS_LEDGER_SESSIONS ? done + 1 : done;

		while (*r.n && step_of(&r, *r.n - 1) > last)
			--*r.n;
	}
}

/* Reading. */

static int damaged(const char *path, const char *table,
		   const struct momus_h5_io *io, struct momus_error *err)
{
	if (io->error)
		return momus_fail(err, MOMUS_EIO, "%s: cannot read it: %s",
				  path, strerror(io->error));
	return momus_fail(err, MOMUS_EPARSE, "%s: %s is missing or damaged",
			  path, table);
}

/* The steps of a table only rise, and those of /training/steps by one. */
static bool in_order(const struct rows *r, bool each)
{
	for (size_t i = 1; i < *r->n; i++) {
		uint64_t before = step_of(r, i - 1), step = step_of(r, i);

		if (each ? step != before + 1 : step < before)
			return false;
	}
	return true;
}

static int read_table(struct momus_ledger *l, enum momus_ledger_part part,
		      hid_t file, const char *path,
		      const struct momus_h5_io *io, struct momus_error *err)
{
	const struct momus_table *t = &momus_ledger_tables[part];
	struct rows r = rows_of(l, part);
	struct momus_rows rows;
	size_t room = 16;
	int rc = MOMUS_OK;

	if (momus_rows_open(&rows, file, t))
		return damaged(path, t->path, io, err);
	while (room < rows.n && room < MOST_ROWS)
		room *= 2;
	*r.list = malloc(room * t->row);
	if (rows.n > MOST_ROWS)
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: %s has %llu rows, at most %d are possible",
				path, t->path, (unsigned long long)rows.n,
				MOST_ROWS);
	else if (!*r.list)
		rc = no_memory(path, err);
	else if (momus_rows_read(&rows, 0, (size_t)rows.n, *r.list))
		rc = damaged(path, t->path, io, err);
	else
		*r.n = (size_t)rows.n;
	momus_rows_release(&rows);
	if (rc == MOMUS_OK && !in_order(&r, part == MOMUS_LEDGER_STEPS))
		rc = momus_fail(err, MOMUS_EPARSE,
				"%s: the rows of %s are not in the order of "
				"their steps",
				path, t->path);
	return rc;
}

static int read_root(struct momus_ledger *l, hid_t file, const char *path,
		     struct momus_error *err)
{
	const struct momus_field *f = momus_ledger_fields;
	struct momus_ledger_root *root = &l->root;

	root->format = "";
	if (momus_attribute_read(file, &f[0], l->arena, root) ||
	    strcmp(root->format, MOMUS_LEDGER_FORMAT) != 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: an HDF5 file, but not a training of "
				  "Momus",
				  path);
	if (momus_attribute_read(file, &f[1], l->arena, root) ||
	    root->version != MOMUS_LEDGER_VERSION)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: layout version %u, this program reads "
				  "version %u; %s",
				  path, root->version, MOMUS_LEDGER_VERSION,
				  root->version > MOMUS_LEDGER_VERSION
					  ? "read it with a newer Momus"
					  : "read it with the Momus that made "
					    "it, or train once more");
	for (size_t i = 2; i < momus_ledger_n_fields; i++)
		if (momus_attribute_read(file, &f[i], l->arena, root))
			return momus_fail(err, MOMUS_EPARSE,
					  "%s: root attribute \"%s\" is "
					  "missing or damaged",
					  path, f[i].name);
	return MOMUS_OK;
}

int momus_ledger_read(struct momus_ledger *l, const char *path,
		      const struct momus_files *files, struct momus_error *err)
{
	struct momus_h5_io io = { .files = files };
	hid_t file = momus_h5_open(path, false, false, &io);
	int rc;

	*l = (struct momus_ledger){ .arena = NULL };
	if (file < 0)
		return momus_h5_explain(path, "training", "OUTPUT/training.h5",
					&io, err);
	l->arena = momus_arena_create(head_limit);
	rc = l->arena ? read_root(l, file, path, err) : no_memory(path, err);
	for (int part = 0; rc == MOMUS_OK && part < MOMUS_LEDGER_PARTS; part++)
		rc = read_table(l, (enum momus_ledger_part)part, file, path,
				&io, err);
	momus_h5_close(file, &io);
	if (rc < 0)
		momus_ledger_release(l);
	return rc;
}

bool momus_ledger_is(const char *path)
{
	struct momus_ledger_root root = { .format = "" };
	struct momus_h5_io io = { .files = momus_files_real() };
	struct momus_arena *arena = momus_arena_create(head_limit);
	hid_t file = arena ? momus_h5_open(path, false, false, &io) : -1;
	bool is = false;

	if (file >= 0) {
		is = !momus_attribute_read(file, &momus_ledger_fields[0], arena,
					   &root) &&
		     strcmp(root.format, MOMUS_LEDGER_FORMAT) == 0;
		momus_h5_close(file, &io);
	}
	momus_arena_free(arena);
	return is;
}

/* Writing. */

/* What makes a table say by itself what it holds. */
static int describe(hid_t set, const struct momus_table *t)
{
	char name[64];
	int rc = momus_attribute_text(set, "meaning", t->meaning);

	for (size_t i = 0; !rc && i < t->n_fields; i++) {
		if (!*t->fields[i].unit)
			continue;
		snprintf(name, sizeof name, "%s.unit", t->fields[i].name);
		rc = momus_attribute_text(set, name, t->fields[i].unit);
	}
	return rc;
}

static int write_table(struct momus_ledger *l, enum momus_ledger_part part,
		       hid_t file)
{
	const struct momus_table *t = &momus_ledger_tables[part];
	struct rows r = rows_of(l, part);
	struct momus_rows rows;
	int rc;

	if (momus_rows_create(file, t) || momus_rows_open(&rows, file, t))
		return -1;
	rc = describe(rows.set, t);
	if (!rc && *r.n)
		rc = momus_rows_append(&rows, *r.list, *r.n);
	if (!rc)
		rc = momus_rows_flush(&rows);
	momus_rows_release(&rows);
	return rc;
}

static int write_all(const struct momus_ledger *l, hid_t file)
{
	struct momus_ledger copy = *l; /* of the pointers: rows are only read */
	hid_t group = H5Gcreate2(file, "/training", H5P_DEFAULT, H5P_DEFAULT,
				 H5P_DEFAULT);
	int rc = group >= 0 && H5Gclose(group) >= 0 ? 0 : -1;

	for (int part = 0; !rc && part < MOMUS_LEDGER_PARTS; part++)
		rc = write_table(&copy, (enum momus_ledger_part)part, file);
	if (!rc)
		rc = momus_attributes_write(file, &l->root, momus_ledger_fields,
					    momus_ledger_n_fields);
	return rc || H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 ? -1 : 0;
}

int momus_ledger_write(const struct momus_ledger *l, const char *path,
		       const struct momus_files *files, struct momus_error *err)
{
	struct momus_h5_io io = { .files = files };
	hid_t file = -1;
	char *tmp;
	int rc = MOMUS_OK;

	if (asprintf(&tmp, "%s.tmp", path) < 0)
		return no_memory(path, err);
	file = momus_h5_open(tmp, true, true, &io);
	if (file < 0 || write_all(l, file)) {
		rc = MOMUS_EIO;
		if (!io.error)
			io.error = file < 0 ? errno : ENOMEM;
	}
	if (file >= 0)
		momus_h5_close(file, &io);
	if (io.error)
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot write: %s", tmp,
				strerror(io.error));
	if (rc == MOMUS_OK)
		rc = momus_h5_publish(tmp, path, files, err);
	if (rc < 0)
		files->unlink(files->self, tmp);
	free(tmp);
	return rc;
}
