//! Parts of a source as its syntax tree has them.

use fluent_syntax::ast;

/// Small letters, digits and single hyphens within.
pub fn is_kebab(name: &str) -> bool {
    name.split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
        && name.starts_with(|first: char| first.is_ascii_lowercase())
}

/// The value of a message, or one of its attributes.
pub fn value_of<'a>(message: &'a ast::Message<String>, attribute: Option<&str>) -> Option<&'a ast::Pattern<String>> {
    match attribute {
        None => message.value.as_ref(),
        Some(name) => attribute_of(&message.attributes, name),
    }
}

pub fn attribute_of<'a>(attributes: &'a [ast::Attribute<String>], name: &str) -> Option<&'a ast::Pattern<String>> {
    attributes.iter().find(|attribute| attribute.id.name == name).map(|attribute| &attribute.value)
}
