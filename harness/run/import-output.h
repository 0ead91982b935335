/* import-output.h - what a row of Momus's own forms says of one model output */
#ifndef MOMUS_RUN_IMPORT_OUTPUT_H
#define MOMUS_RUN_IMPORT_OUTPUT_H

#include "run/import-form.h"
#include "store/layout.h"

/* The member of enumeration TYPE that the string under KEY names; *OUT stays
 * where there is none.  MOMUS_EPARSE lists what there is. */
int momus_import_word(const struct momus_row *row, const char *key,
		      enum momus_field_type type, uint8_t *out,
		      struct momus_error *err);

/* The batch's problem, its id under ID, and the names that every row may
 * give. */
int momus_import_problem(struct momus_import_batch *b, const char *id,
			 struct momus_error *err);

/* Texts, verdicts, finish and usage of the output T in ROW; no judgment. */
int momus_import_output(struct momus_import_batch *b,
			const struct momus_row *row, struct momus_told *t,
			struct momus_error *err);

/* The judgment that ROW names, else what the critique T says at its end. */
int momus_import_judgment(const struct momus_row *row, struct momus_told *t,
			  struct momus_error *err);

#endif /* MOMUS_RUN_IMPORT_OUTPUT_H */
