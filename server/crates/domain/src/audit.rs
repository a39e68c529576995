//! What the audit log can say: the kinds of its rows, and who did what they record. `docs/audit.md` explains each; a
//! test compares them.

use std::fmt;

macro_rules! kinds {
    ($($kind:ident $code:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AuditKind {
            $($kind,)*
        }

        impl AuditKind {
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// As it stands in the log. Never changed once released: rows are not.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }
        }
    };
}

kinds! {
    AccountFrozen "account.frozen";
    AccountProofWrong "account.proof.wrong";
    AccountSignInRefused "account.sign-in.refused";
    AccountSignedIn "account.signed-in";
    AccountUnfrozen "account.unfrozen";
    AccountUnlocked "account.unlocked";
    AccountsJoined "accounts.joined";
    AccountsParted "accounts.parted";
    AdminCreated "admin.created";
    AdminReset "admin.reset";
    AdminSetupLink "admin.setup-link";
    AdminSignInRefused "admin.sign-in.refused";
    AdminSignedIn "admin.signed-in";
    AuditKeyChanged "audit.key-changed";
    DirectoryActivated "directory.activated";
    DirectoryDeactivated "directory.deactivated";
    DirectoryImported "directory.imported";
    DirectoryReachChanged "directory.reach-changed";
    DirectoryRemoved "directory.removed";
    DirectorySaved "directory.saved";
    DirectorySynced "directory.synced";
    DirectoryTried "directory.tried";
    EnrolmentFinished "enrolment.finished";
    EnrolmentOpened "enrolment.opened";
    EnrolmentSignInRefused "enrolment.sign-in.refused";
    EnrolmentSignedIn "enrolment.signed-in";
    FaultReported "fault.reported";
    ImportStarted "import.started";
    ImportStopped "import.stopped";
    InvitationSaved "invitation.saved";
    InvitationsQueued "invitations.queued";
    JoinDoubted "join.doubted";
    JoinRefused "join.refused";
    MailTested "mail.tested";
    MethodSettingsSaved "method-settings.saved";
    MethodAdded "method.added";
    MethodRemoved "method.removed";
    NoticeFailed "notice.failed";
    PasswordChanged "password.changed";
    PasswordReset "password.reset";
    PasswordUnresolved "password.unresolved";
    PeopleBulkBegun "people.bulk-begun";
    PeopleBulkEnded "people.bulk-ended";
    PeopleOffboarded "people.offboarded";
    PeopleOnboarded "people.onboarded";
    PolicyRuleAdded "policy.rule-added";
    PolicyRuleChanged "policy.rule-changed";
    PolicyRuleMoved "policy.rule-moved";
    PolicyRuleRemoved "policy.rule-removed";
    PolicySaved "policy.saved";
    ProviderRemoved "provider.removed";
    ProviderSaved "provider.saved";
    RecoveryCodesRenewed "recovery-codes.renewed";
    RecoveryBegun "recovery.begun";
    RecoveryProofRight "recovery.proof.right";
    RecoveryProofWrong "recovery.proof.wrong";
    RecoveryRefused "recovery.refused";
    RecoveryUnfinished "recovery.unfinished";
    RecoveryUnresolved "recovery.unresolved";
    SecretsKeyRotated "secrets.key-rotated";
    SmsBudget "sms.budget";
    SyncAsked "sync.asked";
    SyncDecided "sync.decided";
    SyncFailed "sync.failed";
    SyncScheduled "sync.scheduled";
    VouchGiven "vouch.given";
    VouchRefused "vouch.refused";
    VouchWrong "vouch.wrong";
}

impl AuditKind {
    /// `None`: a row of a program that knew another kind.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// Who did it, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<'a> {
    /// Whoever typed this name, before they have proved who they are.
    Anyone,
    /// Somebody who proved to be the person of this account.
    SelfService,
    /// Somebody who was asked to vouch.
    Colleague,
    /// Signed in to the console under this name.
    Administrator(&'a str),
    /// Whoever may run the program on the server.
    CommandLine,
    /// It refused something.
    Directory,
    /// However it was started.
    Import,
    /// Work in the background.
    Latchkey,
    /// The program about itself: its key, its faults.
    System,
}

impl fmt::Display for Actor<'_> {
    /// As it stands in the log. An administrator has a prefix, so that none can be called like anything else here.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anyone => "anyone",
            Self::SelfService => "self-service",
            Self::Colleague => "colleague",
            Self::Administrator(name) => return write!(f, "admin:{name}"),
            Self::CommandLine => "command-line",
            Self::Directory => "directory",
            Self::Import => "import",
            Self::Latchkey => "latchkey",
            Self::System => "system",
        })
    }
}

impl Actor<'static> {
    /// One of each, for what explains them.
    pub const EXAMPLES: [Self; 9] = [
        Self::Anyone,
        Self::SelfService,
        Self::Colleague,
        Self::Administrator("NAME"),
        Self::CommandLine,
        Self::Directory,
        Self::Import,
        Self::Latchkey,
        Self::System,
    ];
}

#[cfg(test)]
mod tests {
    use super::{Actor, AuditKind};
    use std::collections::BTreeSet;

    /// Rows are never changed, and neither is what they are called: a new kind is one more line here, and no line goes.
    const CODES: &str = "\
        account.frozen account.proof.wrong account.sign-in.refused account.signed-in account.unfrozen account.unlocked accounts.joined accounts.parted \
        admin.created admin.reset admin.setup-link admin.sign-in.refused admin.signed-in audit.key-changed \
        directory.activated directory.deactivated directory.imported directory.reach-changed directory.removed directory.saved directory.synced directory.tried \
        enrolment.finished enrolment.opened enrolment.sign-in.refused enrolment.signed-in fault.reported \
        import.started import.stopped invitation.saved invitations.queued join.doubted join.refused mail.tested method-settings.saved \
        method.added method.removed notice.failed password.changed password.reset password.unresolved \
        people.bulk-begun people.bulk-ended people.offboarded people.onboarded policy.rule-added policy.rule-changed policy.rule-moved \
        policy.rule-removed policy.saved provider.removed provider.saved recovery-codes.renewed recovery.begun \
        recovery.proof.right recovery.proof.wrong recovery.refused recovery.unfinished recovery.unresolved secrets.key-rotated sms.budget \
        sync.asked sync.decided sync.failed sync.scheduled vouch.given vouch.refused vouch.wrong";

    #[test]
    fn codes_stay_are_unique_and_lead_back() {
        let all: Vec<_> = AuditKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(all.join(" "), CODES);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), AuditKind::ALL.len());
        for kind in AuditKind::ALL {
            assert_eq!(AuditKind::from_code(kind.code()), Some(*kind));
        }
        assert_eq!(AuditKind::from_code("account.vanished"), None);
    }

    #[test]
    fn who_did_it_stays() {
        let all: Vec<_> = Actor::EXAMPLES.iter().map(ToString::to_string).collect();
        let stored = "anyone self-service colleague admin:NAME command-line directory import latchkey system";
        assert_eq!(all.join(" "), stored);
        // an administrator may be called anything
        assert_eq!(Actor::Administrator("system").to_string(), "admin:system");
    }
}
