"""tap.py - TAP for tests in Python: ok(), is_(), refuses(), then finish()"""
count = failed = 0


def ok(good, name):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name), flush=True)
    return good


def is_(got, want, name):
    if not ok(got == want, name):
        print("# found: %.2000r\n# want:  %.2000r" % (got, want), flush=True)


def refuses(call, kind, name):
    try:
        got = call()
    except kind:
        ok(True, name)
    else:
        ok(False, name)
        print("# found: %.2000r" % (got,), flush=True)


def finish():
    print("1..%d" % count)
