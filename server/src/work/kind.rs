//! The kinds of work. Stored with each job: a kind may be added, and none renamed.

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// In the queue.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$kind => $code,)*
                }
            }
        }
    };
}

kinds! {
    SendProofCode = "send-proof-code",
    ConfirmAddress = "confirm-address",
    /// Becomes a `NoticeTo` for each address of the person.
    Notice = "notice",
    NoticeTo = "notice-to",
    /// An `Invite` for each who waits for one.
    InviteAll = "invite-all",
    Invite = "invite",
    /// Seats for many people, given or taken back.
    BulkRun = "bulk-run",
    Import = "import",
    /// An `Import` begins at its time.
    Sync = "sync",
    /// The members of the group of a rule are read.
    PolicyMembers = "policy-members",
    Reconcile = "reconcile",
    /// A new password that was kept for a directory that could not be reached.
    FinishWrite = "finish-write",
    /// Accounts that are one person's are found.
    JoinAccounts = "join-accounts",
    TestMail = "test-mail",
    /// What people have is counted anew, for what a name that nobody has is shown.
    CountProfiles = "count-profiles",
}

impl Kind {
    /// `None`: a newer version's.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_code_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.code()), Some(*kind));
        }
        assert_eq!(Kind::of("of-tomorrow"), None);
    }
}
