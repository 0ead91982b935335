/* checker.h - whether what a program printed is what was expected
 *
 * The comparisons that contests' graders make, each named after its rule.  They
 * look at texts only: how a program ended is the caller's business.
 */
#ifndef MOMUS_CHECKER_H
#define MOMUS_CHECKER_H

#include "momus/text.h"

MOMUS_BEGIN_DECLS

/* A rule: whether ACTUAL, what a program printed, is EXPECTED. */
typedef bool momus_compare_fn(struct momus_text actual,
			      struct momus_text expected);

/* The rule called NAME: "lines" (momus_check_lines), "tokens" (momus_check_tokens
 * without a tolerance), "token-lines" (momus_check_token_lines) or "exact" (byte
 * for byte); NULL if there is none. */
MOMUS_API momus_compare_fn *momus_compare_named(const char *name);

/* SandboxFusion's CommonOJ (commit 469de08): both texts stripped and cut at LF;
 * as many lines, and each equal in lower case, stripped, or both whole lines
 * Python floats with |a - b| / max(|b|, 1e-10) < 1e-5, b the expected one: so
 * 1000005 passes for 1000000.  Bytes that are no UTF-8 never pass. */
MOMUS_API bool momus_check_lines(struct momus_text actual,
				 struct momus_text expected);

/* Whether T is what Python's float() takes: any decimal digits, white space
 * around, underscores between digits, inf and nan; no hexadecimal.  *OUT is the
 * number, correctly rounded. */
MOMUS_API bool momus_text_float(struct momus_text t, double *out);

struct momus_token_rule {
	double tolerance; /* absolute or relative; 0: none */
	bool any_case;	  /* ASCII letters in either case */
};

/* Whether both texts have the same tokens between ASCII white space.  A pair of
 * finite decimal numbers, one of them no integer, may differ by
 * RULE.tolerance * max(1, |expected|); integers are compared digit by digit. */
MOMUS_API bool momus_check_tokens(struct momus_text actual,
				  struct momus_text expected,
				  struct momus_token_rule rule);

/* Whether both texts have the same tokens between ASCII white space, and on the
 * same lines; lines without a token are left out. */
MOMUS_API bool momus_check_token_lines(struct momus_text actual,
				       struct momus_text expected);

/* Whether both texts are JSON and the same value as Python's == has it: members of
 * objects in any order, 3.0 is 3, true is 1. */
MOMUS_API bool momus_check_json(struct momus_text actual,
				struct momus_text expected);

/* The same for a careful judge: true is no number; an integer is exactly what is
 * expected, any other number within 1e-9, absolute or relative. */
MOMUS_API bool momus_check_value(struct momus_text actual,
				 struct momus_text expected);

/* What STATEMENT, in English, allows: a tolerance if it speaks of absolute or
 * relative error (1e-6, or what it names if that is more), and either case if it
 * says so. */
MOMUS_API struct momus_token_rule momus_token_rule_of(
	struct momus_text statement);

/* Whether STATEMENT, in English, asks for any one of several right answers ("print
 * any of them"): then another than the expected one may be right. */
MOMUS_API bool momus_statement_wants_any(struct momus_text statement);

MOMUS_END_DECLS

#endif /* MOMUS_CHECKER_H */
