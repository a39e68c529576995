//! The account page: one address whose content follows the visit that the server keeps. Hydrated, and
//! every form works before and without hydration.

pub mod api;
mod home;
mod lately;
mod pages;
#[cfg(feature = "ssr")]
mod returned;
#[cfg(feature = "ssr")]
pub mod samples;

use crate::shell::site;
use api::{Act, ChangePassword, Choose, Prove, SendAgain, SignIn, SignOut};
use latchkey_contract::Problem;
use latchkey_contract::account::AccountPage;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
#[cfg(feature = "ssr")]
pub use returned::routes;

/// The actions of a visit. In the browser each one, once answered, makes the page ask again where it
/// stands; without script the redirect does the same.
#[derive(Clone, Copy)]
pub(crate) struct Actions {
    sign_in: ServerAction<SignIn>,
    choose: ServerAction<Choose>,
    again: ServerAction<SendAgain>,
    prove: ServerAction<Prove>,
    act: ServerAction<Act>,
    change: ServerAction<ChangePassword>,
    out: ServerAction<SignOut>,
}

impl Actions {
    fn new() -> Self {
        Self {
            sign_in: ServerAction::new(),
            choose: ServerAction::new(),
            again: ServerAction::new(),
            prove: ServerAction::new(),
            act: ServerAction::new(),
            change: ServerAction::new(),
            out: ServerAction::new(),
        }
    }

    fn answered(&self) -> usize {
        [
            self.sign_in.version().get(),
            self.choose.version().get(),
            self.again.version().get(),
            self.prove.version().get(),
            self.act.version().get(),
            self.change.version().get(),
            self.out.version().get(),
        ]
        .iter()
        .sum()
    }

    pub(crate) fn busy(&self) -> bool {
        [
            self.sign_in.pending().get(),
            self.choose.pending().get(),
            self.again.pending().get(),
            self.prove.pending().get(),
            self.act.pending().get(),
            self.change.pending().get(),
            self.out.pending().get(),
        ]
        .contains(&true)
    }
}

/// `/account`.
#[component]
pub fn AccountRoute() -> impl IntoView {
    let actions = Actions::new();
    let site = StoredValue::new(site());
    let query = use_query_map();
    let page = Resource::new(
        move || (actions.answered(), crate::flash::read(&query.read())),
        |(_, again)| async move {
            match (api::read_page().await, again) {
                (Ok(AccountPage::SignIn { typed, redirects, problem: None }), again) => {
                    Ok(AccountPage::SignIn { typed, redirects, problem: again })
                }
                (Ok(page), Some(fault @ Problem::ServerFault { .. })) => Ok(page.with_problem(fault)),
                (page, _) => page,
            }
        },
    );
    crate::hydrate::look_at_new_page(page);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let site = site.get_value();
                match page.await {
                    Ok(page) => view! { <Title text=pages::title(&page, &site)/>{pages::page(site, page, actions)} }.into_any(),
                    Err(_) => crate::hydrate::no_answer(site, "/account"),
                }
            })}
        </Transition>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
