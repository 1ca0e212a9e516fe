//! `deskhand eval`: how good briefs, answers and labels are, in figures.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use futures::FutureExt;

use super::documents::EvalDocument;
use super::exit::{Failure, Outcome, Status};
use super::sandbox::WorldArguments;
use super::show::{self, Page};
use super::{Context, open};
use crate::config::{self, Config, ConfigError, Folders, Llm};
use crate::desk::api::{DeskError, FailureKind};
use crate::eval::{self, Contestant, Done, Opener, Recording, Report, Room, Setting, Suite, SuiteSize};
use crate::gateway::{Model, Prompts};
use crate::sandbox::{self, Sandbox};

/// Measure briefs, answers and labels over the sandbox's customers, against what people would do.
///
/// The playbook and the recorded answers need no configuration, no network and no model. Each sentence is checked as a
/// rep's would be, and what left for a model is looked through for the customer's own values once more; anything found
/// is exit status 1.
#[derive(Debug, Args)]
pub struct EvalArguments {
    /// Print the figures as JSON (schema deskhand.eval/1).
    #[arg(long)]
    json: bool,
    /// Say for each customer what came of it: in JSON all, else what differs from the labels.
    #[arg(long)]
    details: bool,
    /// Ask the models of the configuration, too; without a configuration, the sandbox's. It spends tokens and money
    /// beside the configured budgets, but no more than those allow.
    #[arg(long)]
    live: bool,
    /// Only this model of the configuration; may be given several times.
    #[arg(long, value_name = "NAME", requires = "live")]
    model: Vec<String>,
    /// A second folder of prompts: each live model is asked with the usual ones and with these, side by side.
    #[arg(long, value_name = "DIR", requires = "live")]
    prompts: Option<PathBuf>,
    /// A further set of recorded answers; may be given several times.
    #[arg(long, value_name = "FILE")]
    recorded: Vec<PathBuf>,
    /// Write what the live model says to a new file, for --recorded.
    #[arg(long, value_name = "FILE", requires = "live", conflicts_with = "prompts")]
    record: Option<PathBuf>,
    /// An earlier --json: each figure that has changed since is shown with what it was.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// What live models are asked with.
struct Live {
    /// Whose limits hold.
    config: Option<Config>,
    models: Vec<Model>,
    templates: Option<PathBuf>,
    /// The sandbox that answers where no configuration names a model.
    sandbox: Option<Sandbox>,
}

impl EvalArguments {
    /// Runs it.
    pub fn run(self, context: &Context) -> Outcome {
        context.block_on(self.measure(context))
    }

    async fn measure(self, context: &Context) -> Outcome {
        let suite = Suite::built_in().map_err(|error| Failure::new(Status::Failed, error))?;
        let baseline = self.baseline.as_deref().map(earlier).transpose()?;
        let mut contestants = vec![Contestant::playbook()];
        let recordings = eval::built_in().map_err(|error| Failure::new(Status::Failed, error))?;
        contestants.extend(recordings.into_iter().map(Contestant::recorded));
        for file in &self.recorded {
            contestants.push(Contestant::recorded(read_recording(file)?));
        }
        let live = if self.live { self.live_models(context).await? } else { Live::nobody() };
        let first_live = contestants.len();
        contestants.extend(self.live_contestants(&live)?);
        let opener = opener(live.config);
        let mut scores = Vec::new();
        for (at, contestant) in contestants.iter().enumerate() {
            context.output.remark(format!("asking {}: {}", contestant.name, contestant.about));
            let Done { scores: found, recording } =
                eval::run(&suite, contestant, &opener).await.map_err(failure)?;
            scores.push(found);
            if let Some(file) = self.record.as_deref().filter(|_| at == first_live) {
                write_recording(file, &recording)?;
            }
        }
        if let Some(sandbox) = live.sandbox {
            sandbox.stop().await;
        }
        let suite = SuiteSize::of(&suite);
        let report = Report { version: env!("CARGO_PKG_VERSION").to_owned(), suite, contestants: scores };
        self.print(report, baseline.as_ref(), context)
    }

    fn print(&self, mut report: Report, baseline: Option<&Report>, context: &Context) -> Outcome {
        let private: u64 = report.contestants.iter().map(|scores| scores.private_characters).sum();
        if self.json {
            if !self.details {
                report.contestants.iter_mut().for_each(|scores| scores.details.clear());
            }
            context.output.json(&EvalDocument::of(&report))?;
        } else {
            let mut page = Page::of_terminal(context.output);
            show::eval::report(&mut page, &report, baseline, self.details);
            page.print()?;
        }
        if private == 0 {
            return Ok(Status::Done);
        }
        let what = format!("{private} characters of customers' own values left for a model");
        Err(Failure::saying(Status::Failed, what)
            .hinting("`deskhand audit wire` shows what leaves; this is a fault"))
    }

    /// The models to ask now: the configuration's, or where there is none the sandbox's own.
    async fn live_models(&self, context: &Context) -> Result<Live, Failure> {
        let live = match config::load(context.config.as_deref()) {
            Ok(loaded) => {
                let models = open::connections(&loaded.config).map_err(failure)?.models;
                let templates = open::templates(&loaded.path);
                Live { config: Some(loaded.config), models, templates, sandbox: None }
            }
            Err(ConfigError::Missing { .. }) if context.config.is_none() => {
                context
                    .output
                    .remark("there is no configuration: the sandbox's model is asked, which is none");
                let sandbox = start().await.map_err(super::sandbox::failure)?;
                let config = config_of(&sandbox).map_err(failure)?;
                let models = open::connections(&config).map_err(failure)?.models;
                Live { config: None, models, templates: None, sandbox: Some(sandbox) }
            }
            Err(error) => return Err(error.into()),
        };
        let names: Vec<&str> = live.models.iter().map(|model| model.client.name()).collect();
        if names.is_empty() {
            return Err(Failure::saying(Status::Usage, "the configuration names no model")
                .hinting("add `[llm]`, or leave `--live` out"));
        }
        if let Some(unknown) = self.model.iter().find(|name| !names.contains(&name.as_str())) {
            let hint = format!("the configuration has {}", names.join(", "));
            return Err(
                Failure::saying(Status::Usage, format!("there is no model `{unknown}`")).hinting(hint)
            );
        }
        Ok(live)
    }

    fn live_contestants(&self, live: &Live) -> Result<Vec<Contestant>, Failure> {
        if let Some(folder) = &self.prompts {
            if !folder.is_dir() {
                return Err(Failure::saying(Status::Usage, format!("`{}` is no folder", folder.display())));
            }
            Prompts::load(Some(folder)).map_err(|error| Failure::new(Status::Usage, error))?;
        }
        let is_wanted = |model: &&Model| {
            self.model.is_empty() || self.model.iter().any(|name| name == model.client.name())
        };
        let wanted: Vec<&Model> = live.models.iter().filter(is_wanted).collect();
        if self.record.is_some() && wanted.len() != 1 {
            return Err(Failure::saying(Status::Usage, "only one model can be recorded at a time")
                .hinting("choose it by `--model`"));
        }
        let mut contestants = Vec::new();
        for model in wanted {
            let name = model.client.name();
            let (about, templates) = (format!("`{name}`, asked now"), live.templates.clone());
            contestants.push(Contestant::live(name.to_owned(), about, model.clone(), templates));
            if let Some(folder) = &self.prompts {
                let about = format!("`{name}`, asked now with the prompts of `{}`", folder.display());
                let beside = format!("{name} +prompts");
                contestants.push(Contestant::live(beside, about, model.clone(), Some(folder.clone())));
            }
        }
        Ok(contestants)
    }
}

impl Live {
    fn nobody() -> Self {
        Self { config: None, models: Vec::new(), templates: None, sandbox: None }
    }
}

/// Opens desks over sandboxes; what models may cost is as the user's configuration says, where there is one.
fn opener(user: Option<Config>) -> Opener {
    let user = Arc::new(user);
    Arc::new(move |setting: Setting| {
        let user = Arc::clone(&user);
        async move {
            let sandbox = start().await.map_err(|error| failed(&error))?;
            let mut config = config_of(&sandbox)?;
            if let Some(llm) = user.as_ref().as_ref().and_then(|user| user.llm.clone()) {
                config.llm = Some(shared(llm, setting.desks));
            }
            let desk = open::apart(&config, setting.model, setting.templates).await?;
            Ok(Room { desk, sandbox })
        }
        .boxed()
    })
}

/// A desk's share of what the models may cost in a day and a month: each counts for itself.
fn shared(llm: Llm, desks: u32) -> Llm {
    let daily_token_budget = llm.daily_token_budget / u64::from(desks.max(1));
    let monthly_budget = llm.monthly_budget.and_then(|budget| budget.per(desks.max(1)));
    Llm { daily_token_budget, monthly_budget, ..llm }
}

async fn start() -> Result<Sandbox, sandbox::SandboxError> {
    sandbox::start(WorldArguments::default().options(None)).await
}

/// The sandbox's own configuration; the user's variables have no say in it.
fn config_of(sandbox: &Sandbox) -> Result<Config, DeskError> {
    let folders = Folders::of_this_user().map_err(|error| failed(&error))?;
    let text = sandbox.configuration();
    let loaded = config::parse(&text, Path::new("sandbox.toml"), &folders, &|_| None);
    Ok(loaded.map_err(|error| failed(&error))?.config)
}

fn read_recording(file: &Path) -> Result<Recording, Failure> {
    Recording::read(&read(file)?).map_err(|error| wrong(file, &error))
}

fn earlier(file: &Path) -> Result<Report, Failure> {
    serde_json::from_str(&read(file)?).map_err(|error| wrong(file, &error))
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| wrong(file, &error))
}

fn write_recording(file: &Path, recording: &Recording) -> Result<(), Failure> {
    let text = recording.write()?;
    let made = std::fs::File::create_new(file);
    let written = made.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    written.map_err(|error| wrong(file, &error))
}

fn wrong(file: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::saying(Status::Usage, format!("`{}`: {error}", file.display()))
}

fn failed(error: &dyn std::error::Error) -> DeskError {
    DeskError::new(FailureKind::Failed, error.to_string())
}

fn failure(error: DeskError) -> Failure {
    Failure::saying(Status::Failed, error.what).with_hint(error.hint)
}
