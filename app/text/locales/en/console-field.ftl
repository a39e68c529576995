# What is wrong with one field, said under it. One for each variant of latchkey_contract::refused::FieldFault.

missing = This is needed.

## The connection

no-domain = Type the domain’s DNS name, such as corp.example.com.
no-account = Type the service account’s name.
no-password = Type the secret that goes with it.
not-https = Type the whole address; it begins with https://.
not-like = Type it as it is written there, such as { $example }.
no-key-file = This is no key of a service account. Paste the whole JSON file as Google gave it.
not-dn = Type a distinguished name, such as ou=people,dc=example,dc=com.
not-filter = This is no LDAP filter. One looks like (objectClass=inetOrgPerson).
not-attribute = The name of an attribute has letters, digits and hyphens only.
password-again = Type the password again: it goes to another place than before.
domain-taken = This domain is connected already. Open it instead.
same-domain = This is the domain that is connected as “{ $name }” already: both have one identity. Open that one instead.

## A policy

too-few-allowed = People need { NUMBER($needed) } methods to recover, and { NUMBER($allowed) } can be set up. Allow more, or ask for fewer. Recovery codes are a spare and do not count here.
bad-required = A recovery needs one to four proofs.
one-not-confirmed = One proof alone is a way around every password: whoever has that one thing has the account. Confirm that you want it, or ask for two.
# $method: as it stands within a sentence.
too-weak-alone = With one proof, only methods that cannot be guessed may be allowed: { $method } can. Take it out, or ask for two.
mandatory-not-allowed = { $method } must be used and is not allowed. Allow it, or do not ask for it.
too-many-mandatory = More methods must be used than proofs are asked for. Ask for more proofs, or demand fewer methods.
questions-for-privileged = Security questions never serve people whose account opens others. Take them out of this policy.
mandatory-not-ready = It must be used, and nobody can set it up yet. Configure it first, or do not ask for it.
too-few-ready = People need { NUMBER($needed) } methods to recover. Of those that are allowed only { NUMBER($ready) } can be set up at present; the others are not configured yet. Allow more, or configure them.

## A rule for a group

no-name = Give it a name, such as that of the group.
group-has-rule = There is a rule for this group already. Change that one.
directory-gone = This directory is not there any more. Choose the group again.

## Settings of the methods

question-length = “{ $start }” is too short or too long: a question has { NUMBER($min) } to { NUMBER($max) } characters.
question-twice = “{ $question }” stands there twice.
too-many-questions = There are more than { NUMBER($most) } questions. Nobody reads so many; leave the best.
# $least: as a word.
too-few-asked = Ask for at least { $least } answers: fewer can be guessed by who knows the person a little.
fewer-than-asked = People must answer at least as many as are asked.
too-many-answered = More than ten answers nobody remembers.
too-few-questions = People answer { NUMBER($needed) } questions, and { NUMBER($there) } stand here. Add some, or let people write their own.
roots-too-long = That is more than anybody needs. Paste the makers’ roots only.
bad-country = “{ $code }” is no country code. One has two letters: DE, CH, US.
messages-a-day = From 1 to { NUMBER($most) } messages a day. To send none, switch text messages off.
messages-a-country = From 1 to as many as are sent in all.
messages-a-person = From 1 to { NUMBER($most) }, and not more than are sent in all.
too-many-referees = At most { NUMBER($most) } people can be listed.

## Root certificates of makers. $begin and $end: the first and the last line of a certificate.

roots-none = There is no certificate in it. Paste the root certificate of each maker, with its first line { $begin }.
roots-no-end = Certificate { NUMBER($nth) } has no end. Paste each one whole, down to the line { $end }.
roots-unreadable = Certificate { NUMBER($nth) } cannot be read. Paste it once more as the maker published it.
roots-same-name = Certificate { NUMBER($nth) } has the name of one above it, and only one of the two could be used. Leave the one that the maker still uses.
roots-no-root = Certificate { NUMBER($nth) } may not sign others, so no key can be traced to it. Paste the maker’s root, not the certificate of a key.

## A server that a method asks

none-given = At least one is needed.
number-between = A number from { NUMBER($from) } to { NUMBER($to) }.
bad-port = The port is a number up to 65535.
secret-again = Type it again: what is kept was given for another server, and goes to no other.
secret-missing = This is needed: no secret is kept for this server.
# $slot: {number}
no-number-slot = A mail address with { $slot } in it.

## Beside the box of a policy with one proof

confirm-one = Confirm it, or ask for two.
