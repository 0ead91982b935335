## slurm/ - a real scheduler, where one is installed; not part of `make check`.
EXTRA_DIST += %D%/check.sh
check-slurm: all $(BUILT_TREE_ENV)
	. ./build-tree-env && $(SHELL) $(top_srcdir)/%D%/check.sh
.PHONY: check-slurm
