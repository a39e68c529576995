# A directory that is read again by itself: how often, what each run found, and the question before many are gone.

## The report

page = Sync report · Set up · Latchkey
waiting = Looking up the last runs
heading = Sync report
lede = How { $directory } is read again, and what each run found.
lede-first = The first import has not come to its end. From then on { $directory } is read again by itself.
to-units = Look at the import
to-report = Sync report
back-to = Sync report of { $directory }
now = Sync now
busy = Reading now
every = Read it again
every-off = never by itself
every-hour = every hour
every-six-hours = every 6 hours
every-day = every day
next = Next at { TIME($at) }.
never = Nobody comes and goes here until somebody syncs.
runs = Runs
runs-none = Nothing was read yet.
kept = Runs are kept for 90 days.
started = Started
read = Read
found = Found
ended = How it ended
by-itself = by the schedule
by-hand = by an administrator
nothing-found = nothing new
millis = in { $seconds } s
end-running = under way
end-stopped = stopped
end-failed = failed
end-asking = waits for an answer
end-asked-anew = asked; not answered
end-finished = finished
end-gone = gone, says { $by }
end-kept = kept, says { $by }
why-failed = { $why } Nobody was taken out. The next run is tried at its time.

## What a number counts: after the number

number-new = new
number-recreated = made anew
number-changed = changed
number-moved = moved
number-disabled = disabled
number-enabled = enabled again
number-gone = gone
number-back = back
number-held = missing, held back
# The first import has no names behind its number.
number-first = imported

## The people behind a number

people-page = People of a sync · Set up · Latchkey
people-waiting = Looking up the people
people-of = Sync of { DATETIME($at) }
in-this-run = In this run
people-heading = { NUMBER($count) } { $what }
lede-new = In the directory and not here before. They can be onboarded.
lede-recreated = Their login belonged to somebody who is not there any more. To us each is a new account: it has no seat, and nothing that the old one enrolled.
lede-changed = The same people; what the directory says of them is kept here.
lede-moved = In another unit now. Nothing else follows from that here.
lede-disabled = The directory disabled them: they cannot recover. Seat and methods are kept.
lede-enabled = The directory enabled them again: they can recover as before.
lede-gone = No longer in the directory: they cannot recover. Seat and methods are kept, and count again if they come back.
lede-back = The same accounts as before, by their object id. Seat and methods are as they were.
lede-held = Not found by this run. They stay as they are until somebody says that they are gone.
lede-held-over = A later run has asked anew, or somebody has answered.
nobody = Nobody is listed here.
person = Person
field = Field
before = Before
after = Now
unit = Unit
nothing = nothing
next-page = More people
from-start = From the start
field-login = Login
field-upn = Principal name
field-display-name = Display name
field-mail = Mail
field-phone = Phone
field-manager = Manager
field-language = Language
field-dn = Name in the directory
field-set-elsewhere = Who sets the password
badge-anew = new account

## The question

question-heading =
    { NUMBER($count) ->
        [one] Is { $count } person really gone?
       *[other] Are { $count } people really gone?
    }
question-text = The run of { TIME($at) } did not find { NUMBER($missing) } of { NUMBER($present) } people of { $directory }, so nobody was taken out. Everything else is done.
question-since = waits since { TIME($at) }
emptied = Nobody is left in { $unit }
emptied-text =
    { NUMBER($count) ->
        [one] One person stood there before. An emptied unit may be a lost right of the service account.
       *[other] { $count } people stood there before. An emptied unit may be a lost right of the service account.
    }
suspicious = Suspicious
names =
    { NUMBER($count) ->
        [one] Who it is
       *[other] Who they are
    }
names-first = The first { NUMBER($shown) } of { NUMBER($count) }
see-all = See all { NUMBER($count) }
answer = Look and answer
keep-heading = They are still here
keep-recover = They can go on recovering, and keep their seats.
keep-again = The next run asks again while they are missing.
keep = Keep them
gone-heading = They are gone
gone-recover =
    { NUMBER($count) ->
        [one] { $count } person can no longer recover, from this moment on.
       *[other] { $count } people can no longer recover, from this moment on.
    }
gone-seats =
    { NUMBER($count) ->
        [0] None of them has a seat.
        [one] { $count } of them has a seat; it is free when you take it back.
       *[other] { $count } of them have a seat; it is free when you take it back.
    }
gone-back = Who is found again later gets seat and methods back.
gone = Let them go
gone-hint = asks once more, for your code
gone-confirm =
    { NUMBER($count) ->
        [one] Let { $count } person go?
       *[other] Let { $count } people go?
    }
gone-confirm-text = They cannot recover from then on, and their names can be another directory’s. Show that it is you and not only your browser.
question-until = Until then each run takes in who is new and what changed, and takes nobody out.
