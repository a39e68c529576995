//! Step 4: which methods, how many of them, for whom, and whom that leaves without a way back.

use crate::admin::Hindrance;
use crate::refused::{FieldFault, RootsFault};
use crate::settings::MethodSettings;
use crate::{MethodKind, Moment};
use serde::{Deserialize, Serialize};

/// As the domain's `MethodPolicy`, which judges it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyForm {
    pub allowed: Vec<MethodKind>,
    /// How many proofs a recovery needs.
    pub required: u32,
    /// Methods that must be among the proofs.
    #[serde(default)]
    pub mandatory: Vec<MethodKind>,
    /// The warning was read, and one proof shall be enough.
    #[serde(default)]
    pub one_is_enough: bool,
}

impl PolicyForm {
    pub fn allows(&self, kind: MethodKind) -> bool {
        self.allowed.contains(&kind)
    }
    pub fn demands(&self, kind: MethodKind) -> bool {
        self.mandatory.contains(&kind)
    }

    /// Lets it be used, or not; what may not be used is not demanded either.
    pub fn allow(&mut self, kind: MethodKind, on: bool) {
        set(&mut self.allowed, kind, on);
        if !on {
            set(&mut self.mandatory, kind, false);
        }
    }
    pub fn demand(&mut self, kind: MethodKind, on: bool) {
        set(&mut self.mandatory, kind, on);
    }

    /// Whether somebody gets in with this who would not under `before`: fewer proofs, another
    /// method, or one that need not be used any more.
    pub fn weakens(&self, before: &Self) -> bool {
        self.required < before.required
            || self.allowed.iter().any(|kind| !before.allows(*kind))
            || before.mandatory.iter().any(|kind| !self.demands(*kind))
    }
}

fn set(list: &mut Vec<MethodKind>, kind: MethodKind, on: bool) {
    list.retain(|other| *other != kind);
    if on {
        list.push(kind);
        list.sort();
    }
}

macro_rules! starts {
    ($($start:ident),*) => {
        /// Where an administrator can start from.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Start {
            $($start,)*
        }

        impl Start {
            pub const ALL: &[Self] = &[$(Self::$start,)*];
        }
    };
}

starts!(Recommended, Balanced, AsSpecified, Privileged);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartRow {
    pub start: Start,
    pub policy: PolicyForm,
}

/// What the pages of this step begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodsPage {
    /// For everybody whom no rule names.
    pub policy: PolicyForm,
    /// Those that this server knows, in their order.
    pub methods: Vec<MethodState>,
    pub starts: Vec<StartRow>,
    /// In the order in which they are asked.
    pub rules: Vec<RuleRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodState {
    pub kind: MethodKind,
    /// Why nobody can use it yet.
    pub hindrance: Option<MethodHindrance>,
}

/// Why nobody can use a method yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodHindrance {
    /// The server that it asks is not set up.
    NoServer,
    /// Nor a gateway for text messages.
    NoGateway,
    NoMailServer,
    /// Passkeys are kept for a name, and people reach this server by an address.
    NoHostName,
    /// Only keys of makers that are trusted are accepted, and this is wrong with the list of makers.
    NoMaker(RootsFault),
    TooFewQuestions {
        there: u32,
        needed: u32,
    },
}

/// A policy for the members of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    pub rule: RuleForm,
    /// Who is imported and in the group, nested ones included.
    pub members: u32,
    /// When they were last read; `None`: not yet.
    pub read_at: Option<Moment>,
}

/// `id` empty: a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleForm {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub directory: String,
    #[serde(default)]
    pub group: String,
    /// For people whose account opens others.
    #[serde(default)]
    pub privileged: bool,
    #[serde(default)]
    pub policy: PolicyForm,
}

/// What would be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Draft {
    /// For everybody whom no rule names.
    Everybody(PolicyForm),
    Rule(RuleForm),
    /// The rule of this id taken away.
    Without(String),
}

/// Who could recover: today, and once the draft is saved. Only people who are onboarded and whom the
/// directory would let in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    pub people: u32,
    pub ready_now: u32,
    pub ready_after: u32,
    /// Ready now, and not afterwards.
    pub lost: u32,
    pub methods: Vec<MethodCount>,
    /// Why the draft cannot be saved as it stands.
    pub refused: Option<DraftFault>,
}

impl Forecast {
    /// Neither now nor afterwards.
    pub const fn never(&self) -> u32 {
        self.people.saturating_sub(self.ready_after).saturating_sub(self.lost)
    }
    /// Not now, but afterwards.
    pub const fn gained(&self) -> u32 {
        (self.ready_after + self.lost).saturating_sub(self.ready_now)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodCount {
    pub kind: MethodKind,
    /// Have one.
    pub have: u32,
    /// Could not recover today without it.
    pub rely: u32,
}

/// `about`: the code of a method, `allowed`, `required`, `one`, `mandatory`, or `name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftFault {
    pub about: String,
    pub fault: FieldFault,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// Ready now, and not afterwards.
    #[default]
    Lost,
    /// All who are not ready afterwards.
    NotReady,
}

/// Asks for one page of the people behind a forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedQuery {
    pub draft: Draft,
    #[serde(default)]
    pub whose: Whose,
    #[serde(default)]
    pub text: String,
    /// How many come before.
    #[serde(default)]
    pub from: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub rows: Vec<AffectedRow>,
    /// Matching in all.
    pub total: u32,
    /// `from` of the next page.
    pub next: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedRow {
    pub id: String,
    pub name: String,
    pub login: String,
    pub lack: Lack,
}

/// What somebody lacks under a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lack {
    /// Never enrolled.
    SetUp,
    /// Has none of these, and must use them.
    Mandatory { kinds: Vec<MethodKind> },
    /// Has these that count, and so many more are needed.
    More { has: Vec<MethodKind>, more: u32 },
    /// Has enough, and some of them are one thing.
    Apart { has: Vec<MethodKind> },
}

/// What the page of the settings begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodSettingsPage {
    pub settings: MethodSettings,
    /// Those who may vouch for anybody.
    pub referees: Vec<Referee>,
    /// The methods that this server knows: of the others nothing is to be set.
    pub kinds: Vec<MethodKind>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referee {
    pub id: String,
    pub name: String,
    pub login: String,
    /// Why they cannot vouch at present.
    pub hindrance: Option<RefereeHindrance>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefereeHindrance {
    /// From the directory, or disabled there.
    Gone,
    /// Their account was reported.
    Reported,
    NotOnboarded,
    NotEnrolled,
    /// As the list of people says.
    Person(Hindrance),
}

#[cfg(test)]
mod tests {
    use super::*;
    use MethodKind as K;

    fn form(allowed: &[K], required: u32, mandatory: &[K]) -> PolicyForm {
        PolicyForm { allowed: allowed.to_vec(), required, mandatory: mandatory.to_vec(), one_is_enough: false }
    }

    #[test]
    fn weaker_is_fewer_proofs_another_method_or_one_less_demanded() {
        let before = form(&[K::Passkey, K::Totp, K::Email], 2, &[K::Passkey]);
        assert!(!before.weakens(&before));
        assert!(form(&before.allowed, 1, &[K::Passkey]).weakens(&before));
        assert!(form(&[K::Passkey, K::Sms], 3, &[K::Passkey]).weakens(&before));
        assert!(form(&before.allowed, 2, &[]).weakens(&before));
        assert!(!form(&[K::Passkey, K::Totp], 3, &[K::Passkey, K::Totp]).weakens(&before), "stricter");
    }

    #[test]
    fn what_is_switched_off_is_not_demanded() {
        let mut policy = form(&[K::Totp, K::Email], 2, &[K::Totp]);
        policy.allow(K::Passkey, true);
        policy.allow(K::Passkey, true);
        assert_eq!(policy.allowed, [K::Passkey, K::Totp, K::Email]);
        policy.allow(K::Totp, false);
        assert_eq!((policy.allowed, policy.mandatory), (vec![K::Passkey, K::Email], vec![]));
    }

    #[test]
    fn a_forecast_adds_up() {
        let f = Forecast { people: 1248, ready_now: 1174, ready_after: 1131, lost: 43, ..Forecast::default() };
        assert_eq!((f.never(), f.gained()), (74, 0));
        let f = Forecast { people: 10, ready_now: 4, ready_after: 6, lost: 1, ..Forecast::default() };
        assert_eq!((f.never(), f.gained()), (3, 3));
    }
}
