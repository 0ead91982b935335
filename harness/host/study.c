/* study.c - see study.h: from a study's file to its cells */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "host/study.h"
#include "momus/buffer.h"

enum { CELLS_MAX = 100000, NAME_MAX_LEN = 200 };

static const char *const keys[] = {
	"study",   "note",     "seed",	     "limits",	"limit",
	"sandbox", "budget",   "generators", "critics", "benchmarks",
	"rows",	   "baseline", "feedback",   "widths",	"votes",
	"stop",	   "sampling", "prompts",    "rewards", "reward_noise",
};

/* Said to every cell as it is; the rest of what is said to all, rows take over. */
static const char *const common[] = { "note",  "seed",	  "limits",
				      "limit", "sandbox", "budget" };

/* Keys of rows that are keys of recipes. */
static const char *const of_rows[] = { "feedback", "widths",	  "votes",
				       "stop",	   "sampling",	  "prompts",
				       "rewards",  "reward_noise" };

/* The critics that no file has to name (run/controls.h). */
static const char *const controls[] = { "empty", "oracle", "shuffled" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct making { /* of one cell */
	const struct momus_recipe *file;
	const cJSON *generator, *benchmark; /* their .string names them */
	const struct momus_study_rows *rows;
	size_t row;
	int source; /* the row whose critiques it passes on, or -1 */
	const char *stores;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "study: out of memory");
}

static const cJSON *member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

bool momus_study_is(const struct momus_recipe *file)
{
	return member(file->root, "study") != NULL;
}

/* Appends NAME as a part of a file's name: letters and digits, lower case, and
 * bytes beyond ASCII; anything between is one hyphen. */
static void add_part(const char *name, struct momus_buffer *out)
{
	size_t from = out->len;

	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c >= 0x80)
			momus_buffer_putc(out, (char)c);
		else if (c >= 'A' && c <= 'Z')
			momus_buffer_putc(out, (char)(c - 'A' + 'a'));
		else if (out->len > from && out->ptr[out->len - 1] != '-')
			momus_buffer_putc(out, '-');
	}
	if (out->len > from && out->ptr[out->len - 1] == '-')
		out->ptr[--out->len] = '\0';
}

static char *cell_name(const struct making *m, size_t row)
{
	const char *parts[] = { m->generator->string, m->benchmark->string,
				m->rows->list[row].label };
	struct momus_buffer b;
	char *name = NULL;

	momus_buffer_init(&b, 4096);
	for (int i = 0; i < 3; i++) {
		momus_buffer_puts(&b, i ? "." : "");
		add_part(parts[i], &b);
	}
	if (!b.failed)
		name = strdup(b.ptr);
	momus_buffer_release(&b);
	return name;
}

static int fail_row(const struct making *m, struct momus_error *err,
		    const char *what, const char *found, const char *remedy)
{
	return momus_recipe_fail(
		m->file, "rows", err, "row \"%.100s\": %s \"%.100s\"; %s",
		m->rows->list[m->row].label, what, found, remedy);
}

static int unknown_critic(const struct making *m, const char *name,
			  struct momus_error *err)
{
	const cJSON *critics = member(m->file->root, "critics"), *c;
	size_t n = (size_t)cJSON_GetArraySize(critics), k = 0;
	const char **names = calloc(n + COUNT(controls) + 1, sizeof *names);
	const char *near;
	char remedy[256];

	if (!names)
		return no_memory(err);
	cJSON_ArrayForEach(c, critics) names[k++] = c->string;
	for (size_t i = 0; i < COUNT(controls); i++)
		names[k++] = controls[i];
	names[k++] = "generator";
	near = momus_nearest(name, names, k);
	snprintf(remedy, sizeof remedy,
		 near ? "did you mean \"%.100s\"?" : "%s",
		 near ? near
		      : "name one of \"critics\", \"generator\", \"empty\", "
			"\"oracle\", or give an object");
	free(names);
	return fail_row(m, err, "there is no critic", name, remedy);
}

/* The critic of row ROW as an object, or NULL: a control, the generator, none. */
static const cJSON *critic_of(const struct making *m, size_t row)
{
	const cJSON *given = member(m->rows->list[row].object, "critic");

	return cJSON_IsString(given) ? member(member(m->file->root, "critics"),
					      given->valuestring)
				     : given;
}

static bool has_critiques(const struct making *m, size_t row)
{
	const cJSON *object = m->rows->list[row].object;
	const cJSON *feedback = member(object, "feedback");

	return member(object, "critic") ||
	       (cJSON_IsString(feedback) &&
		strcmp(feedback->valuestring, "self") == 0);
}

/* The row whose critiques CRITIC, a "shuffled", passes on. */
static int find_source(struct making *m, const cJSON *critic,
		       struct momus_error *err)
{
	const cJSON *label = member(critic, "row");
	size_t i = 0;

	if (!cJSON_IsString(label))
		return momus_recipe_fail(
			m->file, "rows", err,
			"row \"%.100s\": critic.row: name the row whose "
			"critiques are passed on, as in {\"plugin\": "
			"\"shuffled\", \"row\": \"…\"}",
			m->rows->list[m->row].label);
	while (i < m->rows->n &&
	       strcmp(m->rows->list[i].label, label->valuestring) != 0)
		i++;
	if (i == m->rows->n)
		return fail_row(m, err, "critic.row: there is no row",
				label->valuestring, "name one of this study");
	if (i == m->row || member(critic_of(m, i), "row") ||
	    !has_critiques(m, i))
		return fail_row(m, err, "critic.row: no critiques are made by",
				label->valuestring,
				"name a row with a critic of its own");
	m->source = (int)i;
	return MOMUS_OK;
}

/* "shuffled" is told the store of its source. */
static int make_shuffled(struct making *m, const cJSON *critic, cJSON *recipe,
			 struct momus_error *err)
{
	cJSON *copy = cJSON_Duplicate(critic, 1);
	char *name = NULL, *path = NULL;
	int rc = find_source(m, critic, err);

	if (rc == MOMUS_OK)
		name = cell_name(m, (size_t)m->source);
	if (name && asprintf(&path, "%s/%s.h5", m->stores, name) < 0)
		path = NULL;
	if (rc == MOMUS_OK && (!copy || !path))
		rc = no_memory(err);
	if (rc == MOMUS_OK) {
		cJSON_DeleteItemFromObjectCaseSensitive(copy, "row");
		cJSON_DeleteItemFromObjectCaseSensitive(copy, "from");
		cJSON_AddStringToObject(copy, "from", path);
		cJSON_AddItemToObject(recipe, "critic", copy);
		copy = NULL;
	}
	cJSON_Delete(copy);
	free(name);
	free(path);
	return rc;
}

static int make_critic(struct making *m, cJSON *recipe, struct momus_error *err)
{
	const cJSON *given = member(m->rows->list[m->row].object, "critic");
	const cJSON *found = critic_of(m, m->row);
	const char *name;

	if (!given)
		return MOMUS_OK;
	if (cJSON_IsString(given)) {
		name = given->valuestring;
		if (!found && strcmp(name, "generator") == 0)
			found = m->generator;
		if (!found && (strcmp(name, "empty") == 0 ||
			       strcmp(name, "oracle") == 0)) {
			cJSON_AddStringToObject(
				cJSON_AddObjectToObject(recipe, "critic"),
				"plugin", name);
			return MOMUS_OK;
		}
		if (!found && strcmp(name, "shuffled") != 0)
			return unknown_critic(m, name, err);
	}
	if (!found || member(found, "row"))
		return make_shuffled(m, found, recipe, err);
	return cJSON_AddItemToObject(recipe, "critic",
				     cJSON_Duplicate(found, 1))
		       ? MOMUS_OK
		       : no_memory(err);
}

static bool copy_keys(cJSON *to, const cJSON *from, const char *const *names,
		      size_t n)
{
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		const cJSON *v = member(from, names[i]);

		if (v)
			good &= cJSON_AddItemToObject(to, names[i],
						      cJSON_Duplicate(v, 1));
	}
	return good;
}

/* What reports know a cell by. */
static bool add_place(const struct making *m, cJSON *recipe)
{
	cJSON *cell = cJSON_AddObjectToObject(recipe, "cell");
	const char *study = member(m->file->root, "study")->valuestring;

	return cJSON_AddStringToObject(cell, "study", study) &&
	       cJSON_AddStringToObject(cell, "generator",
				       m->generator->string) &&
	       cJSON_AddStringToObject(cell, "benchmark",
				       m->benchmark->string) &&
	       cJSON_AddStringToObject(cell, "row",
				       m->rows->list[m->row].label) &&
	       cJSON_AddStringToObject(cell, "baseline", m->rows->baseline) &&
	       cJSON_AddNumberToObject(cell, "place", (double)m->row);
}

/* The recipe of M's cell, called NAME, unchecked. */
static int make_recipe(struct making *m, const char *name,
		       struct momus_recipe **out, struct momus_error *err)
{
	const cJSON *row = m->rows->list[m->row].object;
	cJSON *root = cJSON_CreateObject();
	char *origin = NULL;
	int rc = MOMUS_OK;

	if (!cJSON_AddStringToObject(root, "name", name) ||
	    !copy_keys(root, m->file->root, common, COUNT(common)) ||
	    !copy_keys(root, row, of_rows, COUNT(of_rows)) ||
	    !cJSON_AddItemToObject(root, "generator",
				   cJSON_Duplicate(m->generator, 1)) ||
	    !cJSON_AddItemToObject(root, "task",
				   cJSON_Duplicate(m->benchmark, 1)) ||
	    !add_place(m, root))
		rc = no_memory(err);
	if (rc == MOMUS_OK)
		rc = make_critic(m, root, err);
	if (rc == MOMUS_OK &&
	    asprintf(&origin, "%s, cell %s", m->file->origin, name) < 0)
		rc = no_memory(err);
	if (rc == MOMUS_OK) {
		rc = momus_recipe_take(out, root, origin, m->file->folder, err);
		root = NULL;
	}
	cJSON_Delete(root);
	free(origin);
	return rc;
}

/* Whether NAME is among the LIST of a row's; without one all are. */
static bool is_listed(const cJSON *list, const char *name)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, list)
	{
		if (cJSON_IsString(v) && strcmp(v->valuestring, name) == 0)
			return true;
	}
	return !list;
}

/* A row's list of generators or benchmarks must name some that are there. */
static int check_list(const struct making *m, const char *key,
		      struct momus_error *err)
{
	const cJSON *list = member(m->rows->list[m->row].object, key), *v;
	const cJSON *known = member(m->file->root, key);

	if (list && (!cJSON_IsArray(list) || !list->child))
		return fail_row(m, err, "expected a list of names in", key,
				"leave it out for all");
	cJSON_ArrayForEach(v, list)
	{
		if (!cJSON_IsString(v) || !member(known, v->valuestring))
			return fail_row(m, err, key,
					cJSON_IsString(v) ? v->valuestring
							  : "?",
					"is not one of this study's; name one "
					"of those");
	}
	return MOMUS_OK;
}

static int add_cell(struct momus_study *study, struct making *m,
		    struct momus_error *err)
{
	struct momus_study_cell *more, *c;
	int rc;

	if (study->n == CELLS_MAX)
		return momus_recipe_fail(m->file, "", err, "more than %d cells",
					 CELLS_MAX);
	more = realloc(study->cells, (study->n + 1) * sizeof *more);
	if (!more)
		return no_memory(err);
	study->cells = more;
	c = &study->cells[study->n++];
	*c = (struct momus_study_cell){ .name = cell_name(m, m->row),
					.after = -1 };
	if (!c->name)
		return no_memory(err);
	if (strlen(c->name) > NAME_MAX_LEN)
		return fail_row(m, err, "its cell's file would be called",
				c->name, "choose shorter names");
	m->source = -1;
	rc = make_recipe(m, c->name, &c->recipe, err);
	c->after = m->source; /* a row, until find_sources() */
	if (rc == MOMUS_OK)
		rc = momus_recipe_check(c->recipe, false, err);
	if (rc < 0)
		return rc;
	c->generator = c->recipe->cell.generator;
	c->benchmark = c->recipe->cell.benchmark;
	c->row = c->recipe->cell.row;
	return MOMUS_OK;
}

/* Two cells of one file would be one. */
static int check_names(const struct momus_study *study,
		       const struct momus_recipe *file, struct momus_error *err)
{
	for (size_t i = 0; i < study->n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(study->cells[i].name,
				   study->cells[k].name) == 0)
				return momus_recipe_fail(
					file, "rows", err,
					"\"%.100s\" and \"%.100s\" would both "
					"be kept in %s.h5; rename one",
					study->cells[k].row,
					study->cells[i].row,
					study->cells[i].name);
	return MOMUS_OK;
}

/* Whose store cell C reads, which knows the row. */
static int find_source_cell(const struct momus_study *study,
			    struct momus_study_cell *c, struct momus_error *err)
{
	for (size_t k = 0; k < study->n; k++)
		if (study->cells[k].recipe->cell.place == c->after &&
		    strcmp(study->cells[k].generator, c->generator) == 0 &&
		    strcmp(study->cells[k].benchmark, c->benchmark) == 0) {
			c->after = (int)k;
			return MOMUS_OK;
		}
	return momus_recipe_fail(c->recipe, "critic.row", err,
				 "the row that it names has no cell of this "
				 "generator and benchmark");
}

static int check_group(const struct momus_recipe *file, const char *key,
		       bool needed, struct momus_error *err)
{
	const cJSON *group = member(file->root, key), *v;

	if (!group && !needed)
		return MOMUS_OK;
	if (!group)
		return momus_recipe_fail(file, "", err,
					 "\"%s\" is missing; add it: an object "
					 "of names and what they stand for",
					 key);
	if (!cJSON_IsObject(group) || (needed && !group->child))
		return momus_recipe_fail(file, key, err,
					 "expected an object of names and what "
					 "they stand for");
	cJSON_ArrayForEach(v, group)
	{
		if (!cJSON_IsObject(v) || !*v->string ||
		    member(group, v->string) != v)
			return momus_recipe_fail(
				file, key, err,
				"\"%.100s\": expected an object, under a name "
				"that is there once",
				v->string);
	}
	return MOMUS_OK;
}

static int check_file(const struct momus_recipe *file, struct momus_error *err)
{
	const cJSON *study = member(file->root, "study"), *v;
	int rc;

	cJSON_ArrayForEach(v, file->root)
	{
		const char *near;
		size_t i = 0;

		while (i < COUNT(keys) && strcmp(keys[i], v->string) != 0)
			i++;
		if (i < COUNT(keys) && member(file->root, v->string) == v)
			continue;
		if (i < COUNT(keys))
			return momus_recipe_fail(file, v->string, err,
						 "the key is there twice; "
						 "remove one");
		near = momus_nearest(v->string, keys, COUNT(keys));
		return near ? momus_recipe_fail(file, v->string, err,
						"unknown key of a study; did "
						"you mean \"%s\"?",
						near)
			    : momus_recipe_fail(
				      file, v->string, err,
				      "unknown key of a study; what it runs "
				      "stands in generators, critics, "
				      "benchmarks and rows");
	}
	if (!cJSON_IsString(study) || !*study->valuestring)
		return momus_recipe_fail(file, "study", err,
					 "expected the study's name");
	rc = check_group(file, "generators", true, err);
	if (rc == MOMUS_OK)
		rc = check_group(file, "benchmarks", true, err);
	return rc == MOMUS_OK ? check_group(file, "critics", false, err) : rc;
}

static int add_cells(struct momus_study *out, struct making *m,
		     struct momus_error *err)
{
	const cJSON *root = m->file->root;
	int rc = MOMUS_OK;

	for (m->row = 0; rc == MOMUS_OK && m->row < m->rows->n; m->row++) {
		rc = check_list(m, "generators", err);
		if (rc == MOMUS_OK)
			rc = check_list(m, "benchmarks", err);
	}
	cJSON_ArrayForEach(m->generator, member(root, "generators"))
		cJSON_ArrayForEach(
			m->benchmark,
			member(root, "benchmarks")) for (m->row = 0;
							 rc == MOMUS_OK &&
							 m->row < m->rows->n;
							 m->row++)
	{
		const cJSON *row = m->rows->list[m->row].object;

		if (is_listed(member(row, "generators"),
			      m->generator->string) &&
		    is_listed(member(row, "benchmarks"), m->benchmark->string))
			rc = add_cell(out, m, err);
	}
	return rc;
}

int momus_study_expand(struct momus_study *out, const struct momus_recipe *file,
		       const char *stores, struct momus_error *err)
{
	struct momus_study_rows rows;
	struct making m = { .file = file, .rows = &rows, .stores = stores };
	int rc = check_file(file, err);

	*out = (struct momus_study){ .cells = NULL };
	if (rc == MOMUS_OK)
		rc = momus_study_rows(&rows, file, err);
	if (rc < 0)
		return rc;
	out->name = member(file->root, "study")->valuestring;
	rc = add_cells(out, &m, err);
	if (rc == MOMUS_OK)
		rc = check_names(out, file, err);
	for (size_t i = 0; rc == MOMUS_OK && i < out->n; i++)
		if (out->cells[i].after >= 0)
			rc = find_source_cell(out, &out->cells[i], err);
	momus_study_rows_release(&rows);
	if (rc < 0)
		momus_study_release(out);
	return rc;
}

void momus_study_release(struct momus_study *study)
{
	for (size_t i = 0; i < study->n; i++) {
		free(study->cells[i].name);
		momus_recipe_free(study->cells[i].recipe);
	}
	free(study->cells);
	*study = (struct momus_study){ .cells = NULL };
}
