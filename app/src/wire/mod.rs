//! What the console's pages and the server say to each other: JSON, which the browser reads by way of `tree`.

#[cfg(any(not(feature = "ssr"), test))]
mod tree;

use leptos::prelude::Resource;
use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// `input` and `output` of a server function.
pub(crate) type Json = Post<Wire>;

/// Asked for on the server before anything of the page is sent, and read from the page in the browser.
pub type PageData<T> = Resource<T, Wire>;

/// `source`: what it is asked with, and asked again for when that changes.
#[track_caller]
pub(crate) fn page_data<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> F + Send + Sync + 'static,
) -> PageData<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, ask, true)
}

pub struct Wire;

#[cfg(feature = "ssr")]
type ReadError = serde_json::Error;
#[cfg(not(feature = "ssr"))]
type ReadError = tree::Unreadable;

#[cfg(feature = "ssr")]
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, ReadError> {
    serde_json::from_slice(json)
}
#[cfg(not(feature = "ssr"))]
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, ReadError> {
    tree::read(json)
}

impl ContentType for Wire {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Wire {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Wire {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Wire {
    type Error = ReadError;

    fn decode(json: Bytes) -> Result<T, Self::Error> {
        read(&json)
    }
}

impl<T: Serialize> Encoder<T> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = ReadError;
    type Encoded = str;

    fn decode(json: &str) -> Result<T, Self::Error> {
        read(json.as_bytes())
    }
}
