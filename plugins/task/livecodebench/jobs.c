/* jobs.c - the programs that grade an answer, and what they are told */
#include "livecodebench.h"

#include <math.h>

#define TOLD_MAX (1u << 30)

static const double lcb_s = 6, sandboxfusion_s = 30, script_most_s = 160;
static const size_t spare = 1 << 20;

/* The imports of lcb_program.py in one line, so that errors name lines of the
 * answer. */
static const char imports[] =
	"from string import *; from re import *; from datetime import *; "
	"from collections import *; from heapq import *; from bisect import *; "
	"from copy import *; from math import *; from random import *; "
	"from statistics import *; from itertools import *; "
	"from functools import *; from operator import *; from io import *; "
	"from sys import *; from json import *; from builtins import *; "
	"from typing import *; import string, re, datetime, collections, "
	"heapq, "
	"bisect, copy, math, random, statistics, itertools, functools, "
	"operator, io, sys, json; sys.setrecursionlimit(50000)\n";

static double limit_of(const struct livecodebench *task)
{
	if (task->options->time_limit > 0)
		return task->options->time_limit;
	return task->grader == LIVECODEBENCH_SANDBOXFUSION ? sandboxfusion_s
							   : lcb_s;
}

/* Of all N tests: what each of the two gives its process. */
static double most_of(const struct livecodebench *task, size_t n)
{
	double most = (limit_of(task) + 1) * (double)n + 5;

	return task->grader == LIVECODEBENCH_SANDBOXFUSION
		       ? fmin(most, script_most_s)
		       : most;
}

/* Bytes that a test may print: what prints more is wrong whatever it says. */
static size_t room_of(const struct momus_case *tests, size_t n)
{
	size_t longest = 0;

	for (size_t i = 0; i < n; i++)
		if (tests[i].expected.len > longest)
			longest = tests[i].expected.len;
	return spare + 2 * longest;
}

static void begin(struct momus_buffer *b, const struct livecodebench *task,
		  const struct livecodebench_row *r,
		  const struct momus_case *tests)
{
	momus_buffer_init(b, TOLD_MAX);
	momus_buffer_printf(b, "{\"grader\":\"%s\",\"predict\":%s,\"entry\":",
			    task->grader == LIVECODEBENCH_SANDBOXFUSION
				    ? "sandboxfusion"
				    : "lcb",
			    task->predict ? "true" : "false");
	if (r->function.len)
		momus_buffer_json(b, r->function);
	else
		momus_buffer_puts(b, "null");
	momus_buffer_printf(b, ",\"room\":%zu,\"stop\":%s",
			    room_of(tests, r->n),
			    task->options->stop ? "true" : "false");
}

static void add_texts(struct momus_buffer *b, const char *name, bool inputs,
		      const struct momus_case *tests, size_t n)
{
	momus_buffer_printf(b, ",\"%s\":[", name);
	for (size_t i = 0; i < n; i++) {
		momus_buffer_puts(b, i ? "," : "");
		momus_buffer_json(b,
				  inputs ? tests[i].input : tests[i].expected);
	}
	momus_buffer_putc(b, ']');
}

static int tell_driver(const struct livecodebench *task,
		       const struct livecodebench_row *r,
		       const struct momus_case *tests, bool compare,
		       struct momus_arena *arena, struct momus_text *out,
		       struct momus_error *err)
{
	struct momus_buffer b;

	begin(&b, task, r, tests);
	momus_buffer_puts(&b, ",\"limit\":");
	momus_buffer_real(&b, limit_of(task));
	add_texts(&b, "inputs", true, tests, r->n);
	if (compare)
		add_texts(&b, "expected", false, tests, r->n);
	momus_buffer_putc(&b, '}');
	return momus_buffer_keep(&b, "what a program is told", arena, out, err);
}

static int tell_referee(const struct livecodebench *task,
			const struct livecodebench_row *r,
			const struct momus_case *tests, bool compare,
			struct momus_arena *arena, struct momus_text *out,
			struct momus_error *err)
{
	struct momus_buffer b;

	begin(&b, task, r, tests);
	momus_buffer_puts(&b, ",\"tolerance\":");
	momus_buffer_real(&b, r->rule.tolerance);
	momus_buffer_printf(&b, ",\"any_case\":%s,\"compare\":%s",
			    r->rule.any_case ? "true" : "false",
			    compare ? "true" : "false");
	if (compare)
		momus_buffer_printf(&b, ",\"count\":%zu", r->n);
	else
		add_texts(&b, "expected", false, tests, r->n);
	momus_buffer_putc(&b, '}');
	return momus_buffer_keep(&b, "what a program is told", arena, out, err);
}

int livecodebench_add_run(const struct livecodebench *task,
			  const struct livecodebench_row *r, bool compare,
			  struct momus_text answer, struct momus_arena *arena,
			  struct momus_plan *plan, struct momus_error *err)
{
	struct momus_job job = {
		.language = "python",
		.source = answer,
		.driver = "task/livecodebench/driver.py",
		.referee = "task/livecodebench/referee.py",
		.expected_fd = -1,
		.record_fd = -1,
		.limits.cpu_s = most_of(task, r->n),
		.limits.memory_bytes =
			(uint64_t)(task->options->memory_limit * (1 << 20)),
	};
	const struct momus_case *tests;
	int rc = livecodebench_tests(task, r, arena, &tests, err);

	/* It must be loaded before the checkers take away what it needs. */
	if (momus_python_may_load_numpy(answer))
		job.flags |= MOMUS_JOB_NUMPY;
	if (rc == MOMUS_OK)
		rc = tell_driver(task, r, tests, compare, arena, &job.payload,
				 err);
	if (rc == MOMUS_OK)
		rc = tell_referee(task, r, tests, compare, arena, &job.rules,
				  err);
	return rc < 0 ? rc : momus_plan_add(plan, &job, err);
}

int livecodebench_script(struct momus_text answer, struct momus_arena *arena,
			 struct momus_text *out, struct momus_error *err)
{
	struct momus_buffer b;

	momus_buffer_init(&b, TOLD_MAX);
	/* Nothing may stand before such an import. */
	if (momus_text_find(answer, MOMUS_TEXT("from __future__"), 0) ==
	    (size_t)-1)
		momus_buffer_puts(&b, imports);
	momus_buffer_add(&b, answer);
	return momus_buffer_keep(&b, "what a program is told", arena, out, err);
}
