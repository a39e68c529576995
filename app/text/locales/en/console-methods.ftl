# Step 4: which methods, how many, for whom; the settings of the methods. Servers stand in console-servers.ftl.

## The pages of this step

tabs = Methods
tab-everybody = For everybody
tab-groups = For groups
tab-servers = Servers

## The policy for everybody

page = Choose the methods · Set up · Latchkey
waiting = Looking up the policy
holds = It holds from now on, for everybody whom no rule for a group names.
heading = Choose the methods
save-policy = Save the policy
# $required: as a word.
lede = People prove who they are with { $required } of these. Two that hang on one thing, such as one phone, count as one.

## Switching methods on and off

methods = Methods
how-many = How many are needed
start-from = Start from
start-own = Chosen one by one.
one = One proof is a way around every password
one-text = Whoever holds that one thing, a phone left on a desk or a key in a coat, sets a new password and is in. Standards ask for two. Only methods that nobody can guess may stand alone.
one-confirm = I know this, and one proof shall be enough
not-ready = Not ready
questions = Standards advise against questions
questions-text = Families know the answers, the web has many of them, and a friendly caller is told the rest (NIST SP 800-63B, ASVS 6.4.2). They are off unless you switch them on, count for one proof at the most, and never serve privileged people.
# What is in <more> is for whoever cannot see beside what it stands.
settings-of = Settings<more> of this method: { $method }</more>
set-it-up = Set it up<more>: { $method }</more>
must-be-used = Must be one of the proofs<more>: { $method }</more>

## The forecast

counting = Counting
forecast-nobody = Nobody is onboarded yet. From the first person on you see here whom a change would leave without a way back.
if-saved = If you save this
not-counted = It can be saved without the forecast; you would not see whom it leaves out.
lost-nobody = Nobody
lost-nobody-text = loses their way back
lost-text = could no longer get back in by themselves
see-not-ready = See all who are not ready
today = Today
after-saving = After saving
ready = Ready
lose = Lose their way back
not-finished = Not finished
method = Method
have-one = Have one
rely-on-it = Rely on it
rely-hint = Who relies on a method could not recover today without it.
mend-first = What is marked must be mended first.
gained =
    { NUMBER($count) ->
        [one] { $count } person could who cannot today.
       *[other] { $count } people could who cannot today.
    }
see =
    { NUMBER($count) ->
        [one] See the person
       *[other] See the { $count } people
    }
by-method = By method
count-ready = { NUMBER($count) } ready
asked-to-finish =
    { NUMBER($count) ->
        [one] { $count } person is asked to finish their set-up when they next sign in.
       *[other] { $count } people are asked to finish their set-up when they next sign in.
    }
close-list = Close the list
who-not-ready = Who is not ready afterwards
who-loses = Who loses their way back
whom-to-show = Whom to show
show-lost = Lose their way back
show-not-ready = All who are not ready
people-behind = People behind the forecast
looking = Looking them up
nobody = Nobody
nobody-called = Nobody of this name
lack = What they lack

## Rules for groups

rules-page = Policies for groups · Set up · Latchkey
rules-waiting = Looking up the rules
the-rule = The rule
remove-rule = Remove the rule
move-rule = Move the rule
rules-heading = Policies for groups
rules-lede = The first rule that names somebody holds for them; for all others the policy for everybody.
add-group = Add a group
rules-soft = Groups are read again every hour and after each import.
follows-counting = Counting whom that leaves without a way back.
follows-unknown = Whom that leaves without a way back could not be counted.
follows-nobody = Nobody loses their way back.
no-rules = No group has a policy of its own. Add one for people whose account opens others, such as administrators: they should need a passkey.
everybody-else = Everybody else
members-unread = Its members are being read
privileged-badge = privileged
was-removed = { $rule } was removed.
is-now = { $rule } is now number { NUMBER($place) } of { NUMBER($all) }.
# $follows: one of the sentences about whom it leaves without a way back.
remove-rule-text = Its people fall under the next rule that names them, or under the policy for everybody. { $follows }
confirm-remove-rule = Remove the rule “{ $rule }”?
follows-lost =
    { NUMBER($count) ->
        [one] { $count } person loses their way back.
       *[other] { $count } people lose their way back.
    }
change-everybody = Change<more> the policy for everybody else</more>
change-rule = Change<more> { $rule }</more>
remove-named = Remove<more> { $rule }</more>
move-named =
    { $up ->
        [true] Move { $rule } up
       *[false] Move { $rule } down
    }
members =
    { NUMBER($count) ->
        [one] { $count } member, read at { TIME($at) }
       *[other] { $count } members, read at { TIME($at) }
    }
# A policy, and its members.
rule-facts = { $policy } · { $members }
rule-page = A policy for a group · Set up · Latchkey
rule-waiting = Looking up the rule
rule-heading = A policy for a group
rule-gone = This rule is not there any more.
to-rules = To the other rules
rule-holds = It holds from now on, for everybody in the group whom no earlier rule names.
rule-lede = It holds instead of the policy for everybody, for all people of one group, nested groups included.
save-rule = Save the rule
group-begins = How the group’s name begins
no-such-group = No group’s name begins like this
which-group = Which group?
rule-name = Name of the rule
privileged = Their account opens others
privileged-hint = Administrators and the help desk. Fills in the strict policy, keeps security questions out, and puts a new rule before all others.
chosen = Chosen: { $group }

## Settings of the methods

settings-page = Settings of the methods · Set up · Latchkey
settings-waiting = Looking up the settings
settings-heading = Settings of the methods
settings-lede = What people are asked, and how far the directory is believed.
settings-hold = It holds from now on.
settings-wrong = What is wrong is marked below.
easier-or-dearer = Make recovery easier, or dearer?
easier-or-dearer-text = With this somebody can get in who could not before, or more text messages can be sent at your cost. Show that it is you and not only your browser.
save-settings = Save the settings
settings-changed = Changed, not saved yet.
settings-same = Nothing to save.
attested = Only keys of makers that I trust
attested-hint = Each new key must show a certificate of its maker. Phones and laptops mostly have none, so this leaves security keys.
roots = Root certificates of the makers
roots-hint = As PEM, one after the other, from the makers’ own sites.
email-directory = Use the address in the directory as well
email-directory-hint = Where nobody confirmed another. Only addresses of public providers count: a mailbox of your own domains opens with the very password that is lost.
sms-directory = Use the mobile number in the directory as well
sms-directory-hint = Where nobody confirmed another. It is read again each time a code is sent.
countries = Countries that are served
countries-hint = Two letters each, such as DE, CH, US. Empty: all. Fraud likes far countries with dear messages.
a-day = Messages a day
a-country = To one country
a-person = For one person
managers = Managers may vouch for their people
managers-hint = As the directory names them, if they are onboarded and enrolled themselves.
questions-note = Standards advise against questions. The fewer can look an answer up or ask it out of somebody, the better the question.
bank = Questions to choose from
bank-hint = One in each line.
needed = People answer
needed-hint = When they set it up.
asked = A recovery asks
asked-hint = At least three of them.
own = People may write questions of their own
own-hint = They often choose ones that others can answer.
referees = People who may vouch for anybody
referees-find = People who could vouch
referees-none = Nobody yet: only managers can vouch.
referees-not-found = Nobody onboarded has this name.
added = Added
add = Add
remove-referee = Remove { $name }
add-referee = Add { $name }
login-not-enrolled = { $login } · not enrolled yet

## Policies, methods and people in a line

start-recommended = Recommended
start-recommended-hint = Nothing that can be looked up, redirected or asked out of somebody.
start-balanced = Balanced
start-balanced-hint = Text messages and colleagues as well, for people without a smartphone or a key.
start-specified = As in the specification
start-specified-hint = Authenticator app and security questions. Questions are the weakest method there is.
start-privileged = Privileged
start-privileged-hint = A passkey always, and nothing that is sent: for people whose account opens others.
vouch-nobody = Nobody has somebody who could, yet.
codes-nobody = Nobody has any yet.
have-nobody = Nobody has one yet.
lacks-all = Has not enrolled yet
no-methods = nothing
# $policy: “Any two of five”.
must-include = { $policy }; { $methods } must be used
switching-off =
    { NUMBER($count) ->
        [0] You are switching this off. Nobody relies on it.
        [one] You are switching this off. { $count } person relies on it.
       *[other] You are switching this off. { $count } people rely on it.
    }
vouch-some =
    { NUMBER($count) ->
        [one] { $count } person has somebody who can.
       *[other] { $count } people have somebody who can.
    }
codes-some =
    { NUMBER($count) ->
        [one] { $count } person has some left.
       *[other] { $count } people have some left.
    }
have-some =
    { NUMBER($count) ->
        [one] { $count } person has one.
       *[other] { $count } people have one.
    }
# What somebody lacks; numbers as words.
lacks-mandatory = Has no { $methods }, which must be used
lacks-allowed = Has nothing that is allowed; needs { $count }
lacks-more = Has { $methods }; needs { $count } more
lacks-apart = Has { $methods }, and some of these are one thing, such as one phone
# The picture in words: today and after saving, whom that leaves out, who has not finished.
forecast-now =
    { NUMBER($people) ->
        [one] Today { NUMBER($ready) } of { $people } person could recover by themselves. After saving { NUMBER($after) } could
       *[other] Today { NUMBER($ready) } of { $people } people could recover by themselves. After saving { NUMBER($after) } could
    }
forecast-kept = { $now }, and nobody loses their way back
forecast-lost =
    { NUMBER($count) ->
        [one] { $now }, and { $count } person loses their way back
       *[other] { $now }, and { $count } people lose their way back
    }
forecast =
    { NUMBER($count) ->
        [one] { $lost }. { $count } person has not finished.
       *[other] { $lost }. { $count } people have not finished.
    }
