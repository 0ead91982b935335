libmomus_la_SOURCES += \
	%D%/files.h \
	%D%/node.h \
	%D%/reader.h \
	%D%/store.h
