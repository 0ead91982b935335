/* bare-curl.c - see bare-curl.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <curl/curl.h>

#include "bare-curl.h"

void bare_curl_prepare(struct bare_curl_job *job, uint16_t port, int prompt)
{
	job->body = malloc((size_t)prompt + 200);
	if (!job->body)
		exit(1);
	job->body_len = (size_t)snprintf(
		job->body, (size_t)prompt + 200,
		"{\"model\":\"perf\",\"temperature\":0.7,\"messages\":"
		"[{\"role\":\"user\",\"content\":\"%*s\"}]}",
		prompt, "Correct the program.");
	snprintf(job->url, sizeof job->url,
		 "http://127.0.0.1:%u/v1/chat/completions", (unsigned)port);
}

void bare_curl_release(struct bare_curl_job *job)
{
	free(job->body);
}

static void raise_files(void)
{
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

static size_t swallow(char *bytes, size_t size, size_t n, void *arg)
{
	(void)bytes;
	*(size_t *)arg += size * n;
	return size * n;
}

static CURL *handle(const struct bare_curl_job *job, struct curl_slist *headers,
		    size_t *got)
{
	CURL *easy = curl_easy_init();

	curl_easy_setopt(easy, CURLOPT_URL, job->url);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, job->body);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)job->body_len);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, got);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 (long)(1e3 * job->timeout_s));
	return easy;
}

bool bare_curl(const void *arg, struct apart *span)
{
	const struct bare_curl_job *job = arg;
	struct curl_slist *headers =
		curl_slist_append(NULL, "Content-Type: application/json");
	CURLM *multi = curl_multi_init();
	unsigned started = 0, done = 0, good = 0;
	int running, left;
	size_t got = 0;
	CURLMsg *m;

	headers = curl_slist_append(headers, "Expect:");
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)job->in_flight);
	raise_files();
	apart_start(span);
	for (; started < job->in_flight; started++)
		curl_multi_add_handle(multi, handle(job, headers, &got));
	while (done < job->requests) {
		curl_multi_perform(multi, &running);
		while ((m = curl_multi_info_read(multi, &left))) {
			CURL *easy = m->easy_handle;

			good += m->data.result == CURLE_OK;
			done++;
			curl_multi_remove_handle(multi, easy);
			if (started++ < job->requests)
				curl_multi_add_handle(multi, easy);
			else
				curl_easy_cleanup(easy);
		}
		curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
	apart_stop(span);
	span->bytes = got;
	curl_multi_cleanup(multi);
	return good == job->requests;
}
