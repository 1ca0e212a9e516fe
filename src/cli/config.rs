//! `deskhand config`: write, check and describe the configuration.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::documents::ConfigCheckDocument;
use super::exit::{Failure, Outcome, Status};
use super::output::Meaning;
use super::{Context, app, open, schemas};
use crate::config::{self, ConfigError, Loaded, Problem};
use crate::gateway::PromptName;
use crate::tui::keymap::Keymap;

/// Write, check and describe the configuration.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Write a commented sample to start from.
    Init {
        /// Replace the file that is there.
        #[arg(long)]
        force: bool,
    },
    /// Report every mistake, or each setting with its origin.
    Check {
        /// Print JSON (schema deskhand.config_check/1).
        #[arg(long)]
        json: bool,
    },
    /// List the terminal app's actions by the names that `[keys]` takes, with their keys.
    Keys,
    /// Print where the configuration lies, whether or not it is there.
    Path,
    /// Print a JSON Schema: of the configuration, or of what `--json` prints.
    Schema {
        /// The document; without it, the configuration.
        #[arg(value_name = "NAME", default_value = "config")]
        name: String,
        /// List the names instead.
        #[arg(long)]
        list: bool,
    },
}

impl ConfigArguments {
    /// Runs it. Never needs a runtime, a store or the network.
    pub fn run(self, context: &Context) -> Outcome {
        match self.command {
            ConfigCommand::Init { force } => init(context, force),
            ConfigCommand::Check { json } => check(context, json),
            ConfigCommand::Keys => keys(context),
            ConfigCommand::Path => {
                context.output.line(path(context)?.display().to_string())?;
                Ok(Status::Done)
            }
            ConfigCommand::Schema { list: true, .. } => list_schemas(context),
            ConfigCommand::Schema { name, .. } => print_schema(context, &name),
        }
    }
}

fn path(context: &Context) -> Result<PathBuf, ConfigError> {
    config::config_path(context.config.as_deref())
}

fn init(context: &Context, force: bool) -> Outcome {
    let path = path(context)?;
    match write_sample(&path, force) {
        Ok(()) => {
            context.output.line(format!("wrote {}", path.display()))?;
            context.output.remark("edit it, then run `deskhand config check` and `deskhand doctor`");
            Ok(Status::Done)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let text = format!("there is a configuration at {} already", path.display());
            Err(Failure::saying(Status::Usage, text).hinting("`--force` replaces it"))
        }
        Err(error) => {
            let what = format!("the configuration could not be written to {}", path.display());
            Err(anyhow::Error::new(error).context(what).into())
        }
    }
}

/// Beside the old file first and moved into its place then, so that there is never half a configuration.
fn write_sample(path: &Path, force: bool) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if !force {
        return create(path);
    }
    let beside = path.with_extension("toml.new");
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => create(&beside)?,
    }
    std::fs::rename(&beside, path)
}

fn create(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(config::SAMPLE.as_bytes())
}

fn check(context: &Context, as_json: bool) -> Outcome {
    // The terminal app alone knows its actions and themes.
    let loaded = config::load_and_look(context.config.as_deref(), &app::wrong);
    let loaded = with_prompts(loaded);
    if as_json {
        return check_json(context, loaded);
    }
    let loaded = loaded?;
    let output = context.output;
    output.line(format!("{} {}", output.paint(Meaning::Heading, "configuration"), loaded.path.display()))?;
    let widest = |width: fn(&config::Setting) -> usize| loaded.settings.iter().map(width).max().unwrap_or(0);
    let (paths, values) = (widest(|s| s.path.len()), widest(|s| s.value.chars().count()).min(48));
    for setting in &loaded.settings {
        let origin = output.paint(Meaning::Faint, setting.origin.to_string());
        output.line(format!("  {:paths$}  {:values$}  {origin}", setting.path, setting.value))?;
    }
    say_own_prompts(context, &loaded)?;
    for one in Keymap::shadowed(&loaded.config.keys) {
        let what = format!("`{}` does `{}` where that can be done, too", one.keys, one.does);
        output.line(format!("  keys.{}  {}", one.name, output.paint(Meaning::Warning, what)))?;
    }
    output.line(output.paint(Meaning::Good, "no mistakes"))?;
    Ok(Status::Done)
}

/// A prompt of the user's that can't be used is a mistake among the others.
fn with_prompts(loaded: Result<Loaded, ConfigError>) -> Result<Loaded, ConfigError> {
    let (path, mut problems) = match &loaded {
        Ok(loaded) => (loaded.path.clone(), Vec::new()),
        Err(ConfigError::Invalid { path, problems }) => (path.clone(), problems.clone()),
        Err(_) => return loaded,
    };
    let Some(error) = open::wrong_prompt(&path) else { return loaded };
    let hint = Some("correct the file, or delete it to use the built-in prompt".to_owned());
    problems.push(Problem { line: None, path: "prompts".to_owned(), what: error.to_string(), hint });
    Err(ConfigError::Invalid { path, problems })
}

/// Which prompts are the user's, and which files would be, were they named so.
fn say_own_prompts(context: &Context, loaded: &Loaded) -> Result<(), Failure> {
    let Some(files) = open::templates(&loaded.path).and_then(|folder| std::fs::read_dir(folder).ok()) else {
        return Ok(());
    };
    let names = files.flatten().filter_map(|file| file.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    names.sort();
    let known = PromptName::ALL.map(PromptName::files).concat();
    for name in names {
        let (meaning, what) = match known.contains(&&*name) {
            true => (Meaning::Faint, "yours, in place of the built-in one".to_owned()),
            false => (Meaning::Warning, format!("takes the place of none: {}", known.join(", "))),
        };
        context.output.line(format!("  prompts/{name}  {}", context.output.paint(meaning, what)))?;
    }
    Ok(())
}

fn check_json(context: &Context, loaded: Result<Loaded, ConfigError>) -> Outcome {
    let status = match loaded {
        Ok(loaded) => {
            context.output.json(&ConfigCheckDocument::good(&loaded))?;
            Status::Done
        }
        Err(ConfigError::Invalid { path, problems }) => {
            context.output.json(&ConfigCheckDocument::bad(&path, &problems))?;
            Status::Usage
        }
        Err(error) => return Err(error.into()),
    };
    Ok(status)
}

/// The names are the same whatever the configuration says; the keys are its own, where there is one.
fn keys(context: &Context) -> Outcome {
    let keymap = match config::load(context.config.as_deref()) {
        Ok(loaded) => app::look(&loaded)?.0,
        Err(ConfigError::Missing { .. }) => Keymap::default(),
        Err(error) => return Err(error.into()),
    };
    let mut heading = None;
    for binding in keymap.all() {
        let title = binding.row.layer.title();
        if heading != Some(title) {
            context.output.line(context.output.paint(Meaning::Heading, title))?;
            heading = Some(title);
        }
        let (name, keys) = (binding.row.name, binding.all_shown());
        context.output.line(format!("  {name:20} {keys:18} {}", binding.row.help))?;
    }
    Ok(Status::Done)
}

fn list_schemas(context: &Context) -> Outcome {
    for document in schemas::DOCUMENTS {
        context.output.line(format!("{:13} {}", document.name, document.about))?;
    }
    Ok(Status::Done)
}

fn print_schema(context: &Context, name: &str) -> Outcome {
    let Some(document) = schemas::find(name) else {
        let names: Vec<_> = schemas::DOCUMENTS.iter().map(|document| document.name).collect();
        let text = format!("there is no document {name:?}");
        return Err(Failure::saying(Status::Usage, text).hinting(format!("known ones: {}", names.join(", "))));
    };
    context.output.line(format!("{:#}", (document.schema)().to_value()))?;
    Ok(Status::Done)
}
