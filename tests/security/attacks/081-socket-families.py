# attack: 81 sockets of every family
# group: F
# tries: AF_ALG, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_XDP and all others
# limits: cpu=4 wall=20
# expect: accepted
# says: done
# control: escapes
KINDS = {1: "stream", 2: "dgram", 3: "raw", 5: "seqpacket"}


def every(family):
    why = OSError("no kind")
    for kind in KINDS:
        try:
            return reached(NR["socket"], family, kind, 0)
        except OSError as e:
            why = e
    raise why


for family in range(47):
    probe(f"family {family}", lambda: every(family))
print("done")
