/* imports.c - tests of harness/sandbox/imports.c */
#include <string.h>

#include "momus/job.h"
#include "tap.h"

static void check_all(const char *const *programs, bool want)
{
	for (; *programs; programs++)
		if (momus_python_may_load_numpy(momus_text_of(*programs)) !=
		    want)
			tap_fail(__FILE__, __LINE__, "not %s: %s",
				 want ? "true" : "false", *programs);
}

TEST(a_program_that_imports_known_modules_alone_loads_no_numpy)
{
	static const char *const programs[] = {
		"",
		"print(1)",
		"import sys",
		"import sys\nimport math as m, heapq\nprint(m.pi)",
		"import sys; input = sys.stdin.readline",
		"import os.path # for a path\r\nimport re\r\n",
		"from collections import (deque,\n    Counter)",
		"from math import *\nfrom os.path import join",
		"def f():\n\timport bisect\n    import zlib",
		"intervals = retrieval = executed = 1",
		"important = 1 # unimportant, reimports",
		NULL,
	};

	check_all(programs, false);
}

TEST(whatever_else_is_imported_may_load_numpy)
{
	static const char *const programs[] = {
		"import numpy",
		"x = 'numpy'",
		"exec('imp' + 'ort num' + 'py')",
		"f = eval",
		"sys.modules['num' + 'py']",
		"getattr(__builtins__, '__imp' + 'ort__')",
		"import pandas as pd",
		"import sys, scipy",
		"import sys, \\\n scipy",
		"import sys as s, sympy.abc",
		"import sy",
		"import syst",
		"import",
		"from scipy import stats",
		"from . import sys",
		"from math import pi; import networkx",
		"if 1: import sklearn",
		"import sys; import scipy",
		"importlib = 1",
		"__import__('num' + 'py')",
		"x.import_module('a')",
		"from importlib import import_module",
		"import imp\xc3\xb6rt",
		NULL,
	};

	check_all(programs, true);
}

TEST(a_word_at_either_end_of_the_text_is_read_within_it)
{
	char text[] = "import sys";

	CHECK(momus_python_may_load_numpy((struct momus_text){ text, 9 }));
	CHECK(!momus_python_may_load_numpy((struct momus_text){ text, 5 }));
	CHECK(!momus_python_may_load_numpy((struct momus_text){ NULL, 0 }));
}

TAP_MAIN
