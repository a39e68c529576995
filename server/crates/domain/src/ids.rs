//! Newtypes for ids, so that one kind is never handed in for another.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A directory, as configured with us. UUIDv7.
    DirectoryId
);
id!(
    /// A human, who may have accounts in several directories. UUIDv7.
    PersonId
);
id!(
    /// An account with us: one entry of one directory. UUIDv7; survives renames, not re-creation.
    AccountId
);
id!(
    /// The directory's own immutable id: objectGUID (canonical lower-case text), entryUUID, …
    ObjectId
);
id!(
    /// A recovery or enrolment in progress. UUIDv7, never shown to a browser.
    FlowId
);
id!(
    /// One enrolled method of one person. UUIDv7.
    MethodId
);
id!(
    /// An administrator. UUIDv7.
    AdminId
);
