//! Prompt templates: built in, versioned, each can be replaced by the user.
//!
//! A template is a minijinja file under `prompts/` that begins with a header ([`super::header`]). A file of the same
//! name in the user's folder takes its place; what its header leaves out is as in ours. A template's version carries a
//! digest of what it says, so that no change of a prompt goes unseen in the audit log.

use std::path::Path;

use minijinja::{Environment, UndefinedBehavior, context};

use super::data::{Data, Declared};
use super::header::{BadHeader, Header};
use crate::domain::Purpose;
use crate::domain::audit::Digest32;

/// The prompts that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PromptName {
    /// Summary and suggestions about a customer.
    Brief,
    /// An answer to a rep's question.
    Ask,
    /// The labels of a case.
    Triage,
    /// The questions to ask in a call.
    Call,
}

impl PromptName {
    /// All of them.
    pub const ALL: [PromptName; 4] = [Self::Brief, Self::Ask, Self::Triage, Self::Call];

    /// The word that its templates are named by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Ask => "ask",
            Self::Triage => "triage",
            Self::Call => "call",
        }
    }

    /// Name of the form that it is answered in.
    pub fn schema(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Ask => "answer",
            Self::Triage => "triage",
            Self::Call => "questions",
        }
    }

    /// The names of its templates: the rules, then the task.
    pub fn files(self) -> [&'static str; 2] {
        self.built_in().map(|(name, _)| name)
    }

    /// What a model is told by the built-in prompt, before anything is filled in.
    pub fn rules(self) -> &'static str {
        self.built_in()[0].1
    }

    fn built_in(self) -> [(&'static str, &'static str); 2] {
        match self {
            Self::Brief => [
                ("brief.system.md", include_str!("../../prompts/brief.system.md")),
                ("brief.user.md", include_str!("../../prompts/brief.user.md")),
            ],
            Self::Ask => [
                ("ask.system.md", include_str!("../../prompts/ask.system.md")),
                ("ask.user.md", include_str!("../../prompts/ask.user.md")),
            ],
            Self::Triage => [
                ("triage.system.md", include_str!("../../prompts/triage.system.md")),
                ("triage.user.md", include_str!("../../prompts/triage.user.md")),
            ],
            Self::Call => [
                ("call.system.md", include_str!("../../prompts/call.system.md")),
                ("call.user.md", include_str!("../../prompts/call.user.md")),
            ],
        }
    }
}

/// A prompt can't be read or rendered.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// The user's file can't be read.
    #[error("the prompt template `{name}` in your folder can't be read")]
    Unreadable {
        /// Which.
        name: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The template is wrong: syntax, or a name that nothing is known of.
    #[error("the prompt template `{name}` is wrong in line {line}")]
    Wrong {
        /// Which.
        name: String,
        /// Where.
        line: usize,
    },
    /// The data can't be written; nothing is asked without it.
    #[error("the data of the prompt can't be written")]
    Data,
    /// The template's header can't be used.
    #[error("the header of the prompt template `{name}` is wrong in line {line}: {why}")]
    Header {
        /// Which.
        name: &'static str,
        /// Where.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

/// The two messages of a prompt, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Rules.
    pub system: String,
    /// Task and data.
    pub user: String,
    /// Versions of both templates, for the audit log: `brief/3-1f0c9a2b+1-77aa01fe`, each with the first digits of
    /// the digest (SHA-256) of what it says.
    pub version: String,
}

impl Rendered {
    /// SHA-256 of both messages, the rules first, a zero byte between.
    pub fn digest(&self) -> Digest32 {
        Digest32::of([self.system.as_bytes(), self.user.as_bytes()].join(&0).as_slice())
    }
}

/// All templates, read and checked.
#[derive(Debug)]
pub struct Prompts {
    environment: Environment<'static>,
    read: Vec<Prompt>,
}

/// One prompt, read.
#[derive(Debug)]
struct Prompt {
    name: PromptName,
    version: String,
    support: Declared,
    sales: Declared,
}

impl Prompts {
    /// The built-in templates, and those of the user's `folder` in place of theirs.
    ///
    /// # Errors
    /// [`PromptError`] if a file is there and can't be used.
    pub fn load(folder: Option<&Path>) -> Result<Self, PromptError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut read = Vec::new();
        for prompt in PromptName::ALL {
            let [system, user] = prompt.built_in();
            let (rules, rules_version) = template(&mut environment, folder, system, prompt)?;
            let (_, task_version) = template(&mut environment, folder, user, prompt)?;
            read.push(Prompt {
                name: prompt,
                version: format!("{}/{rules_version}+{task_version}", prompt.as_str()),
                support: Declared(rules.support.unwrap_or_default()),
                sales: Declared(rules.sales.unwrap_or_default()),
            });
        }
        let prompts = Prompts { environment, read };
        prompts.rehearse()?;
        Ok(prompts)
    }

    /// The kinds of fact that a prompt declares for a purpose.
    pub fn declared(&self, name: PromptName, purpose: Purpose) -> Declared {
        let prompt = self.read.iter().find(|prompt| prompt.name == name);
        let declared = prompt.map(|prompt| match purpose {
            Purpose::Support => prompt.support.clone(),
            Purpose::Sales => prompt.sales.clone(),
        });
        declared.unwrap_or(Declared(Vec::new()))
    }

    /// Renders a prompt with its data.
    ///
    /// # Errors
    /// [`PromptError::Wrong`] if a template names something that there is not.
    pub(super) fn render(
        &self,
        name: PromptName,
        purpose: Purpose,
        data: &Data,
    ) -> Result<Rendered, PromptError> {
        let text = serde_json::to_string(data).map_err(|_| PromptError::Data)?;
        self.with_data(name, purpose, &text, data.lets_promise())
    }

    /// `promises`: the data tell what a draft may promise.
    fn with_data(
        &self,
        name: PromptName,
        purpose: Purpose,
        data: &str,
        promises: bool,
    ) -> Result<Rendered, PromptError> {
        let [(system, _), (user, _)] = name.built_in();
        let one = |template: &str| {
            let context = context! { purpose => purpose.as_str(), data, promises };
            let rendered = self.environment.get_template(template).and_then(|t| t.render(context));
            rendered.map_err(|error| wrong(template, &error))
        };
        let version = self.read.iter().find(|prompt| prompt.name == name);
        let version = version.map(|prompt| prompt.version.clone()).unwrap_or_default();
        Ok(Rendered { system: one(system)?, user: one(user)?, version })
    }

    /// A name that a template misspells is found when it is read, not when it is first needed.
    fn rehearse(&self) -> Result<(), PromptError> {
        for name in PromptName::ALL {
            for purpose in [Purpose::Support, Purpose::Sales] {
                self.with_data(name, purpose, "{}", true)?;
            }
        }
        Ok(())
    }
}

/// Reads one template, ours or the user's; gives its header and its version.
fn template(
    environment: &mut Environment<'static>,
    folder: Option<&Path>,
    (name, built_in): (&'static str, &'static str),
    prompt: PromptName,
) -> Result<(Header, String), PromptError> {
    let text = match folder.map(|folder| std::fs::read_to_string(folder.join(name))) {
        Some(Ok(text)) => text,
        Some(Err(error)) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(PromptError::Unreadable { name, source: error });
        }
        _ => built_in.to_owned(),
    };
    let bad = |BadHeader { line, why }| PromptError::Header { name, line, why };
    let ours = Header::read(built_in).map_err(bad)?;
    let is_rules = name.ends_with(".system.md");
    let header = Header::read(&text).map_err(bad)?.checked(prompt, is_rules).map_err(bad)?;
    let digest = Digest32::of(text.as_bytes()).to_string();
    let version = format!("{}-{}", header.version.as_deref().unwrap_or("own"), &digest[..8]);
    environment.add_template_owned(name, text).map_err(|error| wrong(name, &error))?;
    Ok((header.or(ours), version))
}

impl Header {
    /// Refuses a template that is for another prompt, that asks for another form than the program reads, or that says in
    /// the message with the data what counts in the rules alone.
    fn checked(self, prompt: PromptName, is_rules: bool) -> Result<Self, BadHeader> {
        let differs = |said: &Option<String>, is: &str| said.as_deref().is_some_and(|said| said != is);
        let why = if differs(&self.purpose, prompt.as_str()) {
            format!("its purpose is `{}`", prompt.as_str())
        } else if differs(&self.schema, prompt.schema()) {
            format!("its schema is `{}`", prompt.schema())
        } else if !is_rules && (self.schema.is_some() || self.support.is_some() || self.sales.is_some()) {
            format!("schema and facts are declared in `{}.system.md`", prompt.as_str())
        } else {
            return Ok(self);
        };
        Err(BadHeader { line: 1, why })
    }

    /// What this header leaves out, as in another.
    fn or(self, other: Header) -> Header {
        Header {
            purpose: self.purpose.or(other.purpose),
            version: self.version.or(other.version),
            schema: self.schema.or(other.schema),
            support: self.support.or(other.support),
            sales: self.sales.or(other.sales),
        }
    }
}

/// Place only: the engine's own words may repeat the data.
fn wrong(name: &str, error: &minijinja::Error) -> PromptError {
    PromptError::Wrong { name: name.to_owned(), line: error.line().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FactKind;

    fn with(name: &str, text: &str) -> Result<Prompts, PromptError> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join(name), text).expect("written");
        Prompts::load(Some(folder.path()))
    }

    #[test]
    fn built_in_prompts_render_and_say_which_they_are() {
        let prompts = Prompts::load(None).expect("the built-in templates are right");
        for name in PromptName::ALL {
            let rendered = prompts.with_data(name, Purpose::Sales, "{\"facts\":[]}", false).expect("renders");
            assert!(rendered.version.starts_with(&format!("{}/", name.as_str())), "{}", rendered.version);
            assert!(rendered.user.contains("{\"facts\":[]}") && !rendered.system.contains("version"));
            for (file, text) in name.built_in() {
                let header = Header::read(text).expect("a header");
                assert_eq!(header.purpose.as_deref(), Some(name.as_str()), "{file}");
                assert!(header.version.is_some(), "{file}");
                let is_rules = file.ends_with(".system.md");
                assert_eq!(header.schema.as_deref(), is_rules.then(|| name.schema()), "{file}");
            }
        }
    }

    #[test]
    fn the_prompts_declare_what_their_purposes_may_take() {
        let prompts = Prompts::load(None).expect("the built-in templates are right");
        for name in [PromptName::Brief, PromptName::Ask] {
            for purpose in [Purpose::Support, Purpose::Sales] {
                let mut declared = prompts.declared(name, purpose).0;
                let mut may = purpose.facts().to_vec();
                // Only questions look things up.
                may.retain(|kind| *kind != FactKind::Lookup || name == PromptName::Ask);
                declared.sort_unstable();
                may.sort_unstable();
                assert_eq!(declared, may, "{name:?} for {purpose:?}");
            }
        }
    }

    #[test]
    fn the_users_file_takes_the_place_and_any_change_of_it_shows_in_the_version() {
        let version = |text: &str| {
            let prompts = with("ask.user.md", text).expect("the template is right");
            let rendered = prompts.with_data(PromptName::Ask, Purpose::Support, "D", false).expect("renders");
            (rendered.user, rendered.version)
        };
        let (user, first) = version("{#- version: 9 -#}\nQ: {{ data }}");
        assert_eq!(user, "Q: D");
        assert!(first.contains("+9-"), "{first}");
        let (_, second) = version("{#- version: 9 -#}\nQ!: {{ data }}");
        assert_ne!(first, second, "the version is the same, the content is not");
    }

    #[test]
    fn a_wrong_template_is_an_error_that_says_where() {
        let error = with("ask.user.md", "fine\n{{ nothing_of_this_name }}").err();
        assert!(matches!(error, Some(PromptError::Wrong { line: 2, .. })), "{error:?}");
        for (header, line, says) in [
            ("{#-\npurpose: brief\n-#}", 1, "its purpose is `ask`"),
            ("{#-\nschema: letter\n-#}", 1, "its schema is `answer`"),
            ("{#-\nversion: 1\nfacts: diary\n-#}", 3, "no kind of fact `diary`"),
            ("{#-\nfacts for support: web\n-#}", 2, "`web` are not for the purpose `support`"),
            ("{#-\nauthor: me\n-#}", 2, "no `author` in a header"),
        ] {
            let error = with("ask.system.md", &format!("{header}\nAnswer.")).err();
            let Some(PromptError::Header { line: at, why, .. }) = error else {
                panic!("{header}: {error:?}")
            };
            assert!(at == line && why.contains(says), "{header}: {at}: {why}");
        }
    }

    #[test]
    fn a_header_that_could_go_unread_is_read_or_refused() {
        for before in ["\n", "\u{feff}", " \r\n\n"] {
            let narrowed = format!("{before}{{#-\nfacts: order\n-#}}\nWrite.");
            let prompts = with("brief.system.md", &narrowed).expect("right");
            assert!(
                !prompts.declared(PromptName::Brief, Purpose::Support).takes(FactKind::Case),
                "{before:?}"
            );
        }
        let error = with("brief.system.md", "\n\n{#-\nauthor: me\n-#}").err();
        assert!(matches!(error, Some(PromptError::Header { line: 4, .. })), "{error:?}");
        for says in ["facts: order", "facts for sales: order", "schema: brief"] {
            let error = with("brief.user.md", &format!("{{#- {says} -#}}\n{{{{ data }}}}")).err();
            let Some(PromptError::Header { why, .. }) = error else { panic!("{says}: {error:?}") };
            assert!(why.contains("brief.system.md"), "{why}");
        }
    }

    #[test]
    fn the_users_header_can_narrow_what_leaves_and_leaves_the_rest_as_it_was() {
        let prompts = with("brief.system.md", "{#-\nfacts for support: order\n-#}\nWrite.").expect("right");
        let declared = prompts.declared(PromptName::Brief, Purpose::Support);
        assert!(declared.takes(FactKind::Order) && !declared.takes(FactKind::Case));
        assert!(prompts.declared(PromptName::Brief, Purpose::Sales).takes(FactKind::Web));
    }
}
