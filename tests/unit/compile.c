/* compile.c - tests of compiled languages: harness/sandbox/tools.c, build.c */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/sandbox.h"
#include "tap.h"

static const double patience_s = 240;

struct told { /* what came of a job */
	bool done;
	enum momus_run_status status;
	char out[256], err[8192], message[200];
	int signal, exit_code;
	double cost_s;
};

static struct momus_loop *loop;
static char folder[] = "/tmp/momus-compile-XXXXXX";

static void copy(char *to, size_t room, struct momus_text t)
{
	snprintf(to, room, "%.*s", (int)t.len, t.ptr ? t.ptr : "");
}

static void on_done(void *arg, const struct momus_outcome *o)
{
	struct told *t = arg;

	t->done = true;
	t->status = o->status;
	t->signal = o->signal;
	t->exit_code = o->exit_code;
	t->cost_s = o->compile_cpu_s;
	copy(t->out, sizeof t->out, o->out);
	copy(t->err, sizeof t->err, o->err);
	copy(t->message, sizeof t->message, momus_text_of(o->message));
}

static bool has_compilers(void)
{
	struct momus_mechanism rows[8];
	size_t n = momus_sandbox_languages(rows, 8);

	for (size_t i = 0; i < n && i < 8; i++)
		if (!rows[i].active)
			return false;
	return n > 0;
}

static void remove_folder(void)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(folder);
}

/* A cache of this program's own.  False: there is no compiler to test. */
static bool is_ready(void)
{
	static bool asked, found;

	if (!asked) {
		asked = true;
		CHECK(mkdtemp(folder) != NULL);
		setenv("MOMUS_CACHE", folder, 1);
		atexit(remove_folder);
		found = has_compilers();
	}
	return found;
}

#define NEED_COMPILERS()                                              \
	do {                                                          \
		if (!is_ready()) {                                    \
			SKIP("g++ or gcc is not here, or not whole"); \
			return;                                       \
		}                                                     \
	} while (0)

static struct momus_sandbox *new_sandbox(unsigned programs)
{
	struct momus_sandbox_config config = {
		.programs = programs,
		.best_effort = true,
		.limits = { .cpu_s = 1, .wall_s = 4, .memory_bytes = 64 << 20 },
	};
	struct momus_sandbox *sandbox = NULL;
	struct momus_error err = { "" };

	if (!loop)
		CHECK_INT(momus_loop_create(&loop, NULL), MOMUS_OK);
	if (momus_sandbox_create(&sandbox, loop, &config, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return sandbox;
}

static struct momus_job job_of(const char *language, const char *source)
{
	struct momus_job job = { .language = language,
				 .source = momus_text_of(source),
				 .expected_fd = -1,
				 .record_fd = -1 };
	return job;
}

static void submit(struct momus_sandbox *sandbox, const struct momus_job *job,
		   struct told *told)
{
	struct momus_error err = { "" };

	memset(told, 0, sizeof *told);
	if (momus_sandbox_submit(sandbox, job, 0, on_done, told, NULL, &err) <
	    0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

static void wait_for(const struct told *told)
{
	double end = momus_loop_now() + patience_s;

	while (!told->done && momus_loop_now() < end)
		momus_loop_run(loop, end);
	CHECK(told->done);
}

static void run_one(const char *language, const char *source, struct told *told)
{
	struct momus_sandbox *sandbox = new_sandbox(1);
	struct momus_job job = job_of(language, source);

	submit(sandbox, &job, told);
	wait_for(told);
	momus_sandbox_free(sandbox);
}

static const char sum[] = "#include <iostream>\n"
			  "int main() { long a, b; std::cin >> a >> b;\n"
			  "std::cout << a + b << '\\n'; }\n";

TEST(a_source_is_compiled_once_for_all_its_jobs)
{
	enum { JOBS = 12 };
	struct momus_sandbox *sandbox;
	struct momus_job job = job_of("cpp", sum);
	struct told told[JOBS];
	char inputs[JOBS][16], want[16];
	int paid = 0;

	NEED_COMPILERS();
	sandbox = new_sandbox(3);
	for (int i = 0; i < JOBS; i++) {
		snprintf(inputs[i], sizeof inputs[i], "%d 100", i);
		job.input = momus_text_of(inputs[i]);
		submit(sandbox, &job, &told[i]);
	}
	for (int i = 0; i < JOBS; i++) {
		wait_for(&told[i]);
		snprintf(want, sizeof want, "%d\n", i + 100);
		CHECK_STR(told[i].out, want);
		CHECK_INT(told[i].status, MOMUS_RUN_ACCEPTED);
		paid += told[i].cost_s > 0;
	}
	CHECK_INT(paid, 1);
	CHECK_INT((int)momus_sandbox_compiled(sandbox), 1);
	job.source = MOMUS_TEXT("int main() { return 0; }");
	submit(sandbox, &job, &told[0]);
	wait_for(&told[0]);
	CHECK_INT((int)momus_sandbox_compiled(sandbox), 2);
	momus_sandbox_free(sandbox);
}

TEST(programs_in_c_and_cpp_end_in_each_way)
{
	static const struct {
		const char *language, *source, *status;
	} rows[] = {
#define STDIO "#include <stdio.h>\n"
		{ "c", STDIO "int main(void) { puts(\"x\"); }", "accepted" },
		{ "c", "int main(void) { return 7; }", "runtime_error" },
		{ "c", "int main(void) { *(volatile int *)0 = 1; }",
		  "runtime_error" },
		{ "c", "int main(void) { for (;;) ; }", "time_limit" },
		{ "c", "#include <unistd.h>\nint main(void) { pause(); }",
		  "time_limit" },
		{ "cpp",
		  "#include <cstring>\nint main() { for (;;) memset(new "
		  "char[1 << 20], 1, 1 << 20); }",
		  "memory_limit" },
		{ "c", STDIO "int main(void) { for (;;) puts(\"flood\"); }",
		  "output_limit" },
		{ "c", "int main(void) { return missing; }", "compile_error" },
		{ "c", "#include </dev/zero>\nint main(void) { }",
		  "compile_error" },
		{ "c", "char a[1 << 30] = { 1 };\nint main(void) { }",
		  "compile_error" },
		{ "c", "", "compile_error" },
		{ "c", "int main(void) { auto f = [] { }; }", "compile_error" },
		{ "cpp",
		  "int main() { auto f = [] { return 0; }; return f(); }",
		  "accepted" },
		{ "cpp", "int main() { throw 1; }", "runtime_error" },
		{ "cpp",
		  "#include <vector>\nint main() { std::vector<char> v(1ll << "
		  "60); }",
		  "memory_limit" },
		{ "cpp", "static_assert(sizeof(int) == 1);\nint main() { }",
		  "compile_error" },
	};

	NEED_COMPILERS();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct told told;

		run_one(rows[i].language, rows[i].source, &told);
		if (strcmp(momus_run_name(told.status), rows[i].status) != 0)
			tap_fail(__FILE__, __LINE__, "%s, not %s: %s: %s %s",
				 momus_run_name(told.status), rows[i].status,
				 rows[i].source, told.err, told.message);
	}
}

TEST(a_compile_error_has_the_first_words_of_the_compiler)
{
	struct told told;

	NEED_COMPILERS();
	run_one("cpp", "int main() {\n\treturn missing;\n}\n", &told);
	CHECK(strstr(told.err, "program.cpp:2:16: error: 'missing'") != NULL);
	CHECK_INT(told.exit_code, 1);
	run_one("cpp", "#include </dev/zero>\n", &told);
	CHECK(strstr(told.err, "memory") != NULL);
	run_one("cpp",
		"#define A x; x; x; x; x; x; x; x; x; x;\n"
		"#define B A A A A A A A A A A\nint main() { B B B B }\n",
		&told);
	CHECK_INT(told.status, MOMUS_RUN_COMPILE_ERROR);
	CHECK(strlen(told.err) <= 4096);
}

/* The one file in the cache that a precompiled header is; "" if none is there. */
static const char *find_header(void)
{
	static char path[400];
	DIR *dir = opendir(folder);
	struct dirent *e;

	path[0] = '\0';
	while (dir && (e = readdir(dir)))
		if (strncmp(e->d_name, "header-", 7) == 0)
			snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
	if (dir)
		closedir(dir);
	return path;
}

static const char early[] = "#include <bits/stdc++.h>\n"
			    "int main() { std::cout << 1; }\n",
		  late[] = "int first;\n#include <bits/stdc++.h>\n"
			   "int main() { std::cout << 1; }\n";

TEST(a_header_is_compiled_ahead)
{
	struct told told;
	struct stat st;

	NEED_COMPILERS();
	run_one("cpp", early, &told);
	CHECK_STR(told.out, "1");
	run_one("cpp", late, &told);
	CHECK_STR(told.out, "1");
	CHECK_INT(stat(find_header(), &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK(st.st_size > 1 << 20);
}

/* What others could have written to is not used, but made anew. */
TEST(a_header_that_others_may_write_to_is_made_anew)
{
	struct told told;
	struct stat st;

	NEED_COMPILERS();
	CHECK_INT(chmod(find_header(), 0666), 0);
	CHECK_INT(truncate(find_header(), 0), 0);
	run_one("cpp", early, &told);
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
	CHECK_INT(stat(find_header(), &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK(st.st_size > 1 << 20);
}

/* A disk's fault is no answer's: an internal error, and the next run is well. */
TEST(a_broken_header_is_no_fault_of_an_answer)
{
	struct told told;

	NEED_COMPILERS();
	CHECK_INT(truncate(find_header(), 1 << 20), 0);
	/* That the compiler trips over it shows that it takes it, and where. */
	run_one("cpp", late, &told);
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
	run_one("cpp", early, &told);
	CHECK_INT(told.status, MOMUS_RUN_INTERNAL_ERROR);
	CHECK(strstr(told.message, "takes no program at all") != NULL);
	run_one("cpp", early, &told);
	CHECK_INT(told.status, MOMUS_RUN_ACCEPTED);
}

TEST(jobs_that_wait_for_a_compiler_can_be_cancelled)
{
	struct momus_sandbox *sandbox;
	struct momus_job job = job_of("cpp", sum);
	struct told told[3] = { { .done = false } };
	uint64_t tickets[3];

	NEED_COMPILERS();
	sandbox = new_sandbox(2);
	job.input = MOMUS_TEXT("1 2");
	for (int i = 0; i < 3; i++)
		CHECK_INT(momus_sandbox_submit(sandbox, &job, 0, on_done,
					       &told[i], &tickets[i], NULL),
			  MOMUS_OK);
	momus_loop_run(loop, momus_loop_now() + 0.05); /* it compiles */
	CHECK_INT((int)momus_sandbox_pending(sandbox), 3);
	momus_sandbox_cancel(sandbox, tickets[0]);
	CHECK_INT((int)momus_sandbox_pending(sandbox), 2);
	wait_for(&told[1]);
	wait_for(&told[2]);
	CHECK_STR(told[2].out, "3\n");
	CHECK(!told[0].done);
	CHECK_INT((int)momus_sandbox_pending(sandbox), 0);
	job.source = MOMUS_TEXT("int main() { }");
	submit(sandbox, &job, &told[0]);
	momus_loop_run(loop, momus_loop_now() + 0.02);
	momus_sandbox_free(sandbox); /* while it compiles */
	CHECK(!told[0].done);
}

TEST(without_a_compiler_its_jobs_are_refused_and_python_goes_on)
{
	struct momus_sandbox *sandbox;
	struct momus_job job = job_of("cpp", "int main() { }");
	char *path;
	struct momus_error err = { "" };
	struct told told;

	NEED_COMPILERS();
	sandbox = new_sandbox(1);
	path = strdup(getenv("PATH"));
	setenv("PATH", "/nonexistent", 1);
	CHECK_INT(momus_sandbox_submit(sandbox, &job, 0, on_done, &told, NULL,
				       &err),
		  MOMUS_ENOTSUP);
	CHECK(strstr(err.text, "install g++") != NULL);
	setenv("PATH", path, 1);
	free(path);
	job.driver = "sandbox/driver.py";
	CHECK_INT(momus_sandbox_submit(sandbox, &job, 0, on_done, &told, NULL,
				       &err),
		  MOMUS_EINVAL);
	job = job_of("python", "print(42)");
	submit(sandbox, &job, &told);
	wait_for(&told);
	CHECK_STR(told.out, "42\n");
	momus_sandbox_free(sandbox);
}

/* A compiler that cannot be started in the jail: a script, which has no shell. */
TEST(a_compiler_that_cannot_be_started_is_an_internal_error)
{
	char path[256], list[600], *old;
	struct told told;
	FILE *f;

	NEED_COMPILERS();
	old = strdup(getenv("PATH"));
	snprintf(path, sizeof path, "%s/g++", folder);
	f = fopen(path, "w");
	if (f) {
		fprintf(f, "#!/bin/sh\nPATH=%s exec g++ \"$@\"\n", old);
		fclose(f);
	}
	chmod(path, 0755);
	snprintf(list, sizeof list, "%s:%.400s", folder, old);
	setenv("PATH", list, 1);
	run_one("cpp", "int main() { return missing; }", &told);
	CHECK_INT(told.status, MOMUS_RUN_INTERNAL_ERROR);
	CHECK(strstr(told.message, "execve") != NULL);
	setenv("PATH", old, 1);
	free(old);
}

static const char listing[] =
	"#include <filesystem>\n#include <iostream>\n#include <set>\n"
	"int main() {\n"
	"std::set<std::string> all;\n"
	"for (auto &e : std::filesystem::directory_iterator(\"/\"))\n"
	"	all.insert(e.path().filename());\n"
	"for (auto &name : all)\n"
	"	std::cout << name << ' ';\n"
	"}\n";

static bool has_mechanism(const char *name)
{
	struct momus_mechanism rows[64];
	size_t n = momus_sandbox_probe(rows, 64);

	for (size_t i = 0; i < n && i < 64; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].active;
	return false;
}

TEST(the_root_of_a_compiled_program_is_empty)
{
	struct told told;

	NEED_COMPILERS();
	if (!has_mechanism("mount-namespace")) {
		SKIP("no mount namespaces here");
		return;
	}
	run_one("cpp", listing, &told);
	CHECK_STR(told.out, "dev proc tmp ");
}

TAP_MAIN
