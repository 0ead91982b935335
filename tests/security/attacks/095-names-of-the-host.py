# attack: 95 which machine this is
# group: H
# tries: /sys, host name, boot and machine numbers, hardware names
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
def same(path, value):
    return value in open(path).read() if value else False


def uptime():
    import time
    own = time.clock_gettime(time.CLOCK_BOOTTIME)
    return abs(own - @UPTIME@) < 3600


probe("/sys", lambda: bool(os.listdir("/sys")))
probe("host name", lambda: os.uname().nodename == "@HOSTNAME@")
probe("boot id", lambda: same("/proc/sys/kernel/random/boot_id", "@BOOT_ID@"))
probe("uptime", uptime)
probe("machine id", lambda: bool(open("/etc/machine-id").read()))
probe("/etc/hostname", lambda: bool(open("/etc/hostname").read()))
print("done")
