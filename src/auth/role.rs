//! Roles (`domain.md` § 3), how far each reaches, and the reach of one caller for one operation.

use crate::db::Day;
use crate::ids::{OperationId, PartnerStructureId, SiteId, TerritoryId, UserId};

crate::text_enum! {
    /// What an account or a client is in its PLIE (`domain.md` § 3). One account may hold several, dated.
    pub enum Role {
        Director = "director",
        TerritorialOfficer = "territorial_officer",
        Assistant = "assistant",
        DataManager = "data_manager",
        InnovativeProjectsOfficer = "innovative_projects_officer",
        Referent = "referent",
        EmployerRelationsOfficer = "employer_relations_officer",
        FinanceOfficer = "finance_officer",
        CommissionMember = "commission_member",
        SocialWorker = "social_worker",
        FranceTravail = "france_travail",
        Provider = "provider",
        Auditor = "auditor",
        Partner = "partner",
        PlatformAdmin = "platform_admin",
    }
}

impl Role {
    /// Whether the role is one of the PLIE's own people.
    pub const fn is_staff(self) -> bool {
        matches!(
            self,
            Role::Director
                | Role::TerritorialOfficer
                | Role::Assistant
                | Role::DataManager
                | Role::InnovativeProjectsOfficer
                | Role::Referent
                | Role::EmployerRelationsOfficer
                | Role::FinanceOfficer
        )
    }

    /// The heading of the role's column in the policy grid.
    pub const fn short(self) -> &'static str {
        match self {
            Role::Director => "dir",
            Role::TerritorialOfficer => "ter",
            Role::Assistant => "ass",
            Role::DataManager => "dat",
            Role::InnovativeProjectsOfficer => "inn",
            Role::Referent => "ref",
            Role::EmployerRelationsOfficer => "emp",
            Role::FinanceOfficer => "fin",
            Role::CommissionMember => "com",
            Role::SocialWorker => "soc",
            Role::FranceTravail => "frt",
            Role::Provider => "pro",
            Role::Auditor => "aud",
            Role::Partner => "par",
            Role::PlatformAdmin => "adm",
        }
    }
}

/// How a role must be related to an object to act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// `w`: the whole PLIE, its accounts, machines, settings and journals: a role that a territory, a site or an
    /// operation limits does not have it (decision 4).
    Whole,
    /// `t`: any object of the PLIE.
    Tenant,
    /// `z`: objects of the role's territory; of the PLIE where the role names none.
    Territory,
    /// `p`: the participants one follows today, and what hangs on them.
    Own,
    /// `o`: one's own account, agenda, sheets.
    Myself,
    /// `s`: what one's own structure sent, until it was closed for a while.
    Structure,
    /// `j`: what the PLIE shares with one's structure: its quarterly reviews, and the people named lately in one or in
    /// a liaison note with it (S3.20, S3.21); for the département, those whose admission waits for it too (R4.6).
    Shared,
    /// `r`: the people in a quarterly review with one's structure, until the next one is due (S3.20).
    Reviewed,
    /// `e`: the stages that one's structure provides, the people enrolled in them, and the sessions that one led.
    Enrolled,
    /// `c`: the items of a commission session one sits in, while it is open.
    Session,
    /// `g`: the sample of an audit mission one is named in, while it is open.
    Grant,
    /// `*`: the platform, beside any PLIE.
    Platform,
}

impl Relation {
    /// The relation that a letter of the grid stands for.
    pub const fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'w' => Self::Whole,
            't' => Self::Tenant,
            'z' => Self::Territory,
            'p' => Self::Own,
            'o' => Self::Myself,
            's' => Self::Structure,
            'j' => Self::Shared,
            'r' => Self::Reviewed,
            'e' => Self::Enrolled,
            'c' => Self::Session,
            'g' => Self::Grant,
            '*' => Self::Platform,
            _ => return None,
        })
    }
    /// One word for the role document and `x-permission`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Tenant => "tenant",
            Self::Territory => "territory",
            Self::Own => "own",
            Self::Myself => "self",
            Self::Structure => "structure",
            Self::Shared => "shared",
            Self::Reviewed => "reviewed",
            Self::Enrolled => "enrolled",
            Self::Session => "session",
            Self::Grant => "grant",
            Self::Platform => "platform",
        }
    }
}

/// How far one caller reaches in one operation: the union of what its roles give. Every query
/// takes one; there is no unscoped list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Every object of the PLIE.
    pub all: bool,
    /// Objects of these territories.
    pub territories: Vec<TerritoryId>,
    /// Objects of these sites.
    pub sites: Vec<SiteId>,
    /// Objects of these operations.
    pub operations: Vec<OperationId>,
    /// What hangs on the participants that `user` follows today.
    pub own: bool,
    /// With `own`: also of those whom `user` followed on this day or later; none: of today's alone.
    pub followed_since: Option<Day>,
    /// What belongs to `user`.
    pub myself: bool,
    /// What these structures sent.
    pub senders: Vec<PartnerStructureId>,
    /// What the PLIE shares with these structures.
    pub shared: Vec<PartnerStructureId>,
    /// The people in a review with these structures, until the next one is due.
    pub reviewed: Vec<PartnerStructureId>,
    /// The stages that these structures provide, and the people in them.
    pub enrolled: Vec<PartnerStructureId>,
    /// The items of open sessions `user` sits in.
    pub session: bool,
    /// The sample of open audit missions `user` is named in.
    pub grant: bool,
    /// The platform.
    pub platform: bool,
    /// The account that asks; the nil UUID for a client.
    pub user: UserId,
}

impl Reach {
    /// A reach that reaches nothing yet.
    pub fn nothing(user: UserId) -> Self {
        Self {
            all: false,
            territories: Vec::new(),
            sites: Vec::new(),
            operations: Vec::new(),
            own: false,
            followed_since: None,
            myself: false,
            senders: Vec::new(),
            shared: Vec::new(),
            reviewed: Vec::new(),
            enrolled: Vec::new(),
            session: false,
            grant: false,
            platform: false,
            user,
        }
    }

    /// Every object of the PLIE, for work that no caller asked for (expiry, seeding).
    pub fn everything() -> Self {
        Self { all: true, ..Self::nothing(UserId::of(uuid::Uuid::nil())) }
    }

    /// Whether all that is reached is reached through an open audit mission.
    pub fn only_granted(&self) -> bool {
        self.grant && Self { grant: false, ..self.clone() }.is_empty()
    }

    /// Whether all that is reached is reached as who provides for the PLIE.
    pub fn only_enrolled(&self) -> bool {
        !self.enrolled.is_empty() && Self { enrolled: Vec::new(), ..self.clone() }.is_empty()
    }

    /// Whether nothing is reached.
    pub fn is_empty(&self) -> bool {
        let narrow = self.own || self.myself || self.session || self.grant || self.platform;
        let named = [&self.senders, &self.shared, &self.reviewed, &self.enrolled].iter().any(|ids| !ids.is_empty());
        !self.all
            && !narrow
            && !named
            && self.territories.is_empty()
            && self.sites.is_empty()
            && self.operations.is_empty()
    }
}
