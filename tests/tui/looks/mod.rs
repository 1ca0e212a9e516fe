//! How every screen looks, at three sizes: snapshots, each looked at by a person before it was kept.

mod colour;
mod customers;
mod overlays;
mod search;
mod work;

use insta::Settings;

use crate::app::App;

/// A small terminal, a usual one, a large one.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Holds the screen against its pictures at all sizes.
pub fn looks(app: &mut App<'_>, name: &str) {
    for (width, height) in SIZES {
        app.resize(width, height);
        let mut settings = Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_suffix(format!("{width}x{height}"));
        settings.bind(|| insta::assert_snapshot!(name, unchanging(&app.text())));
    }
}

/// The text with the names of what is another each time in its place, as wide as that was.
fn unchanging(text: &str) -> String {
    let changing = [
        (r"\b(?<before>e-)[0-9a-f]{6,32}", "entry-"),
        (r"\b(?<before>s-)[0-9a-f]{6,32}", "suggestion-"),
        (r"\b(?<before>c-)[0-9a-f]{6,32}", "customer-"),
        (r"(?<before>)\b[0-9a-f]{19,64}", "digest-"),
        (r"(?<before>127\.0\.0\.1:)\d+", "port"),
        (r"(?<before>correlation id )[0-9a-f-]{36}", "correlation-"),
        (r"(?<before>model budget +)\d+", "some"),
        (r"(?<before>    left +)\d+", "#"),
        (r"(?<before>(?:    |\.)at +)20\d\d-\d\d-\d\dT[0-9:]{8}Z", "time"),
        (r#"(?<before>"changed_at": ")20[^"]*" *"#, "time"),
        // The end of a key that did not fit into its line.
        (r"(?<before>│▎ {37})[0-9a-f]{4}\b", "key-"),
    ];
    changing.iter().fold(text.to_owned(), |text, (pattern, name)| {
        let pattern = regex::Regex::new(pattern).unwrap();
        let instead = |found: &regex::Captures<'_>| {
            let width = found[0].len() - found["before"].len();
            let name: String = name.chars().cycle().take(width).collect();
            format!("{}{name}", &found["before"])
        };
        pattern.replace_all(&text, instead).into_owned()
    })
}
