## security/ - attacks on the sandbox.  Two groups run in `make check`, all of
## them, with one mechanism off at a time and under load, in `make check-security`.
MOMUS_ATTACK_FILES = \
	%D%/attacks/001-fork-bomb.py \
	%D%/attacks/002-fork-chain.py \
	%D%/attacks/003-thread-bomb.py \
	%D%/attacks/004-daemon.py \
	%D%/attacks/005-daemon-holds-stdout.py \
	%D%/attacks/006-kill-everybody.py \
	%D%/attacks/007-kill-by-number.py \
	%D%/attacks/008-signals-itself.py \
	%D%/attacks/009-clone-parent.py \
	%D%/attacks/010-traceme.py \
	%D%/attacks/011-stops-itself.py \
	%D%/attacks/012-zombies.py \
	%D%/attacks/013-ignores-signals.py \
	%D%/attacks/014-leaves-its-group.py \
	%D%/attacks/015-vfork.py \
	%D%/attacks/016-judge-is-killed.py \
	%D%/attacks/017-raises-its-limits.py \
	%D%/attacks/018-priority.py \
	%D%/attacks/019-busy-loop.py \
	%D%/attacks/020-waits-for-ever.py \
	%D%/attacks/021-cpu-of-children.py \
	%D%/attacks/022-cpu-in-kernel.py \
	%D%/attacks/023-native-call.py \
	%D%/attacks/024-timers.py \
	%D%/attacks/025-sets-the-clock.py \
	%D%/attacks/026-fakes-its-clock.py \
	%D%/attacks/027-honest-under-load.py \
	%D%/attacks/028-answers-then-spins.py \
	%D%/attacks/029-drips.py \
	%D%/attacks/030-touches-memory.py \
	%D%/attacks/031-address-space.py \
	%D%/attacks/032-shared-memory.py \
	%D%/attacks/033-fills-directories.py \
	%D%/attacks/034-kernel-buffers.py \
	%D%/attacks/035-page-tables.py \
	%D%/attacks/036-child-over-limit.py \
	%D%/attacks/037-copy-on-write.py \
	%D%/attacks/038-endless-recursion.py \
	%D%/attacks/039-locked-memory.py \
	%D%/attacks/040-oom-score.py \
	%D%/attacks/041-frees-before-the-end.py \
	%D%/attacks/042-machine-out-of-memory.py \
	%D%/attacks/043-writes-everywhere.py \
	%D%/attacks/044-leaves-its-root.py \
	%D%/attacks/045-lures-with-links.py \
	%D%/attacks/046-blocks-the-reader.py \
	%D%/attacks/047-petabyte.py \
	%D%/attacks/048-many-files.py \
	%D%/attacks/049-deep-directories.py \
	%D%/attacks/050-stubborn-files.py \
	%D%/attacks/051-deleted-files.py \
	%D%/attacks/052-devices.py \
	%D%/attacks/053-setuid.py \
	%D%/attacks/054-rewrites-its-interpreter.py \
	%D%/attacks/055-core-handler.py \
	%D%/attacks/056-finds-the-previous.py \
	%D%/attacks/057-reads-the-judge.py \
	%D%/attacks/058-other-programs.py \
	%D%/attacks/059-endless-output.py \
	%D%/attacks/060-strange-output.py \
	%D%/attacks/061-ignores-input.py \
	%D%/attacks/062-closes-output.py \
	%D%/attacks/063-errors-before-input.py \
	%D%/attacks/064-writes-its-input.py \
	%D%/attacks/065-inherited-descriptors.py \
	%D%/attacks/066-gives-pages.py \
	%D%/attacks/067-terminal.py \
	%D%/attacks/068-inert-output.py \
	%D%/attacks/069-imitates-the-judge.py \
	%D%/attacks/070-every-call.py \
	%D%/attacks/071-forbidden-values.py \
	%D%/attacks/072-other-entries.py \
	%D%/attacks/073-namespaces.py \
	%D%/attacks/074-io-uring.py \
	%D%/attacks/075-administration.py \
	%D%/attacks/076-keyrings.py \
	%D%/attacks/077-other-processes.py \
	%D%/attacks/078-handles-and-mounts.py \
	%D%/attacks/079-executes-its-own.py \
	%D%/attacks/080-odd-arguments.py \
	%D%/attacks/081-socket-families.py \
	%D%/attacks/082-capabilities.py \
	%D%/attacks/083-own-filter.py \
	%D%/attacks/084-page-cache.py \
	%D%/attacks/085-network.py \
	%D%/attacks/086-loopback.py \
	%D%/attacks/087-unix-sockets.py \
	%D%/attacks/088-two-at-once.py \
	%D%/attacks/089-one-after-the-other.py \
	%D%/attacks/090-passes-descriptors.py \
	%D%/attacks/091-environment.py \
	%D%/attacks/092-descriptors.py \
	%D%/attacks/093-proc.py \
	%D%/attacks/094-roots-of-processes.py \
	%D%/attacks/095-names-of-the-host.py \
	%D%/attacks/096-inherited-memory.py \
	%D%/attacks/097-silence.py \
	%D%/attacks/098-ends-while-judged.py \
	%D%/attacks/099-records-everywhere.py \
	%D%/attacks/099-results-everywhere.py \
	%D%/attacks/100-made-up-values.py \
	%D%/attacks/100-two-records.py \
	%D%/attacks/101-kills-the-helper.py \
	%D%/attacks/101-speaks-for-the-driver.py \
	%D%/attacks/102-no-tests.py \
	%D%/attacks/102-sample-tests-only.py \
	%D%/attacks/103-number-formats.py \
	%D%/attacks/104-lengths-and-ends.py \
	%D%/attacks/105-equals-everything.py \
	%D%/attacks/106-equals-from-within.py \
	%D%/attacks/107-replaces-builtins.py \
	%D%/attacks/108-replaces-the-judge.py \
	%D%/attacks/109-reads-expected-values.py \
	%D%/attacks/109-reads-the-script.py \
	%D%/attacks/110-changes-its-arguments.py \
	%D%/attacks/111-ends-early.py \
	%D%/attacks/112-catches-everything.py \
	%D%/attacks/113-leaves-modules.py \
	%D%/attacks/114-replaces-streams.py \
	%D%/attacks/115-code-in-results.py \
	%D%/attacks/116-results-without-end.py \
	%D%/attacks/117-changes-its-result.py \
	%D%/attacks/118-collisions.py \
	%D%/attacks/119-changes-settings.py \
	%D%/attacks/120-answers-once.py \
	%D%/attacks/121-changes-the-interpreter.py \
	%D%/attacks/122-reaches-the-zygote.py \
	%D%/attacks/123-unwinds.py \
	%D%/attacks/124-both-copies-return.py \
	%D%/attacks/124-both-copies.py \
	%D%/attacks/125-randomness.py \
	%D%/attacks/126-locks-at-the-fork.py \
	%D%/attacks/127-hooks-before-the-fork.py \
	%D%/attacks/128-pays-for-itself-only.py \
	%D%/attacks/129-warm-equals-cold.py \
	%D%/attacks/130-zygote-dies.py \
	%D%/attacks/131-reads-by-the-compiler.py \
	%D%/attacks/132-compiles-for-ever.py \
	%D%/attacks/133-floods-by-the-compiler.py \
	%D%/attacks/134-attacks-while-compiling.py \
	%D%/attacks/135-compiler-leaves-a-daemon.py \
	%D%/attacks/136-hostile-source.py \
	%D%/attacks/137-setup-fails.py \
	%D%/attacks/138-resources-run-out.py \
	%D%/attacks/139-two-judges.py \
	%D%/attacks/140-very-many-programs.py \
	%D%/attacks/141-names-from-data.py

MOMUS_ATTACK_RUNNER = \
	%D%/attack.py \
	%D%/canary.py \
	%D%/control.py \
	%D%/credulous.py \
	%D%/host.py \
	%D%/hostile-compiler.c \
	%D%/hostile.py \
	%D%/inject.py \
	%D%/judge.py \
	%D%/mechanisms.txt \
	%D%/outside.py \
	%D%/prelude.py \
	%D%/problems.jsonl \
	%D%/run.py \
	%D%/settings.py \
	%D%/solutions.py
EXTRA_DIST += $(MOMUS_ATTACK_FILES) $(MOMUS_ATTACK_RUNNER)

TESTS += %D%/numbers.t %D%/groups-e-i-j-k.t
dist_check_SCRIPTS += %D%/numbers.t %D%/groups-e-i-j-k.t

MOMUS_ATTACKS = . ./build-tree-env && $$PYTHON -B $(top_srcdir)/%D%/run.py

.PHONY: check-security
check-security: all $(BUILT_TREE_ENV)
	@echo "# every attack, outside the jail and inside"
	@$(MOMUS_ATTACKS)
	@echo "# one mechanism off at a time"
	@$(MOMUS_ATTACKS) --second-pass
	@echo "# among eight busy processes"
	@$(MOMUS_ATTACKS) --quick --no-control --load 8 \
		--numbers 1,4,6,13,19,20,21,27,30,36,59,61,69,85,92,121,129
