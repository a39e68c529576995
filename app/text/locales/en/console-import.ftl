# Step 1: what is connected, a connection, the choice of units, the import.

## What is connected

page = Import a domain · Set up · Latchkey
waiting = Looking up the directories
heading = Import a domain
list-lede = What is connected. Importing reads; nothing is written to a domain in this step.
another = Connect another
remove-text = Its people lose self-service and what they enrolled, and their seats become free. The domain itself is not touched.
remove-action = Remove the directory
list-soft = The checks of the next step show whether everything works.
units = Units
connection = Connection
confirm-remove = Remove { $directory }?
remove = Remove { $directory }

## A connection

connection-waiting = Looking up the connection
change = Change the connection
lede = Type the name; the rest is looked up and tested before anything is kept. Nothing is written to the domain in this step.
domain = Domain name
domain-hint = As in DNS: corp.example.com.
servers = Servers
servers-hint = Found in DNS. Leave this empty to follow DNS; type names to fix them.
account = Service account
account-hint = An ordinary user account is enough.
password-note = The password is kept encrypted and is never shown again. The next step names the three rights that the account needs.
label = What people call it
label-hint = Shown to them, as in “your Northwind account”.
save = Save and choose units
check-again = Check again
check = Check the connection
practice = A small house that exists only here, with people, groups and rules. Every flow can be tried on it; there is nothing to connect.
practice-cloud = A small tenant in the cloud that exists only here. Its people sign in on a page of its own, some of them are also in the practice directory, and a new password shows only after twenty seconds.
which-practice = Which practice directory
which-kind = What is to be connected
trying = Trying it now; this takes a few seconds.
works = Everything that importing needs works.
untried = Checking changes nothing, here or there.
to-trust = One thing to decide: whether to trust the private certificate authority.
to-mend = Mend what is marked, then check again.
changed = You changed something; it is checked again before it is saved.
password = Its password
password-kept = Empty: the one we have is kept.
password-hint = It never leaves this server again.
looking = Looking up the servers and trying the account
nothing-tried = Nothing was tried yet. A check looks up the servers in DNS, opens an encrypted connection, shows the certificate, and signs in with the service account.
found = What we found
verdict-trust = 1 to decide
verdict-good = all fine
certificate-private = Certificate from a private authority
certificate = Certificate
compare = Compare this fingerprint with the one your certificate authority shows.
trust = Trust this authority, for this domain only
authority = Certificate of the authority
fingerprint = the fingerprint
paste = Paste its certificate instead
verdict-bad = { NUMBER($count) } to mend
valid-until = Valid until { DATETIME($at) }
# The chain of certificates, from the server's own up.
signed-first = The certificate of { $subject } is signed by { $issuer }
signed = which is signed by { $issuer }

## The choice of units

units-page = Choose units · Set up · Latchkey
units-waiting = Reading the units
units-heading = Choose units
units-failed = The units could not be read.
to-connection = Look at the connection
units-soft-running = You can go on meanwhile.
units-soft-none = Choose at least one unit.
units-soft = Importing reads names and addresses. It writes nothing, and takes no seats.
go-on = Go on importing
try-again = Try the import again
import = Import
units-lede = Whoever is in these units can be onboarded later. What lies below a unit comes with it.
leave-out = Leave out people who are imported?
leave-out-text = Whoever is in none of the chosen units any more cannot recover from then on, and their names can be another directory’s. Show that it is you and not only your browser.
leave-out-action = Import with these units
no-units = No units were found that the service account may read.
whom = Whom this brings
import-again = Import again
whom-none = Nobody yet. Choose a unit to see how many people are in it, and some of their names.
whom-nobody = There is nobody in these units.
whom-waiting = Reading some of the names
import-people =
    { NUMBER($count) ->
        [one] Import { $count } person
       *[other] Import { $count } people
    }

## The import

stopped = The import is stopped
broke-off = The import broke off
importing = Importing now
stop = Stop
goes-on = It goes on when you leave this page.
progress = People imported
stopped-text = { NUMBER($done) } of { NUMBER($expected) } are in and stay in. Going on begins again with the unit that it stood in; nobody is counted twice.
broke-off-text = { $why } { NUMBER($done) } are in and stay in.
done = <b>{ NUMBER($done) }</b> of { NUMBER($expected) }
finished = Finished { TIME($at) }. Importing again brings in what changed.
read-and-asks =
    { NUMBER($count) ->
        [one] { $count } person read
       *[other] { $count } people read
    }
asks = Finished { TIME($at) }, but for a question: others were not found, and are not taken out before you say so. The sync report has their names.
imported =
    { NUMBER($count) ->
        [one] { $count } person imported
       *[other] { $count } people imported
    }
