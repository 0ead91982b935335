# attack: 19 busy loop
# group: B
# tries: to run for ever
# limits: cpu=1 wall=10
# expect: time_limit
# idle: no
# cpu: 0.95 1.05
# control: outlives
spin()
