# Why something is not offered: why somebody cannot be onboarded or vouch, why a method cannot be used yet.

## A person

gone = No longer in the directory
disabled = Disabled in the directory
protected = Protected account: the directory refuses delegated resets
set-on-premises = Its password is set in the domain it comes from
set-by-provider = Its password is set by another identity provider
not-set-here = No passwords are set in its directory, as you chose under Activate
# Beside the name of somebody whom onboarding left out.
not-found = Not found by the last import: moved out of the chosen units, perhaps. Import again
not-imported = Not imported: outside the chosen units, or newer than the last import

## Somebody who could vouch. $why: one of those that follow, or of those above.

cannot-vouch = cannot vouch at present: { $why }
referee-gone = Gone from the directory, or disabled there
referee-reported = Stopped: their account was reported
referee-not-onboarded = Not onboarded
referee-not-enrolled = Not enrolled yet

## A method

no-duo = Duo is not set up.
no-oidc = No other identity provider is set up.
no-radius = No RADIUS server is set up.
no-yubikey = No validation server for YubiKeys is set up.
no-server = Its server is not set up.
no-gateway = No gateway for text messages is set up, so no code can be sent. Set one up under Methods.
no-mail-server = No mail server is configured, so no code can be sent. Fill in [mail] in the configuration, then start again.
# $setting: a name in the configuration file.
no-host-name = Browsers keep passkeys for a name, and people reach this server by an address. Give { $setting } a host name in the configuration, then start again.
# $why: what is wrong with the list of makers.
no-maker = Only keys of makers that you trust are accepted, and no maker is named. { $why }
too-few-questions = There are { NUMBER($there) } questions to pick from, and people have to answer { NUMBER($needed) }. Add some.
