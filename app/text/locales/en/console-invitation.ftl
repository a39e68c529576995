# What is wrong with an invitation as an administrator wrote it.

no-subject = The message needs a subject.
long-subject = Use at most { NUMBER($most) } characters; many mail programs show 50.
no-body = The message needs some words.
long-body = Use at most { NUMBER($most) } characters.
unknown-slot = There is no slot { $slot }. Use { $slots }.
secret-in-subject = Keep { $link } and { $code } out of the subject: mail servers write subjects into their logs.
