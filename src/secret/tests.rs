//! Every kind of reference: what it finds, and what it says when it finds nothing.

use secrecy::ExposeSecret;
use std::io::Write;

use super::*;

const HIDDEN: &str = "s3cr3t-value";

#[cfg(unix)]
fn file_with(mode: u32, content: &[u8]) -> tempfile::NamedTempFile {
    use std::os::unix::fs::PermissionsExt;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
    file
}

fn shell(script: &str) -> SecretRef {
    SecretRef::Command(vec!["sh".into(), "-c".into(), script.into()])
}

#[tokio::test]
async fn a_file_is_read_and_its_line_end_cut_off() {
    let file = file_with(0o600, b"s3cr3t-value\r\n");
    let secret = SecretRef::File(file.path().to_owned()).resolve().await.unwrap();
    assert_eq!(secret.expose_secret(), HIDDEN);
}

#[tokio::test]
async fn a_file_that_others_may_read_is_refused() {
    for mode in [0o644, 0o640, 0o604, 0o620] {
        let file = file_with(mode, HIDDEN.as_bytes());
        let error = SecretRef::File(file.path().to_owned()).resolve().await.unwrap_err().to_string();
        assert!(error.contains("chmod 600") && !error.contains(HIDDEN), "{error}");
    }
}

#[tokio::test]
async fn a_command_gives_its_standard_output() {
    let secret = shell("echo s3cr3t-value").resolve().await.unwrap();
    assert_eq!(secret.expose_secret(), HIDDEN);
}

#[tokio::test]
async fn a_command_that_fails_is_named_without_what_it_said() {
    let error = shell("echo s3cr3t-value; echo s3cr3t-value >&2; exit 3").resolve().await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("command sh failed (exit status: 3)") && !text.contains(HIDDEN), "{text}");
}

#[tokio::test]
async fn a_command_that_hangs_is_given_up() {
    let error = shell("sleep 600").resolve_within(Duration::from_millis(20)).await.unwrap_err();
    assert!(error.to_string().starts_with("command sh gave no answer within"), "{error}");
}

#[tokio::test]
async fn what_is_missing_is_said_in_words() {
    let empty = file_with(0o600, b"\n");
    let binary = file_with(0o600, &[0xff, 0xfe, 0x00]);
    let cases = [
        (SecretRef::Env("DESKHAND_TEST_NEVER_SET".into()), "variable DESKHAND_TEST_NEVER_SET is not set"),
        (SecretRef::File("no/such/file".into()), "could not be read (entity not found)"),
        (SecretRef::File(empty.path().to_owned()), "is empty"),
        (SecretRef::File(binary.path().to_owned()), "does not hold UTF-8 text"),
        (SecretRef::Command(vec!["deskhand-no-such-program".into()]), "could not be started"),
    ];
    for (reference, expected) in cases {
        let error = reference.resolve().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_machine_without_a_keyring_says_so_and_does_not_hang() {
    let answer = SecretRef::Keyring("deskhand-test-no-such-entry".into()).resolve().await;
    assert!(
        matches!(answer, Err(SecretError::KeyringMissing { .. } | SecretError::KeyringUnavailable { .. })),
        "{answer:?}"
    );
}

#[test]
fn a_reference_prints_no_arguments_of_its_command() {
    let reference = SecretRef::Command(vec!["vault".into(), "--password=abc".into()]);
    assert_eq!(format!("{reference}, {reference:?}"), "command vault, SecretRef(command vault)");
}
