# What several pages of the console say.

## Numbers

people =
    { NUMBER($count) ->
        [one] { $count } person
       *[other] { $count } people
    }
# Small numbers as words.
number-word =
    { NUMBER($count) ->
        [1] one
        [2] two
        [3] three
        [4] four
        [5] five
       *[other] { $count }
    }

## Directories and people

active-directory = Active Directory
entra-id = Microsoft Entra ID
google-workspace = Google Workspace
ldap-server = LDAP server
practice-directory = Practice directory
practice-cloud = Practice cloud
active = active
not-active = not active
status-imported = not onboarded
status-onboarded = onboarded
status-invited = invited
status-enrolled = enrolled
import-not-started = Not imported yet
import-running = Importing: { NUMBER($done) } of { NUMBER($expected) }
import-stopped = Stopped at { NUMBER($done) } of { NUMBER($expected) }
import-failed = The import failed: { $why }
import-asking = { people } read, { TIME($at) }; a question waits for an answer
import-finished = { people } imported, { TIME($at) }

## Around every page

step = Step { $step } of 5
skip = Skip to the content
sign-in = Sign in
sign-out = Sign out
back = Back

## Fields and buttons

copy = Copy: { $name }
leave = Leave it as it is
show-password = Show the password
find = Find
find-people = Find by name, account or mail
find-group = Find a group
remove = Remove
settings = Settings
pages = Pages
next-page = Next page
page-before = Page before
from-start = From the start
people-word = People
groups = Groups
name = Name
# At the end of a list.
and-more = and { NUMBER($count) } more
# How long a check took.
millis = { NUMBER($millis) } ms
direct-members =
    { NUMBER($count) ->
        [one] { $count } direct member
       *[other] { $count } direct members
    }
no-such-group-text = The directory is asked for the beginning of the name, as it is written there.
nobody-written = Nobody is written to yet; invitations are step 5.
go-to-methods = Go on to methods
go-to-activation = Go on to activation
saved = Saved
make-easier = Make recovery easier?
nothing-saved = Nothing was saved

## Seats

seats = Seats
seats-taken = { NUMBER($used) } of { NUMBER($total) } seats taken, { NUMBER($chosen) } more chosen
seats-of = <b>{ NUMBER($used) }</b> of <n>{ NUMBER($total) }</n>
seats-free = { NUMBER($free) } free
seats-short = { NUMBER($chosen) } chosen and only { NUMBER($free) } free.

## What onboarding did

onboarded-nobody = Nobody was onboarded
onboarded-already =
    { NUMBER($count) ->
        [one] { $count } person was onboarded already
       *[other] { $count } people were onboarded already
    }
onboarded = { people } onboarded
others-already =
    { NUMBER($count) ->
        [one] { $count } other was already.
       *[other] { $count } others were already.
    }
left-out = Left out, and why

## The administrator’s own code

own-code = Code from your authenticator app
own-code-hint = The one you sign in here with. A code that you used already does not count: wait for the next one.
easier = With this somebody can get in who could not before. Show that it is you and not only your browser.
