# The checks of a directory: what is tried, what was seen, how it is mended.

## Beside the row, for whoever cannot see its mark

good = Fine
warn = Needs you
bad = Missing
not-tried = Not tried

## What is tried

resolve = The name is found
connect = The server answers
tls = The line is encrypted
bind = The service account can sign in
read-people = People can be read
read-policy = Password rules can be read
policy-hints = History is checked on a reset
reset-right = Right to reset passwords
unlock-right = Right to unlock accounts
pwd-last-set-right = Right to end “must change password”
# Asked of one server.
of-server = { $what }: { $server }
# One line of what is missing; $evidence is one of those below.
hindrance = { $title }: { $evidence }
hindrance-untried = { $what }: was not tried. Run the checks again.

## What was seen

seen-not-tried = not tried: something before it failed
seen-built-in = practice directory, built in
leads = { $domain } leads to { $hosts }
no-address = the name has no address here
# $port: its number, as it is written in an address.
answers = port { $port } answers
encrypted = encrypted, and the certificate holds
certificate = { $subject }, issued by { $issuer }, valid for { NUMBER($days) } more days
read-only = a read-only domain controller: it is left alone
signed-in = signed in as { $account }
hints = resets are held to the password history ({ $oid })
no-hints = this server does not compare a reset with the password history; passwords set here are remembered (hashed) instead
# In a list, divided by commas.
people = { NUMBER($people) } people in { $unit }
people-or-more = { NUMBER($people) } or more people in { $unit }
# At the end of that list.
protected = { $people }; { NUMBER($protected) } protected accounts in the domain cannot use self-service
unit = { $unit }: { $fault }
nobody = nobody there on whom it could be tried

# Policies in a list, divided by semicolons; $rules is a list of those that follow.
policy-domain = domain: { $rules }
policy-finer = { $name }: { $rules }
policies-closed = { $policies }; the contents of { $names } cannot be read, so people are shown the domain’s rules
rule-length = at least { NUMBER($min) } characters
rule-kinds = three kinds of characters
rule-history = { NUMBER($remembered) } remembered
rule-age = kept for { NUMBER($hours) } hours at least
rule-lockout = locked after { NUMBER($tries) } wrong tries

# $right: one of the three below.
right-held = may { $right }: looked at { NUMBER($looked-at) } accounts
right-none = may { $right } for none of { NUMBER($looked-at) } accounts looked at; not for { $dn }
right-some = may { $right } for only { NUMBER($held) } of { NUMBER($looked-at) } accounts looked at; not for { $dn }
right-reset = reset passwords
right-unlock = unlock accounts
right-pwd-last-set = end “must change at next sign-in” (write pwdLastSet)
administrator = { $right }. The service account is a domain administrator; three delegated rights would be enough

## What a directory answered in place of that. $detail stands in the log, too: it is not translated.

unreachable = no server could be reached: { $detail }
lost = { $server } was asked and its answer was lost: { $detail }
sign-in-refused = the directory refused our sign-in: { $code }
certificate-fault = certificate: { $reason }
not-encrypted = not encrypted: { $detail }
not-permitted = the service account lacks the right: { $right }
misconfigured = set-up: { $detail }
no-such-unit = there is no unit { $dn } any more
not-found = no such account any more
unsupported = not possible in this kind of directory
unexpected = unexpected answer: { $detail }

# What is wrong with a certificate; within a sentence.
authority = signed by an authority that is not trusted here
wrong-name = made out to another name
expired = expired
not-yet-valid = not valid yet
not-acceptable = not acceptable

# Why a sign-in was refused; $refused is sign-in-refused above.
refused-because = { $refused }: { $why }
refused-wrong = wrong account or password
refused-hour = the service account may not sign in at this hour
refused-machine = the service account may not sign in from this machine
refused-expired-password = the service account’s password has expired
refused-disabled = the service account is disabled
refused-expired = the service account has expired
refused-must-change = the service account must change its password first
refused-locked = the service account is locked
refused-unsaid = no further reason given

## How it is mended

run-once = Run this once as a domain administrator:
command-name = Repair command: { $title }
trust-authority = Look at the certificate chain, compare its fingerprint, and trust it for this domain.
