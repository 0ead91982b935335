## tests/ - C programs and shell scripts, all speaking TAP to one driver.
TEST_EXTENSIONS = .t
T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = . $(top_builddir)/build-tree-env;
BUILT_TREE_ENV = build-tree-env
check_DATA = $(BUILT_TREE_ENV)
CLEANFILES += $(BUILT_TREE_ENV)

## What every test finds in its environment.
$(BUILT_TREE_ENV): Makefile
	$(AM_V_GEN){ \
	echo "MOMUS='$(abs_top_builddir)/momus'; export MOMUS"; \
	echo "top_srcdir='$(abs_top_srcdir)'; export top_srcdir"; \
	echo "top_builddir='$(abs_top_builddir)'; export top_builddir"; \
	echo "PYTHON='$(PYTHON)'; export PYTHON"; \
	echo ": \$${MOMUS_DATA='$(abs_top_srcdir)/../shared/data'}; export MOMUS_DATA"; \
	echo "LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS"; \
	} > $@

check_LTLIBRARIES += libtap.la
libtap_la_SOURCES = %D%/caserow.c %D%/caserow.h %D%/reading.c %D%/reading.h \
	%D%/refusing.h %D%/tap.c %D%/tap.h
libtap_la_LIBADD = -lm

MOMUS_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
MOMUS_TEST_LIBS = libtap.la libmomus.la

EXTRA_DIST += %D%/tap.sh %D%/lsan.supp

TESTS += %D%/tree/rules.t
dist_check_SCRIPTS += %D%/tree/rules.t

include %D%/plugins/local.mk
include %D%/unit/local.mk
include %D%/cli/local.mk
include %D%/run/local.mk
include %D%/shim/local.mk
include %D%/sim/local.mk
include %D%/security/local.mk
include %D%/slurm/local.mk
include %D%/vm/local.mk
include %D%/conformance/local.mk
include %D%/fuzz/local.mk
