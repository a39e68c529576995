# What is typed to connect a directory that is not Active Directory.

more = Other clouds and addresses
base-hint = Empty: the vendor’s own.
authority-hint = Only for a service behind a private certificate authority.
test-account = Test account
test-account-hint = An account that nobody uses, by its sign-in name. A check sets a password on this one and on no other. Empty: none is tried.
keep-sessions = Leave open sessions as they are after a reset. Without this, they end with the old password.

## Microsoft Entra ID

entra-domain = Domain name
entra-domain-hint = One of the tenant’s: example.com or example.onmicrosoft.com.
entra-client = Application (client) ID
entra-client-hint = Of the app registration made for Latchkey. There, under Token configuration, add the optional claim auth_time to its ID tokens.
entra-secret = Client secret
entra-secret-ends = It ends on
entra-secret-ends-hint = As shown there: 2028-11-22. You are told 30 and 7 days before.
cloud = Cloud
cloud-global = Global
cloud-us-government = US Government (GCC High)
cloud-us-defense = US Department of Defense
cloud-china = China (21Vianet)
login-base = Address of the sign-in service
graph-base = Address of Microsoft Graph

## Google Workspace

google-domain = Domain name
google-domain-hint = The primary one: example.com.
google-administrator = Administrator
google-administrator-hint = The service account acts for this one: admin@example.com.
google-key = Key of the service account
google-key-hint = The whole JSON file. It never leaves this server again.
google-client = OAuth client ID
google-client-hint = A client of the type “Web application”, for signing people in.
google-client-secret = Its secret
google-recovery-addresses = The recovery mailbox and number that people gave Google may be used to reach them
google-api = Address of the Admin SDK
google-token = Address for tokens
google-issuer = Issuer of sign-ins

## An LDAP server

ldap-domain = Name
ldap-domain-hint = What it is known as, written like a domain: example.com.
ldap-servers-hint = ldaps://ldap1.example.com, or ldap://… for StartTLS. Never without encryption.
ldap-base = Search base
ldap-base-hint = Such as dc=example,dc=com. Empty: what the server names first.
ldap-account-hint = Its distinguished name. It must be allowed to set passwords.
ldap-preset = Schema
preset-inet-org-person = inetOrgPerson (OpenLDAP)
preset-posix-account = posixAccount
preset-free-ipa = FreeIPA
preset-ds389 = 389 Directory Server
ldap-privileged = Privileged groups
ldap-privileged-hint = Distinguished names, one a line. Their members are helped by administrators only.
ldap-names = Filters and attributes
ldap-names-hint = Empty: those of the schema. The check shows a person as they are read.
ldap-people-filter = People
ldap-group-filter = Groups
ldap-id = Immutable ID
ldap-login = Sign-in name
ldap-name = Name
ldap-mail = Mail
ldap-phone = Phone
ldap-member = Members of a group
