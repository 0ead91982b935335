/* rows.c - data set rows of MBPP+, HumanEval+ and their like */
#include "mbppplus.h"

#include <string.h>

#include <momus/json.h>

int mbppplus_join(const struct momus_text *parts, size_t n,
		  struct momus_arena *arena, struct momus_text *out,
		  struct momus_error *err)
{
	size_t len = 0, at = 0;
	char *p;

	for (size_t i = 0; i < n; i++)
		len += parts[i].len;
	p = momus_arena_alloc(arena, len + 1);
	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "mbppplus: out of memory");
	for (size_t i = 0; i < n; i++) {
		memcpy(p + at, parts[i].ptr, parts[i].len);
		at += parts[i].len;
	}
	*out = (struct momus_text){ p, len };
	return MOMUS_OK;
}

/* The number behind PREFIX in ID, or -1. */
static long number_of(struct momus_text id, const char *prefix)
{
	size_t skip = strlen(prefix), i = skip;
	long n = 0;

	if (id.len <= skip || memcmp(id.ptr, prefix, skip) != 0 ||
	    id.len > skip + 9)
		return -1;
	for (; i < id.len && id.ptr[i] >= '0' && id.ptr[i] <= '9'; i++)
		n = 10 * n + (id.ptr[i] - '0');
	return i == id.len ? n : -1;
}

/* The list of argument lists under KEY, raw, and how many there are; EvalPlus
 * writes an empty list as an object at times. */
static int inputs(const struct momus_row *row, const char *key,
		  struct momus_text *out, size_t *n, struct momus_error *err)
{
	struct momus_text name, value;
	size_t at = 0;
	int rc = momus_row_raw(row, key, out, err);

	if (rc < 0)
		return rc;
	for (*n = 0; momus_json_next(*out, &at, &name, &value); ++*n)
		if (out->ptr[0] == '[' && value.ptr[0] != '[')
			return momus_row_fail(row, err,
					      "%s[%zu] is no list of arguments",
					      key, *n);
	if (out->ptr[0] != '[' && (out->ptr[0] != '{' || *n))
		return momus_row_fail(row, err,
				      "%s is no list of argument lists", key);
	return MOMUS_OK; /* mbppplus_tell_record() copies it */
}

static bool begins(struct momus_text t, const char *prefix)
{
	size_t n = strlen(prefix);

	return t.len >= n && memcmp(t.ptr, prefix, n) == 0;
}

/* Whose rules hold for the problem called ID: those of MBPP+, of HumanEval+, or
 * for a benchmark of anybody's own, NAME/…, none. */
static int name_dataset(const struct momus_row *row, struct momus_text id,
			struct mbppplus_row *r, struct momus_error *err)
{
	size_t slash = momus_text_find(id, MOMUS_TEXT("/"), 0);

	if ((r->number = number_of(id, "Mbpp/")) >= 0) {
		r->dataset = "mbpp";
	} else if ((r->number = number_of(id, "HumanEval/")) >= 0) {
		r->dataset = "humaneval";
	} else if (begins(id, "Mbpp/") || begins(id, "HumanEval/") ||
		   slash == (size_t)-1 || !slash || slash == id.len - 1) {
		return momus_row_fail(row, err,
				      "task_id is \"%.*s\", expected Mbpp/N, "
				      "HumanEval/N, or NAME/… for problems of "
				      "your own",
				      id.len > 200 ? 200 : (int)id.len, id.ptr);
	} else {
		r->dataset = "plain";
		r->number = 0;
	}
	return MOMUS_OK;
}

static int evalplus_row(const struct momus_row *row, struct momus_arena *arena,
			struct momus_problem *out, struct mbppplus_row *r,
			struct momus_error *err)
{
	struct momus_text program[2];
	int rc = name_dataset(row, out->id, r, err);

	if (rc < 0)
		return rc;
	if ((rc = momus_row_copy(row, "prompt", arena, &out->statement, err)) <
		    0 ||
	    (rc = momus_row_copy(row, "entry_point", arena, &r->entry, err)) <
		    0 ||
	    (rc = momus_row_str(row, "canonical_solution", &program[1], err)) <
		    0 ||
	    (rc = momus_row_real(row, "atol", &r->atol, err)) < 0 ||
	    (rc = inputs(row, "base_input", &r->base, &r->n_base, err)) < 0 ||
	    (rc = inputs(row, "plus_input", &r->plus, &r->n_plus, err)) < 0)
		return rc;
	if (!momus_text_is_name(r->entry))
		return momus_row_fail(row, err,
				      "entry_point \"%.*s\" is no name",
				      (int)r->entry.len, r->entry.ptr);
	if (!(r->atol >= 0 && r->atol < 1e300))
		return momus_row_fail(
			row, err, "atol is %g, expected 0 or more", r->atol);
	if (!r->n_base)
		return momus_row_fail(row, err,
				      "base_input is empty: there is no test");
	program[0] = out->statement;
	return mbppplus_join(program, 2, arena, &out->right, err);
}

/* The function that the script calls: the name before the first "(*inp)". */
static bool called(struct momus_text test, struct momus_text *out)
{
	size_t end = momus_text_find(test, MOMUS_TEXT("(*inp)"), 0), at;

	if (end == (size_t)-1)
		return false;
	at = end;
	while (at && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
			    "YZ_0123456789",
			    test.ptr[at - 1]))
		at--;
	*out = (struct momus_text){ test.ptr + at, end - at };
	return momus_text_is_name(*out);
}

static int hf_row(const struct momus_row *row, struct momus_arena *arena,
		  struct momus_problem *out, struct mbppplus_row *r,
		  struct momus_error *err)
{
	struct momus_text parts[3], first;
	int rc;

	r->form = MBPPPLUS_HF;
	r->dataset = "mbpp";
	if ((rc = momus_row_str(row, "prompt", &parts[0], err)) < 0 ||
	    (rc = momus_row_copy(row, "code", arena, &out->right, err)) < 0 ||
	    (rc = momus_row_copy(row, "test", arena, &r->test, err)) < 0)
		return rc;
	rc = momus_row_item(row, "test_list", 0, &first, err);
	if (rc == MOMUS_END)
		return momus_row_fail(row, err, "test_list is empty");
	if (rc < 0)
		return rc;
	if (!called(r->test, &r->entry))
		return momus_row_fail(row, err,
				      "test has no call NAME(*inp): it is no "
				      "script of EvalPlus's");
	parts[1] = MOMUS_TEXT(" Your code should satisfy these tests:\n\n");
	parts[2] = first;
	return mbppplus_join(parts, 3, arena, &out->statement, err);
}

/* An answer known to be wrong, for simulated models. */
static int wrong(struct momus_problem *out, struct momus_text entry,
		 struct momus_arena *arena, struct momus_error *err)
{
	struct momus_text parts[] = {
		MOMUS_TEXT("def "), entry,
		MOMUS_TEXT("(*args):\n    raise NotImplementedError\n")
	};

	return mbppplus_join(parts, 3, arena, &out->wrong, err);
}

int mbppplus_problem(void *self, const struct momus_row *row,
		     struct momus_arena *arena, struct momus_problem *out,
		     struct momus_error *err)
{
	struct mbppplus *task = self;
	struct mbppplus_row *r = momus_arena_alloc(arena, sizeof(*r));
	bool hf = momus_row_has(row, "test_list");
	struct momus_text parts[2] = { MOMUS_TEXT("Mbpp/") };
	int rc;

	if (!r)
		return momus_fail(err, MOMUS_ENOMEM, "mbppplus: out of memory");
	if (task->grader == MBPPPLUS_SCRIPT && !hf)
		return momus_row_fail(row, err,
				      "grader mbpp-script needs the field test "
				      "of the Hugging Face rows; use that data "
				      "set (MbppPlus-OriginFmt), or grader "
				      "evalplus");
	if (task->grader == MBPPPLUS_AS_EVALPLUS && hf)
		return momus_row_fail(
			row, err,
			"grader evalplus needs rows in EvalPlus's "
			"own form; use that data set (MbppPlus), "
			"or grader mbpp-script or strict");
	out->data = r;
	out->language = "python";
	if (hf) {
		rc = momus_row_raw(row, "task_id", &parts[1], err);
		if (rc == MOMUS_OK && (r->number = number_of(parts[1], "")) < 0)
			rc = momus_row_fail(row, err, "task_id is no integer");
		if (rc == MOMUS_OK)
			rc = mbppplus_join(parts, 2, arena, &out->id, err);
		if (rc == MOMUS_OK)
			rc = hf_row(row, arena, out, r, err);
	} else {
		rc = momus_row_copy(row, "task_id", arena, &out->id, err);
		if (rc == MOMUS_OK)
			rc = evalplus_row(row, arena, out, r, err);
	}
	if (rc == MOMUS_OK)
		rc = mbppplus_tell_record(r, arena, err);
	if (rc == MOMUS_OK)
		rc = wrong(out, r->entry, arena, err);
	if (rc == MOMUS_OK)
		rc = mbppplus_remember(task, out->id,
				       hf ? (struct momus_text){ "", 0 }
					  : out->statement,
				       err);
	return rc;
}
