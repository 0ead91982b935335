/* calls.c - functions that are called: as programs that print what comes back
 *
 * So they are run and judged as other programs are, expected values never enter
 * their process, and what is compared is plain data.
 */
#include "taco.h"

#include <math.h>

#include <momus/json.h>

static const size_t program_limit = (size_t)64 << 20;
static const size_t scratch_limit = (size_t)1 << 30;

/* What SandboxFusion's checker imports before a program, and streams that keep
 * what the program prints apart; in one line, so that errors name the right one. */
static const char head[] =
	"from string import *; from re import *; from datetime import *; "
	"from collections import *; from heapq import *; from bisect import *; "
	"from copy import *; from math import *; from random import *; "
	"from statistics import *; from itertools import *; "
	"from functools import *; from operator import *; from io import *; "
	"from sys import *; from json import *; from builtins import *; "
	"from typing import *; import string, re, datetime, collections, "
	"heapq, bisect, copy, math, random, statistics, itertools, functools, "
	"operator, io, sys, json; sys.setrecursionlimit(50000); "
	"import builtins as _momus_b, json as _momus_j, os as _momus_o, "
	"sys as _momus_s; _momus_in = _momus_s.stdin.read(); "
	"_momus_out = _momus_o.dup(1); _momus_o.dup2(2, 1)\n";

static const char tail[] =
	"\n"
	"def _momus_args():\n"
	"    b = _momus_b\n"
	"    args = [_momus_j.loads(x) for x in _momus_in.split('\\n') if x]\n"
	"    if args and b.type(args[0]) is b.dict:\n"
	"        try:\n"
	"            args = [{b.int(k): v for k, v in args[0].items()}]\n"
	"        except b.ValueError:\n"
	"            pass\n"
	"    return args\n"
	"def _momus_tuples(x, inner):\n"
	"    b = _momus_b\n"
	"    if b.type(x) is b.tuple and inner:\n"
	"        return True\n"
	"    if b.type(x) is b.dict:\n"
	"        x = x.values()\n"
	"    elif b.type(x) not in (b.list, b.tuple):\n"
	"        return False\n"
	"    return b.any([_momus_tuples(y, True) for y in x])\n"
	"def _momus_say(x):\n"
	"    b = _momus_b\n"
	"    flag = ''\n"
	"    if _momus_tuples(x, False):\n"
	"        flag = '  '\n"
	"        if b.type(x) in (b.list, b.tuple) and \\\n"
	"                b.type(x[0]) is b.tuple and \\\n"
	"                not b.any([_momus_tuples(y, False) for y in x]):\n"
	"            flag = ' '\n"
	"    text = (_momus_j.dumps(x) + flag + '\\n').encode()\n"
	"    while text:\n"
	"        text = text[_momus_o.write(_momus_out, text):]\n";

int taco_call(struct momus_text answer, struct momus_text function,
	      struct momus_arena *arena, struct momus_text *out,
	      struct momus_error *err)
{
	bool method = momus_text_find(answer, MOMUS_TEXT("class Solution"),
				      0) != (size_t)-1;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, program_limit);
	momus_buffer_puts(&b, head);
	momus_buffer_add(&b, answer);
	momus_buffer_puts(&b, tail);
	momus_buffer_puts(&b,
			  method ? "_momus_say(Solution()." : "_momus_say(");
	momus_buffer_add(&b, function);
	momus_buffer_puts(&b, "(*_momus_args()))\n");
	rc = momus_buffer_check(&b, "a program that calls a function", err);
	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(arena, momus_buffer_text(&b));
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM,
					"taco: out of memory");
	}
	momus_buffer_release(&b);
	return rc;
}

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

static bool begin(struct comparing *c, struct momus_text actual)
{
	if (!momus_json_valid(actual, NULL))
		return false;
	c->arena = momus_arena_create(scratch_limit);
	return c->arena;
}

/* The only element of the list LIST, or the first; empty if it has none. */
static struct momus_text first(struct momus_text list)
{
	struct momus_text key, value = { "", 0 };
	size_t at = 0;

	if (list.len && *list.ptr == '[')
		momus_json_next(list, &at, &key, &value);
	return value;
}

bool taco_check_call(struct momus_text actual, struct momus_text expected)
{
	struct comparing c = { .careful = false };
	struct momus_text out = momus_text_strip(actual);
	size_t end = (size_t)(out.ptr - actual.ptr) + out.len, flag;
	bool good;

	expected = momus_text_strip(expected);
	if (!begin(&c, out))
		return false;
	flag = actual.len - end; /* spaces of taco_call(), and a line feed */
	good = flag < 2 && same(&c, out, expected);
	if (!good && flag < 3)
		good = same(&c, out, first(expected));
	momus_arena_free(c.arena);
	return good;
}

static bool check(struct momus_text actual, struct momus_text expected)
{
	struct comparing c = { .careful = true };
	bool good;

	actual = momus_text_strip(actual);
	if (!begin(&c, actual))
		return false;
	good = same(&c, actual, expected);
	momus_arena_free(c.arena);
	return good;
}

bool taco_check_value(struct momus_text actual, struct momus_text expected)
{
	return check(actual, momus_text_strip(expected));
}

bool taco_check_wrapped(struct momus_text actual, struct momus_text expected)
{
	return check(actual, first(momus_text_strip(expected)));
}
