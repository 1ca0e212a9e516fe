//! Who is measured, and the desk that they are asked at.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::overheard::Overheard;
use super::playback::{Cue, Playback};
use super::recording::Recording;
use super::suite::Task;
use crate::desk::Desk;
use crate::desk::api::DeskError;
use crate::gateway::Model;
use crate::sandbox::Sandbox;

/// Desks that are asked at the same time, where nobody outside has to keep up.
const DESKS_AT_ONCE: usize = 10;
/// What is recorded is there at once; this is for the case that it is not.
const PLAYBACK_DEADLINE: Duration = Duration::from_secs(20);

/// What a desk is to have beside the sandbox's vendors.
pub struct Setting {
    /// The model; nothing for the playbook alone.
    pub model: Option<Model>,
    /// The folder of the user's own prompts.
    pub templates: Option<PathBuf>,
    /// How many desks share what the model may cost.
    pub desks: u32,
}

/// A desk that keeps nothing, over a sandbox of its own.
pub struct Room {
    /// The desk.
    pub desk: Desk,
    /// Its vendors.
    pub sandbox: Sandbox,
}

/// Opens a room.
pub type Opener = Arc<dyn Fn(Setting) -> BoxFuture<'static, Result<Room, DeskError>> + Send + Sync>;

/// One column of the table.
pub struct Contestant {
    /// What stands above its figures.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    plays: Plays,
    templates: Option<PathBuf>,
}

enum Plays {
    Playbook,
    Recorded(Arc<Recording>),
    Live(Model),
}

impl Contestant {
    /// The rules alone.
    pub fn playbook() -> Self {
        let about = "the built-in rules, no model".to_owned();
        Self { name: "playbook".to_owned(), about, plays: Plays::Playbook, templates: None }
    }

    /// Answers that were recorded.
    pub fn recorded(recording: Recording) -> Self {
        let (name, about) = (recording.heading.name.clone(), recording.heading.about.clone());
        Self { name, about, plays: Plays::Recorded(Arc::new(recording)), templates: None }
    }

    /// A model that is asked now, with the prompts of a folder.
    pub fn live(name: String, about: String, model: Model, templates: Option<PathBuf>) -> Self {
        Self { name, about, plays: Plays::Live(model), templates }
    }

    /// The recording that is played, where one is.
    pub(super) fn recording(&self) -> Option<&Recording> {
        match &self.plays {
            Plays::Recorded(recording) => Some(recording),
            Plays::Playbook | Plays::Live(_) => None,
        }
    }

    /// Whether no model is to be asked.
    pub(super) fn is_playbook(&self) -> bool {
        matches!(self.plays, Plays::Playbook)
    }

    /// Whether this can be asked of it at all.
    pub(super) fn takes(&self, query: &str, task: &Task) -> bool {
        self.recording().is_none_or(|recording| recording.to(query, &task.to_string()).next().is_some())
    }

    /// Desks that are asked at the same time: a live model's time and pace are nobody else's.
    pub(super) fn desks_at_once(&self) -> usize {
        if matches!(self.plays, Plays::Live(_)) { 1 } else { DESKS_AT_ONCE }
    }

    /// What one of its desks is to have, and the model in it that is listened to.
    pub(super) fn setting(&self, cue: &Cue, desks: u32) -> (Setting, Option<Arc<Overheard>>) {
        let model = match &self.plays {
            Plays::Playbook => None,
            Plays::Recorded(recording) => {
                let client = Arc::new(Playback::new(Arc::clone(recording), cue.clone()));
                Some(Model { client, deadline: PLAYBACK_DEADLINE, price: None })
            }
            Plays::Live(model) => Some(model.clone()),
        };
        let overheard = model.as_ref().map(|model| Arc::new(Overheard::new(Arc::clone(&model.client))));
        let model = model.zip(overheard.clone()).map(|(model, client)| Model { client, ..model });
        (Setting { model, templates: self.templates.clone(), desks }, overheard)
    }
}
