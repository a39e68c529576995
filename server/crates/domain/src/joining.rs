//! Whether two accounts are one person's. Pure: what is known of the two is handed in. Whoever joins wrongly gives one
//! person's account to another, so everything that is not plain waits for an administrator.

use crate::ids::DirectoryId;
use serde::{Deserialize, Serialize};

/// Why they may be one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The one directory says that its account was made from the other one, by that one's immutable id.
    SameObject,
    /// The same mail address, in a domain of both directories.
    Mail,
}

impl Evidence {
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameObject => "same-object",
            Self::Mail => "mail",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::SameObject, Self::Mail].into_iter().find(|evidence| evidence.code() == code)
    }
}

/// Why nobody but an administrator can decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// Both have methods of their own: those of one of them would end.
    BothEnrolled,
    /// One of them said that somebody else was at work.
    Stopped,
    /// They would have two accounts in one directory.
    SameDirectory,
    /// Somebody else there has the address, too.
    MailShared,
    /// An administrator parted accounts of these two, or said that they are two people.
    Parted,
}

impl Doubt {
    pub const ALL: [Self; 5] = [Self::BothEnrolled, Self::Stopped, Self::SameDirectory, Self::MailShared, Self::Parted];

    pub const fn code(self) -> &'static str {
        match self {
            Self::BothEnrolled => "both-enrolled",
            Self::Stopped => "stopped",
            Self::SameDirectory => "same-directory",
            Self::MailShared => "mail-shared",
            Self::Parted => "parted",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.code() == code)
    }
}

/// One of the two persons, as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub enrolled: bool,
    pub stopped: bool,
    pub directories: Vec<DirectoryId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The one who has methods keeps them; where neither has, the first one stays.
    FirstStays,
    OtherStays,
    Review(Doubt),
}

/// `shared`: more than one account of a directory has the address that the evidence is.
pub fn decide(evidence: Evidence, first: &Standing, other: &Standing, shared: bool) -> Decision {
    if evidence == Evidence::Mail && shared {
        return Decision::Review(Doubt::MailShared);
    }
    if first.stopped || other.stopped {
        return Decision::Review(Doubt::Stopped);
    }
    if first.directories.iter().any(|directory| other.directories.contains(directory)) {
        return Decision::Review(Doubt::SameDirectory);
    }
    match (first.enrolled, other.enrolled) {
        (true, true) => Decision::Review(Doubt::BothEnrolled),
        (false, true) => Decision::OtherStays,
        (_, false) => Decision::FirstStays,
    }
}

/// An address counts as evidence where both directories call its domain theirs: what somebody writes into an attribute
/// elsewhere proves nothing.
pub fn is_in_both(mail: &str, first: &[String], other: &[String]) -> bool {
    let Some((_, domain)) = mail.rsplit_once('@') else { return false };
    let domain = domain.trim().to_lowercase();
    !domain.is_empty() && [first, other].iter().all(|domains| domains.iter().any(|one| one.to_lowercase() == domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(directory: &str) -> Standing {
        Standing { enrolled: false, stopped: false, directories: vec![DirectoryId(directory.into())] }
    }

    #[test]
    fn who_has_methods_keeps_them() {
        let (one, two) = (standing("a"), standing("b"));
        let enrolled = |standing: &Standing| Standing { enrolled: true, ..standing.clone() };
        for evidence in [Evidence::SameObject, Evidence::Mail] {
            assert_eq!(decide(evidence, &one, &two, false), Decision::FirstStays);
            assert_eq!(decide(evidence, &enrolled(&one), &two, false), Decision::FirstStays);
            assert_eq!(decide(evidence, &one, &enrolled(&two), false), Decision::OtherStays);
            let both = decide(evidence, &enrolled(&one), &enrolled(&two), false);
            assert_eq!(both, Decision::Review(Doubt::BothEnrolled));
        }
    }

    #[test]
    fn what_is_not_plain_waits() {
        let (one, two) = (standing("a"), standing("b"));
        assert_eq!(decide(Evidence::Mail, &one, &two, true), Decision::Review(Doubt::MailShared));
        assert_eq!(decide(Evidence::SameObject, &one, &two, true), Decision::FirstStays, "an id is nobody else's");
        let stopped = Standing { stopped: true, ..two.clone() };
        assert_eq!(decide(Evidence::SameObject, &one, &stopped, false), Decision::Review(Doubt::Stopped));
        let twice = decide(Evidence::SameObject, &one, &standing("a"), false);
        assert_eq!(twice, Decision::Review(Doubt::SameDirectory));
    }

    #[test]
    fn an_address_of_both() {
        let (ours, theirs) = (["corp.example".to_owned()], ["Corp.example".to_owned(), "other.example".to_owned()]);
        assert!(is_in_both("anna@CORP.example", &ours, &theirs));
        for odd in ["anna@other.example", "anna@gmail.example", "anna", "anna@", "", "a@b@"] {
            assert!(!is_in_both(odd, &ours, &theirs), "{odd}");
        }
    }

    #[test]
    fn codes_lead_back() {
        assert!(Doubt::ALL.into_iter().all(|doubt| Doubt::from_code(doubt.code()) == Some(doubt)));
        assert!([Evidence::Mail, Evidence::SameObject].into_iter().all(|e| Evidence::from_code(e.code()) == Some(e)));
    }
}
