libmomus_la_SOURCES += \
	%D%/http.h
