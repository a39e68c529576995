# Why an administrator's action was not done. The message is the heading and says the news; .text is what follows. The
# console is for administrators: they are told evidence.

## Whatever was asked

away = The server did not answer
    .text = Look whether you are still connected, then try again. What you typed is still here.
not-allowed = Your role does not allow this
    .text = Nothing was changed. An owner can do it, or give you another role.
signed-out = You are signed out
    .text = Sign in again; nothing was changed.
server-fault = Something on the server failed
    .text = Nothing was changed as far as we know. The server’s log says more under { $reference }.
stale = Somebody else changed this in the meantime
    .text = Reload the page to see it as it is now, then make your change again.
unwritable = These settings cannot be written down. Nothing was changed.
gone-directory = This directory is not there any more. Reload the page.
gone-person = This person is not there any more. Reload the page.
gone-rule = This rule is not there any more. Reload the page.
gone-form = This server knows no such form. Reload the page.
gone-other = This is not there any more. Reload the page.

## Directories

not-connected = This connection does not work yet, so it was not saved. The checks beside the form say what is missing.
too-many-tries = Ten times in ten minutes is enough: each one signs in at the servers that the form names. Nothing was tried now; you can go on from { TIME($from) }.
no-practice = The practice directory exists in practice mode only.
only-practice = This server runs in practice mode, where no real directory can be connected. Start it with a configuration of its own for that.
# Above the list of what a directory lacks.
not-ready = Not yet
    .text = It can be switched on as soon as these are mended:
nobody-imported = Nobody is imported yet: finish the import first.
other-domain = This is another domain than the one that was imported. Nothing was changed; add it as a new one.

## What a directory answered. $detail was seen on the line, and stands in the log: it is not translated.

unreachable = No server of this directory answers ({ $detail }). Nothing was changed. Check the names, the firewall and that the servers run; then try again.
lost = { $server } was asked and its answer was lost ({ $detail }). What became of it is not known; look there, then try again.
sign-in-refused = The directory refused the service account ({ $code }). Nothing was changed. Check its name and password, and that it is neither locked nor expired.
unknown-authority = The server shows a certificate from an authority that is not known here. Nothing was sent to it. Compare the fingerprint, then trust it for this domain only.
# $reason: one of certificate-… in console-check.ftl.
certificate = The server’s certificate is { $reason } ({ $detail }). Nothing was sent to it. Give the server a certificate for the name that you typed.
not-encrypted = The server offers no encrypted line ({ $detail }). Passwords are never sent in clear. Turn LDAPS or StartTLS on.
not-permitted = The service account lacks a right: { $right }. The activation page shows the command that grants it.
misconfigured = The settings do not work: { $detail }. Nothing was changed.
no-such-unit = There is no unit “{ $dn }” in this directory any more. Nothing was changed. Reload the page.
not-found = The directory does not have this entry any more. Import again.
unsupported = The directory answered: not possible in this kind of directory. Nothing was changed.
unexpected = The directory answered: unexpected answer: { $detail }. Nothing was changed.
# A directory whose groups are missing from a list; $why is what it answered.
unasked = { $directory } could not be asked; its groups are missing here

## People and rules

seats = Not enough seats
    .text =
        { NUMBER($free) ->
            [one] { $free } seat is
           *[other] { $free } seats are
        } free and { NUMBER($wanted) ->
            [one] { $wanted } is needed
           *[other] { $wanted } are needed
        }. Nobody was onboarded. Choose fewer, or raise the licence.
too-many = No more than { NUMBER($most) } people can be chosen one by one. Search for them and choose all that match, or onboard a group.
selection-changed = The choice has changed
    .text = When you looked it was { NUMBER($shown) }, and now it is { NUMBER($now) }. Nothing was done. Do it again if that is whom you mean.
under-way = That is being done already
    .text = How far it is stands below the people.
no-group = Choose a group first.
empty-group = Nobody is in this group. Choose another one.
too-many-rules = There are { NUMBER($most) } rules already. Take one away first.

## Invitations

no-mail = No mail server is configured, so nothing was sent. Add a [mail] section to the configuration and start again.
too-many-test-mails = Ten test mails are enough for an hour. The next one can go at { TIME($from) }.

## Servers that methods ask. $said: as it stands in the log; it is not translated.

provider-away = Nothing was saved, because the server could not be asked: { $said }.
provider-setup = Nothing was saved: { $said }.
