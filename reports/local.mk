## reports/ - what is said of runs, and the formats that say it.
momus_SOURCES += \
	%D%/analysis.c \
	%D%/analysis.h \
	%D%/categories.c \
	%D%/categories.h \
	%D%/compare/compare.c \
	%D%/compare/compare.h \
	%D%/compare/contrast.c \
	%D%/compare/contrast.h \
	%D%/compare/flips.c \
	%D%/compare/flips.h \
	%D%/compare/json.c \
	%D%/compare/junit.c \
	%D%/compare/md.c \
	%D%/compare/text.c \
	%D%/compare/unlike.c \
	%D%/compare/unlike.h \
	%D%/compare/versions.c \
	%D%/compare/versions.h \
	%D%/compare/words.c \
	%D%/compose.c \
	%D%/compose.h \
	%D%/csv/csv.c \
	%D%/document.c \
	%D%/document.h \
	%D%/figure.c \
	%D%/figure.h \
	%D%/gather.c \
	%D%/gather.h \
	%D%/grid.c \
	%D%/grid.h \
	%D%/html/chart.c \
	%D%/html/escape.c \
	%D%/html/html.c \
	%D%/html/html.h \
	%D%/html/problems.c \
	%D%/html/style.c \
	%D%/json/json.c \
	%D%/judgments.c \
	%D%/measure.c \
	%D%/md/md.c \
	%D%/measure.h \
	%D%/missing.c \
	%D%/passk-table.c \
	%D%/passk.c \
	%D%/quality.c \
	%D%/report.c \
	%D%/report.h \
	%D%/resources.c \
	%D%/tex/tex.c \
	%D%/text/text.c \
	%D%/usage.c
momus_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
EXTRA_DIST += %D%/README.md
