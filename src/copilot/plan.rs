//! From a proposal to the one write that carries it out at the CRM, or why there is none.

use jiff::{SignedDuration, Timestamp};

use crate::domain::action::{ActionKind, CaseWrite, NoteWrite, ReplyWrite, TaskWrite, Write};
use crate::domain::customer::channel_in_words;
use crate::domain::evidence::EvidenceId;
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;

use super::proposal::Proposal;

/// When a task without a date is due.
const DUE_BY_DEFAULT: SignedDuration = SignedDuration::from_hours(24);

/// Who acts, and how the CRM says that a case waits for the customer.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// The rep's own id at the CRM, where they are an owner there.
    pub owner: Option<String>,
    /// Who acts, as answers are signed here.
    pub actor: String,
    /// The stage into which a case is put that was answered, where one is known.
    pub waiting: Option<String>,
}

/// What would be written, and on whose record.
///
/// # Errors
/// Why it cannot be carried out as things are, in words.
pub fn plan(proposal: &Proposal, profile: &Profile, hand: &Hand, now: Timestamp) -> Result<Write, String> {
    let case = proposal.case.as_ref().and_then(|id| case_of(profile, id));
    let change = |case: RecordRef| CaseWrite {
        seen_updated_at: profile.cases.iter().find(|c| c.id == case.id).and_then(|c| c.updated_at),
        case,
        status: None,
        priority: proposal.change.priority,
        owner: None,
        sleep: None,
    };
    if proposal.action == ActionKind::CaseUpdate {
        return Ok(Write::CaseUpdate(change(case.ok_or("the case is not in the profile any more")?)));
    }
    let contact = profile.written_on(proposal.case.as_ref()).ok_or_else(|| no_record(profile))?;
    Ok(match proposal.action {
        ActionKind::Note | ActionKind::Reply => {
            let answered = case.clone().filter(|_| proposal.action == ActionKind::Reply);
            let note = NoteWrite {
                account: None,
                contact,
                case,
                body: proposal.body.clone(),
                at: now,
                machine_written: true,
            };
            match answered {
                Some(case) => Write::Reply(ReplyWrite {
                    was: profile.cases.iter().find(|c| c.id == case.id).map(|c| c.status.clone()),
                    note: NoteWrite {
                        body: ReplyWrite::headed(&proposal.body, &case.id, &hand.actor),
                        ..note
                    },
                    change: CaseWrite { status: next_stage(profile, &case, hand), ..change(case) },
                }),
                None => Write::Note(note),
            }
        }
        ActionKind::Task
        | ActionKind::Discount
        | ActionKind::Opportunity
        | ActionKind::WinBack
        | ActionKind::Collection => Write::Task(TaskWrite {
            account: deal_of(profile, proposal, &contact),
            contact,
            case,
            title: proposal.title.clone(),
            body: proposal.body.clone(),
            due_at: proposal.due_at.unwrap_or(now + DUE_BY_DEFAULT),
            owner: hand.owner.clone(),
            machine_written: true,
            enrolment: (proposal.action == ActionKind::WinBack).then(|| enrolment(proposal)),
        }),
        ActionKind::CaseUpdate
        | ActionKind::Fields
        | ActionKind::AudienceAdd
        | ActionKind::AudienceRemove
        | ActionKind::Tag => {
            return Err("this CRM connection does not carry out actions of this kind".to_owned());
        }
    })
}

/// The stage into which an answer puts a case; none where the case is there already.
fn next_stage(profile: &Profile, case: &RecordRef, hand: &Hand) -> Option<String> {
    let is_there = |stage: &str| {
        profile.cases.iter().any(|known| known.id == case.id && known.status.eq_ignore_ascii_case(stage))
    };
    hand.waiting.clone().filter(|stage| !is_there(stage))
}

/// What somebody is to be enrolled in who is won back: nothing here has a list of its own for that.
fn enrolment(proposal: &Proposal) -> String {
    let offer = proposal.offer.as_ref().map(|offer| offer.text.clone());
    let channel = proposal.channel.as_deref().map(|channel| format!("by {}", channel_in_words(channel)));
    std::iter::once("win-back".to_owned()).chain(offer).chain(channel).collect::<Vec<_>>().join(", ")
}

/// Why there is nothing to write on: there is no record, or nobody knows.
fn no_record(profile: &Profile) -> &'static str {
    if profile.crm_is_unread() {
        "the CRM did not answer, so that nobody knows on which record to write"
    } else {
        "this customer has no record in the CRM to write on"
    }
}

/// The deal that a proposal is about, where the CRM of the contact has it: the task hangs on it, too.
fn deal_of(profile: &Profile, proposal: &Proposal, contact: &RecordRef) -> Option<RecordRef> {
    let about = proposal.evidence.first()?;
    let deal = profile.deals.iter().find(|deal| deal.evidence == *about && deal.source == contact.source)?;
    Some(RecordRef { source: deal.source.clone(), kind: "deal".to_owned(), id: deal.id.clone() })
}

fn case_of(profile: &Profile, id: &EvidenceId) -> Option<RecordRef> {
    let case = profile.case(id)?;
    Some(RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() })
}
