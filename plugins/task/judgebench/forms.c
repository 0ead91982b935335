/* forms.c - the kinds of judges, and how each is asked to end */
#include <string.h>

#include "judgebench.h"

const struct judgebench_form judgebench_forms[JUDGEBENCH_JUDGES] = {
	{ "arena-hard", "arena_hard",
	  "End with exactly one of these labels:\n"
	  "[[A>>B]] A is much better\n"
	  "[[A>B]] A is a little better\n"
	  "[[A=B]] they are about as good\n"
	  "[[B>A]] B is a little better\n"
	  "[[B>>A]] B is much better" },
	{ "skywork-critic", "skywork_critic",
	  "Reply with [[A]] if A is better, with [[B]] if B is, and with "
	  "nothing else." },
	{ "vanilla", "vanilla",
	  "Reply with \"Output (a)\" if A is better, with \"Output (b)\" if "
	  "B is, and with nothing else." },
	{ "panda-lm", "panda_lm",
	  "Let the first line of your reply be 1 if A is better, 2 if B is, "
	  "or Tie." },
	{ "judge-lm", "judge_lm",
	  "Let the first line of your reply be two numbers from 1 to 10 with "
	  "a space between them: how good A is, and how good B is." },
	{ "auto-j", "auto_j",
	  "End with one of these lines:\n"
	  "So, the final decision is Response 1 (if A is better)\n"
	  "So, the final decision is Response 2 (if B is)\n"
	  "So, the final decision is Tie" },
	{ "prometheus-2", "prometheus_2",
	  "End with \"[RESULT] A\" if A is better, or \"[RESULT] B\" if B "
	  "is." },
	{ "reward-model", "reward_model", NULL },
};

enum judgebench_judge judgebench_judge_of(const struct judgebench_options *o)
{
	int i = 0;

	while (i < JUDGEBENCH_JUDGES - 1 &&
	       strcmp(o->judge, judgebench_forms[i].name) != 0)
		i++;
	return (enum judgebench_judge)i;
}
