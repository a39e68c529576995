# The checks of a service in the cloud and of an LDAP server, and where a vendor's console has what is missing.

## What is tried

tenant = The name leads to your tenant
token = We are let in
read-groups = Groups can be read
sign-in-page = People can sign in there and come back
test-reset = A password can be set
end-sessions = Open sessions end with the old password
clock = The clocks agree
schema = A person as we read one

## What was seen

tenant-found = { $name }, { $id }
token-given = a token was given
token-ends = a token was given; what we prove ourselves with ends in { NUMBER($days) } days
people = { NUMBER($people) } people
people-or-more = { NUMBER($people) } or more people
left-out = { NUMBER($count) } guests, shared mailboxes and the like are left out
set-elsewhere = the password of { NUMBER($count) } is set in another directory
groups = { NUMBER($groups) } groups
groups-or-more = { NUMBER($groups) } or more groups
page-knows-us = { $host } takes our address for the way back
reset-tried = set on { $account }, and read back as changed; it has a password now that nobody knows
reset-confirmed = set on { $account }, as the service says; the account has a password now that nobody knows
no-test-account = name an account that nobody uses, and it is tried on that one and on no other
sessions-end = after each reset
sessions-stay = switched off: whoever is signed in stays so after a reset
clock-same = less than a second apart
clock-ahead = theirs is { NUMBER($seconds) } seconds ahead of ours
clock-behind = theirs is { NUMBER($seconds) } seconds behind ours
# $facts: attributes and values of that entry, divided by commas.
entry-read = { $dn }: { $facts }
shown-by-use = this server has no way to try it without doing it to somebody: the first reset will show it

## What is wrong there; within a line. $detail was answered by the vendor and stands in the log: it is not translated.

with-detail = { $what } ({ $detail })
refused = The service did not do it: { $what } ({ $detail }). Nothing was changed. The checks of this directory say where that is mended.
no-tenant = there is no tenant of this name
other-tenant = this domain belongs to another tenant
unknown-client = the application is not known in this tenant
wrong-secret = the client secret is wrong
secret-expired = the client secret has expired
certificate-unknown = the certificate is not uploaded for this application
certificate-expired = the certificate has expired
no-consent = the permission is missing, or an administrator has not agreed to it yet
missing-role = the application may not set this password: a role is missing
conditional-access = a Conditional Access rule keeps the application out
redirect-unknown = our address for the way back is not registered
clock-wrong = the clocks are too far apart: set the clock of this server
no-delegation = the service account may not act for your people, or lacks one of the scopes
wrong-administrator = the account that we act for is none, or is no administrator
api-off = the Admin SDK is not switched on in the project
key-unknown = this key is not known any more
quota = too many requests for the moment

## Where it is mended

entra-permissions = In the Microsoft Entra admin center: App registrations › your application › API permissions › Add a permission › Microsoft Graph › Application permissions. Add these, then choose Grant admin consent:
entra-consent = In the Microsoft Entra admin center: App registrations › your application › API permissions › Grant admin consent. It can take a minute to arrive here.
entra-roles = In the Microsoft Entra admin center: Entra ID › Roles & admins › this role › Add assignments. Assign it to your application:
entra-secrets = In the Microsoft Entra admin center: App registrations › your application › Certificates & secrets › New client secret. Type its value here.
entra-certificates = In the Microsoft Entra admin center: App registrations › your application › Certificates & secrets › Certificates › Upload certificate. Save this as latchkey.cer and choose that file:
entra-redirect = In the Microsoft Entra admin center: App registrations › your application › Authentication › Add a platform › Web. Redirect URI:
google-delegation = In the Google Admin console: Security › Access and data control › API controls › Manage Domain Wide Delegation › Add new. Client ID and scopes:
google-administrator = Type the address of an administrator who may manage users; the service account acts for that one.
google-apis = In the Google Cloud console: APIs & Services › Library. Switch on:
google-keys = In the Google Cloud console: IAM & Admin › Service Accounts › your account › Keys › Add key. Paste the JSON file here.
google-redirect = In the Google Cloud console: APIs & Services › Credentials › your OAuth client › Authorized redirect URIs:
ldap-access = In the access rules of the LDAP server’s database (olcAccess of OpenLDAP), before any other rule about these attributes:
