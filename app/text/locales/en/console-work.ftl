# Work in the background that fails: what it is, and why it was not done.

## What does not work: the start of “… does not work”

send-proof-code = Sending codes
confirm-address = Sending codes that confirm an address
notice = Telling people what was done to their account
invite = Sending invitations
import = Importing
sync = Beginning to read a directory again
reconcile = Finding out what became of a new password
finish-write = Setting a new password in a directory that did not answer before
invite-all = Queueing invitations
bulk-run = Onboarding many people, or removing them,
join-accounts = Finding accounts that are one person’s
policy-members = Reading the members of groups
count-profiles = Counting which methods people have
test-mail = Sending a test mail
# $code: of a version that knows more.
other = The work “{ $code }”

## Why. What stands in the log is said as it stands there, and not translated.

unreadable = What was to be done cannot be read
unknown = This version does not know how
program = A fault in the program
elsewhere = Another server is importing this directory
# $why: what the directory answered.
members = { $why }; its last members still count
no-mail = No mail server is configured
no-address = No address
too-late = The code ran out before it could be sent
bad-number = The number is not one that text messages are sent to; nothing was sent
unwritable = A notice could not be written down

## In the overview

does-not-work-often =
    { NUMBER($count) ->
        [one] { $work } does not work
       *[other] { $work } does not work ({ $count } times)
    }
since = { $why }. Since { TIME($since) }.

## An import

import-broke-off = { $why }. Nobody was taken out. When it is mended, import again: it goes on with the unit in which it broke off.
