## api/ - the public headers, installed; plugins include <momus/plugin.h>.
momusincludedir = $(includedir)/momus
momusinclude_HEADERS = \
	%D%/momus/arena.h \
	%D%/momus/backend.h \
	%D%/momus/batch.h \
	%D%/momus/backendpart.h \
	%D%/momus/buffer.h \
	%D%/momus/cases.h \
	%D%/momus/checker.h \
	%D%/momus/decls.h \
	%D%/momus/endpoint.h \
	%D%/momus/error.h \
	%D%/momus/extract.h \
	%D%/momus/job.h \
	%D%/momus/json.h \
	%D%/momus/log.h \
	%D%/momus/option.h \
	%D%/momus/packed.h \
	%D%/momus/plain.h \
	%D%/momus/plugin.h \
	%D%/momus/random.h \
	%D%/momus/ranks.h \
	%D%/momus/recorded.h \
	%D%/momus/reward.h \
	%D%/momus/resource.h \
	%D%/momus/rewardtext.h \
	%D%/momus/row.h \
	%D%/momus/rowfile.h \
	%D%/momus/similarity.h \
	%D%/momus/space.h \
	%D%/momus/task.h \
	%D%/momus/text.h \
	%D%/momus/trainable.h \
	%D%/momus/trainer.h
