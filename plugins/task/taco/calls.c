/* calls.c - functions that are called: as programs that print what comes back
 *
 * So they are run and judged as other programs are, expected values never enter
 * their process, and what is compared is plain data.
 */
#include "taco.h"

#include <momus/json.h>

static const size_t program_limit = (size_t)64 << 20;

/* What SandboxFusion's checker imports before a program, and streams that keep
 * what the program prints apart; in one line, so that errors name the right one.  The
 * program is a module there, and what it does as a script is not done. */
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
	"_momus_out = _momus_o.dup(1); _momus_o.dup2(2, 1); "
	"__name__ = 'tmp_sol'; "
	"_momus_s.modules[__name__] = _momus_s.modules['__main__']\n";

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

	momus_buffer_init(&b, program_limit);
	momus_buffer_puts(&b, head);
	momus_buffer_add(&b, answer);
	momus_buffer_puts(&b, tail);
	momus_buffer_puts(&b,
			  method ? "_momus_say(Solution()." : "_momus_say(");
	momus_buffer_add(&b, function);
	momus_buffer_puts(&b, "(*_momus_args()))\n");
	return momus_buffer_keep(&b, "a program that calls a function", arena,
				 out, err);
}

/* The first element of the list LIST; empty if it has none. */
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
	struct momus_text out = momus_text_strip(actual);
	/* Spaces of taco_call(), and a line feed. */
	size_t behind = actual.len - (size_t)(out.ptr - actual.ptr) - out.len;

	if (behind < 2 && momus_check_json(out, expected))
		return true;
	return behind < 3 &&
	       momus_check_json(out, first(momus_text_strip(expected)));
}

bool taco_check_wrapped(struct momus_text actual, struct momus_text expected)
{
	return momus_check_value(actual, first(momus_text_strip(expected)));
}
