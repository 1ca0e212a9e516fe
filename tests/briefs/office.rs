//! A desk put together from a configuration, as the program does it: vendors of the sandbox, a model of the test's.

use deskhand::cli::open::{self, Place};
use deskhand::config::{self, Folders};
use deskhand::desk::Desk;
use deskhand::desk::api::{Answer, DeskError, QuestionAnswer, Reading, Request, Who};
use deskhand::domain::Brief;
use deskhand::domain::CustomerId;
use deskhand::domain::Purpose;
use deskhand::domain::call::CallSheet;
use deskhand::domain::triage::Triage;
use deskhand::ports::repository::WireRecord;
use deskhand::sandbox::TOKEN;
use deskhand::storage::{KeySource, Keyring};
use tempfile::TempDir;

use crate::sandbox_support::Running;

pub struct Office {
    pub desk: Desk,
    _sandbox: Running,
    home: TempDir,
    /// The configuration.
    text: String,
}

impl Office {
    /// A desk whose model is at `base_url`; `more` are further settings of `[llm]`.
    pub async fn with_model(sandbox: Running, base_url: &str, more: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let text = sandbox.sandbox.configuration();
        let llm = text.find("[llm]").expect("the sandbox has a model");
        let policy = text.find("[policy]").expect("the sandbox has a policy");
        let key = format!("{{ command = [\"echo\", \"{TOKEN}\"] }}");
        let model = format!(
            "[llm]\nbase_url = \"{base_url}\"\nmodel = \"sandbox-model\"\napi_key = {key}\n{more}\n[storage]\npath = {:?}\n",
            home.path().join("storage")
        );
        let text = format!("{}{model}{}", &text[..llm], &text[policy..]);
        let desk = opened(&text, &home).await;
        Self { desk, _sandbox: sandbox, home, text }
    }

    /// The desk ends and another one begins on its storage, for a rep who reads in another language.
    pub async fn reopened_in(self, locale: &str) -> Self {
        self.reopened("locale", locale).await
    }

    /// The same, for somebody in another role.
    pub async fn reopened_as(self, role: &str) -> Self {
        self.reopened("role", role).await
    }

    async fn reopened(self, setting: &str, value: &str) -> Self {
        let Self { desk, _sandbox, home, text } = self;
        desk.finish().await;
        drop(desk);
        let begins = format!("{setting} = ");
        let before = text.lines().find(|line| line.starts_with(&begins)).expect("the sandbox sets one");
        let text = text.replacen(before, &format!("{setting} = {value:?}"), 1);
        let desk = opened(&text, &home).await;
        Self { desk, _sandbox, home, text }
    }

    /// The folder of the configuration.
    pub fn folder(&self) -> &std::path::Path {
        self.home.path()
    }

    pub async fn ask(&self, request: Request) -> Result<Answer, DeskError> {
        self.desk.ask(request).await
    }

    pub async fn brief(&self, query: &str, purpose: Purpose) -> Brief {
        let (reading, again) = (Reading::Cached, true);
        let request =
            Request::Brief { who: who(query), purpose, case: None, reading, playbook_only: false, again };
        match self.ask(request).await {
            Ok(Answer::Brief(brief)) => *brief,
            other => panic!("no brief of {query}: {other:?}"),
        }
    }

    pub async fn question(&self, query: &str, question: &str) -> QuestionAnswer {
        let request = Request::Ask { who: who(query), question: question.to_owned().into(), again: false };
        match self.ask(request).await {
            Ok(Answer::Ask(answer)) => answer,
            other => panic!("no answer about {query}: {other:?}"),
        }
    }

    pub async fn triage(&self, query: &str) -> Vec<Triage> {
        match self.ask(Request::Triage { who: who(query), case: None }).await {
            Ok(Answer::Triage(labelled)) => labelled,
            other => panic!("no labels for {query}: {other:?}"),
        }
    }

    pub async fn call_sheet(&self, query: &str) -> CallSheet {
        let (reading, playbook_only) = (Reading::Cached, false);
        match self.ask(Request::CallSheet { who: who(query), reading, playbook_only }).await {
            Ok(Answer::CallSheet(sheet)) => *sheet,
            other => panic!("no page for a call with {query}: {other:?}"),
        }
    }

    pub async fn profile(&self, query: &str) -> Answer {
        let request = Request::Lookup { who: who(query), reading: Reading::Cached, all_pages: true };
        self.ask(request).await.expect("a profile")
    }

    pub async fn suggestions(&self, customer: CustomerId) -> Answer {
        self.ask(Request::Suggestions { customer }).await.expect("suggestions")
    }

    pub async fn wires(&self) -> Vec<WireRecord> {
        match self.ask(Request::Wires { customer: None, limit: 1_000 }).await {
            Ok(Answer::Wires(wires)) => wires,
            other => panic!("no wire records: {other:?}"),
        }
    }
}

async fn opened(text: &str, home: &TempDir) -> Desk {
    let path = home.path().join("config.toml");
    let folder = || home.path().to_owned();
    let folders = Folders { home: folder(), config: folder(), data: folder(), state: folder() };
    let loaded = config::parse(text, &path, &folders, &|_| None).expect("the configuration is right");
    let keys = KeySource { keyring: Keyring::Off, file: home.path().join("data.key") };
    open::open(Place { loaded, keys, demo: false }).await.expect("the desk opens")
}

pub fn who(query: &str) -> Who {
    Who::Query(query.to_owned())
}
