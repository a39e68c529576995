//! The room around a page, in practice mode.

use latchkey_app::admin::shell::Rail;
use latchkey_app::ui::PracticeBanner;
use latchkey_contract::MethodKind;
use latchkey_contract::Moment;
use latchkey_contract::admin::*;
use latchkey_contract::policy::*;
use latchkey_contract::sync::SyncState;
use leptos::prelude::*;

pub fn room(path: &'static str, overview: Overview, page: AnyView) -> AnyView {
    view! {
        <div class="console narrow">
            <a class="skip" href="#main">"Skip to the content"</a>
            <PracticeBanner/>
            <Rail overview=Some(overview) path=Signal::stored(path.to_owned())/>
            <main class="pane" id="main" tabindex="-1">{page}</main>
        </div>
    }
    .into_any()
}

pub fn fresh() -> Overview {
    Overview {
        admin: "jonas.albrecht".into(),
        directories: Vec::new(),
        seats: Seats { used: 0, total: 1500 },
        policy: PolicyForm { allowed: MethodKind::ALL.to_vec(), required: 2, ..PolicyForm::default() },
        invited: 0,
        enrolled: 0,
        mail_ready: true,
        pairs_waiting: 0,
        origin: "https://reset.northwind-hospital.example".into(),
        faults: Vec::new(),
        failing: Vec::new(),
    }
}

/// 10:42, so many days from today.
pub const fn moment(days: i32) -> Moment {
    Moment { at: 1_764_582_120_000 + days as i64 * 86_400_000, offset: 60, days }
}

pub fn overview() -> Overview {
    Overview {
        directories: vec![
            DirectoryCard {
                id: "1".into(),
                kind: DirectoryKind::ActiveDirectory,
                name: "ad.northwind-hospital.example".into(),
                imported: 1248,
                import: ImportState::Finished { people: 1248, at: moment(0) },
                sync: Some(SyncState { finished_at: moment(0), next_at: Some(moment(0)), question: None }),
                active: true,
                sets_passwords: true,
            },
            DirectoryCard {
                id: "2".into(),
                kind: DirectoryKind::Practice,
                name: "Practice".into(),
                imported: 12,
                import: ImportState::Stopped { done: 12, expected: 40 },
                sync: None,
                active: false,
                sets_passwords: true,
            },
        ],
        seats: Seats { used: 812, total: 1500 },
        pairs_waiting: 3,
        ..fresh()
    }
}
