//! What a session of the console may do by itself, and what asks for the administrator's second factor as
//! well: one list, because a stolen session does whatever is on neither side of it. See decision 0017.
//!
//! An endpoint that stands nowhere here fails a test below; one that says that it asks, and does not, fails
//! `administrators::guarded`.

pub use crate::services::admin_auth::RECENT_SECS;

/// How the administrator shows that it is them, and not only their session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A code for this once: with it passwords, proofs or names can go elsewhere.
    Fresh,
    /// A code that this session gave for anything within [`RECENT_SECS`] is enough: what is done many
    /// times in one sitting, and points nothing elsewhere by itself.
    Recent,
}

/// What asks for a code. With `when`: only then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Below `/api/admin/`.
    pub endpoint: &'static str,
    pub proof: Proof,
    pub when: &'static str,
    pub why: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    SaveConnection,
    RemoveDirectory,
    ImportStart,
    SyncDecide,
    Activate,
    SetReach,
    Onboard,
    OnboardGroup,
    Offboard,
    Unfreeze,
    DecideJoin,
    JoinPeople,
    PartAccount,
    SavePolicy,
    SaveRule,
    MoveRule,
    RemoveRule,
    SaveProvider,
    RemoveProvider,
    SaveMethodSettings,
    SaveInvitation,
}

const ALWAYS: &str = "always";
const EASIER: &str = "somebody could get in who could not before";
const MANY: &str = "more than a few in an hour; what a few lose they get back with their seat";

impl Guarded {
    pub const ALL: [Self; 21] = [
        Self::SaveConnection,
        Self::RemoveDirectory,
        Self::ImportStart,
        Self::SyncDecide,
        Self::Activate,
        Self::SetReach,
        Self::Onboard,
        Self::OnboardGroup,
        Self::Offboard,
        Self::Unfreeze,
        Self::DecideJoin,
        Self::JoinPeople,
        Self::PartAccount,
        Self::SavePolicy,
        Self::SaveRule,
        Self::MoveRule,
        Self::RemoveRule,
        Self::SaveProvider,
        Self::RemoveProvider,
        Self::SaveMethodSettings,
        Self::SaveInvitation,
    ];

    pub const fn rule(self) -> Rule {
        use Proof::{Fresh, Recent};
        let (endpoint, proof, when, why) = match self {
            Self::SaveConnection => (
                "save-connection",
                Fresh,
                "it is new, goes elsewhere, or has another password",
                "people's passwords go where a directory says",
            ),
            Self::RemoveDirectory => (
                "remove-directory",
                Fresh,
                ALWAYS,
                "everything that its people enrolled goes, and their names go to a newer directory",
            ),
            Self::ImportStart => (
                "import-start",
                Fresh,
                "it leaves out units that were imported",
                "who is in them is gone, and their names go to a newer directory",
            ),
            Self::SyncDecide => (
                "sync-decide",
                Fresh,
                "they are gone; kept, everything stays as it is",
                "who is gone cannot recover, and their names go to a newer directory",
            ),
            Self::Activate => (
                "activate",
                Fresh,
                "it is switched on; off, nobody is found by it and its names go to nobody else",
                "from then on its people are found by their names",
            ),
            Self::SetReach => (
                "set-reach",
                Fresh,
                "it changes",
                "on, passwords are set there; off, those who have nothing else cannot get back in",
            ),
            Self::Onboard => ("onboard", Recent, MANY, "everybody could be let in at once"),
            Self::OnboardGroup => ("onboard-group", Recent, ALWAYS, "everybody could be let in at once"),
            Self::Offboard => ("offboard", Recent, MANY, "everybody could be left without a way back"),
            Self::Unfreeze => ("unfreeze", Fresh, "it is stopped", "whoever was reported can go on"),
            Self::DecideJoin => (
                "decide-join",
                Fresh,
                "it joins; two people are kept apart as they were",
                "one account comes under the other's methods",
            ),
            Self::JoinPeople => ("join-people", Fresh, ALWAYS, "one account comes under the other's methods"),
            Self::PartAccount => {
                ("part-account", Fresh, ALWAYS, "nothing that was set up guards the account any more: it enrols anew")
            }
            Self::SavePolicy => ("save-policy", Fresh, EASIER, "fewer or other proofs"),
            Self::SaveRule => ("save-rule", Fresh, EASIER, "fewer or other proofs"),
            Self::MoveRule => ("move-rule", Fresh, EASIER, "fewer or other proofs"),
            Self::RemoveRule => ("remove-rule", Fresh, EASIER, "fewer or other proofs"),
            Self::SaveProvider => ("save-provider", Fresh, ALWAYS, "proofs go where a provider says"),
            Self::RemoveProvider => ("remove-provider", Fresh, ALWAYS, "proofs go where the next one says"),
            Self::SaveMethodSettings => (
                "save-method-settings",
                Fresh,
                "somebody could get in who could not before, or more messages cost money",
                "other keys, addresses, numbers, questions or referees are believed",
            ),
            Self::SaveInvitation => {
                ("save-invitation", Recent, "it changes", "a link to elsewhere in a message that is really ours")
            }
        };
        Rule { endpoint, proof, when, why }
    }
}

/// How somebody comes in or goes: these have proofs of their own.
pub const SIGN_IN: [&str; 7] =
    ["sign-in-page", "open-setup", "first-admin", "confirm-totp", "sign-in", "sign-in-totp", "sign-out"];

/// What a session may do by itself, and why no more is asked for.
pub const FREE: [(&str, &str); 25] = [
    ("overview", READS),
    ("connection", "reads; the password is never sent back"),
    ("check-connection", "keeps nothing; bounded, and with an audit row for each"),
    ("subtrees", READS),
    ("sample", READS),
    ("import-stop", "who is imported stays"),
    ("import-state", READS),
    ("sync-report", READS),
    ("sync-people", READS),
    ("sync-now", "the same units, one at a time; who is missing by many stays until somebody gives a code"),
    ("sync-every", "who is imported stays; off, nobody comes and goes until an administrator reads the directory"),
    ("doctor", READS),
    ("people", READS),
    ("join-reviews", READS),
    ("groups", READS),
    ("bulk-runs", READS),
    ("methods", READS),
    ("forecast", READS),
    ("affected", READS),
    ("providers", "reads; no secret is sent back"),
    ("method-settings", READS),
    ("invitations", READS),
    ("preview-invitation", READS),
    ("test-invitation", "a message of the words that are kept, its link leads nowhere; bounded"),
    (
        "send-invitations",
        "words that were proved, to the addresses of a directory that was proved, for people who were proved or few",
    ),
];
const READS: &str = "reads";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_endpoint_of_the_console_is_on_the_list() {
        let routes = crate::router::routes();
        let there: BTreeSet<&str> = routes.iter().filter_map(|(_, path)| path.strip_prefix("/api/admin/")).collect();
        assert!(there.len() > 30, "they are registered: {there:?}");
        // one that went by another's name would be on neither side
        let elsewhere = routes
            .iter()
            .filter_map(|(_, path)| path.strip_prefix("/api/"))
            .find(|path| !["admin/", "account/", "enrol/"].iter().any(|audience| path.starts_with(audience)));
        assert_eq!(elsewhere, None, "whose is it?");
        let guarded: BTreeSet<&str> = Guarded::ALL.into_iter().map(|action| action.rule().endpoint).collect();
        let free: BTreeSet<&str> = FREE.into_iter().map(|(endpoint, _)| endpoint).collect();
        let sign_in_page = BTreeSet::from(SIGN_IN);
        let listed: BTreeSet<&str> = guarded.iter().chain(&free).chain(&sign_in_page).copied().collect();
        let missing: Vec<_> = there.difference(&listed).collect();
        assert!(missing.is_empty(), "say in `guarded` what these ask for: {missing:?}");
        let gone: Vec<_> = listed.difference(&there).collect();
        assert!(gone.is_empty(), "not there any more: {gone:?}");
        assert_eq!(guarded.len(), Guarded::ALL.len(), "each once");
        assert_eq!(free.len(), FREE.len(), "each once");
        assert_eq!(listed.len(), guarded.len() + free.len() + sign_in_page.len(), "each on one side");
    }

    /// What can point a password, a proof or a name elsewhere is never open for a while.
    #[test]
    fn only_what_points_nothing_elsewhere_may_be_done_with_a_recent_code() {
        let recent: Vec<&str> = Guarded::ALL
            .into_iter()
            .map(Guarded::rule)
            .filter(|rule| rule.proof == Proof::Recent)
            .map(|rule| rule.endpoint)
            .collect();
        assert_eq!(recent, ["onboard", "onboard-group", "offboard", "save-invitation"]);
        assert!(Guarded::ALL.into_iter().all(|action| !action.rule().when.is_empty() && !action.rule().why.is_empty()));
    }
}
