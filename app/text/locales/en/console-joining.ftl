# Accounts of one person: pairs that wait for an administrator, joining two people and parting an account by hand.

page = Accounts of one person · Set up · Latchkey
waiting = Looking up accounts
tab = Accounts of one person
heading = Accounts of one person
lede = Whoever has accounts in several directories is one person here: either name leads to them, their methods are one set, and they hold one seat.
oldest = The oldest { NUMBER($shown) } of { NUMBER($total) }. The others follow as these are decided.

## What became of it

joined = They are one person now
    .text = Either name leads to them. They were told by mail if one of them had set methods up.
apart = They stay two people
    .text = Latchkey does not ask about these accounts again.
parted = The account has a person of its own
    .text = Onboard and invite it, so that it can be recovered again. The person was told by mail if they had set methods up.

## Nothing waits

none = No pair of accounts waits for you
none-text = Accounts are joined by themselves where a directory says that one was made from the other, or by equal addresses if you allow that. What is not plain comes here. You can also choose two people in the list and join them.
none-settings = Look at the setting

## One pair. $one and $other are names

heading-two = { $one } and { $other }
since = Waits since { DATETIME($since) }
same-object = { $directory } says that its account was made from the other one.
same-mail = Both accounts have the address { $mail }.
both-enrolled = Both have set methods up, and one person keeps those of one account only.
is-stopped = One of them reported “this wasn’t me”. Find out who that was before you join them.
two-in-one = As one person they would have two accounts in one directory.
mail-shared = Several accounts of one directory have this address, so it may be somebody else’s.
were-parted = An administrator decided before that accounts of these two are not one person’s.
account-of = { $login } in { $directory }
no-mail = no mail address
enrolled = has methods
not-enrolled = no methods
stopped = stopped
seat = holds a seat
no-seat = no seat
also = also { $login } in { $directory }

## The decision

keep = One person: keep these methods
    .whose = One person: keep the methods of { $account }
anew = One person: keep no methods
    .whose = One person without methods, as { $account } is
one = They are one person
two = They are two people
two-text = Nothing changes for them, and Latchkey does not ask again.
confirm = Join { $other } with { $kept }?
# The account that comes to the other one.
keep-text = Whoever holds the methods of { $kept } can then give both accounts a new password. Make sure that one human has both: call the number that you know, or see them.
ends-text = What was set up for { $other } ends at once, and so do its invitations and whatever is under way.
anew-text = What was set up for { $other } ends at once, and the person has to enrol anew. Until then nothing can be recovered.
none-ends-text = Neither has methods, so nothing is lost. Invitations of { $other } and whatever is under way end.
seat-text = Together they hold one seat.
stop-text = The stop stays until somebody lifts it.
join-action = They are one human: join the accounts

## Two people of the list

join-two = These are one person
whose = Whose methods stay
confirm-people = Join { $one } and { $other }?
people-text = All accounts of both become one person’s. Whoever holds the methods that stay can then give each of them a new password; what the other one set up, was sent or has under way ends. A stop stays. Make sure that it is one human: call the number that you know, or see them.
of = { $name } ({ $login })

## Parting

part-text = { $login } in { $directory } gets a person of its own, without a seat and without methods: onboard and invite it, so that it enrols anew. { $name } keeps the methods; whatever is under way ends, and a stop holds for both.
part = Part this account
    .whose = Part { $login } in { $directory } from { $name }
confirm-part = Part { $login } from { $name }?
part-action = Part the account

## Why nothing was done

fault-decided = This pair does not wait any more
    .text = Somebody else decided about it, or an account was taken away. Nothing was changed by you. Reload the page.
fault-one-already = They are one person already
    .text = Somebody else joined them, or an import did. Nothing was changed by you. Reload the page.
fault-account-gone = One of the accounts is not there any more
    .text = The last import did not find it. Nothing was changed. Reload the page.
fault-same-person = That is one person twice
    .text = Nothing was changed. Choose two people.
fault-only-account = It is the only account of this person
    .text = There is nothing to part it from. Nothing was changed.

## The settings

accounts = People with several accounts
keep-password = Keep a new password for a directory that does not answer
keep-password-hint = For 15 minutes at most, so that somebody need not type it again. It is sealed: half of its key waits with it in the database, the other half is in the memory of this server only. Nobody can read it from the database alone, and a restart ends it.
join-by-mail = Join accounts with equal addresses
join-by-mail-hint = Where the address is in a domain of both directories and nobody else there has it. Whoever can write addresses in one directory can then bring an account under somebody’s methods. What is not plain waits for you.

## The overview

pairs =
    { NUMBER($count) ->
        [one] { $count } pair of accounts may be one person’s
       *[other] { $count } pairs of accounts may be one person’s
    }
pairs-text = Say whether they are; until then they are recovered one by one.
pairs-action = Look at them
