/* doctor.c - momus doctor */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "host/rankset.h"
#include "host/loader.h"
#include "momus/plugin.h"
#include "sandbox/sandbox.h"

enum { ROWS = 64, DEVICES = 64 };

static void row(const char *name, const char *state, const char *detail)
{
	printf("%-18s %-9s %s\n", name, state, detail);
}

/* Runs a program that needs nothing, to see that a jail can be had at all. */
struct trial {
	bool done;
	enum momus_run_status status;
	char message[200];
};

static void on_done(void *arg, const struct momus_outcome *outcome)
{
	struct trial *t = arg;

	t->done = true;
	t->status = outcome->status;
	snprintf(t->message, sizeof t->message, "%s", outcome->message);
}

static void try_program(struct trial *t, uint32_t flags, const char *source,
			bool best_effort)
{
	struct momus_sandbox_config config = { .programs = 1,
					       .best_effort = best_effort };
	struct momus_job job = { .language = "python",
				 .flags = flags,
				 .source = momus_text_of(source),
				 .expected_fd = -1,
				 .record_fd = -1 };
	struct momus_sandbox *sandbox = NULL;
	struct momus_loop *loop = NULL;
	struct momus_error err = { "" };
	int rc = momus_loop_create(&loop, &err);

	*t = (struct trial){ .status = MOMUS_RUN_INTERNAL_ERROR };
	if (rc == MOMUS_OK)
		rc = momus_sandbox_create(&sandbox, loop, &config, &err);
	if (rc == MOMUS_OK)
		rc = momus_sandbox_submit(sandbox, &job, 0, on_done, t, NULL,
					  &err);
	while (rc == MOMUS_OK && !t->done)
		momus_loop_run(loop, -1);
	if (rc < 0)
		snprintf(t->message, sizeof t->message, "%.199s", err.text);
	momus_sandbox_free(sandbox);
	momus_loop_free(loop);
}

static bool report_program(const char *name, uint32_t flags, const char *source,
			   bool required, bool best_effort)
{
	struct trial t;

	try_program(&t, flags, source, best_effort);
	row(name,
	    t.status == MOMUS_RUN_ACCEPTED ? "works"
	    : required			   ? "MISSING"
					   : "absent",
	    t.message);
	return t.status == MOMUS_RUN_ACCEPTED;
}

static bool report_mechanisms(void)
{
	struct momus_mechanism rows[ROWS];
	size_t n = momus_sandbox_probe(rows, ROWS);
	bool complete = true;

	for (size_t i = 0; i < n && i < ROWS; i++) {
		row(rows[i].name,
		    rows[i].active     ? "active"
		    : rows[i].required ? "MISSING"
				       : "absent",
		    rows[i].detail);
		complete = complete && (rows[i].active || !rows[i].required);
	}
	return complete;
}

static void report_languages(void)
{
	struct momus_mechanism rows[ROWS];
	size_t n = momus_sandbox_languages(rows, ROWS);

	for (size_t i = 0; i < n && i < ROWS; i++)
		row(rows[i].name, rows[i].active ? "present" : "absent",
		    rows[i].detail);
}

/* What models in this process can compute on. */
static void report_devices(void)
{
	struct momus_registry *registry = NULL;
	struct momus_device list[DEVICES];
	struct momus_error err = { "" };
	bool any = false;

	if (momus_registry_open(&registry, &err) < 0) {
		row("devices", "absent", err.text);
		return;
	}
	for (size_t i = 0; i < momus_registry_count(registry); i++) {
		const struct momus_plugin *p =
			momus_registry_at(registry, i)->plugin;
		const struct momus_backend_ops *ops =
			p && p->kind == MOMUS_KIND_BACKEND ? p->ops.backend
							   : NULL;
		size_t n = ops && MOMUS_HAS(ops, devices) && ops->devices
				   ? ops->devices(list, DEVICES)
				   : 0;

		for (size_t k = 0; k < n && k < DEVICES; k++)
			row(list[k].name, list[k].usable ? "present" : "absent",
			    list[k].detail);
		any |= n > 0;
	}
	if (!any)
		row("devices", "absent",
		    "no backend here computes on any; momus plugins says "
		    "which were refused");
	momus_registry_free(registry);
}

/* Whether several processes can train together. */
static void report_ranks(void)
{
	char *path = NULL;

	if (momus_rankset_carrier(&path) == MOMUS_OK)
		row("mpi", "present",
		    "mpirun and srun may start several momus train together");
	else
		row("mpi", "absent",
		    "on Debian: apt-get install libopenmpi-dev openmpi-bin, "
		    "and build anew (configure --with-mpi says why not)");
	free(path);
}

static int doctor(int argc, char **argv, struct momus_error *err)
{
	bool complete, runs;

	if (argc > 1)
		return momus_fail(err, MOMUS_EINVAL,
				  "doctor: \"%s\" is not understood; usage: "
				  "momus doctor",
				  argv[1]);
	complete = report_mechanisms();
	runs = report_program("python", 0, "pass\n", true, !complete);
	if (runs)
		report_program("numpy", MOMUS_JOB_NUMPY, "import numpy\n",
			       false, !complete);
	report_languages();
	report_devices();
	report_ranks();
	if (complete && runs)
		puts("\nprograms can be judged, isolated by all that is "
		     "active");
	else if (runs)
		puts("\nprograms can be judged with --sandbox=best-effort "
		     "only: what is MISSING would not hold them");
	else
		puts("\nno program can be judged on this host");
	return complete && runs ? 0 : 1;
}

const struct momus_command momus_command_doctor = {
	.name = "doctor",
	.usage = "doctor",
	.summary = "say what this host can isolate and compute on, and why not",
	.help = "One row a mechanism: active; absent, where runs go on without "
		"it; MISSING, where programs\n"
		"are refused unless --sandbox=best-effort.  Behind it stands "
		"what was found, or the remedy.\n"
		"At the end stand the devices that a model in this process can "
		"compute on, as its option\n"
		"\"device\" names them: of the processor the instructions, of "
		"others name, memory, driver and compute\n"
		"capability, or why there is none.\n"
		"The exit status is 0 when programs can be judged in full "
		"isolation.",
	.run = doctor,
};
