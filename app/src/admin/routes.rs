//! Which page stands at which address.

use super::activate::ActivatePage;
use super::import::{ConnectionPage, ImportPage, UnitsPage};
use super::invite::InvitePage;
#[cfg(not(feature = "ssr"))]
use super::leave::{Leave as SetUpLinkPage, Leave as SetUpPage, Leave as SignInPage};
use super::methods::{MethodsPage, ProvidersPage, RulePage, RulesPage, SettingsPage};
use super::overview::{HomePage, OverviewPage};
use super::people::{GroupsPage, JoiningPage, PeoplePage};
use super::shell::Console;
#[cfg(feature = "ssr")]
use super::sign_in::{SetUpLinkPage, SetUpPage, SignInPage};
use super::sync::{SyncPage, SyncPeoplePage};
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{ParamSegment, SsrMode, StaticSegment};

/// Everything below `/admin`; stands inside `<Routes>`. `SsrMode::Async`, because who is signed
/// out must be answered with a redirect before anything of the page is sent.
#[component(transparent)]
pub fn AdminRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=StaticSegment("admin") view=AdminArea ssr=SsrMode::Async>
            <Route path=StaticSegment("sign-in") view=SignInPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("setup") view=SetUpPage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("setup"), ParamSegment("token")) view=SetUpLinkPage ssr=SsrMode::Async/>
            <ConsoleRoutes/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Pages of somebody who is not signed in: made on the server, and not part of the console's program.
#[cfg(feature = "ssr")]
pub fn is_before_sign_in(path: &str) -> bool {
    path.strip_prefix("/admin/").is_some_and(|rest| {
        let first = rest.split('/').next();
        first == Some("sign-in") || first == Some("setup")
    })
}

/// The pages behind the sign-in.
#[component(transparent)]
fn ConsoleRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=StaticSegment("") view=Console ssr=SsrMode::Async>
            <Route path=StaticSegment("") view=HomePage ssr=SsrMode::Async/>
            <Route path=StaticSegment("overview") view=OverviewPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("import") view=ImportPage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("import"), StaticSegment("new")) view=ConnectionPage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("import"), ParamSegment("id")) view=ConnectionPage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("import"), ParamSegment("id"), StaticSegment("units")) view=UnitsPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("activate") view=ActivatePage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("activate"), ParamSegment("id")) view=ActivatePage ssr=SsrMode::Async/>
            <SyncRoutes/>
            <PeopleRoutes/>
            <MethodRoutes/>
            <Route path=StaticSegment("invite") view=InvitePage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// How a directory is read again; apart, because a view holds few routes.
#[component(transparent)]
fn SyncRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=(StaticSegment("import"), ParamSegment("id"), StaticSegment("sync")) view=Outlet ssr=SsrMode::Async>
            <Route path=StaticSegment("") view=SyncPage ssr=SsrMode::Async/>
            <Route path=(ParamSegment("run"), ParamSegment("kind")) view=SyncPeoplePage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Step 3; apart for the same reason as step 4.
#[component(transparent)]
fn PeopleRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=StaticSegment("people") view=Outlet ssr=SsrMode::Async>
            <Route path=StaticSegment("") view=PeoplePage ssr=SsrMode::Async/>
            <Route path=StaticSegment("groups") view=GroupsPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("joining") view=JoiningPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Step 4; apart, because a view holds few routes.
#[component(transparent)]
fn MethodRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=StaticSegment("methods") view=Outlet ssr=SsrMode::Async>
            <Route path=StaticSegment("") view=MethodsPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("settings") view=SettingsPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("servers") view=ProvidersPage ssr=SsrMode::Async/>
            <Route path=StaticSegment("groups") view=RulesPage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("groups"), StaticSegment("new")) view=RulePage ssr=SsrMode::Async/>
            <Route path=(StaticSegment("groups"), ParamSegment("id")) view=RulePage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// What all pages of the administrator share: nothing yet but the place.
#[component]
pub fn AdminArea() -> impl IntoView {
    view! { <Outlet/> }
}
