/* job.h - an untrusted program for the sandbox, and what came of it
 *
 * A task plugin describes programs; the host runs them.  Two modes:
 *
 *   script  The program runs as a user would start it: standard input from
 *           memory, standard output and error captured.  What it printed comes
 *           back as bytes and is compared outside the jail.
 *   driver  A Python file of the plugin's (the driver) runs in the program's
 *           jail, executes the program's text and calls it.  Each result leaves
 *           as plain data over a pipe to the referee: a second, trusted,
 *           jailed process, which alone knows the expected values and compares.
 *
 * Expected values never enter the program's process, except where a named
 * official grader compares live objects: see MOMUS_JOB_IN_PROCESS.
 */
#ifndef MOMUS_JOB_H
#define MOMUS_JOB_H

#include <stdint.h>

#include "momus/error.h"
#include "momus/text.h"

MOMUS_BEGIN_DECLS

/* How a program ended; also the letters of a verdict's tests. */
enum momus_run_status {
	MOMUS_RUN_ACCEPTED,	     /* A: ended by itself, nothing wrong */
	MOMUS_RUN_WRONG_ANSWER,	     /* W: set by who compares */
	MOMUS_RUN_RUNTIME_ERROR,     /* R: exit status, signal, exception */
	MOMUS_RUN_TIME_LIMIT,	     /* T: CPU time, or the wall backstop */
	MOMUS_RUN_MEMORY_LIMIT,	     /* M */
	MOMUS_RUN_OUTPUT_LIMIT,	     /* O */
	MOMUS_RUN_COMPILE_ERROR,     /* C: also Python's SyntaxError,
				     * and a compiler's limits */
	MOMUS_RUN_SANDBOX_VIOLATION, /* S: a forbidden system call or frame */
	MOMUS_RUN_INTERNAL_ERROR,    /* I: ours; never a wrong answer */
	MOMUS_RUN_NOT_RUN,	     /* - */
};

/* 'A', 'W', 'R', 'T', 'M', 'O', 'C', 'S', 'I' or '-'. */
MOMUS_API char momus_run_letter(enum momus_run_status status);

/* "accepted", "wrong_answer", "time_limit", …: the names used in files. */
MOMUS_API const char *momus_run_name(enum momus_run_status status);

/* Whether programs in language NAME can be run on this host: the language table
 * has such a row, and its compiler is in $PATH if it needs one. */
MOMUS_API bool momus_language_known(const char *name);

struct momus_limits {	       /* 0 means the sandbox's default */
	double cpu_s;	       /* CPU seconds of the whole process tree */
	double wall_s;	       /* backstop; default 3 * cpu_s + 5.  On a busy
				 * machine a program that uses what it gets has
				 * up to 10 times as long */
	uint64_t memory_bytes; /* of the whole tree */
	uint64_t output_bytes; /* stdout and stderr, each */
	uint64_t file_bytes;   /* the work directory, all files together */
	uint32_t processes;    /* processes and threads */
	uint32_t open_files;
};

enum momus_job_flags {
	MOMUS_JOB_NUMPY = 1,	  /* the zygote has numpy loaded */
	MOMUS_JOB_IN_PROCESS = 2, /* the driver is given .expected_fd too: the
				   * official in-process comparison, for parity
				   * of answers that are no plain data */
	MOMUS_JOB_COLD = 4,	  /* a fresh interpreter, no zygote */
};

/* Whether the Python program PROGRAM may come to load NumPy: it names it, or
 * imports what is not known to do without.  By its text alone, in doubt yes;
 * where it is false MOMUS_JOB_NUMPY saves nothing and costs a third of a
 * millisecond for each program. */
MOMUS_API bool momus_python_may_load_numpy(struct momus_text program);

struct momus_job {	      /* all borrowed until the job's result is there */
	const char *language; /* "python", "cpp" or "c": a row of the
				    * language table; driver mode takes python */
	struct momus_text source;  /* the program */
	struct momus_text input;   /* script: standard input */
	const char *driver;	   /* resource name, "task/mbppplus/driver.py";
				    * NULL for script mode */
	struct momus_text payload; /* what the driver is told: inputs */
	const char *referee;	   /* resource name; driver mode only */
	struct momus_text rules;   /* what the referee is told: JSON */
	int expected_fd;	   /* file the referee reads, or -1 */
	int record_fd;		   /* file the referee writes, or -1 */
	struct momus_limits limits;
	uint32_t flags;	 /* enum momus_job_flags */
	uint64_t seed;	 /* hash seed, random state of the program */
	double expect_s; /* CPU seconds it is likely to take; 0: unknown.  The
			  * host starts long programs first */
};

struct momus_outcome {
	enum momus_run_status status;
	int exit_code; /* -1 if ended by a signal */
	int signal;    /* 0 if none */
	bool idle;     /* TIME_LIMIT by wall time, not CPU */
	bool starved;  /* INTERNAL_ERROR: the host's own memory ran out */
	double cpu_s, wall_s;
	uint64_t peak_bytes;
	struct momus_text out, err;    /* head of each; may be cut */
	uint64_t out_total, err_total; /* bytes the program wrote */
	struct momus_text report;      /* driver: the referee's report, JSON */
	char message[200];    /* internal error or violation: what and where */
	double compile_cpu_s; /* CPU seconds of the compiler for this program;
			       * 0: none, or another job was told them */
};

/* The jobs of one grading step; made by the host, filled by the task. */
struct momus_plan;

/* Appends a copy of JOB; texts and descriptors stay borrowed and must live
 * until judge() is called.  Outcomes come in the order of the appends. */
MOMUS_API int momus_plan_add(struct momus_plan *plan,
			     const struct momus_job *job,
			     struct momus_error *err);

MOMUS_END_DECLS

#endif /* MOMUS_JOB_H */
