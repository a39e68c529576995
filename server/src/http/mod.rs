//! Everything between the socket and a handler.

pub mod assets;
pub mod body;
pub mod client_ip;
pub mod connection_limit;
pub mod cookies;
pub mod first_page;
pub mod headers;
pub mod health;
pub mod idle_timeout;
pub mod listen;
pub mod origin_check;
pub mod pages;
pub mod pipeline;
pub mod server_fns;
pub mod tls;
