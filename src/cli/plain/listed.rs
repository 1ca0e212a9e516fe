//! What the numbers of the last list stand for.

use super::{Talk, no_number};
use crate::cli::exit::Failure;
use crate::desk::api::{ParkedId, Who};
use crate::domain::agenda::PlannedCall;
use crate::domain::ids::EntryId;
use crate::domain::lead::LeadRow;
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::ports::repository::WireRecord;

/// The last list.
pub enum Listed {
    Nothing,
    Cases(Vec<QueueRow>),
    Calls(Vec<PlannedCall>),
    Leads(Vec<LeadRow>),
    Quiet(Vec<QuietRow>),
    Customers(Vec<Who>),
    Entries(Vec<EntryId>),
    Parked(Vec<ParkedId>),
    Wires(Vec<WireRecord>),
}

impl Talk<'_> {
    /// A case by its number.
    pub(super) fn row(&self, number: usize) -> Result<&QueueRow, Failure> {
        match &self.listed {
            Listed::Cases(cases) => cases.get(number - 1),
            _ => None,
        }
        .ok_or_else(|| no_number(number).hinting("`cases` lists them"))
    }

    /// A call by its number.
    pub(super) fn call(&self, number: usize) -> Result<&PlannedCall, Failure> {
        match &self.listed {
            Listed::Calls(calls) => calls.get(number - 1),
            _ => None,
        }
        .ok_or_else(|| no_number(number).hinting("`calls` lists them"))
    }

    /// A lead by its number.
    pub(super) fn lead(&self, number: usize) -> Result<&LeadRow, Failure> {
        match &self.listed {
            Listed::Leads(leads) => leads.get(number - 1),
            _ => None,
        }
        .ok_or_else(|| no_number(number).hinting("`leads` lists them"))
    }

    /// An entry by its number.
    pub(super) fn entry(&self, number: usize) -> Result<EntryId, Failure> {
        match &self.listed {
            Listed::Entries(entries) => entries.get(number - 1).copied(),
            _ => None,
        }
        .ok_or_else(|| no_number(number).hinting("`approvals` lists what waits for a yes, `outbox` the rest"))
    }

    /// What is stuck, by its number among the entries or among what is parked.
    pub(super) fn stuck(&self, number: usize) -> Result<ParkedId, Failure> {
        match &self.listed {
            Listed::Entries(entries) => entries.get(number - 1).copied().map(ParkedId::Entry),
            Listed::Parked(parked) => parked.get(number - 1).cloned(),
            _ => None,
        }
        .ok_or_else(|| no_number(number).hinting("`outbox` lists entries, `sources` what is parked"))
    }
}
