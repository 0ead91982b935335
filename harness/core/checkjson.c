/* checkjson.c - whether two JSON texts are the same value; see momus/checker.h */
#include "config.h"

#include <math.h>

#include "momus/checker.h"
#include "momus/json.h"

static const size_t scratch_limit = (size_t)1 << 30;

struct comparing {
	struct momus_arena *arena; /* of unescaped texts */
	bool careful;
};

static bool is_whole(struct momus_text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!(t.ptr[i] >= '0' && t.ptr[i] <= '9') && t.ptr[i] != '-')
			return false;
	return t.len > 0;
}

/* The number that RAW stands for, where Python takes True for 1. */
static bool number(const struct comparing *c, struct momus_text *raw, double *x)
{
	if (!c->careful && momus_text_equal(*raw, MOMUS_TEXT("true")))
		*raw = MOMUS_TEXT("1");
	if (!c->careful && momus_text_equal(*raw, MOMUS_TEXT("false")))
		*raw = MOMUS_TEXT("0");
	return (*raw->ptr == '-' || (*raw->ptr >= '0' && *raw->ptr <= '9')) &&
	       momus_text_float(*raw, x);
}

static bool same_number(const struct comparing *c, struct momus_text a,
			double x, struct momus_text b, double y)
{
	if (is_whole(a) && is_whole(b))
		return momus_text_equal(a, b) || (x == 0 && y == 0);
	if (!c->careful || is_whole(b) || x == y)
		return x == y;
	return fabs(x - y) <= 1e-9 * fmax(1, fabs(y));
}

static bool same(const struct comparing *c, struct momus_text a,
		 struct momus_text b);

static bool same_text(const struct comparing *c, struct momus_text a,
		      struct momus_text b)
{
	a = momus_json_unescape(a, c->arena);
	b = momus_json_unescape(b, c->arena);
	return a.ptr && b.ptr && momus_text_equal(a, b);
}

/* The value in the object O under KEY, both raw: from *AT on, then from the start. */
static bool member(const struct comparing *c, struct momus_text o, size_t *at,
		   struct momus_text key, struct momus_text *value)
{
	struct momus_text k;
	size_t from = *at;

	while (momus_json_next(o, at, &k, value))
		if (same_text(c, k, key))
			return true;
	for (*at = 0; *at < from && momus_json_next(o, at, &k, value);)
		if (same_text(c, k, key))
			return true;
	return false;
}

static bool same_members(const struct comparing *c, struct momus_text a,
			 struct momus_text b)
{
	struct momus_text key, x, y;
	size_t at = 0, in = 0;

	if (momus_json_count(a) != momus_json_count(b))
		return false;
	while (momus_json_next(a, &at, &key, &x)) {
		if (*a.ptr == '{' ? !member(c, b, &in, key, &y)
				  : !momus_json_next(b, &in, &key, &y))
			return false;
		if (!same(c, x, y))
			return false;
	}
	return true;
}

/* A is what came back, B what is expected; both raw. */
static bool same(const struct comparing *c, struct momus_text a,
		 struct momus_text b)
{
	double x, y;

	if (!a.len || !b.len)
		return false;
	if (number(c, &a, &x))
		return number(c, &b, &y) && same_number(c, a, x, b, y);
	if (*a.ptr != *b.ptr)
		return false;
	if (*a.ptr == '"')
		return same_text(c, a, b);
	if (*a.ptr == '[' || *a.ptr == '{')
		return same_members(c, a, b);
	return momus_text_equal(a, b);
}

static bool check(struct momus_text actual, struct momus_text expected,
		  bool careful)
{
	struct comparing c = { .careful = careful };
	bool good;

	actual = momus_text_strip(actual);
	expected = momus_text_strip(expected);
	if (!momus_json_valid(actual, NULL) ||
	    !momus_json_valid(expected, NULL))
		return false;
	c.arena = momus_arena_create(scratch_limit);
	if (!c.arena)
		return false;
	good = same(&c, actual, expected);
	momus_arena_free(c.arena);
	return good;
}

bool momus_check_json(struct momus_text actual, struct momus_text expected)
{
	return check(actual, expected, false);
}

bool momus_check_value(struct momus_text actual, struct momus_text expected)
{
	return check(actual, expected, true);
}
