//! The terminal app: bare, on the user's configuration, or on the sandbox as `demo`.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use futures::FutureExt;

use super::exit::{Failure, Outcome, Status};
use super::sandbox::WorldArguments;
use super::{Context, editor, open};
use crate::config::{self, Config, ConfigError, Folders, Keys, Loaded, Origin, Problem, Wrong};
use crate::domain::Role;
use crate::sandbox;
use crate::storage::{KeySource, Keyring};
use crate::telemetry::{self, Stderr, Telemetry};
use crate::tui;
use crate::tui::keymap::Keymap;
use crate::tui::theme::{self, Abilities, Theme};

/// The terminal app on the sandbox: no account, no key, no network.
#[derive(Debug, Args)]
pub struct DemoArguments {
    #[command(flatten)]
    world: WorldArguments,
    /// Line by line, for screen readers.
    #[arg(long)]
    plain: bool,
}

impl DemoArguments {
    /// Runs the app until the user leaves; what it kept goes with it.
    pub fn run(self, plain: bool, context: &Context) -> Outcome {
        let plain = plain || self.plain;
        if !plain {
            needs_a_terminal()?;
        }
        let options = self.world.options(None);
        context.block_on(async {
            let sandbox = sandbox::start(options).await.map_err(super::sandbox::failure)?;
            let folder = DemoFolder::make()?;
            let outcome = demo(&sandbox, &folder, plain, context).await;
            sandbox.stop().await;
            outcome
        })
    }
}

async fn demo(sandbox: &sandbox::Sandbox, folder: &DemoFolder, plain: bool, context: &Context) -> Outcome {
    let path = folder.0.join("demo.toml");
    let folders = Folders::of_this_user()?;
    let mut loaded =
        config::parse(&sandbox.configuration(), &path, &folders, &|name| std::env::var(name).ok())?;
    loaded.config.storage.path = folder.0.join("storage");
    let keys = KeySource { keyring: Keyring::Off, file: folder.0.join("data.key") };
    let place = open::Place { loaded, keys, demo: true };
    if plain { super::plain::run(place, context).await } else { run(place, context).await }
}

/// The keys and colours of a configuration.
///
/// # Errors
/// `[keys]` or `[tui]` names what is not there.
pub fn look(loaded: &Loaded) -> Result<(Keymap, Theme), ConfigError> {
    let Config { keys, tui, .. } = &loaded.config;
    let invalid = |problems: Vec<Problem>| ConfigError::Invalid { path: loaded.path.clone(), problems };
    let found = wrong(tui, keys).into_iter().map(|Wrong { setting, what, hint }| Problem {
        line: line_of(loaded, &setting),
        path: setting,
        what,
        hint,
    });
    let problems: Vec<Problem> = found.collect();
    if let Err(error) = theme::named(&tui.theme, abilities())
        && let Some(name) = variable_of(loaded, "tui.theme")
    {
        return Err(ConfigError::Environment { name, what: error.to_string() });
    }
    match (Keymap::with(keys), theme::named(&tui.theme, abilities())) {
        (Ok(keymap), Ok(theme)) => Ok((keymap, theme)),
        _ => Err(invalid(problems)),
    }
}

/// What is wrong with the keys and colours, all of it.
pub fn wrong(tui: &config::Tui, keys: &Keys) -> Vec<Wrong> {
    let mistakes = Keymap::mistakes(keys).into_iter().map(|error| Wrong {
        setting: error.setting(),
        what: error.to_string(),
        hint: Some(error.hint().to_owned()),
    });
    let theme = theme::named(&tui.theme, abilities()).err();
    let theme =
        theme.map(|error| Wrong { setting: "tui.theme".to_owned(), what: error.to_string(), hint: None });
    mistakes.chain(theme).collect()
}

fn abilities() -> Abilities {
    Abilities::of(|name| std::env::var(name).ok())
}

/// The environment variable that a setting comes from.
fn variable_of(loaded: &Loaded, setting: &str) -> Option<String> {
    match &loaded.settings.iter().find(|known| known.path == setting)?.origin {
        Origin::Environment(name) => Some(name.clone()),
        Origin::Default | Origin::Line(_) => None,
    }
}

fn line_of(loaded: &Loaded, setting: &str) -> Option<usize> {
    match loaded.settings.iter().find(|known| known.path == setting)?.origin {
        Origin::Line(line) => Some(line),
        Origin::Default | Origin::Environment(_) => None,
    }
}

/// A folder of the demo's own, readable by nobody else, that goes when the demo ends.
struct DemoFolder(PathBuf);

impl DemoFolder {
    fn make() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("deskhand-demo-{}", uuid::Uuid::now_v7().simple()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for DemoFolder {
    fn drop(&mut self) {
        // What the system clears away anyway.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the app on the user's configuration; without one it offers the demo.
pub fn bare(plain: bool, context: &Context) -> Outcome {
    let loaded = match config::load(context.config.as_deref()) {
        Ok(loaded) => loaded,
        Err(error @ ConfigError::Missing { .. }) if context.config.is_none() => {
            needs_a_terminal()?;
            return offer_demo(error, plain, context);
        }
        Err(error) => return Err(error.into()),
    };
    let plain = plain || loaded.config.tui.plain;
    if !plain {
        needs_a_terminal()?;
    }
    context.block_on(async {
        let place = open::Place::of_this_user(loaded)?;
        if plain {
            let _log = context.telemetry();
            return super::plain::run(place, context).await;
        }
        run(place, context).await
    })
}

fn needs_a_terminal() -> Result<(), Failure> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Failure::saying(Status::Usage, "the terminal app needs a terminal")
        .hinting("every action has a command: `deskhand --help` lists them"))
}

fn offer_demo(missing: ConfigError, plain: bool, context: &Context) -> Outcome {
    context.output.remark(format!("{missing}."));
    context.output.remark(
        "`deskhand config init` writes one. Until then the demo runs on invented customers: no account, no network.",
    );
    let mut terminal = io::stderr();
    write!(terminal, "Start the demo? [Y/n] ")?;
    terminal.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim().to_lowercase().as_str() {
        "" | "y" | "yes" => DemoArguments { world: WorldArguments::default(), plain }.run(plain, context),
        _ => Ok(Status::Usage),
    }
}

async fn run(place: open::Place, context: &Context) -> Outcome {
    let log = Arc::new(Mutex::new(None));
    let settings = settings(&place.loaded, &log)?;
    if let Some(remark) = open::Place::prompt_remark(&place.loaded) {
        context.output.remark(remark);
    }
    let opener: tui::Opener = Arc::new(move || {
        let place = place.clone();
        async move { open::open(place).await }.boxed()
    });
    let ended = tui::run(opener, settings).await.map_err(|error| Failure::new(Status::Failed, error))?;
    drop(log);
    for entry in &ended.kept {
        context.output.remark(format!("kept in the outbox, not sent yet: {} ({})", entry.effect, entry.id));
    }
    if !ended.kept.is_empty() {
        context
            .output
            .remark("the next deskhand on this storage sends them; `deskhand outbox run` does it at once");
    }
    Ok(Status::Done)
}

fn settings(loaded: &Loaded, log: &Arc<Mutex<Option<Telemetry>>>) -> Result<tui::Settings, Failure> {
    let (keymap, theme) = look(loaded)?;
    let editor: tui::OwnEditor = Arc::new(|text| {
        async move {
            editor::edit(&text).await.map_err(|failure| {
                // What the command line would advise does not help here.
                failure.error.map_or_else(String::new, |error| error.to_string())
            })
        }
        .boxed()
    });
    let log = Arc::clone(log);
    let after_first_picture = Box::new(move || {
        // Without a log the app works as well, and the screen is no place to say so.
        let started =
            Folders::of_this_user().ok().and_then(|f| telemetry::start(&f.state, Stderr::Nothing).ok());
        *log.lock().unwrap_or_else(PoisonError::into_inner) = started;
    });
    let browser = tui::Browser::of(|name| std::env::var_os(name));
    let exports = tui::Exports::into_folder(std::env::current_dir().unwrap_or_else(|_| ".".into()));
    let clipboard = tui::Clipboard::of(|name| std::env::var_os(name));
    let config = &loaded.config;
    let (locale, start, mouse) = (config.me.locale.clone(), start(config), config.tui.mouse);
    Ok(tui::Settings {
        keymap,
        theme,
        abilities: abilities(),
        locale,
        start,
        mouse,
        editor,
        browser,
        clipboard,
        exports,
        after_first_picture,
    })
}

/// Sales begin the day with the calls, all others with the cases; without a CRM there are none of either.
fn start(config: &Config) -> tui::Start {
    match config.tui.start {
        config::Start::Search => tui::Start::Search,
        config::Start::Cases => tui::Start::Cases,
        config::Start::Calls => tui::Start::Calls,
        config::Start::Auto if config.crm.is_none() => tui::Start::Search,
        config::Start::Auto => match config.me.role {
            Role::Sales => tui::Start::Calls,
            Role::Support | Role::Manager | Role::Admin => tui::Start::Cases,
        },
    }
}
