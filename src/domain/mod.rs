//! Pure types and rules: what the words of the program mean.
//!
//! Nothing here does IO, waits, reads a clock or names a vendor; everything else may import it and it
//! imports nothing of ours. A vendor's record is mapped to these types at its door (`vendors/*`).

pub mod about;
pub mod account;
pub mod action;
pub mod agenda;
pub mod answer;
pub mod asked;
pub mod attached;
pub mod audit;
pub mod audit_filter;
pub mod background;
pub mod basis;
pub mod brief;
pub mod call;
pub mod casework;
pub mod commerce;
pub mod contacts;
pub mod crm;
pub mod customer;
pub mod difference;
pub mod evidence;
pub mod fact;
pub mod fault;
pub mod history;
pub mod ids;
pub mod instructing;
pub mod lead;
pub mod lookup;
pub mod macros;
pub mod money;
pub mod outbox;
pub mod prediction;
pub mod price;
pub mod profile;
pub mod promise;
pub mod queue;
pub mod quiet;
pub mod record;
pub mod refunds;
pub mod returns;
pub mod score;
pub mod score_fields;
pub mod shape;
pub mod sla;
pub mod snooze;
pub mod span;
pub mod summary;
pub mod takeover;
pub mod text;
pub mod thread;
pub mod told;
pub mod triage;
pub mod unsupported;
pub mod worded;
mod words;
pub mod worklist;

pub use action::{ActionKind, ApprovalRule, Phase, Role};
pub use brief::{Brief, Purpose, Suggestion};
pub use customer::{Email, Phone};
pub use evidence::EvidenceId;
pub use fact::FactKind;
pub use ids::{CustomerId, EntryId, IdempotencyKey, Source, SuggestionId};
pub use lookup::Lookup;
pub use money::{Currency, Money};
pub use profile::Profile;
pub use promise::{Promise, PromiseRule};
pub use record::Record;
pub use returns::Returns;
pub use unsupported::{Mark, Unsupported};
pub use worded::Worded;
pub use words::Word;

/// How a point in time is written in JSON: RFC 3339 in UTC. Only describes `jiff::Timestamp` in schemas.
#[derive(schemars::JsonSchema)]
#[schemars(transparent)]
#[expect(dead_code, reason = "stands for another type in schemas")]
pub struct Rfc3339(String);
