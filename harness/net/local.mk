libmomus_la_SOURCES += \
	%D%/client.h \
	%D%/http.h
