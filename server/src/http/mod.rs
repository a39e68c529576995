//! Everything between the socket and a handler.

pub mod assets;
pub mod body;
pub mod client_ip;
pub mod cookies;
pub mod first_page;
pub mod gate;
pub mod guard;
pub mod headers;
pub mod health;
pub mod listen;
pub mod pages;
pub mod patient;
pub mod places;
pub mod server_fns;
pub mod tls;
