use latchkey_domain::directory::Entry;
use latchkey_domain::ids::ObjectId;

/// Somebody in a directory of whom it says nothing but the name. What a test is about it writes over it.
pub fn entry(login: &str) -> Entry {
    Entry {
        object_id: ObjectId(format!("guid-{login}")),
        dn: format!("CN={login}"),
        login: login.to_owned(),
        upn: None,
        display_name: login.to_owned(),
        mail: None,
        phone: None,
        manager_dn: None,
        preferred_language: None,
        same_as: None,
        set_elsewhere: None,
        disabled: false,
        protected: false,
    }
}
