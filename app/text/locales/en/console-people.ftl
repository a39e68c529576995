# Step 3: who may use self-service, one by one or by groups.

many = That is more people than a session alone may change in an hour. Show that it is you and not only your browser; the next five minutes need no other code.
whole = A whole group at once. Show that it is you and not only your browser; the next five minutes need no other code.
heading = Onboard people
lede = Whoever you choose here may use self-service and holds one seat. Groups are followed to the last nested member.
choose-by = Choose by

## The table

all = Choose all on this page
state = State
mail = Mail
no-mail = none
stopped = stopped
choose = Choose { $name }
# Of somebody who said “this wasn’t me”.
lift = Lift<of> the stop on { $name }</of>

## One by one

page = Onboard people · Set up · Latchkey
waiting = Looking up people
remove-text = They can no longer recover by themselves, and their seats become free. What they enrolled is kept, and works again when they are onboarded again.
onboard-them = Onboard them
remove-them = Remove them
lift-text = Somebody reported “this wasn’t me”, and nothing was recovered since. Make sure that it is really them: call the number that you know, or see them. Whoever did it before may ask you now.
lift-action = I have verified them: lift the stop
onboard = Onboard people
everybody = Everybody imported
onboarded-only = Onboarded only
chosen = Chosen people
clear = Clear the choice
not-called-text = Names, accounts and addresses were looked through. A whole group can be found by its name.
in-groups = Look in the groups
nobody-onboarded = Nobody is onboarded yet
nobody-onboarded-text = Choose people or a group; you see names and seats before anything happens.
nobody-imported = Nobody is imported yet
nobody-imported-text = Connect a domain and choose its units; then its people stand here.
import = Import a domain
confirm-remove = Remove { people } from self-service?
remove = Remove { people }
remove-chosen = Remove { NUMBER($count) } from self-service
confirm-onboard = Onboard { people }?
onboard-people = Onboard { people }
confirm-lift = Lift the stop on { $name }?
are-chosen = { NUMBER($count) } chosen
all-are-chosen = All { NUMBER($total) } that match are chosen
choose-matching = Choose all { NUMBER($total) } that match
only-ticked = Only those who are ticked
not-called = Nobody here is called “{ $asked }”
people =
    { NUMBER($count) ->
        [one] { $count } person
       *[other] { $count } people
    }

## Groups

groups-page = Onboard groups · Set up · Latchkey
groups-waiting = Looking in the directory
following = Following the group to its last member
group-text = Members of the groups inside it count too. Disabled and protected accounts are left out and named. If the seats do not suffice, nobody is onboarded.
group-action = Onboard the group
which-group = Which group?
which-group-text = Type how its name begins; the directory is asked afresh.
onboard-all = Onboard all
confirm-group = Onboard everybody in “{ $group }”?
no-group = No group’s name begins with “{ $asked }”
onboard-group = Onboard { $group }

## Many at once

onboarding-begun = Onboarding { people } has begun
removing-begun = Removing { people } has begun
begun-text = It goes on when you leave this page.
to-runs = See how far it is
runs = Done to many at once, in the last 30 days
run-onboard = Onboard chosen people
# $directory: as people know it; empty when it is not there any more.
run-onboard-group =
    { $directory ->
        [none] Onboard a group
       *[other] Onboard a group of { $directory }
    }
# $asked: what was searched for; empty for everybody.
run-onboard-matching =
    { $asked ->
        [none] Onboard everybody
       *[other] Onboard all that match “{ $asked }”
    }
run-remove = Remove chosen people
run-remove-matching =
    { $asked ->
        [none] Remove everybody
       *[other] Remove all that match “{ $asked }”
    }
run-by = { $actor }, { DATETIME($started) }
run-how-far = How far it is
run-progress = { NUMBER($done) } of { NUMBER($total) }
run-onboarded = { people } onboarded
run-removed = { people } removed
# $done: how many people, and what was done to them.
run-finished = Finished { DATETIME($at) }: { $done }.
run-finished-already =
    Finished { DATETIME($at) }: { $done }; { NUMBER($already) ->
        [one] { $already } was already
       *[other] { $already } were already
    }.
# $why: a sentence.
run-stopped =
    Stopped { DATETIME($at) }: { $done }, { NUMBER($not) ->
        [one] { $not } was not
       *[other] { $not } were not
    }. { $why }
run-no-seats = Another administrator took seats meanwhile, and there are none left.
run-not-allowed = Whoever began it may not do this any more.
run-left-out = Left out: { people }
run-left-out-count = { $why }: { people }
