## stats/ - pure functions, no I/O.
libmomus_la_SOURCES += \
	%D%/adjust.c \
	%D%/allocation.c \
	%D%/allocation.h \
	%D%/attempts.c \
	%D%/attempts.h \
	%D%/bca.c \
	%D%/bca.h \
	%D%/bestof.c \
	%D%/bestof.h \
	%D%/betabinomial.c \
	%D%/betabinomial.h \
	%D%/binomial.c \
	%D%/binomial.h \
	%D%/bootstrap.c \
	%D%/bootstrap.h \
	%D%/calibrate.c \
	%D%/calibrate.h \
	%D%/calibration.c \
	%D%/calibration.h \
	%D%/choices.c \
	%D%/choices.h \
	%D%/clustered.c \
	%D%/clustered.h \
	%D%/components.c \
	%D%/components.h \
	%D%/deltas.c \
	%D%/deltas.h \
	%D%/distributions.c \
	%D%/distributions.h \
	%D%/draws.c \
	%D%/draws.h \
	%D%/factorials.c \
	%D%/factorials.h \
	%D%/facts.c \
	%D%/facts.h \
	%D%/gate.c \
	%D%/gate.h \
	%D%/grams.c \
	%D%/grams.h \
	%D%/groups.c \
	%D%/groups.h \
	%D%/heterogeneity.c \
	%D%/heterogeneity.h \
	%D%/kinds.c \
	%D%/kinds.h \
	%D%/leaks.c \
	%D%/leaks.h \
	%D%/matching.c \
	%D%/matching.h \
	%D%/minhash.c \
	%D%/minhash.h \
	%D%/outcome.h \
	%D%/overlap.c \
	%D%/overlap.h \
	%D%/paired.c \
	%D%/paired.h \
	%D%/pairs.c \
	%D%/pairs.h \
	%D%/passk.c \
	%D%/passk.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/postings.c \
	%D%/postings.h \
	%D%/power.c \
	%D%/power.h \
	%D%/program.c \
	%D%/program.h \
	%D%/quantile.c \
	%D%/quantile.h \
	%D%/remarks.c \
	%D%/remarks.h \
	%D%/kept-words.def \
	%D%/rowsum.c \
	%D%/rowsum.h \
	%D%/strategies.def \
	%D%/sequential.c \
	%D%/sequential.h \
	%D%/signflip.c \
	%D%/signflip-interval.c \
	%D%/similarity.c \
	%D%/steps.c \
	%D%/steps.h \
	%D%/subsequence.c \
	%D%/subsequence.h \
	%D%/swap.c \
	%D%/swap.h \
	%D%/tokens.c \
	%D%/tokens.h \
	%D%/tosses.c \
	%D%/tosses.h \
	%D%/wordset.c \
	%D%/wordset.h

# Loops over many numbers, of which compilers make ones over registers: see wide.h.
noinst_LTLIBRARIES += libmomus_wide.la
libmomus_la_LIBADD += libmomus_wide.la
libmomus_wide_la_CPPFLAGS = $(libmomus_la_CPPFLAGS)
libmomus_wide_la_CFLAGS = $(AM_CFLAGS) -fopenmp-simd -fno-math-errno \
	-fno-trapping-math -ffp-contract=off -Wno-pass-failed
libmomus_wide_la_SOURCES = \
	%D%/agreement.c \
	%D%/agreement.h \
	%D%/chain.c \
	%D%/chain.h \
	%D%/chi2.c \
	%D%/discrimination.c \
	%D%/discrimination.h \
	%D%/elementary.h \
	%D%/equivalence.c \
	%D%/evalue.c \
	%D%/evalue.h \
	%D%/normal.c \
	%D%/order.c \
	%D%/order.h \
	%D%/resample.c \
	%D%/resample.h \
	%D%/wide.h \
	%D%/wilson.c \
	%D%/wilson.h
