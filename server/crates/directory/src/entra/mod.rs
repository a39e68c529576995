//! Microsoft Entra ID.

mod kind;

pub(crate) use kind::Tenants;
