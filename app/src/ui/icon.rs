//! The icons, as inline paths: no sprite to fetch, and a page carries only those that it draws.

use leptos::prelude::*;

/// 24 px grid, 1.75 stroke, round; drawn in `currentColor` by the class `icon`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Latchkey,
    Key,
    Check,
    Cross,
    Alert,
    Info,
    Phone,
    Call,
    Mail,
    Message,
    Shield,
    Passkey,
    Question,
    AppCode,
    Codes,
    Clock,
    Lock,
    Unlock,
    User,
    Users,
    Building,
    Cloud,
    Send,
    Download,
    Search,
    Filter,
    Sort,
    Down,
    Next,
    Back,
    Copy,
    Print,
    Monitor,
    Refresh,
    Settings,
    Log,
    Chart,
    Eye,
    Plus,
    Minus,
    Stop,
    More,
    Edit,
    Practice,
    Home,
    Lifebuoy,
    Leave,
    Vouch,
    Usb,
}

impl Glyph {
    const fn paths(self) -> &'static str {
        match self {
            Self::Latchkey => r#"<circle cx="7" cy="12" r="4.5"/><path d="M11.5 12H22M16.5 12v3.5M20.5 12v3.5"/>"#,
            Self::Key => {
                r#"<circle cx="8" cy="15.5" r="4"/><path d="m11 12.7 8.5-8.2M16 8l2.6 2.6M13.4 10.4l1.8 1.8"/>"#
            }
            Self::Check => r#"<path d="m5 12.5 4.6 4.5L19 7.2"/>"#,
            Self::Cross => r#"<path d="m6.5 6.5 11 11m0-11-11 11"/>"#,
            Self::Alert => r#"<path d="M12 4 2.8 19.7h18.4zM12 10v4.2M12 17h.01"/>"#,
            Self::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6h.01"/>"#,
            Self::Phone => r#"<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18.3h2"/>"#,
            Self::Call => {
                r#"<path d="M8.4 4H5.2A1.2 1.2 0 0 0 4 5.3 15.5 15.5 0 0 0 18.7 20a1.2 1.2 0 0 0 1.3-1.2v-3.2l-4.2-1.5-1.7 2.1a12 12 0 0 1-6.3-6.3l2.1-1.7z"/>"#
            }
            Self::Mail => r#"<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>"#,
            Self::Message => r#"<path d="M4 5.5h16v11H10l-4.5 3.7v-3.7H4zM8.5 11h.01M12 11h.01M15.5 11h.01"/>"#,
            Self::Shield => {
                r#"<path d="M12 3 5 5.6v5.6c0 4.6 3 7.9 7 9.8 4-1.9 7-5.2 7-9.8V5.6z"/><path d="m9 12 2.2 2.2L15.2 10"/>"#
            }
            Self::Passkey => {
                r#"<path d="M5.2 9.4A7.2 7.2 0 0 1 19.2 11.5v1.8M4.8 13v-1.5M8.3 19.3c-.6-1.5-.9-3.3-.9-5.1v-2.3a4.6 4.6 0 0 1 9.2 0v2.3c0 2-.2 3.7-.6 5.2M12 11.5v2.7c0 2.4.3 4.4.9 6.3"/>"#
            }
            Self::Question => {
                r#"<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.9M12 16.7h.01"/>"#
            }
            Self::AppCode => {
                r#"<rect x="3.5" y="3.5" width="17" height="17" rx="4"/><path d="M8 14h.01M12 14h.01M16 14h.01M8 10h.01M12 10h.01M16 10h.01"/>"#
            }
            Self::Codes => {
                r#"<rect x="4" y="3" width="16" height="18" rx="2"/><path d="M8 8h3m2 0h3M8 12h3m2 0h3M8 16h3m2 0h3"/>"#
            }
            Self::Clock => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.3 2"/>"#,
            Self::Lock => {
                r#"<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>"#
            }
            Self::Unlock => {
                r#"<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V7a4 4 0 0 1 7.7-1.5M12 14.5v2"/>"#
            }
            Self::User => r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.7-4 3.6-6 7.5-6s6.8 2 7.5 6"/>"#,
            Self::Users => {
                r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c2 .8 3.1 2.5 3.5 4.9"/>"#
            }
            Self::Building => {
                r#"<path d="M5 21V4.5A1.5 1.5 0 0 1 6.5 3h8A1.5 1.5 0 0 1 16 4.5V21M16 10h2.5a1.5 1.5 0 0 1 1.5 1.5V21M3 21h18M9 7.5h3M9 11.5h3M9 15.5h3"/>"#
            }
            Self::Cloud => r#"<path d="M7 18.5a4.2 4.2 0 0 1-.6-8.4A6 6 0 0 1 17.8 11a3.8 3.8 0 0 1-.3 7.5z"/>"#,
            Self::Send => r#"<path d="M20.5 3.5 10 14M20.5 3.5 14 20.5l-4-6.5-6.5-4z"/>"#,
            Self::Download => r#"<path d="M12 4v11.5m-4.5-4.3L12 15.5l4.5-4.3M4.5 20h15"/>"#,
            Self::Search => r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>"#,
            Self::Filter => r#"<path d="M4 6.5h16M7 12h10M10 17.5h4"/>"#,
            Self::Sort => r#"<path d="m8 9.5 4-4 4 4M8 14.5l4 4 4-4"/>"#,
            Self::Down => r#"<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>"#,
            Self::Next => r#"<path d="m9.5 6.5 5.5 5.5-5.5 5.5"/>"#,
            Self::Back => r#"<path d="M14.5 6.5 9 12l5.5 5.5"/>"#,
            Self::Copy => {
                r#"<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3"/>"#
            }
            Self::Print => {
                r#"<path d="M7 8.5v-5h10v5M7 17H4.5a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H17"/><path d="M7 14h10v6.5H7z"/>"#
            }
            Self::Monitor => r#"<rect x="3" y="4" width="18" height="12.5" rx="2"/><path d="M12 16.5V20M8 20.5h8"/>"#,
            Self::Refresh => {
                r#"<path d="M19.5 8.5A8 8 0 0 0 5 8M4.5 4v4.5H9M4.5 15.5A8 8 0 0 0 19 16M19.5 20v-4.5H15"/>"#
            }
            Self::Settings => {
                r#"<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2.2"/><circle cx="9" cy="17" r="2.2"/>"#
            }
            Self::Log => r#"<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.2 6.5h.01M4.2 12h.01M4.2 17.5h.01"/>"#,
            Self::Chart => r#"<path d="M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6"/>"#,
            Self::Eye => {
                r#"<path d="M2.5 12c2-4 5.3-6.3 9.5-6.3s7.5 2.3 9.5 6.3c-2 4-5.3 6.3-9.5 6.3S4.5 16 2.5 12z"/><circle cx="12" cy="12" r="3"/>"#
            }
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Minus => r#"<path d="M5.5 12h13"/>"#,
            Self::Stop => r#"<rect x="6.5" y="6.5" width="11" height="11" rx="1.5"/>"#,
            Self::More => r#"<path d="M6 12h.01M12 12h.01M18 12h.01"/>"#,
            Self::Edit => r#"<path d="m4.5 19.5.9-4L16 5a2 2 0 0 1 3 3L8.5 18.6z"/>"#,
            Self::Practice => {
                r#"<path d="M9.5 3.5h5M10.5 3.5v6l-5.2 8.7a1.5 1.5 0 0 0 1.3 2.3h10.8a1.5 1.5 0 0 0 1.3-2.3L13.5 9.5v-6M8 15.5h8"/>"#
            }
            Self::Home => r#"<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 9.8V20h12V9.8M10 20v-5.5h4V20"/>"#,
            Self::Lifebuoy => {
                r#"<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="3.7"/><path d="m5.7 5.7 3.6 3.6m5.4 5.4 3.6 3.6m0-12.6-3.6 3.6m-5.4 5.4-3.6 3.6"/>"#
            }
            Self::Leave => {
                r#"<path d="M10 4.5H6a1.5 1.5 0 0 0-1.5 1.5v12A1.5 1.5 0 0 0 6 19.5h4M15 8l4 4-4 4M19 12H9.5"/>"#
            }
            Self::Vouch => {
                r#"<circle cx="8.5" cy="8" r="3.5"/><path d="M2.5 19.5c.5-3.6 2.7-5.5 6-5.5 1.5 0 2.8.4 3.8 1.2M14 17.5l2.4 2.4 5-5"/>"#
            }
            Self::Usb => {
                r#"<rect x="7" y="8" width="10" height="13.5" rx="2"/><path d="M9 8V3h6v5"/><circle cx="12" cy="14.5" r="2"/>"#
            }
        }
    }
}

/// One icon. Beside words it is decoration; alone it needs `label`, which is then read out.
#[component]
pub fn Icon(
    glyph: Glyph,
    /// Classes after `icon`: `is-good`, `flip`, `big`.
    #[prop(optional, into)]
    class: &'static str,
    #[prop(optional, into)] label: Option<&'static str>,
) -> impl IntoView {
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    view! {
        <svg
            class=class
            viewBox="0 0 24 24"
            role=label.map(|_| "img")
            aria-label=label
            aria-hidden=label.is_none().then_some("true")
            inner_html=glyph.paths()
        ></svg>
    }
}
