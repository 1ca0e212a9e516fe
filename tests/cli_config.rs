//! The frame of the command line and `deskhand config`, by the real program: what it prints where, how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use tempfile::TempDir;

/// A home folder of its own, so that nothing of this machine's user is read or written.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn deskhand(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("deskhand").expect("the program is built with its tests");
        command.env_clear().env("HOME", self.0.path()).args(arguments);
        command
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).expect("the temporary folder can be written");
        self.path(name).display().to_string()
    }
}

#[test]
fn init_writes_a_sample_that_passes_the_check() {
    let home = Home::new();
    let file = home.path(".config/deskhand/config.toml");
    home.deskhand(&["config", "init"]).assert().code(0).stdout(contains(file.display().to_string()));
    home.deskhand(&["config", "check"])
        .assert()
        .code(0)
        .stderr(is_empty())
        .stdout(contains("line ").and(contains("default")).and(contains("{ env = \"SHOPIFY_TOKEN\" }")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).expect("it was written").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_wrong_prompt_of_the_users_is_a_mistake_of_the_configuration() {
    let home = Home::new();
    home.deskhand(&["config", "init"]).assert().code(0);
    let folder = home.path(".config/deskhand/prompts");
    std::fs::create_dir(&folder).expect("the folder can be made");
    std::fs::write(folder.join("ask.system.md"), "{#-\nfacts: diary\n-#}\nAnswer.").expect("written");
    home.deskhand(&["config", "check"])
        .assert()
        .code(2)
        .stderr(contains("`ask.system.md` is wrong in line 2").and(contains("no kind of fact `diary`")));
}

#[test]
fn init_overwrites_only_when_forced() {
    let home = Home::new();
    let file = home.write("mine.toml", "# mine\n");
    home.deskhand(&["--config", &file, "config", "init"])
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("there is a configuration at").and(contains("`--force` replaces it")));
    assert_eq!(std::fs::read_to_string(&file).expect("still there"), "# mine\n");
    home.deskhand(&["config", "init", "--force", "--config", &file]).assert().code(0);
    assert!(std::fs::read_to_string(&file).expect("written").contains("[[stores]]"));
}

#[test]
fn the_configuration_is_found_by_flag_then_variable_then_xdg() {
    let home = Home::new();
    let path = |command: &mut Command| {
        let output = command.assert().code(0).get_output().stdout.clone();
        String::from_utf8(output).expect("a path").trim_end().to_owned()
    };
    let xdg = home.path("xdg").display().to_string();
    let shown = path(home.deskhand(&["config", "path"]).env("XDG_CONFIG_HOME", &xdg));
    assert_eq!(shown, format!("{xdg}/deskhand/config.toml"));
    let variable = ("DESKHAND_CONFIG", "/elsewhere/a.toml");
    let shown = path(home.deskhand(&["config", "path"]).env(variable.0, variable.1));
    assert_eq!(shown, "/elsewhere/a.toml");
    let shown = path(home.deskhand(&["--config", "b.toml", "config", "path"]).env(variable.0, variable.1));
    assert_eq!(shown, "b.toml");
}

#[test]
fn a_missing_configuration_ends_with_2_and_says_what_to_do() {
    let home = Home::new();
    home.deskhand(&["config", "check"])
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("there is no configuration at").and(contains("deskhand config init")));
}

#[test]
fn every_mistake_is_reported_with_its_line_and_no_secret_is_repeated() {
    let home = Home::new();
    let file = home.write(
        "bad.toml",
        "[me]\nemial = \"rep@example.com\"\n[crm]\nkind = \"hubspot\"\ntoken = \"pat-na1-very-secret-value\"\n\
         [llm]\nbase_url = \"http://example.com\"\nmodel = \"m\"\ntimeout_secs = 3\n",
    );
    home.deskhand(&["--config", &file, "config", "check"]).assert().code(2).stdout(is_empty()).stderr(
        contains("line 1: `me.email`: is missing")
            .and(contains("line 2: `me.emial`: unknown key, the nearest known one is `email`"))
            .and(contains("line 5: `crm.token`: a secret must not stand in the configuration"))
            .and(contains("line 7: `llm.base_url`: plain http"))
            .and(contains(
                "line 9: `llm.timeout_secs`: unknown key, the nearest known one is `timeout_seconds`",
            ))
            .and(contains("very-secret-value").not()),
    );
}

#[test]
fn a_secret_on_a_broken_line_is_not_repeated() {
    let home = Home::new();
    let file = home.write("broken.toml", "[crm]\ntoken = pat-na1-very-secret-value\nkind = \"hubspot\n");
    home.deskhand(&["--config", &file, "-vv", "config", "check"])
        .assert()
        .code(2)
        .stderr(contains("line 2: this is not TOML").and(contains("secret-value").not()));
}

#[test]
fn check_answers_in_json_too() {
    let home = Home::new();
    let file = home.write("bad.toml", "[tui]\nmice = true\n");
    let output =
        home.deskhand(&["--config", &file, "config", "check", "--json"]).assert().code(2).stderr(is_empty());
    let answer: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).expect("JSON");
    assert_eq!(answer["schema"], "deskhand.config_check/1");
    assert_eq!(answer["valid"], false);
    assert_eq!(answer["problems"][0]["line"], 2);
    assert_eq!(answer["problems"][0]["path"], "tui.mice");
}

#[test]
fn schema_prints_json_and_names_what_there_is() {
    let home = Home::new();
    let output = home.deskhand(&["config", "schema"]).assert().code(0);
    let schema: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).expect("JSON");
    assert!(schema["properties"]["stores"].is_object());
    home.deskhand(&["config", "schema", "profil"])
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("known ones"));
}

#[test]
fn usage_mistakes_end_with_2_and_help_with_0() {
    let home = Home::new();
    home.deskhand(&["no-such-command"]).assert().code(2).stdout(is_empty());
    home.deskhand(&["config", "check", "--no-such-flag"]).assert().code(2).stdout(is_empty());
    home.deskhand(&["--help"])
        .assert()
        .code(0)
        .stderr(is_empty())
        .stdout(contains("Exit status: 0 done; 1 failed"));
    home.deskhand(&["--version"]).assert().code(0).stdout(contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_and_manual_pages_come_from_the_commands() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        home.deskhand(&["completions", shell]).assert().code(0).stdout(contains("completions"));
    }
    home.deskhand(&["man"]).assert().code(0).stdout(contains(".TH deskhand"));
    home.deskhand(&["man", "config", "check"]).assert().code(0).stdout(contains("Report every mistake"));
    home.deskhand(&["man", "nonsense"]).assert().code(2);
}

#[test]
fn nothing_is_coloured_when_no_terminal_looks_on() {
    let home = Home::new();
    home.deskhand(&["config", "init"]).assert().code(0);
    home.deskhand(&["config", "check"]).assert().code(0).stdout(contains("\u{1b}").not());
    home.deskhand(&["--config", "/nowhere.toml", "config", "check"])
        .assert()
        .code(2)
        .stderr(contains("\u{1b}").not());
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone_ends_it_quietly() {
    use std::process::Stdio;
    let home = Home::new();
    let program = assert_cmd::cargo::cargo_bin("deskhand");
    for arguments in [["config", "schema"], ["completions", "bash"], ["man", "config"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = std::process::Command::new(&program)
            .args(arguments)
            .env("HOME", home.0.path())
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?} {output:?}");
    }
}

/// File, keys, themes, macros and prompts: nothing hides behind the first mistake.
#[test]
fn the_mistakes_of_all_layers_are_told_at_once() {
    let home = Home::new();
    let file = home.write(
        "bad.toml",
        "[me]\nemail = \"rep@example.com\"\nrole = \"suport\"\n[crm]\nkind = \"hubspot\"\ntoken = { env = \"T\" }\n\
         [tui]\ntheme = \"drak\"\n[keys]\nacept = \"a\"\naccept = \"x\"\n[[macros]]\nname = \"M\"\ntext = \"{order.trackin}\"\n",
    );
    std::fs::create_dir(home.path("prompts")).expect("the folder can be made");
    std::fs::write(home.path("prompts/ask.system.md"), "{#-\nfacts: diary\n-#}\nAnswer.").expect("written");
    home.deskhand(&["--config", &file, "config", "check"]).assert().code(2).stdout(is_empty()).stderr(
        contains("has 6 mistakes")
            .and(contains("line 3: `me.role`: \"suport\" is none of"))
            .and(contains("line 8: `tui.theme`"))
            .and(contains("line 10: `keys.acept`: there is no such action; did you mean `accept`?"))
            .and(contains("line 11: `keys.accept`: `x` is taken by `dismiss` in the same place"))
            .and(contains("line 14: `macros[0].text`: `{order.trackin}` is no value that there is: write {order.tracking}"))
            .and(contains("`ask.system.md` is wrong in line 2")),
    );
}
