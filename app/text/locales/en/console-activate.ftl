# Step 2: the checks of a directory, and the one switch.

page = Activate password self-service · Set up · Latchkey
waiting = Looking up the directories
heading = Activate password self-service
lede-nothing = This tries everything a recovery needs, before anybody depends on it.
nothing = No domain is connected yet
nothing-text = Connect and import one first; then we try whether everything works there.
import = Import a domain
lede = We try everything a recovery needs, and change nobody but a test account that you named. What is missing comes with the command that mends it.
again = Run again
nobody = Nobody is imported from here yet
nobody-text = Import people first; activation waits for it.
trying = Trying rights, rules and servers; this takes a few seconds
on-hint = Switched off, nobody there can recover or enrol; nothing that they enrolled is lost.
soft-on = People who are onboarded here can recover.
soft-wait = It can be switched on when the checks are through.
soft-ready = Nobody is written to by this.
soft-commands = Run the commands, then run the checks again.
off-text = Whoever is locked out there has to call the help desk until you switch it on again. Nothing that people enrolled is lost.
off-action = Switch it off
switch-text = From then on whoever is onboarded there is found by name, and proves with the passwords of that directory. Everything is tried once more first, which takes a few seconds.
switch-action = Switch it on
go-on = Go on to people
activate = Activate
directories = Directories
all-works = Everything a recovery needs works
tried-works = Everything that could be tried works
tried-works-text = What was not tried says why.
missing-commands = People could prove who they are, and then be refused. Run the commands below once, then run the checks again.
missing-text = What is marked below says what to mend; then run the checks again.
on = Self-service for { $directory }
off = Switch self-service off for { $directory }?
switch = Switch self-service on for { $directory }?
# $number: the count as a word, at the start of a sentence.
missing =
    { NUMBER($count) ->
        [one] { $number } thing is missing
       *[other] { $number } things are missing
    }
to-know =
    { NUMBER($count) ->
        [one] { $number } thing to know: read what is marked before people depend on it.
       *[other] { $number } things to know: read what is marked before people depend on it.
    }
# Whether a recovery sets the password of the accounts in this directory.
reach = Set passwords in { $directory }
reach-hint = Off, accounts there are known and stay as they are: a recovery sets the person’s other passwords only.
reach-off = Leave passwords in { $directory } as they are?
reach-off-text = A recovery then sets the passwords of a person’s other accounts only. Whoever has no account elsewhere cannot get back in, and is shown what a name is shown that nobody has.
reach-off-action = Leave them
reach-on = Set passwords in { $directory } again?
reach-on-text = A recovery then sets the new password there, too, together with the person’s other accounts.
reach-on-action = Set them
