# attack: 33 fills the work directory
# group: C
# tries: to fill its directory and every other it may write to
# limits: cpu=2 wall=10 memory=512M
# expect: runtime_error memory_limit
# host: files
# control: escapes
PLACES = (".", "/tmp", "/dev/shm", "/var/tmp", "/run/lock")
total = 0
block = bytes(1 << 20)
for place in PLACES:
    try:
        name = f"{place}/momus-attack-33"
        with open(name, "wb", buffering=0) as f:
            os.unlink(name)
            held = os.dup(f.fileno())
            while total < 400 << 20 and os.write(held, block) > 0:
                total += len(block)
    except OSError as e:
        say("DENIED", f"filling {place}", str(e))
if total >= 400 << 20:
    say("ESCAPED", "filling", f"{total} bytes")
sys.exit(1)
