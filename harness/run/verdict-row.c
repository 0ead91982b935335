/* verdict-row.c - see verdict-row.h */
#include "config.h"

#include <math.h>

#include "run/verdict-row.h"

static void print_score(double score, struct momus_buffer *out)
{
	if (score == 0.0 || score == 1.0)
		momus_buffer_puts(out, score == 1.0 ? "1.0" : "0.0");
	else
		momus_buffer_real(out, score);
}

static void print_verdict(const struct momus_node *node, bool strict,
			  struct momus_buffer *out)
{
	const struct momus_node_verdict *v =
		strict ? &node->strict : &node->parity;

	momus_buffer_printf(out, "\"passed\":%s,\"status\":\"%s\",\"score\":",
			    v->passed < 0 ? "null"
			    : v->passed	  ? "true"
					  : "false",
			    momus_run_name(v->status));
	print_score(v->score, out);
	momus_buffer_puts(out, ",\"tests\":\"");
	for (size_t i = 0; i < node->n_tests; i++)
		momus_buffer_putc(
			out, momus_run_letter(strict ? node->tests[i].strict
						     : node->tests[i].parity));
	momus_buffer_putc(out, '"');
}

void momus_verdict_row(const struct momus_node *node, struct momus_text id,
		       uint32_t sample, const char *grader,
		       struct momus_buffer *out)
{
	momus_buffer_puts(out, "{\"id\":");
	momus_buffer_json(out, id);
	momus_buffer_printf(out, ",\"sample\":%u,\"grader\":", sample);
	momus_buffer_json(out, momus_text_of(grader));
	momus_buffer_putc(out, ',');
	print_verdict(node, false, out);
	momus_buffer_puts(out, ",\"strict\":{");
	print_verdict(node, true, out);
	momus_buffer_putc(out, '}');
	if (node->parts.len) {
		momus_buffer_puts(out, ",\"parts\":");
		momus_buffer_add(out, node->parts);
	}
	if (node->note.len) {
		momus_buffer_puts(out, ",\"note\":");
		momus_buffer_json(out, node->note);
	}
	momus_buffer_puts(out, "}\n");
}
