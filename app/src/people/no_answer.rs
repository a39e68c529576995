//! What is shown where the server did not answer a form. Every page brings its words along: then it is too late to ask.

use crate::ui::{Glyph, Seal};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a page carries it.
#[cfg(feature = "hydrate")]
pub(super) const IN_PAGE: &str = "data-no-answer";

#[derive(Serialize, Deserialize)]
pub(crate) struct NoAnswer {
    pub(crate) title: String,
    heading: String,
    lede: String,
    again: String,
    address: String,
}

impl NoAnswer {
    /// `address`: the page that is loaded again.
    #[cfg(feature = "ssr")]
    pub(crate) fn at(address: &str, site: &latchkey_contract::Site) -> Self {
        use latchkey_text::page as text;
        let (l, heading) = (site.locale, text::no_answer_heading(site.locale));
        Self {
            title: crate::ui::title(heading, site, false),
            heading: heading.to_owned(),
            lede: text::no_answer_lede(l, &site.help_desk),
            again: text::no_answer_again(l).to_owned(),
            address: address.to_owned(),
        }
    }

    /// In place of what the page says.
    pub(crate) fn view(self) -> AnyView {
        view! {
            <Seal glyph=Glyph::Alert class="brass"/>
            <h1>{self.heading}</h1>
            <p class="lede">{self.lede}</p>
            <div class="body"><a class="button primary tall wide" href=self.address rel="external">{self.again}</a></div>
        }
        .into_any()
    }
}
