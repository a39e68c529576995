//! The wizard's five steps as the overview tells them. Pure, because the rail, the way on from
//! `/admin` and the overview page must agree.

use super::words::{capital, kind, language, number_word};
use latchkey_contract::MethodKind;
use latchkey_contract::admin::{ImportState, Overview};
use latchkey_text::console_overview as text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub number: u32,
    pub href: &'static str,
    pub title: &'static str,
    /// How far it is; empty while there is nothing to say.
    pub small: String,
    pub done: bool,
}

pub const IMPORT: &str = "/admin/import";
pub const ACTIVATE: &str = "/admin/activate";
pub const PEOPLE: &str = "/admin/people";
pub const METHODS: &str = "/admin/methods";
pub const INVITE: &str = "/admin/invite";
pub const OVERVIEW: &str = "/admin/overview";

/// `None`: not known yet, so nothing is marked as done.
pub fn steps(overview: Option<&Overview>) -> Vec<Step> {
    let step = |number, href, title, (done, small): (bool, String)| Step { number, href, title, small, done };
    vec![
        step(1, IMPORT, text::step_import(language()), overview.map(import).unwrap_or_default()),
        step(2, ACTIVATE, text::step_activate(language()), overview.map(activate).unwrap_or_default()),
        step(3, PEOPLE, text::step_people(language()), overview.map(onboard).unwrap_or_default()),
        step(4, METHODS, text::step_methods(language()), overview.map(methods).unwrap_or_default()),
        step(5, INVITE, text::step_invite(language()), overview.map(invite).unwrap_or_default()),
    ]
}

/// Where work goes on: the first step that is not done.
pub fn next(overview: &Overview) -> Option<Step> {
    steps(Some(overview)).into_iter().find(|step| !step.done)
}

fn import(overview: &Overview) -> (bool, String) {
    let done = overview
        .directories
        .iter()
        .any(|card| card.sync.is_some() || matches!(card.import, ImportState::Finished { .. }));
    let small = match overview.directories.as_slice() {
        [] => String::new(),
        [one] => text::is_imported(language(), kind(one.kind), one.imported),
        many => text::many_directories(language(), many.len()),
    };
    (done, small)
}

fn activate(overview: &Overview) -> (bool, String) {
    let active = overview.directories.iter().filter(|card| card.active).count();
    let small = match (active, overview.directories.len()) {
        (_, 0) => String::new(),
        (0, _) => text::off(language()).into(),
        (1, 1) => text::on(language()).into(),
        (on, all) => text::on_in(language(), on, all),
    };
    (active > 0, small)
}

fn onboard(overview: &Overview) -> (bool, String) {
    let seats = overview.seats;
    (seats.used > 0, text::seats_used(language(), seats.used, seats.total))
}

/// There is always a policy, so this counts as done once there is somebody whom it serves.
fn methods(overview: &Overview) -> (bool, String) {
    let policy = &overview.policy;
    let offered = countable(&policy.allowed);
    let enough = offered >= policy.required && (policy.required >= 2 || policy.one_is_enough);
    let small = if offered == policy.required {
        capital(&text::all_of(language(), &number_word(policy.required), &number_word(offered)))
    } else {
        text::any_of(language(), &number_word(policy.required), &number_word(offered))
    };
    (enough && overview.seats.used > 0, small)
}

fn invite(overview: &Overview) -> (bool, String) {
    let known = overview.invited + overview.enrolled;
    let small = if known == 0 {
        String::new()
    } else {
        text::invited_enrolled(language(), overview.invited, overview.enrolled)
    };
    (known > 0, small)
}

/// Methods that count towards the number needed: recovery codes are a spare for either of them.
pub fn countable(allowed: &[MethodKind]) -> u32 {
    let count = allowed.iter().filter(|kind| !kind.is_spare()).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use latchkey_contract::Moment;
    use latchkey_contract::admin::{DirectoryCard, DirectoryKind, Seats};
    use latchkey_contract::policy::PolicyForm;

    fn fresh() -> Overview {
        Overview {
            admin: "jonas".into(),
            directories: Vec::new(),
            seats: Seats { used: 0, total: 50 },
            policy: PolicyForm {
                allowed: vec![MethodKind::Totp, MethodKind::Email, MethodKind::RecoveryCode],
                required: 2,
                ..PolicyForm::default()
            },
            invited: 0,
            enrolled: 0,
            mail_ready: true,
            pairs_waiting: 0,
            origin: "https://reset.example".into(),
            faults: Vec::new(),
            failing: Vec::new(),
        }
    }

    #[test]
    fn the_way_leads_through_all_steps() {
        let mut overview = fresh();
        assert_eq!(next(&overview).unwrap().number, 1);
        overview.directories.push(DirectoryCard {
            id: "1".into(),
            kind: DirectoryKind::ActiveDirectory,
            name: "corp.example".into(),
            imported: 812,
            import: ImportState::Running { done: 812, expected: 900 },
            sync: None,
            active: false,
            sets_passwords: true,
        });
        assert_eq!(next(&overview).unwrap().number, 1, "an import under way is not done");
        overview.directories.first_mut().unwrap().import = ImportState::Finished { people: 812, at: Moment::default() };
        assert_eq!(next(&overview).unwrap().number, 2);
        overview.directories.first_mut().unwrap().active = true;
        assert_eq!(next(&overview).unwrap().number, 3);
        overview.seats.used = 3;
        assert_eq!(next(&overview).unwrap().number, 5);
        overview.policy.allowed = vec![MethodKind::Totp, MethodKind::RecoveryCode];
        assert_eq!(next(&overview).unwrap().number, 4, "codes do not count");
        overview.policy.allowed.push(MethodKind::Email);
        overview.invited = 1;
        assert_eq!(next(&overview), None);
    }

    #[test]
    fn the_rail_says_how_far_it_is() {
        let rail = steps(Some(&fresh()));
        let small: Vec<&str> = rail.iter().map(|step| step.small.as_str()).collect();
        assert_eq!(small, ["", "", "0 of 50 seats", "Two of two", ""]);
        assert!(steps(None).iter().all(|step| step.small.is_empty() && !step.done));
    }
}
