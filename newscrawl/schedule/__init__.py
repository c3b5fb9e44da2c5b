"""When which job runs, and who starts it: systemd, cron, or a loop in the foreground.

The operating system schedules. `plan` reads times off the configuration, `systemd` and `crontab` write them where the
system looks, `due` says what was missed, `job` runs one job, `loop` waits in the foreground where there is neither.
"""
