## run/ - tests.

## Writes runs for the shell tests.
check_PROGRAMS += %D%/store-writer
%C%_store_writer_SOURCES = %D%/store-writer.c tests/unit/made-run.c
%C%_store_writer_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_store_writer_LDADD = libmomus.la

check_PROGRAMS += %D%/run-maker
%C%_run_maker_SOURCES = %D%/run-maker.c
%C%_run_maker_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_run_maker_LDADD = libmomus.la

TESTS += %D%/leaks.t %D%/starve.t
dist_check_SCRIPTS += %D%/leaks.t %D%/starve.t

## The model server with faults on demand, for several tests.
EXTRA_DIST += %D%/server.py

TESTS += %D%/quickstart-content.t %D%/replay.t
dist_check_SCRIPTS += %D%/quickstart-content.t %D%/replay.t
EXTRA_DIST += %D%/quickstart.py

## The plugins of examples/, for runs that need neither server nor sandbox; alone
## in their folder, so that it can be a MOMUS_PLUGIN_PATH.
MOMUS_EXAMPLE_LINK = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
check_LTLIBRARIES += %D%/dice.la %D%/roman.la
%C%_dice_la_SOURCES = examples/backend-dice/dice.c
%C%_dice_la_LDFLAGS = $(MOMUS_EXAMPLE_LINK)
%C%_dice_la_LIBADD = libmomus.la
%C%_roman_la_SOURCES = examples/task-roman/roman.c
%C%_roman_la_LDFLAGS = $(MOMUS_EXAMPLE_LINK)
%C%_roman_la_LIBADD = libmomus.la -lm

## A reviser whom a critic without any skill can learn to help.
check_LTLIBRARIES += %D%/parrot.la
%C%_parrot_la_SOURCES = %D%/parrot.c
%C%_parrot_la_LDFLAGS = $(MOMUS_EXAMPLE_LINK)
%C%_parrot_la_LIBADD = libmomus.la
## A reward that fails on demand; memory that runs out.
check_LTLIBRARIES += %D%/moody.la
%C%_moody_la_SOURCES = %D%/moody.c
%C%_moody_la_LDFLAGS = $(MOMUS_EXAMPLE_LINK)
%C%_moody_la_LIBADD = libmomus.la
TESTS += %D%/memory.t %D%/moody.t
dist_check_SCRIPTS += %D%/memory.t %D%/moody.t

TESTS += %D%/format.t %D%/train-plan.t %D%/stale.t %D%/train-rewards.t %D%/training-report.t
dist_check_SCRIPTS += %D%/format.t %D%/train-plan.t %D%/stale.t %D%/train-rewards.t %D%/training-report.t

TESTS += %D%/likelihood.t %D%/native.t %D%/serve.t %D%/bf16.t %D%/lora.t %D%/train.t %D%/quickstart.t %D%/reward-servers.t %D%/rewards.t %D%/simulated.t
dist_check_SCRIPTS += %D%/likelihood.t %D%/native.t %D%/serve.t %D%/bf16.t %D%/lora.t %D%/train.t %D%/quickstart.t %D%/reward-servers.t %D%/rewards.t %D%/simulated.t
EXTRA_DIST += %D%/events.py %D%/labels.py %D%/ledger.py %D%/letters.py %D%/rewards.py %D%/roman.sh %D%/serve.py %D%/simulated.py %D%/tiny-likelihood.py \
	%D%/tiny-model.py

TESTS += %D%/device.t %D%/gpu.t
dist_check_SCRIPTS += %D%/device.t %D%/gpu.t

## Several processes, where mpirun is.
TESTS += %D%/ranks.t
dist_check_SCRIPTS += %D%/ranks.t

## Models that learn made-up problems from nothing.
TESTS += %D%/miniature.t
dist_check_SCRIPTS += %D%/miniature.t

## Preloaded: file calls that fail.
check_LTLIBRARIES += %D%/fault.la
%C%_fault_la_SOURCES = %D%/fault.c
%C%_fault_la_LDFLAGS = $(MOMUS_EXAMPLE_LINK)
%C%_fault_la_LIBADD = -ldl

## Runs that are killed, meet full disks, are read by others.
MOMUS_HARD_TESTS = %D%/disk.t %D%/h5py.t %D%/kill.t %D%/track-disk.t \
	%D%/train-disk.t
TESTS += $(MOMUS_HARD_TESTS)
dist_check_SCRIPTS += $(MOMUS_HARD_TESTS)
EXTRA_DIST += %D%/kill.py
