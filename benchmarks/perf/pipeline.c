/* pipeline.c - processor time per request of `momus run`, beside a bare loop
 *
 * usage: pipeline MOMUS PLUGINS [PROBLEMS [IN_FLIGHT [DELAY_S [PASSES]]]]
 *
 * PLUGINS is the folder of the example task "roman", which runs no programs: so
 * what is measured is prompts, request keys, HTTP, reading replies, grading by
 * comparison, journal and store.  Five first solutions a problem and one turn:
 * 15 requests.  The server answers at once, or after DELAY_S.  Prints one JSON
 * object.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare-curl.h"
#include "fast-server.h"

enum { EACH = 15, PROMPT = 2000, REPLY = 1000, MOST = 3999 };

struct job {
	const char *momus;
	char folder[64], recipe[96], path[96];
	bool resume;
};

static FILE *create(const char *folder, const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

static void write_recipe(struct job *job, unsigned problems, unsigned in_flight,
			 uint16_t port)
{
	FILE *f;

	snprintf(job->folder, sizeof job->folder, "/tmp/momus-perf-XXXXXX");
	if (!mkdtemp(job->folder))
		exit(1);
	snprintf(job->recipe, sizeof job->recipe, "%s/recipe.json",
		 job->folder);
	snprintf(job->path, sizeof job->path, "%s/run.h5", job->folder);
	f = create(job->folder, "numbers.jsonl");
	for (unsigned i = 1; i <= problems; i++)
		fprintf(f, "{\"id\": \"roman-%u\", \"number\": %u}\n", i, i);
	fclose(f);
	f = create(job->folder, "recipe.json");
	fprintf(f,
		"{\"name\": \"perf\", \"seed\": 1,\n"
		"\"task\": {\"plugin\": \"roman\", \"data\": "
		"\"numbers.jsonl\"},\n"
		"\"generator\": {\"plugin\": \"openai\", \"base_url\": "
		"[\"http://127.0.0.1:%u/v1\"], \"model\": \"perf\"},\n"
		"\"critic\": {\"plugin\": \"openai\", \"base_url\": "
		"[\"http://127.0.0.1:%u/v1\"], \"model\": \"perf\"},\n"
		"\"feedback\": \"critic\", \"widths\": [1, 5, 1],\n"
		"\"limits\": {\"requests\": %u}}\n",
		port, port, in_flight);
	fclose(f);
}

static void remove_all(const struct job *job)
{
	char path[256];

	apart_remove(job->path);
	unlink(job->recipe);
	snprintf(path, sizeof path, "%s/numbers.jsonl", job->folder);
	unlink(path);
	rmdir(job->folder);
}

/* Runs momus to its end and counts what that process, and what it waited for,
 * used. */
static bool run_momus(const void *arg, struct apart *span)
{
	const struct job *job = arg;
	const char *resume = job->resume ? "--resume" : NULL;
	struct rusage use;
	int status;
	pid_t pid;

	if (!job->resume)
		apart_remove(job->path);
	apart_start(span);
	pid = fork();
	if (!pid) {
		if (dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) >= 0)
			execl(job->momus, job->momus, "run", job->recipe, "-o",
			      job->path, resume, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid || status != 0)
		return false;
	apart_stop(span);
	span->cpu_s =
		(double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
		1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
	span->bytes = (uint64_t)use.ru_maxrss << 10;
	return true;
}

static unsigned number(int argc, char **argv, int i, unsigned usual)
{
	return argc > i ? (unsigned)strtoul(argv[i], NULL, 10) : usual;
}

int main(int argc, char **argv)
{
	unsigned problems = number(argc, argv, 3, MOST);
	unsigned in_flight = number(argc, argv, 4, 64);
	double delay_s = argc > 5 ? strtod(argv[5], NULL) : 0;
	unsigned passes = number(argc, argv, 6, 3);
	struct bare_curl_job bare = { .in_flight = in_flight, .timeout_s = 60 };
	struct job job = { .momus = argv[1] };
	struct apart one, plain = { 0 }, ours = { 0 }, again = { 0 };
	struct fast_server server;
	double n;

	if (argc < 3 || problems < 1 || problems > MOST) {
		fprintf(stderr, "usage: pipeline MOMUS PLUGINS [PROBLEMS "
				"[IN_FLIGHT [DELAY_S [PASSES]]]]\n");
		return 2;
	}
	setenv("MOMUS_PLUGIN_PATH", argv[2], 1);
	n = problems * EACH;
	bare.requests = problems * EACH;
	fast_server_start(&server, REPLY, delay_s);
	bare_curl_prepare(&bare, server.port, PROMPT);
	write_recipe(&job, problems, in_flight, server.port);
	for (unsigned i = 0; i < passes; i++) {
		apart_run(&one, "bare loop", bare_curl, &bare);
		apart_keep(&plain, &one);
		job.resume = false;
		apart_run(&one, "momus run", run_momus, &job);
		apart_keep(&ours, &one);
		job.resume = true;
		apart_run(&one, "momus run --resume", run_momus, &job);
		apart_keep(&again, &one);
	}
	fast_server_stop(&server);
	remove_all(&job);
	bare_curl_release(&bare);
	printf("{");
	apart_print_device();
	printf(", \"requests\": %.0f, \"in_flight\": %u, \"delay_s\": %g, "
	       "\"passes\": %u,\n"
	       " \"bare\": {\"cpu_us_per_request\": %.1f, "
	       "\"requests_per_s\": %.0f, \"peak_mb\": %.0f},\n"
	       " \"run\": {\"cpu_us_per_request\": %.1f, "
	       "\"requests_per_s\": %.0f, \"peak_mb\": %.0f},\n"
	       " \"resume_when_complete\": {\"wall_s\": %.3f},\n"
	       " \"run_over_bare\": %.2f}\n",
	       n, in_flight, delay_s, passes, 1e6 * plain.cpu_s / n,
	       n / plain.wall_s, 1e-6 * (double)plain.peak_bytes,
	       1e6 * ours.cpu_s / n, n / ours.wall_s, 1e-6 * (double)ours.bytes,
	       again.wall_s, ours.cpu_s / plain.cpu_s);
	return 0;
}
