//! Step 3: who may use self-service. People one by one, or whole groups; and which accounts are one person’s.

mod by_hand;
mod choice;
mod groups;
mod joining;
mod pair;
mod parts;
mod picked;
mod runs;
mod table;
mod view;

pub use by_hand::ByHand;
pub use choice::Choice;
pub use groups::{GroupsPage, GroupsView};
pub use joining::{Decided, JoiningPage, JoiningView};
pub(super) use parts::JOINING;
pub use picked::Picked;
pub use view::{PeoplePage, PeopleView};
