//! What the copilot is worth, in figures: a suite of the fixtures' customers, labelled by people, that each contestant
//! (the playbook, answers that were recorded, live models) is asked about at a desk of its own over the sandbox.
//!
//! Nothing here is told how an answer is made: it goes through the same gateway, the same conversation and the same check
//! as a rep's, and what left for a model is looked through once more, apart from the gateway's own scan.

mod contestant;
mod figures;
mod labels;
mod outcome;
mod overheard;
mod people;
mod playback;
mod recording;
mod run;
mod suite;

pub use contestant::{Contestant, Opener, Room, Setting};
pub use figures::{
    Agreement, Checked, Cost, Detail, Grounding, Report, Scores, Share, SuiteSize, TimesMs, Tokens,
};
pub use overheard::Overheard;
pub use playback::Playback;
pub use recording::{BadRecording, Heading, Recorded, Recording, built_in};
pub use run::{Done, run};
pub use suite::{Suite, SuiteError};
