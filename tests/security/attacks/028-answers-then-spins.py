# attack: 28 right answer, then a loop
# group: B
# tries: to be accepted for what it printed before the limit
# limits: cpu=1 wall=10
# expect: time_limit
# answer: 42
# control: outlives
print(42, flush=True)
spin()
