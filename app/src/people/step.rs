//! A step of a flow: the form is sent, and the page that its answer leads to is shown, without loading one.

use super::no_answer::{IN_PAGE, NoAnswer};
use super::page_elements::elements;
use super::shown::{self, Page};
use super::wake::{AwakePage, wake};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{
    Element, FormData, Headers, HtmlElement, HtmlFormElement, RequestInit, Response, SubmitEvent, UrlSearchParams,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;

/// Takes over what is sent from now on. `awake`: what wakes on the page of now, which sleeps when another is shown.
pub(super) fn listen(awake: AwakePage) {
    let (awake, busy) = (Rc::new(RefCell::new(awake)), Rc::new(Cell::new(false)));
    let back = Rc::clone(&awake);
    window_event_listener(ev::submit, move |event| {
        let Some(form) = step_form(&event) else { return };
        event.prevent_default();
        // the step before is on its way: it decides what the next can be
        if busy.replace(true) {
            return;
        }
        let (awake, busy) = (Rc::clone(&awake), Rc::clone(&busy));
        spawn_local(async move {
            step(&form, event.submitter(), &awake).await;
            busy.set(false);
        });
    });
    window_event_listener_untyped("popstate", move |_| {
        let awake = Rc::clone(&back);
        spawn_local(async move { show(load(&here()).await, &awake) });
    });
}

fn step_form(event: &SubmitEvent) -> Option<HtmlFormElement> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    (form.has_attribute("data-step") && !event.default_prevented()).then_some(form)
}

async fn step(form: &HtmlFormElement, button: Option<HtmlElement>, awake: &RefCell<AwakePage>) {
    let typed = shown::typed(form);
    let waiting = button.as_ref().filter(|button| button.has_attribute("data-waits"));
    if let Some(waiting) = waiting {
        // refused for odd names only
        let _set = waiting.set_attribute("aria-busy", "true");
    }
    let answer = match send(form, button.as_ref()).await {
        Some(answer) => Some(answer),
        // perhaps it arrived: the page says where one stands
        None => load(&here()).await,
    };
    if let Some((address, Page::Ours(_))) = &answer
        && *address != here()
        && let Ok(history) = window().history()
    {
        // refused where a browser thinks that there were too many
        let _pushed = history.push_state_with_url(&JsValue::NULL, "", Some(address.as_str()));
    }
    show(answer, awake);
    shown::put_back(&typed);
    shown::focus();
}

/// With the address that it came from, after all redirects.
type Answer = (String, Page);

fn show(answer: Option<Answer>, awake: &RefCell<AwakePage>) {
    match answer {
        Some((_, Page::Ours(page))) => {
            shown::replace(&page);
            awake.replace(wake());
        }
        Some((address, Page::Other)) => {
            // only what is no address is refused
            let _going = window().location().assign(&address);
        }
        None => no_answer(),
    }
}

/// `None`: no answer, or none that is a page.
async fn send(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<Answer> {
    let fields = FormData::new_with_form(form).ok()?;
    if let Some(name) = button.and_then(|button| button.get_attribute("name")) {
        let value = button.and_then(|button| button.get_attribute("value")).unwrap_or_default();
        fields.append_with_str(&name, &value).ok()?;
    }
    let request = RequestInit::new();
    request.set_method("POST");
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    request.set_body(&fields);
    fetch(&form.get_attribute("action")?, &request).await
}

async fn load(address: &str) -> Option<Answer> {
    fetch(address, &RequestInit::new()).await
}

async fn fetch(address: &str, request: &RequestInit) -> Option<Answer> {
    let headers = Headers::new().ok()?;
    headers.set("accept", "text/html").ok()?;
    request.set_headers(&headers);
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, request)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let html = JsFuture::from(answer.text().ok()?).await.ok()?;
    Some((answer.url(), Page::read(&html.as_string()?)?))
}

fn here() -> String {
    window().location().href().unwrap_or_default()
}

fn no_answer() {
    let words = elements(&format!("[{IN_PAGE}]")).first().and_then(|place: &Element| place.get_attribute(IN_PAGE));
    let words: Option<NoAnswer> = words.and_then(|words| crate::wire::read(words.as_bytes()).ok());
    let main = document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok());
    if let (Some(words), Some(main)) = (words, main) {
        document().set_title(&words.title);
        main.set_inner_html("");
        leptos::mount::mount_to(main, || words.view()).forget();
    }
}
