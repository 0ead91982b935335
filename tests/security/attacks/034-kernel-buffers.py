# attack: 34 memory of the kernel's
# group: C
# tries: thousands of pipes, sockets, queues, events, epoll sets and watches,
#     all of them full
# limits: cpu=2 wall=10 memory=256M
# expect: accepted
# says: done
# control: escapes
import select
import socket


def pipes():
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    os.write(ends[1], bytes(65536))
    return ends


def sockets():
    pair = socket.socketpair()
    pair[0].setblocking(False)
    pair[0].send(bytes(65536))
    return pair


def watches():
    number = call(NR["inotify_init1"], 0)
    call(NR["inotify_add_watch"], number, ctypes.c_char_p(b"/"), 0x100)


def queues():
    call(NR["mq_open"], ctypes.c_char_p(b"momus-attack-34"), 0o102, 0o600, 0)


def fill(make):
    held = []
    try:
        while len(held) < 1500:
            held.append(make())
    except OSError:
        return False
    return f"{len(held)} of them"


for make in (pipes, sockets, watches, queues):
    probe(make.__name__, lambda: fill(make))
probe("eventfds", lambda: fill(lambda: call(NR["eventfd2"], 0, 0)))
probe("epoll sets", lambda: fill(select.epoll))
print("done")
