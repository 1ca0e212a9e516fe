//! The kinds of CRM objects and how they can be tied together.

/// A kind of object that the sandbox serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// People.
    Contact,
    /// Firms.
    Company,
    /// Possible sales.
    Deal,
    /// Cases of support.
    Ticket,
    /// Notes.
    Note,
    /// Tasks.
    Task,
    /// Calls.
    Call,
    /// Meetings.
    Meeting,
    /// E-mails of a thread.
    Email,
    /// Leads.
    Lead,
}

/// All kinds with singular name, plural name and type id.
const KINDS: &[(Kind, &str, &str, &str)] = &[
    (Kind::Contact, "contact", "contacts", "0-1"),
    (Kind::Company, "company", "companies", "0-2"),
    (Kind::Deal, "deal", "deals", "0-3"),
    (Kind::Ticket, "ticket", "tickets", "0-5"),
    (Kind::Note, "note", "notes", "0-46"),
    (Kind::Task, "task", "tasks", "0-27"),
    (Kind::Call, "call", "calls", "0-48"),
    (Kind::Meeting, "meeting", "meetings", "0-47"),
    (Kind::Email, "email", "emails", "0-49"),
    (Kind::Lead, "lead", "leads", "0-136"),
];

/// Type ids of the unlabelled ties: from, to, id there, id back. From the vendor's association documentation.
const TIES: &[(Kind, Kind, u32, u32)] = &[
    (Kind::Contact, Kind::Company, 279, 280),
    (Kind::Contact, Kind::Deal, 4, 3),
    (Kind::Contact, Kind::Ticket, 15, 16),
    (Kind::Company, Kind::Deal, 342, 341),
    (Kind::Company, Kind::Ticket, 340, 339),
    (Kind::Deal, Kind::Ticket, 27, 28),
    (Kind::Note, Kind::Contact, 202, 201),
    (Kind::Note, Kind::Company, 190, 189),
    (Kind::Note, Kind::Deal, 214, 213),
    (Kind::Note, Kind::Ticket, 228, 227),
    (Kind::Note, Kind::Lead, 855, 854),
    (Kind::Task, Kind::Contact, 204, 203),
    (Kind::Task, Kind::Company, 192, 191),
    (Kind::Task, Kind::Deal, 216, 215),
    (Kind::Task, Kind::Ticket, 230, 229),
    (Kind::Task, Kind::Lead, 647, 646),
    (Kind::Call, Kind::Contact, 194, 193),
    (Kind::Call, Kind::Company, 182, 181),
    (Kind::Call, Kind::Deal, 206, 205),
    (Kind::Call, Kind::Ticket, 220, 219),
    (Kind::Meeting, Kind::Contact, 200, 199),
    (Kind::Meeting, Kind::Company, 188, 187),
    (Kind::Meeting, Kind::Deal, 212, 211),
    (Kind::Meeting, Kind::Ticket, 226, 225),
    (Kind::Email, Kind::Contact, 198, 197),
    (Kind::Email, Kind::Company, 186, 185),
    (Kind::Email, Kind::Deal, 210, 209),
    (Kind::Email, Kind::Ticket, 224, 223),
    (Kind::Lead, Kind::Contact, 578, 579),
    (Kind::Lead, Kind::Company, 610, 611),
];

impl Kind {
    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    /// The kind that a path segment names: singular, plural or type id.
    pub fn parse(name: &str) -> Option<Self> {
        let fits = |row: &&(Self, &str, &str, &str)| row.1 == name || row.2 == name || row.3 == name;
        KINDS.iter().find(fits).map(|(kind, ..)| *kind)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        KINDS.iter().find(|(kind, ..)| *kind == self).unwrap_or(&KINDS[0])
    }

    /// `contact`
    pub fn singular(self) -> &'static str {
        self.row().1
    }

    /// `contacts`
    pub fn plural(self) -> &'static str {
        self.row().2
    }

    /// `0-1`
    pub fn type_id(self) -> &'static str {
        self.row().3
    }

    /// Property that holds the time of the last change.
    pub fn modified_property(self) -> &'static str {
        if self == Self::Contact { "lastmodifieddate" } else { "hs_lastmodifieddate" }
    }

    /// Property that holds the time of creation.
    pub fn created_property(self) -> &'static str {
        match self {
            Self::Contact | Self::Company | Self::Deal | Self::Ticket => "createdate",
            _ => "hs_createdate",
        }
    }

    /// What is answered where a request names no properties.
    pub fn default_properties(self) -> &'static [&'static str] {
        match self {
            Self::Contact => {
                &["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"]
            }
            Self::Company => &["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"],
            Self::Deal => &[
                "amount",
                "closedate",
                "createdate",
                "dealname",
                "dealstage",
                "hs_lastmodifieddate",
                "hs_object_id",
                "pipeline",
            ],
            Self::Ticket => &[
                "content",
                "createdate",
                "hs_lastmodifieddate",
                "hs_object_id",
                "hs_pipeline",
                "hs_pipeline_stage",
                "hs_ticket_category",
                "hs_ticket_priority",
                "subject",
            ],
            _ => &["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
        }
    }

    /// What a new object can't do without.
    pub fn required_properties(self) -> &'static [&'static str] {
        match self {
            Self::Note | Self::Task | Self::Call | Self::Meeting => &["hs_timestamp"],
            Self::Email => &["hs_timestamp", "hs_email_direction"],
            Self::Ticket => &["subject", "hs_pipeline_stage"],
            Self::Deal => &["dealname", "dealstage"],
            Self::Lead => &["hs_lead_name"],
            Self::Contact | Self::Company => &[],
        }
    }
}

/// Type id of the unlabelled tie from one kind to another.
pub fn tie(from: Kind, to: Kind) -> Option<u32> {
    TIES.iter().find_map(|(one, other, there, back)| {
        match (from == *one && to == *other, from == *other && to == *one) {
            (true, _) => Some(*there),
            (_, true) => Some(*back),
            _ => None,
        }
    })
}

/// To which kind a type id leads from a kind. The ids of primary companies are taken as the unlabelled ones.
pub fn leads_to(from: Kind, type_id: u32) -> Option<Kind> {
    let primary = match (from, type_id) {
        (Kind::Contact, 1) | (Kind::Deal, 5) | (Kind::Ticket, 26) => Some(Kind::Company),
        _ => None,
    };
    primary.or_else(|| Kind::all().find(|to| tie(from, *to) == Some(type_id)))
}
