/* requests.c - see requests.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/requests.h"

void momus_requests_release(struct momus_requests *q)
{
	for (size_t i = 0; i < q->n; i++) {
		free(q->all[i]->path);
		free(q->all[i]);
	}
	free(q->all);
	*q = (struct momus_requests){ 0 };
}

static struct momus_request *add(struct momus_requests *q)
{
	size_t room = q->room ? q->room * 2 : 64;
	struct momus_request **all, *r;

	if (q->n == q->room) {
		all = realloc(q->all, room * sizeof *all);
		if (!all)
			return NULL;
		q->all = all;
		q->room = room;
	}
	r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->index = (uint32_t)q->n;
	q->all[q->n++] = r;
	return r;
}

struct momus_request *momus_requests_take(
	struct momus_requests *q, const struct momus_client_request *ask)
{
	struct momus_request *r = q->unused ? q->unused : add(q);
	char *path = strdup(ask->path);

	if (r && r == q->unused)
		q->unused = r->next;
	if (!r || !path) {
		free(path);
		if (r)
			momus_requests_give(q, r);
		return NULL;
	}
	*r = (struct momus_request){
		.ask = *ask,
		.path = path,
		.index = r->index,
		.generation = r->generation,
		.latency_s = NAN,
	};
	r->ask.path = NULL;
	if (r->ask.tokens < 0)
		r->ask.tokens = 0;
	return r;
}

void momus_requests_give(struct momus_requests *q, struct momus_request *r)
{
	free(r->path);
	r->path = NULL;
	r->state = MOMUS_REQUEST_FREE;
	r->generation++;
	r->next = q->unused;
	q->unused = r;
}

void momus_requests_queue(struct momus_requests *q, struct momus_request *r,
			  bool front)
{
	r->state = MOMUS_REQUEST_QUEUED;
	r->prev = front ? NULL : q->last;
	r->next = front ? q->first : NULL;
	*(r->prev ? &r->prev->next : &q->first) = r;
	*(r->next ? &r->next->prev : &q->last) = r;
}

void momus_requests_unqueue(struct momus_requests *q, struct momus_request *r)
{
	*(r->prev ? &r->prev->next : &q->first) = r->next;
	*(r->next ? &r->next->prev : &q->last) = r->prev;
}

uint64_t momus_requests_ticket(const struct momus_request *r)
{
	return (uint64_t)r->generation << 32 | (r->index + 1);
}

struct momus_request *momus_requests_find(const struct momus_requests *q,
					  uint64_t ticket)
{
	uint32_t index = (uint32_t)ticket - 1;

	if (!ticket || index >= q->n ||
	    q->all[index]->state == MOMUS_REQUEST_FREE ||
	    q->all[index]->generation != ticket >> 32)
		return NULL;
	return q->all[index];
}

static void excerpt(char *out, size_t room, struct momus_text body)
{
	size_t n = 0;

	body = momus_text_strip(body);
	for (size_t i = 0; i < body.len && n + 1 < room; i++) {
		unsigned char c = (unsigned char)body.ptr[i];

		if (c > ' ')
			out[n++] = c < 127 ? (char)c : '?';
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
}

void momus_request_blame(struct momus_request *r, const char *url,
			 const struct momus_http_result *result)
{
	char head[100];

	if (result->error != MOMUS_HTTP_OK) {
		snprintf(r->last, sizeof r->last, "%.80s: %.110s", url,
			 result->message);
		return;
	}
	excerpt(head, sizeof head, result->body);
	snprintf(r->last, sizeof r->last, "%.80s: HTTP status %ld%s%s", url,
		 result->status, *head ? ": " : "", head);
}
