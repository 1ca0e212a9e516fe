//! The configuration: one TOML file, one small struct per area, every mistake reported at once.
//!
//! [`load`] finds and reads the file; [`parse`] reads a text and is all that tests need. An area's file here
//! holds its struct, its defaults and its checks. Secrets are references ([`crate::secret::SecretRef`]) and stay so.
//! The commented sample ([`SAMPLE`]) shows every setting; a test holds its defaults against those in the code.

mod crm;
mod llm;
mod locate;
mod macros;
mod marketing;
mod me;
mod model;
mod policy;
mod problem;
mod reader;
mod returns;
mod schema;
mod scores;
mod secrecy;
mod sla;
mod storage;
mod stores;
#[cfg(test)]
mod tests;
mod tui;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

pub use crm::{Crm, CrmKind, HUBSPOT_API_VERSION};
pub use llm::{DEFAULT_ANSWER_CACHE, DEFAULT_DAILY_TOKEN_BUDGET, DEFAULT_MAX_REPLY_TOKENS, Llm};
pub use locate::{CONFIG_VARIABLE, Folders, config_path};
pub use me::Me;
pub use model::{DEFAULT_TIMEOUT, Model, ModelKind};
pub use policy::{DEFAULT_UNDO_WINDOW, Policy};
pub use problem::{ConfigError, Problem};
pub use reader::{Origin, Setting};
pub use schema::json_schema;
pub use scores::Scores;
pub use storage::{DEFAULT_CACHE_TTL, Storage};
pub use stores::{Credentials, SHOPIFY_API_VERSION, Store, StoreKind};
pub use tui::{Keys, Start, Tui};
pub use values::BaseUrl;

use crate::domain::macros::Macro;
use reader::{Complaint, Context, Findings, Section};

/// The commented sample that `deskhand config init` writes.
pub const SAMPLE: &str = include_str!("sample.toml");

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, schemars::JsonSchema)]
#[schemars(deny_unknown_fields, title = "deskhand configuration")]
pub struct Config {
    /// Who acts.
    pub me: Me,
    /// The shops, in the order in which they are shown.
    #[schemars(default = "Vec::<Store>::new")]
    pub stores: Vec<Store>,
    /// The CRM, if there is one.
    pub crm: Option<Crm>,
    /// The language model, if there is one; else the playbook writes alone.
    #[schemars(with = "Option<schema::OrSilent<Llm>>")]
    pub llm: Option<Llm>,
    /// Where deskhand keeps what it knows.
    #[schemars(default = "BTreeMap::<(), ()>::new")]
    pub storage: Storage,
    /// What may be done, by whom, and how long it can be taken back.
    #[schemars(default = "BTreeMap::<(), ()>::new")]
    pub policy: Policy,
    /// How customers are scored by models that are fitted on the store's own history.
    #[schemars(with = "scores::ScoresNotation", default = "BTreeMap::<(), ()>::new")]
    pub scores: Scores,
    /// Answers that are given often, before those that are built in.
    #[schemars(with = "Vec<macros::MacroNotation>", default = "Vec::<Macro>::new")]
    pub macros: Vec<Macro>,
    /// How the terminal app looks.
    #[schemars(default = "BTreeMap::<(), ()>::new")]
    pub tui: Tui,
    /// The user's own keys.
    #[schemars(with = "BTreeMap<String, schema::OneOrMore>", default = "Keys::new")]
    pub keys: Keys,
}

/// A configuration with the way it came about.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The file it was read from.
    pub path: PathBuf,
    /// What it says.
    pub config: Config,
    /// Every setting with its origin, in the order of the areas.
    pub settings: Vec<Setting>,
}

/// What other parts of the program find wrong with a configuration, of which this one knows nothing: keys, themes.
pub type Look<'a> = &'a dyn Fn(&Tui, &Keys) -> Vec<Wrong>;

/// What is wrong with one setting.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// Which: `keys.accept`.
    pub setting: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// Finds and reads the configuration: `--config` if given, else `DESKHAND_CONFIG`, else by the XDG rules.
/// Variables like `DESKHAND_STORAGE_PATH` or `DESKHAND_POLICY_PHASE` go before the file.
///
/// # Errors
/// [`ConfigError`]: the file is missing, unreadable or has mistakes (all of them are listed).
pub fn load(flag: Option<&Path>) -> Result<Loaded, ConfigError> {
    load_and_look(flag, &|_, _| Vec::new())
}

/// The same, with what others find wrong among the mistakes.
///
/// # Errors
/// As [`load`].
pub fn load_and_look(flag: Option<&Path>, look: Look<'_>) -> Result<Loaded, ConfigError> {
    let path = config_path(flag)?;
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ConfigError::Missing { path: path.clone() },
        kind => ConfigError::Unreadable { path: path.clone(), kind },
    })?;
    let folders = Folders::of_this_user()?;
    parse_and_look(&text, &path, &folders, &|name| std::env::var(name).ok(), look)
}

/// Reads the text of a configuration. `path` is where it lies: it is named in errors, and relative paths in it
/// start at its folder. `variable` looks up the environment.
///
/// # Errors
/// [`ConfigError::Invalid`] with every mistake, by line.
pub fn parse(
    text: &str,
    path: &Path,
    folders: &Folders,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Loaded, ConfigError> {
    parse_and_look(text, path, folders, variable, &|_, _| Vec::new())
}

fn parse_and_look(
    text: &str,
    path: &Path,
    folders: &Folders,
    variable: &dyn Fn(&str) -> Option<String>,
    look: Look<'_>,
) -> Result<Loaded, ConfigError> {
    let (table, broken) = DeTable::parse_recoverable(text);
    let folder = std::path::absolute(path).ok().and_then(|path| path.parent().map(Path::to_owned));
    let context = Context {
        text,
        home: Some(&folders.home),
        folder: folder.as_deref().unwrap_or(Path::new("")),
        variable,
        findings: Findings::default().into(),
    };
    let config = read(Section::root(&context, table.get_ref()), &folders.data, look);
    // The parser's own message names what it expected, never what it found.
    let notation: Vec<Problem> = broken.iter().map(|error| notation_problem(&context, error)).collect();
    let Findings { mut problems, settings } = context.findings.into_inner();
    if !notation.is_empty() {
        // Of a file that can't be read to its end only what stands on sound lines is worth mentioning.
        problems.retain(|problem| {
            problem.what != "is missing" && !notation.iter().any(|broken| broken.line == problem.line)
        });
        problems.extend(notation);
    }
    problems.sort_by_key(|problem| problem.line.unwrap_or(usize::MAX));
    match config {
        Some(config) if problems.is_empty() => Ok(Loaded { path: path.to_owned(), config, settings }),
        _ => Err(ConfigError::Invalid { path: path.to_owned(), problems }),
    }
}

fn read(mut root: Section<'_>, data_folder: &Path, look: Look<'_>) -> Option<Config> {
    let me = me::read(root.table("me"));
    let stores = stores::read(root.tables("stores"));
    let crm = present(root.table("crm")).map(crm::read);
    marketing::refuse(root.table("marketing"));
    let llm = llm::read(root.table("llm"));
    let storage = storage::read(root.table("storage"), data_folder);
    let policy = policy::read(root.table("policy"));
    let scores = scores::read(root.table("scores"));
    let macros = macros::read(root.tables("macros"));
    let tui = tui::read(root.table("tui"));
    let keys = tui::read_keys(root.table("keys"));
    for Wrong { setting, what, hint } in look(&tui, &keys) {
        root.complain_of(&setting, Complaint { what, hint });
    }
    if !root.has("stores") && !root.has("crm") {
        let hint = "add `[[stores]]` or `[crm]`; `deskhand config init` writes a sample of both";
        root.complain("stores", Complaint::hinting("neither a store nor a CRM is set", hint));
    }
    root.refuse_the_rest();
    Some(Config { me: me?, stores, crm: crm.flatten(), llm, storage, policy, scores, macros, tui, keys })
}

fn present(section: Section<'_>) -> Option<Section<'_>> {
    section.is_present().then_some(section)
}

fn notation_problem(context: &Context<'_>, error: &toml::de::Error) -> Problem {
    Problem {
        line: error.span().map(|span| context.line_at(span.start)),
        path: String::new(),
        what: format!("this is not TOML: {}", error.message()),
        hint: None,
    }
}
