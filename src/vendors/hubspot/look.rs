//! Looking whether a doubtful write happened: by its key, else in the contact's own associations.

use std::time::Duration;

use super::HubSpot;
use super::api::{Ask, Trip};
use super::body;
use super::metadata::Kind;
use super::paths::encoded;
use super::read::newest_first;
use super::wire::Object;
use crate::domain::action::{NoteWrite, ReplyWrite, Write};
use crate::domain::ids::IdempotencyKey;
use crate::ports::PortError;
use crate::ports::crm::{KeySupport, Look};

/// How long HubSpot may take until a record's associations show a write.
const SETTLE: Duration = Duration::from_secs(10);
/// Newest notes or tasks of a contact that are looked through.
const LOOKED_THROUGH: usize = 100;

impl HubSpot {
    pub(super) async fn key_support_within(
        &self,
        write: &Write,
        trip: Trip,
    ) -> Result<KeySupport, PortError> {
        let keyed = match kind(write) {
            Some(kind) => self.keeps_keys(kind, trip).await?,
            None => false,
        };
        Ok(if keyed { KeySupport::Unique } else { KeySupport::Associations { settle: SETTLE } })
    }

    pub(super) async fn look_within(
        &self,
        write: &Write,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Look, PortError> {
        if let Write::Reply(reply) = write {
            return self.look_for_reply(reply, key, trip).await;
        }
        let Some(kind) = kind(write) else {
            return Ok(Look::Unclear(
                "a change of fields leaves no record of its own to look for".to_owned(),
            ));
        };
        self.look_by_key(kind, &write.target().id, key, trip).await
    }

    async fn look_by_key(
        &self,
        kind: Kind,
        contact: &str,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Look, PortError> {
        if self.keeps_keys(kind, trip).await? {
            let found = self.read_by_key(kind, key, trip).await?;
            // Written before the account had the property, it has its key in the text: look there too.
            if let Some(found) = found {
                return Ok(Look::Found(self.written(&found, kind)));
            }
        }
        self.look_in_associations(kind, contact, key, trip).await
    }

    /// The note of an answer.
    pub(super) async fn look_for_note(
        &self,
        note: &NoteWrite,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Look, PortError> {
        self.look_by_key(Kind::Note, &note.contact.id, key, trip).await
    }

    /// An answer is written once its note is there and the case stands as it was to. A note alone is half of it: the
    /// next attempt finds it and does the rest.
    async fn look_for_reply(
        &self,
        reply: &ReplyWrite,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Look, PortError> {
        let found = self.look_for_note(&reply.note, key, trip).await?;
        if matches!(found, Look::Found(_)) && !self.stands_as_wanted(&reply.change, trip).await? {
            return Ok(Look::Absent);
        }
        Ok(found)
    }

    async fn look_in_associations(
        &self,
        kind: Kind,
        contact: &str,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Look, PortError> {
        let path = self.api.paths.objects("contacts", &format!("/{}", encoded(contact)));
        let ask = Ask::get("hubspot.contact", "the contact", path).query(&[("properties", "email")], &[]);
        if self.api.optional::<Object>(&ask, trip).await?.is_none() {
            return Ok(Look::Unclear(
                "the contact is gone, so nothing tells whether this was written".to_owned(),
            ));
        }
        let from = [contact.to_owned()];
        let mut associated = self.associated("contacts", kind.plural(), &from, trip).await?;
        let mut ids = associated.remove(contact).unwrap_or_default();
        newest_first(&mut ids);
        ids.dedup();
        ids.truncate(LOOKED_THROUGH);
        let text = if kind == Kind::Task { "hs_task_body" } else { "hs_note_body" };
        let objects = self.read_all(kind.plural(), &[text], &ids, trip).await?;
        let mut carrying =
            objects.iter().filter(|o| o.text(text).is_some_and(|body| body::carries(body, key)));
        Ok(match (carrying.next(), carrying.next()) {
            (None, _) => Look::Absent,
            (Some(one), None) => Look::Found(self.written(one, kind)),
            (Some(_), Some(_)) => Look::Unclear("it stands there more than once".to_owned()),
        })
    }
}

fn kind(write: &Write) -> Option<Kind> {
    match write {
        Write::Note(_) | Write::Reply(_) => Some(Kind::Note),
        Write::Task(_) => Some(Kind::Task),
        Write::CaseUpdate(_) | Write::Fields(_) | Write::Retraction(_) => None,
    }
}
