# How things stand, and what stands beside every page: the five steps.

home = Console · Latchkey
home-waiting = Looking where you left off
page = Overview · Latchkey
waiting = Counting
heading = Overview
lede-done = Everything is set up. People who enrolled get back in by themselves.
imported = People imported
onboarded = Onboarded
invited = Invited, not enrolled yet
enrolled = Enrolled
enrolled-after = can recover by themselves
doors = Where people go
door-recover = Locked out
door-enrol = Enrol
door-mail = Mail
mail-ready = Set up: invitations, codes and notices can be sent
mail-missing = Not set up: name a mail server in the configuration file
wrong = What went wrong in the last seven days
wrong-text = Whoever met one of these was told that you know. The server’s log says more under the reference.
directories = Directories
checks = Run the checks
lede-next = Set-up goes on at step { $step }: { $title }.
go-on = Go on with step { $step }
of-seats = of { NUMBER($total) } seats
# When a fault happened, and what the log calls it.
told = { TIME($at) } · <reference>{ $reference }</reference>
checks-of = Run the checks of { $directory }

## The rail

steps = Set-up steps
overview = Overview
set-up = Set up
# Before the name of a step, for whoever cannot see the mark.
done = Done:
step-import = Import a domain
step-activate = Activate
step-people = Onboard people
step-methods = Choose methods
step-invite = Invite
off = Off
on = On
is-imported = { $kind }, { NUMBER($count) } imported
many-directories = { NUMBER($count) } directories
on-in = On in { NUMBER($on) } of { NUMBER($all) }
seats-used = { NUMBER($used) } of { NUMBER($total) } seats
# How many methods are needed of those that are offered, both as words.
all-of = { $needed } of { $offered }
any-of = Any { $needed } of { $offered }
invited-enrolled = { NUMBER($invited) } invited, { NUMBER($enrolled) } enrolled
