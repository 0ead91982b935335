/* figure.c - see figure.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/job.h"
#include "reports/figure.h"

static const struct {
	const char *name, *unit, *estimator;
	bool proportion;
} kinds[] = {
#define K(kind, name, unit, proportion, estimator) \
	[MOMUS_FIGURE_##kind] = { name, unit, estimator, proportion }
	K(PASS_AT_K, "pass_at_k", "share", true,
	  "mean over problems of 1 - C(n-c,k)/C(n,k)"),
	K(PASS_ALL_K, "pass_all_k", "share", true,
	  "mean over problems of C(c,k)/C(n,k)"),
	K(PASS_AT_1, "pass_at_1", "share", true, "right / judged trajectories"),
	K(PASS_AT_1_OTHER, "pass_at_1_other_verdict", "share", true,
	  "right / judged trajectories, by the verdict that does not decide"),
	K(PASS_AT_1_UNCUT, "pass_at_1_without_cut", "share", true,
	  "right / judged trajectories whose solution was not cut"),
	K(PART, "part_passed", "share", true,
	  "passed / judged trajectories; of all members together: members"),
	K(DELTA_UP, "delta_up", "share", true,
	  "wrong at turn 0 and right now / judged at both ends"),
	K(DELTA_DOWN, "delta_down", "share", true,
	  "right at turn 0 and wrong now / judged at both ends"),
	K(P_INIT, "p_init", "share", true,
	  "right / judged trajectories at turn 0"),
	K(P_CC, "p_cc", "share", true,
	  "right after / revisions of right solutions"),
	K(P_CW, "p_cw", "share", true,
	  "right after / revisions of wrong solutions"),
	K(FROM_BASELINE, "difference_from_baseline", "share", false,
	  "pass_at_1 after the last turn - that of the study's baseline row, "
	  "over problems that both judged"),
	K(FROM_BASELINE_P, "difference_from_baseline_p", "probability", false,
	  "two-sided sign flips of the problems' mean differences"),
	K(FROM_BASELINE_HOLM, "difference_from_baseline_p_holm", "probability",
	  false, "the same, adjusted by Holm over the rows of the study"),
	K(STATIONARY, "stationary_pass_at_1", "share", false,
	  "p_cw / (1 - p_cc + p_cw)"),
	K(SECOND, "second_eigenvalue", "factor", false, "p_cc - p_cw"),
	K(HALF_LIFE, "half_life", "turns", false,
	  "ln 1/2 / ln |second eigenvalue|"),
	K(PREDICTED, "predicted_pass_at_1", "share", false,
	  "stationary + second eigenvalue ^ turn x (p_init - stationary)"),
	K(NEXT_UP, "next_delta_up", "share", false,
	  "(1 - pass_at_1 after the last turn) x p_cw"),
	K(NEXT_DOWN, "next_delta_down", "share", false,
	  "pass_at_1 after the last turn x (1 - p_cc)"),
	K(CHAIN_STATISTIC, "chain_statistic", "chi-squared", false,
	  "2 x log-likelihood ratio"),
	K(CHAIN_DF, "chain_df", "count", false, "degrees of freedom"),
	K(CHAIN_P, "chain_p", "probability", false,
	  "chi-squared tail of the statistic"),
	K(MIXTURE_Z, "mixture_z", "normal", false,
	  "Tarone's score against equal chances of all problems"),
	K(MIXTURE_P, "mixture_p", "probability", false,
	  "normal tail of mixture_z"),
	K(WITHIN_STATISTIC, "memory_within_statistic", "chi-squared", false,
	  "Cochran-Mantel-Haenszel by problem, turn and present state"),
	K(WITHIN_P, "memory_within_p", "probability", false,
	  "chi-squared tail of the statistic, 1 degree of freedom"),
	K(WITHIN_ODDS, "memory_within_odds", "factor", false,
	  "Mantel-Haenszel odds of right next, right before / wrong before"),
	K(TRANSITION, "transition", "share", true,
	  "revisions into the status / revisions of one"),
	K(NET, "net_gain_of_next_turn", "difference", false,
	  "(1 - pass_at_1) x p_cw - pass_at_1 x (1 - p_cc)"),
	K(PREDICTED_STOPPING, "predicted_pass_at_1_stopping", "share", false,
	  "absorbing chain of right or wrong, open or accepted"),
	K(ENDS_RIGHT, "ends_right_stopping", "share", false,
	  "limit of the absorbing chain"),
	K(BEST_OF_K, "best_of_k", "share", true,
	  "mean over subsets of k of the best by share of votes"),
	K(BEST_OF_K_CHANCE, "best_of_k_chance", "share", true,
	  "mean over the same problems of the share of right solutions"),
	K(BEST_OF_K_ORACLE, "best_of_k_oracle", "share", true,
	  "mean over subsets of k that have a right one"),
	K(VARIANCE, "variance", "variance", false,
	  "component of the level, by expected sums of squares"),
	K(VARIANCE_BELOW_ZERO, "variance_below_zero", "count", false,
	  "1 if the component was estimated below 0"),
	K(TREE_ERROR, "tree_error", "standard error", false,
	  "of the mean of all leaves, from the components"),
	K(TREE_REQUESTS, "tree_requests", "count", false,
	  "nodes x requests a node"),
	K(ONE_MORE_ERROR, "one_more_error", "standard error", false,
	  "tree_error if the level were one wider"),
	K(BEST_WIDTH, "best_width", "count", false,
	  "width of the level with the least error for tree_requests"),
	K(BEST_ERROR, "best_width_error", "standard error", false,
	  "tree_error with best_width"),
	K(BEST_PROBLEMS, "best_problems", "count", false,
	  "problems with the least error for tree_requests"),
	K(BEST_PROBLEMS_ERROR, "best_problems_error", "standard error", false,
	  "tree_error with best_problems"),
	K(PASSED_PRECISION, "passed_precision", "share", true,
	  "passed and judged correct / judged correct"),
	K(PASSED_RECALL, "passed_recall", "share", true,
	  "passed and judged correct / passed"),
	K(PASSED_F1, "passed_f1", "share", false,
	  "2 tp / (2 tp + fp + fn) for passed"),
	K(FAILED_PRECISION, "failed_precision", "share", true,
	  "failed and judged incorrect / judged incorrect"),
	K(FAILED_RECALL, "failed_recall", "share", true,
	  "failed and judged incorrect / failed"),
	K(FAILED_F1, "failed_f1", "share", false,
	  "2 tp / (2 tp + fp + fn) for failed"),
	K(MACRO_F1, "macro_f1", "share", false, "mean of both F1"),
	K(BALANCED_ACCURACY, "balanced_accuracy", "share", false,
	  "mean of both recalls"),
	K(KAPPA, "kappa", "factor", false,
	  "(agreement - that of chance) / (1 - that of chance)"),
	K(BRIER, "brier", "score", false,
	  "mean of (share of votes for correct - right)^2"),
	K(BRIER_RELIABILITY, "brier_reliability", "score", false,
	  "sum over bins of n / all (mean share - share right)^2"),
	K(BRIER_RESOLUTION, "brier_resolution", "score", false,
	  "sum over bins of n / all (share right - that of all)^2"),
	K(BRIER_UNCERTAINTY, "brier_uncertainty", "score", false,
	  "share right x (1 - share right)"),
	K(BRIER_WITHIN, "brier_within", "score", false,
	  "brier - reliability + resolution - uncertainty"),
	K(ECE, "expected_calibration_error", "score", false,
	  "sum over bins of n / all |mean share - share right|"),
	K(CALIBRATION_LARGEST, "largest_calibration_error", "score", false,
	  "largest |mean share - share right| of a bin"),
	K(BIN_VOTES, "calibration_bin_votes", "score", false,
	  "mean share of votes for correct in the bin"),
	K(BIN_RIGHT, "calibration_bin_right", "share", true,
	  "right / solutions in the bin"),
	K(VOTES_WITHOUT_SCORE, "votes_without_score", "count", false, "count"),
	K(SIMILARITY, "similarity", "ratio", false,
	  "mean of 2 x matching tokens / tokens of both"),
	K(UNCHANGED, "unchanged", "share", true,
	  "revisions equal but for names, comments, layout / compared"),
	K(REWRITTEN, "rewritten", "share", true,
	  "revisions of a similarity below 0.5 / compared"),
	K(REWRITE_RIGHT, "right_by_similarity", "share", true,
	  "right after / judged revisions in the bin"),
	K(REVISIONS, "revisions", "count", false, "count"),
	K(REVISIONS_SAMPLED, "revisions_sampled", "count", false, "count"),
	K(NOT_COMPARED, "revisions_not_compared", "count", false, "count"),
	K(CRITIQUE_CHARACTERS, "critique_characters", "characters", false,
	  "mean over critiques"),
	K(CRITIQUE_WORDS, "critique_words", "words", false,
	  "mean over critiques"),
	K(CRITIQUE_TOKENS, "critique_tokens", "tokens", false,
	  "mean over critiques whose tokens were told"),
	K(QUOTES_CODE, "quotes_code", "share", true,
	  "critiques with a fenced block or line of the solution / all"),
	K(WHOLE_FUNCTION, "whole_function", "share", true,
	  "critiques with a whole function in a fenced block / all"),
	K(GIVES_AWAY, "gives_solution_away", "share", true,
	  "critiques with half of the revision in a fenced block / all"),
	K(STRATEGY, "strategy", "share", true,
	  "critiques with a word of the label / all"),
	K(RIGHT_BY_STRATEGY, "right_by_strategy", "share", true,
	  "right after / judged revisions after a critique with a word of "
	  "the label"),
	K(STRATEGY_BY_JUDGE, "strategy_by_judge", "share", true,
	  "critiques that the judge gave the label / labelled"),
	K(STRATEGY_BY_RULE, "strategy_by_rule", "share", true,
	  "critiques with a word of the label / labelled by the judge"),
	K(STRATEGY_KAPPA, "strategy_kappa", "factor", false,
	  "Cohen's of judge and rule; of all labels pooled as means of "
	  "agreement and chance"),
	K(STRATEGIES_ALIKE, "strategies_alike", "share", true,
	  "critiques with the same labels by judge and rule / labelled"),
	K(STRATEGY_BOTH, "strategy_by_both", "count", false, "count"),
	K(STRATEGY_JUDGE_ONLY, "strategy_by_judge_alone", "count", false,
	  "count"),
	K(STRATEGY_RULE_ONLY, "strategy_by_rule_alone", "count", false,
	  "count"),
	K(STRATEGY_NEITHER, "strategy_by_neither", "count", false, "count"),
	K(RIGHT_BY_JUDGE, "right_by_judge_strategy", "share", true,
	  "right after / judged revisions after a critique with the judge's "
	  "label"),
	K(RIGHT_BY_RULE, "right_by_rule_strategy", "share", true,
	  "right after / judged revisions after a critique with the rule's "
	  "label"),
	K(LABELLED, "critiques_labelled", "count", false, "count"),
	K(LABEL_UNPARSED, "label_unparsed", "count", false, "count"),
	K(LABEL_CUT, "label_cut_at_token_limit", "count", false, "count"),
	K(LABEL_REFUSED, "label_refused", "count", false, "count"),
	K(LABEL_FAILED, "label_request_failed", "count", false, "count"),
	K(NOT_LABELLED, "label_not_asked", "count", false, "count"),
	K(LEAKS, "leaks", "share", true,
	  "critiques that share words with what is hidden / all searched"),
	K(LEAKS_EXPECTED, "leaks_of_outputs", "share", true,
	  "critiques that share words with a hidden output / all searched"),
	K(LEAKS_SOLUTION, "leaks_of_reference", "share", true,
	  "critiques that share words with the reference / all searched"),
	K(LEAK_LONGEST, "leak_longest", "words", false,
	  "the longest run of words that is shared"),
	K(REWARD, "reward", "reward", false,
	  "mean over revisions that have one"),
	K(REWARD_MISSING, "reward_missing", "count", false, "count"),
	K(PAIR_ACCURACY, "pair_accuracy", "share", true,
	  "pairs whose orders add up to more than 0 / judged pairs"),
	K(PAIR_FIRST_ORDER, "pair_accuracy_first_order", "share", true,
	  "pairs right in their first order / pairs judged in it"),
	K(PAIR_CONSISTENCY, "pair_consistency", "share", true,
	  "pairs decided alike in both orders / judged pairs"),
	K(MAJ_AT_K, "maj_at_k", "share", true,
	  "mean over pairs of the chance that k of the votes decide rightly"),
	K(MAJ_AT_K_FIRST_ORDER, "maj_at_k_first_order", "share", true,
	  "the same of the first order alone"),
	K(MAJ_PLATEAU, "maj_plateau", "votes", false,
	  "least k from which maj_at_k stays within 0.005 of its last"),
	K(PAIRS, "pairs", "count", false, "count"),
	K(PAIRS_CORRECT, "pairs_correct", "count", false, "count"),
	K(PAIRS_INCORRECT, "pairs_incorrect", "count", false, "count"),
	K(PAIRS_TIED, "pairs_tied", "count", false, "count"),
	K(PAIRS_NULL, "pairs_without_decision", "count", false, "count"),
	K(PAIRS_INCONSISTENT, "pairs_inconsistent", "count", false, "count"),
	K(PAIRS_BOTH_RIGHT, "pairs_both_right", "count", false, "count"),
	K(PAIRS_UNJUDGED, "pairs_not_judged", "count", false, "count"),
	K(PAIR_PROMPT_TOKENS, "pair_prompt_tokens", "tokens", false,
	  "mean of a vote x k x problems of a pair"),
	K(PAIR_COMPLETION_TOKENS, "pair_completion_tokens", "tokens", false,
	  "mean of a vote x k x problems of a pair"),
	K(PAIR_COST, "pair_cost", "dollars", false,
	  "mean cost of a vote x k x problems of a pair"),
	K(PAIR_COST_PROMPT_ONCE, "pair_cost_prompt_once", "dollars", false,
	  "the same if k votes share one prompt"),
	K(TRAJECTORIES, "trajectories", "count", false, "count"),
	K(JUDGED, "judged", "count", false, "count"),
	K(RIGHT, "right", "count", false, "count"),
	K(UNJUDGED, "could_not_be_judged", "count", false, "count"),
	K(FAILED, "request_failed", "count", false, "count"),
	K(REFUSED, "refused", "count", false, "count"),
	K(DEPENDS, "depends_on_failed", "count", false, "count"),
	K(ABSENT, "not_there", "count", false, "count"),
	K(CUT, "cut_at_token_limit", "count", false, "count"),
	K(CUT_RIGHT, "cut_and_right", "count", false, "count"),
	K(STOPPED, "stopped", "count", false, "count"),
	K(STATUS, "status", "count", false, "count"),
	K(STEPS_CC, "right_to_right", "count", false, "count"),
	K(STEPS_CW, "right_to_wrong", "count", false, "count"),
	K(STEPS_WC, "wrong_to_right", "count", false, "count"),
	K(STEPS_WW, "wrong_to_wrong", "count", false, "count"),
	K(PASSED_CORRECT, "passed_judged_correct", "count", false, "count"),
	K(PASSED_INCORRECT, "passed_judged_incorrect", "count", false, "count"),
	K(FAILED_CORRECT, "failed_judged_correct", "count", false, "count"),
	K(FAILED_INCORRECT, "failed_judged_incorrect", "count", false, "count"),
	K(UNSAID, "no_judgment", "count", false, "count"),
	K(UNPARSED, "judgment_unparsed", "count", false, "count"),
	K(TRUTH_UNKNOWN, "judged_but_truth_unknown", "count", false, "count"),
	K(CRITIQUES_FAILED, "critique_request_failed", "count", false, "count"),
	K(CRITIQUES_REFUSED, "critique_refused", "count", false, "count"),
	K(CRITIQUES_DEPENDS, "critique_depends_on_failed", "count", false,
	  "count"),
	K(CRITIQUES_ABSENT, "critique_not_there", "count", false, "count"),
	K(CRITIQUES_CUT, "critique_cut_at_token_limit", "count", false,
	  "count"),
	K(PARITY_ONLY, "parity_passes_strict_refuses", "count", false, "count"),
	K(STRICT_ONLY, "strict_passes_parity_refuses", "count", false, "count"),
	K(OUTPUTS, "model_outputs", "count", false, "count"),
	K(REQUESTS, "requests", "count", false, "sum"),
	K(RETRIES, "retries", "count", false, "sum"),
	K(PROMPT_TOKENS, "prompt_tokens", "tokens", false, "sum"),
	K(COMPLETION_TOKENS, "completion_tokens", "tokens", false, "sum"),
	K(LATENCY, "request_seconds", "s", false, "sum"),
	K(COST, "cost", "dollars", false, "sum"),
	K(GRADE_CPU, "grading_cpu_seconds", "s", false, "sum"),
	K(GRADE_WALL, "grading_seconds", "s", false, "sum"),
	K(WALL, "wall_seconds", "s", false, "end - start of the run"),
#undef K
};

int momus_figures_add(struct momus_figures *f,
		      const struct momus_figure *figure,
		      struct momus_error *err)
{
	size_t room = f->room ? 2 * f->room : 128;
	struct momus_figure *list;

	if (f->n == f->room) {
		list = realloc(f->list, room * sizeof *list);
		if (!list)
			return momus_fail(err, MOMUS_ENOMEM, "out of memory");
		f->list = list;
		f->room = room;
	}
	f->list[f->n++] = *figure;
	return MOMUS_OK;
}

int momus_figures_count(struct momus_figures *f, enum momus_figure_kind kind,
			enum momus_figure_of of, int turn, double value,
			uint64_t n, struct momus_error *err)
{
	const struct momus_figure figure = { .kind = kind,
					     .of = of,
					     .turn = turn,
					     .value = value,
					     .low = NAN,
					     .high = NAN,
					     .error = NAN,
					     .least = NAN,
					     .most = NAN,
					     .n = n };

	return momus_figures_add(f, &figure, err);
}

void momus_figures_release(struct momus_figures *f)
{
	free(f->list);
	*f = (struct momus_figures){ .list = NULL };
}

const struct momus_figure *momus_figures_find(const struct momus_figures *f,
					      enum momus_figure_kind kind,
					      enum momus_figure_of of, int turn,
					      uint32_t k)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].kind == kind && f->list[i].of == of &&
		    f->list[i].turn == turn && f->list[i].k == k &&
		    !f->list[i].category.len)
			return &f->list[i];
	return NULL;
}

double momus_figures_value(const struct momus_figures *f,
			   enum momus_figure_kind kind, enum momus_figure_of of,
			   int turn)
{
	const struct momus_figure *x = momus_figures_find(f, kind, of, turn, 0);

	return x ? x->value : NAN;
}

const char *momus_figure_name(enum momus_figure_kind kind)
{
	return kinds[kind].name;
}

const char *momus_figure_estimator(enum momus_figure_kind kind)
{
	return kinds[kind].estimator;
}

const char *momus_figure_unit(enum momus_figure_kind kind)
{
	return kinds[kind].unit;
}

bool momus_figure_is_proportion(enum momus_figure_kind kind)
{
	return kinds[kind].proportion;
}

const char *momus_figure_of_name(enum momus_figure_of of)
{
	static const char *const names[] = {
		"",	  "each", "majority",	    "generate", "critique",
		"revise", "all",  "same-each-turn", "order-1",	"order-2"
	};

	if (of >= MOMUS_OF_STATUS)
		return momus_run_name(
			(enum momus_run_status)(of - MOMUS_OF_STATUS));
	return names[of];
}

const char *momus_figure_method_name(enum momus_figure_method method)
{
	static const char *const names[] = { "",
					     "bootstrap over problems",
					     "wilson over problems",
					     "bootstrap over pairs",
					     "wilson over pairs",
					     "BCa bootstrap over problems",
					     "BCa bootstrap over pairs",
					     "beta-binomial over problems",
					     "beta-binomial over pairs",
					     "sign flips of problems" };

	return names[method];
}
