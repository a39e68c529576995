//! Parts of a page that wake up in the browser by themselves, while the rest of it stays as the server made it. Such a
//! part is made of its props alone, which stand beside it in the page: both sides render the same from the same.
//! Where a whole page is woken up (the console) it is a component like any other.
//!
//! Not leptos' own islands, which put an element of their own around each part: the style sheets would see it.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Its view is one element, and all that it says is in its fields.
pub(crate) trait Island: Serialize + DeserializeOwned + 'static {
    const NAME: &'static str;

    fn view(self) -> AnyView;
}

/// Provided around the content of a page whose islands are woken up.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy)]
pub(crate) struct Islands;

/// The part, with what it needs to wake up where it is to.
#[cfg(feature = "ssr")]
pub(crate) fn island<I: Island>(island: I) -> AnyView {
    use leptos::attr::custom::custom_attribute;
    use leptos::tachys::html::InertElement;
    use leptos::tachys::view::RenderHtml;
    use leptos::tachys::view::add_attr::AddAnyAttr as _;
    let props = use_context::<Islands>().and_then(|Islands| serde_json::to_string(&island).ok());
    let Some(props) = props else { return island.view() };
    let marked = island
        .view()
        .add_any_attr(custom_attribute("data-island", I::NAME))
        .add_any_attr(custom_attribute("data-props", props));
    // markers that are not taken out of the document
    InertElement::new(marked.to_html().replace("<!>", "<!---->")).into_any()
}
#[cfg(not(feature = "ssr"))]
pub(crate) fn island<I: Island>(island: I) -> AnyView {
    island.view()
}

/// The state of one that was woken up; it sleeps again when this is dropped.
#[cfg(feature = "hydrate")]
pub(crate) type Awake = leptos::tachys::view::any_view::AnyViewState;

/// `None`: the server wrote something else.
#[cfg(feature = "hydrate")]
pub(crate) fn wake<I: Island>(element: &leptos::web_sys::Element) -> Option<Awake> {
    use leptos::tachys::view::{Position, RenderHtml};
    let island: I = crate::wire::read(element.get_attribute("data-props")?.as_bytes()).ok()?;
    Some(island.view().hydrate_from_position::<true>(element, Position::Current))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use leptos::tachys::view::RenderHtml;
    use serde::Deserialize;

    #[derive(Serialize, Deserialize)]
    struct Greeting {
        name: String,
    }

    impl Island for Greeting {
        const NAME: &'static str = "greeting";

        fn view(self) -> AnyView {
            view! { <p>"Hello "{move || self.name.clone()}</p> }.into_any()
        }
    }

    fn html(awaken: bool) -> String {
        Owner::new().with(|| {
            if awaken {
                provide_context(Islands);
            }
            island(Greeting { name: "\"Anna\" & <Kim>".into() }).to_html()
        })
    }

    #[test]
    fn its_props_stand_beside_it_only_where_it_wakes_up() {
        assert!(!html(false).contains("data-"));
        let page = html(true);
        let props = page.split("data-props=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(page.starts_with("<p ") && page.contains("data-island=\"greeting\""), "{page}");
        let props = props.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        assert_eq!(serde_json::from_str::<Greeting>(&props).unwrap().name, "\"Anna\" & <Kim>");
        // two texts side by side are one to a browser, unless something stands between them
        assert!(page.contains("Hello <!---->") && !page.contains("<!>"), "{page}");
    }
}
