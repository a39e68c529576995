//! Google Workspace.

mod kind;

pub(crate) use kind::Customers;
