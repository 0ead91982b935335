# attack: 22 burns CPU time inside the kernel
# group: B
# tries: time that no user-mode counter sees
# variants: zero listing
# limits: cpu=1 wall=10
# expect: time_limit
# idle: no
# control: outlives
if "@VARIANT@" == "zero":
    block = bytearray(1 << 22)
    source = open("/dev/zero", "rb", buffering=0)
    while True:
        source.readinto(block)
while True:
    os.listdir("/proc/self/fd")
    os.listdir("/")
