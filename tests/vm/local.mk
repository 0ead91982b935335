## vm/ - a host of its own, with systemd and control groups of version 2, in an
## emulated machine; not part of `make check`.
EXTRA_DIST += %D%/check.sh %D%/inside.sh %D%/machine.sh
MOMUS_VM_TESTS = tests/unit/group.t tests/unit/sandbox.t
check-vm: all $(BUILT_TREE_ENV)
	@$(MAKE) $(AM_MAKEFLAGS) -s $(MOMUS_VM_TESTS)
	@. ./build-tree-env && $(SHELL) $(top_srcdir)/%D%/check.sh
.PHONY: check-vm
