//! The terminal app: a loop in which messages change the model and the model is drawn.
//!
//! `update(model, message)` changes the model and returns effects; effects run on tokio and come back as messages;
//! `view(model)` draws. Neither waits, reads a clock or touches a disk, so that each is tested without a terminal.
//! The app knows the desk and its contract ([`crate::desk::api`]) and nothing below.

mod browser;
mod clipboard;
mod cx;
mod effects;
mod exports;
mod gauge;
mod input;
pub mod keymap;
pub mod model;
pub mod msg;
mod naming;
pub mod overlay;
mod run;
pub mod screens;
mod terminal;
pub mod theme;
pub mod update;
pub mod view;
mod welcome;
pub mod widgets;

pub use browser::Browser;
pub use clipboard::Clipboard;
pub use effects::Performer;
pub use exports::Exports;
pub use model::Start;
pub use run::{Ended, Opener, OwnEditor, RunError, Settings, run};
