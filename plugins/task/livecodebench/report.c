/* report.c - see report.h */
#include "report.h"

#include <signal.h>

#include <momus/json.h>

static bool is_true(struct momus_text object, const char *key)
{
	return momus_text_equal(momus_json_member(object, key),
				MOMUS_TEXT("true"));
}

struct momus_text report_word(struct momus_text object, const char *key,
			      struct momus_arena *arena)
{
	struct momus_text raw = momus_json_member(object, key);

	if (!raw.len || raw.ptr[0] != '"')
		return (struct momus_text){ "", 0 };
	return momus_json_copy(raw, arena);
}

bool report_read(const struct momus_outcome *o, size_t n,
		 struct momus_arena *arena, struct report *out)
{
	*out = (struct report){ .outcome = o, .raw = o->report };
	if (o->status == MOMUS_RUN_INTERNAL_ERROR ||
	    !momus_json_valid(o->report, NULL))
		return false;
	out->parity = report_word(o->report, "parity", arena);
	out->strict = report_word(o->report, "strict", arena);
	out->ended = is_true(o->report, "ended");
	out->loaded = is_true(o->report, "loaded");
	out->odd = is_true(o->report, "odd");
	out->live = is_true(o->report, "live");
	out->violation = report_word(o->report, "violation", arena).len > 0;
	return out->parity.ptr && out->parity.len == n &&
	       (out->strict.len == n || !out->strict.len);
}

enum momus_run_status report_end(const struct report *r)
{
	if (r->violation)
		return MOMUS_RUN_SANDBOX_VIOLATION;
	if (r->outcome->signal == SIGXCPU)
		return MOMUS_RUN_TIME_LIMIT;
	/* It ended by itself without a result: that is no way to end. */
	return r->outcome->status == MOMUS_RUN_ACCEPTED
		       ? MOMUS_RUN_RUNTIME_ERROR
		       : r->outcome->status;
}

enum momus_run_status report_status(char letter, const struct report *r)
{
	for (int s = MOMUS_RUN_ACCEPTED; s <= MOMUS_RUN_NOT_RUN; s++)
		if (letter == momus_run_letter(s))
			return s;
	return report_end(r);
}
