//! Reads a configuration table by table, collecting every mistake instead of stopping at the first.
//!
//! An area takes its keys out of a [`Section`] by name; what nobody took is an unknown key. So the list of
//! known keys, the nearest of which is offered, can't differ from what is read. Along the way the reader
//! notes where each value came from, for `config check`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::secrecy::{looks_like_a_secret, secret};
use crate::secret::SecretRef;

/// Where the value of a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A line of the file, from 1.
    Line(usize),
    /// This environment variable, which goes before the file.
    Environment(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::Line(line) => write!(formatter, "line {line}"),
            Self::Environment(name) => write!(formatter, "environment {name}"),
        }
    }
}

/// A setting with its value in words (a secret by its reference) and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key with its path.
    pub path: String,
    /// Its value as the file would write it.
    pub value: String,
    /// Who set it.
    pub origin: Origin,
}

/// What a reading has found besides the values.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<Problem>,
    pub(super) settings: Vec<Setting>,
}

/// What the values of a file are read against.
pub(super) struct Context<'a> {
    /// The file's text, for line numbers.
    pub(super) text: &'a str,
    /// For `~`.
    pub(super) home: Option<&'a Path>,
    /// Relative paths start here: the file's own folder.
    pub(super) folder: &'a Path,
    /// The environment.
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
    /// What has been found so far.
    pub(super) findings: RefCell<Findings>,
}

impl Context<'_> {
    pub(super) fn line_at(&self, offset: usize) -> usize {
        1 + self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
    }

    pub(super) fn report(&self, line: Option<usize>, path: &str, complaint: Complaint) {
        let Complaint { what, hint } = complaint;
        self.findings.borrow_mut().problems.push(Problem { line, path: path.to_owned(), what, hint });
    }

    /// `~/…` from the home folder, relative paths from the file's folder.
    pub(super) fn absolute(&self, path: &str) -> Result<PathBuf, Complaint> {
        let Some(rest) = path.strip_prefix('~') else { return Ok(self.folder.join(path)) };
        let home = self.home.ok_or("`~` stands for the home folder, which is not known")?;
        match rest.strip_prefix('/') {
            Some(rest) => Ok(home.join(rest)),
            None if rest.is_empty() => Ok(home.to_owned()),
            None => Err("only `~/…` is understood, not another user's home".into()),
        }
    }
}

/// What is wrong with one value, and what to do.
pub(super) struct Complaint {
    pub(super) what: String,
    pub(super) hint: Option<String>,
}

impl Complaint {
    pub(super) fn hinting(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: Some(hint.into()) }
    }
}

impl From<&str> for Complaint {
    fn from(what: &str) -> Self {
        Self { what: what.to_owned(), hint: None }
    }
}

impl From<String> for Complaint {
    fn from(what: String) -> Self {
        Self { what, hint: None }
    }
}

/// A value as it was found: in the file, or in an environment variable.
pub(super) enum Raw<'a> {
    Toml(&'a DeValue<'a>),
    Variable(String),
}

impl Raw<'_> {
    /// What kind of value it is, in words; its content stays out of messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Variable(_) => "a text",
            Self::Toml(value) => match value {
                DeValue::String(_) => "a text",
                DeValue::Integer(_) => "a whole number",
                DeValue::Float(_) => "a fraction",
                DeValue::Boolean(_) => "true or false",
                DeValue::Datetime(_) => "a date",
                DeValue::Array(_) => "a list",
                DeValue::Table(_) => "a table",
            },
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Variable(text) => Some(text),
            Self::Toml(value) => value.as_str(),
        }
    }
}

/// Turns a raw value into the wanted one, or says what is wrong with it.
pub(super) trait Parse<T>: Fn(&Raw<'_>, &Context<'_>) -> Result<T, Complaint> {}
impl<T, F: Fn(&Raw<'_>, &Context<'_>) -> Result<T, Complaint>> Parse<T> for F {}

/// One table of the file.
pub(super) struct Section<'a> {
    context: &'a Context<'a>,
    path: String,
    line: Option<usize>,
    table: Option<&'a DeTable<'a>>,
    known: Vec<&'static str>,
    overridable: bool,
}

impl<'a> Section<'a> {
    /// The file's outermost table.
    pub(super) fn root(context: &'a Context<'a>, table: &'a DeTable<'a>) -> Self {
        Self {
            context,
            path: String::new(),
            line: None,
            table: Some(table),
            known: Vec::new(),
            overridable: false,
        }
    }

    /// The environment, for defaults that come from it.
    pub(super) fn environment(&self) -> &'a dyn Fn(&str) -> Option<String> {
        self.context.variable
    }

    /// Whether the file has this table.
    pub(super) fn is_present(&self) -> bool {
        self.table.is_some()
    }

    /// Whether the file sets `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.found(key).is_some()
    }

    /// The table `key`; where the file has none, one that is all defaults.
    pub(super) fn table(&mut self, key: &'static str) -> Section<'a> {
        self.known.push(key);
        let path = self.path_of(key);
        let found = self.found(key);
        let line = found.map(|(line, _)| line);
        let table = found.and_then(|(line, value)| self.as_table(line, &path, value));
        Section {
            context: self.context,
            path,
            line,
            table,
            known: Vec::new(),
            overridable: self.path.is_empty(),
        }
    }

    /// The tables of the array `key`, in the file's order.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Section<'a>> {
        self.known.push(key);
        let path = self.path_of(key);
        let Some((line, value)) = self.found(key) else { return Vec::new() };
        let DeValue::Array(array) = value else {
            let hint = format!("write `[[{path}]]` above each");
            self.context.report(Some(line), &path, Complaint::hinting("must be a list of tables", hint));
            return Vec::new();
        };
        let members = array.iter().enumerate().filter_map(|(index, member)| {
            let line = self.context.line_at(member.span().start);
            let path = format!("{path}[{index}]");
            let table = self.as_table(line, &path, member.get_ref())?;
            Some(Section {
                context: self.context,
                path,
                line: Some(line),
                table: Some(table),
                known: Vec::new(),
                overridable: false,
            })
        });
        members.collect()
    }

    /// The value of `key`, if somebody set it.
    pub(super) fn optional<T>(&mut self, key: &'static str, parse: impl Parse<T>) -> Option<T> {
        self.known.push(key);
        let path = self.path_of(key);
        let (origin, raw) = self.raw(key)?;
        let shown = super::values::shown(&raw);
        let line = match &origin {
            Origin::Line(line) => Some(*line),
            _ => None,
        };
        match parse(&raw, self.context) {
            Ok(value) => {
                self.note(path, shown, origin);
                Some(value)
            }
            Err(mut complaint) => {
                if let Origin::Environment(name) = origin {
                    complaint.what = format!("{} (from the environment variable {name})", complaint.what);
                }
                self.context.report(line, &path, complaint);
                None
            }
        }
    }

    /// The value of `key`, which must be set; its absence is a mistake.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        example: &str,
        parse: impl Parse<T>,
    ) -> Option<T> {
        if self.raw(key).is_some() {
            return self.optional(key, parse);
        }
        self.known.push(key);
        let hint = format!("add `{key} = {example}`");
        self.context.report(self.line, &self.path_of(key), Complaint::hinting("is missing", hint));
        None
    }

    /// The value of `key`, or `default` where nobody set it (or what was set is wrong, which is reported).
    /// `shown` is the default as the file would write it.
    pub(super) fn or_default<T>(
        &mut self,
        key: &'static str,
        default: T,
        shown: &str,
        parse: impl Parse<T>,
    ) -> T {
        if self.raw(key).is_none() {
            self.known.push(key);
            self.note(self.path_of(key), shown.to_owned(), Origin::Default);
            return default;
        }
        self.optional(key, parse).unwrap_or(default)
    }

    /// The reference to a secret under `key`, if the file has one. The environment holds secrets, not references,
    /// so that no variable stands in for it.
    pub(super) fn secret(&mut self, key: &'static str) -> Option<SecretRef> {
        let overridable = std::mem::replace(&mut self.overridable, false);
        let found = self.optional(key, secret);
        self.overridable = overridable;
        found
    }

    /// Every key of a table whose keys are the user's own, with its line.
    pub(super) fn free<T>(self, parse: impl Parse<T>) -> Vec<(String, T)> {
        let Some(table) = self.table else { return Vec::new() };
        let mut taken = Vec::new();
        for (key, value) in table {
            let line = self.context.line_at(key.span().start);
            let path = self.path_of(key.get_ref());
            let raw = Raw::Toml(value.get_ref());
            match parse(&raw, self.context) {
                Ok(value) => {
                    self.note(path, super::values::shown(&raw), Origin::Line(line));
                    taken.push((key.get_ref().to_string(), value));
                }
                Err(complaint) => self.context.report(Some(line), &path, complaint),
            }
        }
        taken
    }

    /// Reports a mistake in the value of `key`, or in the table where it isn't set.
    pub(super) fn complain(&self, key: &'static str, complaint: impl Into<Complaint>) {
        let line = self.found(key).map(|(line, _)| line).or(self.line);
        self.context.report(line, &self.path_of(key), complaint.into());
    }

    /// Reports a mistake in a setting that was read, wherever it came from.
    pub(super) fn complain_of(&self, setting: &str, complaint: Complaint) {
        let findings = self.context.findings.borrow();
        let known = findings.settings.iter().find(|known| known.path == setting);
        let line = known.and_then(|known| match known.origin {
            Origin::Line(line) => Some(line),
            Origin::Default | Origin::Environment(_) => None,
        });
        drop(findings);
        self.context.report(line, setting, complaint);
    }

    /// Whether the table says nothing, and neither does the environment of any of these keys.
    pub(super) fn is_silent(&self, keys: &[&str]) -> bool {
        self.table.is_none_or(DeTable::is_empty) && keys.iter().all(|key| self.raw(key).is_none())
    }

    /// Reports every key that nobody asked for. Call it last.
    pub(super) fn refuse_the_rest(self) {
        let Some(table) = self.table else { return };
        for (key, _) in table {
            let (name, line) = (key.get_ref().as_ref(), self.context.line_at(key.span().start));
            if !self.known.contains(&name) {
                let (path, complaint) = self.unknown(name);
                self.context.report(Some(line), &path, complaint);
            }
        }
    }

    fn unknown(&self, name: &str) -> (String, Complaint) {
        if looks_like_a_secret(name) {
            return (self.path.clone(), "holds a key that looks like a secret".into());
        }
        let mut what = "unknown key".to_owned();
        if let Some(nearest) = nearest(name, &self.known) {
            what.push_str(&format!(", the nearest known one is `{nearest}`"));
        }
        (self.path_of(&name.escape_debug().to_string()), what.into())
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn note(&self, path: String, value: String, origin: Origin) {
        self.context.findings.borrow_mut().settings.push(Setting { path, value, origin });
    }

    fn found(&self, key: &str) -> Option<(usize, &'a DeValue<'a>)> {
        let (key, value): (&Spanned<_>, &'a Spanned<DeValue<'a>>) = self.table?.get_key_value(key)?;
        Some((self.context.line_at(key.span().start), value.get_ref()))
    }

    fn raw(&self, key: &str) -> Option<(Origin, Raw<'a>)> {
        if self.overridable {
            let name = format!("DESKHAND_{}_{key}", self.path).to_uppercase();
            if let Some(text) = (self.context.variable)(&name) {
                return Some((Origin::Environment(name), Raw::Variable(text)));
            }
        }
        let (line, value) = self.found(key)?;
        Some((Origin::Line(line), Raw::Toml(value)))
    }

    fn as_table(&self, line: usize, path: &str, value: &'a DeValue<'a>) -> Option<&'a DeTable<'a>> {
        if let DeValue::Table(table) = value {
            return Some(table);
        }
        let what = format!("must be a table, not {}", Raw::Toml(value).kind());
        self.context.report(Some(line), path, what.into());
        None
    }
}

/// The known word nearest to `word`, if one is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let scored = known.iter().map(|candidate| (strsim::jaro_winkler(word, candidate), *candidate));
    let best = scored.max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(score, _)| *score >= 0.75).map(|(_, candidate)| candidate)
}
