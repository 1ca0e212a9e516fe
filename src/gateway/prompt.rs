//! Prompt templates: built in, versioned, each can be replaced by the user.
//!
//! A template is a minijinja file under `prompts/`, whose first line names its version: `{#- version: 3 -#}`. A file of
//! the same name in the user's folder takes its place; its version then carries a digest of what it says.

use std::path::Path;

use minijinja::{Environment, UndefinedBehavior, Value};

use crate::domain::audit::Digest32;

/// The templates that the program brings along.
const BUILT_IN: [(&str, &str); 4] = [
    ("brief.system.md", include_str!("../../prompts/brief.system.md")),
    ("brief.user.md", include_str!("../../prompts/brief.user.md")),
    ("ask.system.md", include_str!("../../prompts/ask.system.md")),
    ("ask.user.md", include_str!("../../prompts/ask.user.md")),
];

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
}

/// The two messages of a prompt, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Rules.
    pub system: String,
    /// Task and data.
    pub user: String,
    /// Versions of both templates, for the audit log: `brief/2+1`.
    pub version: String,
}

/// All templates, read and checked.
#[derive(Debug)]
pub struct Prompts {
    environment: Environment<'static>,
    versions: Vec<(&'static str, String)>,
}

impl Prompts {
    /// The built-in templates, and those of the user's `folder` in place of theirs.
    ///
    /// # Errors
    /// [`PromptError`] if a file is there and can't be used.
    pub fn load(folder: Option<&Path>) -> Result<Self, PromptError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut versions = Vec::new();
        for (name, built_in) in BUILT_IN {
            let own = match folder.map(|folder| std::fs::read_to_string(folder.join(name))) {
                Some(Ok(text)) => Some(text),
                Some(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
                Some(Err(source)) => return Err(PromptError::Unreadable { name, source }),
                None => None,
            };
            let version = match &own {
                Some(text) => {
                    let digest = Digest32::of(text.as_bytes()).to_string();
                    format!("{}-{}", declared(text).unwrap_or("own"), &digest[..8])
                }
                None => declared(built_in).unwrap_or("0").to_owned(),
            };
            let text = own.unwrap_or_else(|| built_in.to_owned());
            environment.add_template_owned(name, text).map_err(|error| wrong(name, &error))?;
            versions.push((name, version));
        }
        Ok(Prompts { environment, versions })
    }

    /// Renders the prompt `name` (`brief`, `ask`) with `context`.
    ///
    /// # Errors
    /// [`PromptError::Wrong`] if there is no such prompt, or it names something that `context` does not have.
    pub fn render(&self, name: &str, context: &[(&str, &str)]) -> Result<Rendered, PromptError> {
        let context = Value::from_pairs(context.iter().copied());
        let (system, user) = (format!("{name}.system.md"), format!("{name}.user.md"));
        let version = format!("{name}/{}+{}", self.version(&system), self.version(&user));
        Ok(Rendered { system: self.one(&system, &context)?, user: self.one(&user, &context)?, version })
    }

    fn one(&self, name: &str, context: &Value) -> Result<String, PromptError> {
        let template = self.environment.get_template(name).map_err(|error| wrong(name, &error))?;
        template.render(context).map_err(|error| wrong(name, &error))
    }

    fn version(&self, name: &str) -> &str {
        self.versions.iter().find(|(known, _)| *known == name).map_or("0", |(_, version)| version)
    }
}

/// The version that a template names in its first line.
fn declared(text: &str) -> Option<&str> {
    let line = text.lines().next()?;
    Some(
        line.split_once("version:")?
            .1
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '#' | '}')),
    )
}

/// Place only: the engine's own words may repeat the data.
fn wrong(name: &str, error: &minijinja::Error) -> PromptError {
    PromptError::Wrong { name: name.to_owned(), line: error.line().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_prompts_render_and_name_their_version() {
        let prompts = Prompts::load(None).expect("the built-in templates are right");
        let context = [("purpose", "support"), ("data", "{\"facts\":[]}")];
        for name in ["brief", "ask"] {
            let rendered = prompts.render(name, &context).expect("all names are given");
            assert_eq!(rendered.version, format!("{name}/2+1"));
            assert!(rendered.user.contains("{\"facts\":[]}") && !rendered.system.contains("version"));
        }
    }

    #[test]
    fn the_users_file_takes_the_place_and_shows_in_the_version() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("ask.user.md"), "{#- version: 9 -#}\nQ: {{ data }}")
            .expect("written");
        let prompts = Prompts::load(Some(folder.path())).expect("the template is right");
        let context = [("purpose", "ask"), ("data", "D")];
        let rendered = prompts.render("ask", &context).expect("all names are given");
        assert_eq!(rendered.user, "Q: D");
        assert!(rendered.version.starts_with("ask/2+9-"), "{}", rendered.version);
    }

    #[test]
    fn an_unknown_name_is_an_error_that_says_where() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("ask.user.md"), "fine\n{{ nothing_of_this_name }}")
            .expect("written");
        let prompts = Prompts::load(Some(folder.path())).expect("the template can be read");
        let error = prompts.render("ask", &[("purpose", "ask"), ("data", "D")]).err();
        assert!(matches!(error, Some(PromptError::Wrong { line: 2, .. })), "{error:?}");
    }
}
