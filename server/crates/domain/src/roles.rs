//! Who may do what in the console. Roles are data (`admins.role`); what each may is this table, and nothing else.

/// What a role is called in the database and on the command line. Never changed once released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, other administrators included.
    Owner,
    /// Everything that sets Latchkey up and keeps it running.
    Administrator,
    /// Finds people and helps them; sets nothing up.
    HelpDesk,
    /// Reads; changes nothing.
    Auditor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The overview: numbers, states, what failed.
    ReadOverview,
    /// Connections, units, checks, servers that methods ask.
    ReadSetup,
    /// Connect, import, activate, remove directories.
    ManageDirectories,
    ReadPeople,
    /// Give seats and take them back.
    ManagePeople,
    /// Lift the stop that "this wasn't me" put on somebody.
    LiftStops,
    /// Methods, rules, their settings, and whom they leave without a way back.
    ReadPolicies,
    ManagePolicies,
    ManageProviders,
    ReadInvitations,
    /// Change the words of an invitation.
    ManageInvitations,
    SendInvitations,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Administrator, Self::HelpDesk, Self::Auditor];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Administrator => "administrator",
            Self::HelpDesk => "help-desk",
            Self::Auditor => "auditor",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Owner | Self::Administrator => true,
            Self::HelpDesk => matches!(permission, P::ReadOverview | P::ReadPeople | P::LiftStops),
            Self::Auditor => matches!(
                permission,
                P::ReadOverview | P::ReadSetup | P::ReadPeople | P::ReadPolicies | P::ReadInvitations
            ),
        }
    }
}

impl Permission {
    pub const ALL: [Self; 12] = [
        Self::ReadOverview,
        Self::ReadSetup,
        Self::ManageDirectories,
        Self::ReadPeople,
        Self::ManagePeople,
        Self::LiftStops,
        Self::ReadPolicies,
        Self::ManagePolicies,
        Self::ManageProviders,
        Self::ReadInvitations,
        Self::ManageInvitations,
        Self::SendInvitations,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code("root"), None);
    }

    #[test]
    fn who_reads_changes_nothing() {
        let may = |role: Role| Permission::ALL.into_iter().filter(move |permission| role.may(*permission));
        assert!(may(Role::Auditor).all(|permission| format!("{permission:?}").starts_with("Read")));
        assert_eq!(may(Role::HelpDesk).filter(|permission| !format!("{permission:?}").starts_with("Read")).count(), 1);
        assert_eq!(may(Role::Owner).count(), Permission::ALL.len());
    }
}
