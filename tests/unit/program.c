/* program.c - tests of harness/stats/program.c */
#include "stats/program.h"
#include "tap.h"

struct pair {
	struct momus_words *words;
	struct momus_program a, b;
};

static void cut(struct pair *p, const char *a, const char *b, bool braces)
{
	*p = (struct pair){ .words = momus_words_create() };
	CHECK(momus_program_cut(p->words, momus_text_of(a), braces, &p->a));
	CHECK(momus_program_cut(p->words, momus_text_of(b), braces, &p->b));
}

static void release(struct pair *p)
{
	momus_program_release(&p->a);
	momus_program_release(&p->b);
	momus_words_free(p->words);
}

static bool same(const char *a, const char *b, bool braces)
{
	struct pair p;
	bool is;

	cut(&p, a, b, braces);
	is = momus_program_same(&p.a, &p.b);
	release(&p);
	return is;
}

TEST(names_comments_and_layout_do_not_matter)
{
	CHECK(same("def f(x):\n    return x+1 # one\n",
		   "def g(y):\n\n  return y + 1\n", false));
	CHECK(same("int f(int a){return a;} // x\n",
		   "int g(int b)\n{\n/* y\n */ return b;\n}\n", true));
	CHECK(same("x = '''a\n  b'''\n", "y='''a\n  b'''", false));
	CHECK(same("if a:\n  b = c + \\\n      d\n  e()\n",
		   "if a:\n  b = c + d\n  e()\n", false));
	CHECK(same("#define A(x) \\\r\n\tx\n", "#define A(x) x\n", true));
}

TEST(what_a_string_is_belongs_to_it)
{
	CHECK(!same("x = f'{y}'", "x = b'{y}'", false));
	CHECK(!same("x = r'a'", "x = 'a'", false));
	CHECK(!same("x = L\"a\";", "x = u8\"a\";", true));
	CHECK(same("x = rb\"\"\"a\n\"\"\" + y", "z = rb\"\"\"a\n\"\"\"+u",
		   false));
	CHECK(same("x = f('a')", "x = g('a')", false));
}

TEST(what_a_program_does_matters)
{
	CHECK(!same("a = b", "a = a", false));
	CHECK(!same("x = min(a, b)", "x = max(a, b)", false));
	CHECK(!same("s.append(1)", "s.add(1)", false));
	CHECK(!same("x = 1", "x = 2", false));
	CHECK(!same("x = 'a'", "x = 'b'", false));
	CHECK(!same("x = 7 // 2", "x = 7", false));
	CHECK(!same("#define A 1", "#define A 2", true));
}

TEST(levels_of_lines_matter_in_python)
{
	CHECK(!same("if a:\n  b()\nc()\n", "if a:\n  b()\n  c()\n", false));
	CHECK(same("f(a,\n      b)\n", "f(a, b)\n", false));
	CHECK(same("if a:\n\tb()\n", "if a:\n  # why\n  b()\n", false));
}

TEST(all_names_have_one_shape)
{
	struct pair p;

	cut(&p, "a = b", "a = a", false);
	CHECK_INT(p.a.shape.n, 3);
	CHECK_INT(p.a.shape.at[0], p.a.shape.at[2]);
	CHECK_INT(p.b.shape.at[0], p.a.shape.at[0]);
	release(&p);
}

TEST(bytes_that_are_no_program_are_cut_too)
{
	struct momus_words *words = momus_words_create();
	const char bytes[] = "\"\\";
	const char odd[] = "'''\0)]}\xff\x80 ..\t\n \\ /*";

	for (int braces = 0; braces < 2; braces++) {
		struct momus_program p = { { NULL, 0, 0, false },
					   { NULL, 0, 0, false } };

		CHECK(momus_program_cut(words, (struct momus_text){ bytes, 2 },
					braces, &p));
		CHECK(momus_program_cut(
			words, (struct momus_text){ odd, sizeof odd - 1 },
			braces, &p));
		CHECK_INT(p.shape.n, p.exact.n);
		momus_program_release(&p);
	}
	momus_words_free(words);
}

TEST(the_sort_of_language_is_told_or_guessed)
{
	CHECK(!momus_program_braces(MOMUS_TEXT("python"), MOMUS_TEXT("{\n")));
	CHECK(momus_program_braces(MOMUS_TEXT("cpp"), MOMUS_TEXT("")));
	CHECK(momus_program_braces(MOMUS_TEXT(""),
				   MOMUS_TEXT("#include <a>\n")));
	CHECK(!momus_program_braces(MOMUS_TEXT(""), MOMUS_TEXT("x = {1: 2}")));
	CHECK(!momus_program_braces(
		MOMUS_TEXT(""),
		MOMUS_TEXT("def f():\n  x = {\n    1: 2,\n  }\n  return x\n")));
	CHECK(!momus_program_braces(MOMUS_TEXT(""), MOMUS_TEXT("x = {\n}\n")));
	CHECK(momus_program_braces(MOMUS_TEXT(""),
				   MOMUS_TEXT("func f() {\n\tx := 1\n}\n")));
	CHECK(momus_program_braces(
		MOMUS_TEXT(""),
		MOMUS_TEXT("switch (x) {\ncase 1:\n\ty();\n\tbreak;\n}\n")));
}

TAP_MAIN
