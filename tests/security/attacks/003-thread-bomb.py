# attack: 3 thread bomb
# group: A
# tries: starts threads until that fails
# limits: cpu=2 wall=10
# expect: runtime_error
# says: DENIED thread bomb*
# control: escapes
import threading

threading.stack_size(32768)
born = 0
try:
    while born < 300:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        born += 1
except (RuntimeError, MemoryError) as e:
    say("ESCAPED" if born >= 200 else "DENIED", "thread bomb", str(e))
    os._exit(1)
say("ESCAPED", "thread bomb")
os._exit(1)
