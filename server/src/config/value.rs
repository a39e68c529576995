//! One value of a setting, as it was written.

use latchkey_domain::Secret;

#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Number(i64),
    Bool(bool),
    List(Vec<String>),
    Secret(Secret),
}
