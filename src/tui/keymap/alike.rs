//! Pages that lie over a screen and have rows of their own for what the screen does, too: the user's keys for the one
//! hold for the other.

use super::{Binding, Key, Layer as L, Overrides, begin_alike, built_in};

/// Pages in which no text is typed, and the layers of the screen whose keys they share, the most particular first.
const PAGES: &[(L, &[L])] = &[
    (L::CallSheet, &[L::Customer, L::List, L::Anywhere]),
    (L::CallInTurn, &[L::Call, L::Customer, L::List, L::Anywhere]),
    (L::AfterCall, &[L::Customer, L::List, L::Anywhere]),
    (L::Summary, &[L::Case, L::Customer, L::List, L::Anywhere]),
    (L::WhyOne, &[L::Customer, L::List, L::Anywhere]),
    (L::Work, &[L::Case, L::Customer, L::List, L::Anywhere]),
    (L::Help, &[L::List, L::Anywhere]),
];

/// Gives the rows of pages the user's keys for the same action of the screen, in the place of the built-in ones that both
/// have. What the user has named itself stays; keys that another action of the page has are left to it.
pub(super) fn follow(bindings: &mut [Binding], overrides: &Overrides) {
    for (page, screens) in PAGES {
        for at in 0..bindings.len() {
            let row = bindings[at].row;
            if row.layer != *page || overrides.contains_key(row.name) {
                continue;
            }
            let of_screen = screens.iter().find_map(|layer| {
                bindings.iter().find(|one| one.row.layer == *layer && one.row.action == row.action)
            });
            let Some(of_screen) = of_screen.filter(|one| overrides.contains_key(one.row.name)) else {
                continue;
            };
            let (shared, own) = (built_in(of_screen.row), built_in(row));
            if !own.iter().any(|keys| shared.contains(keys)) {
                continue;
            }
            let free = of_screen.sequences.iter().filter(|keys| !is_anothers(bindings, at, keys));
            let mut keys: Vec<Vec<Key>> = free.cloned().collect();
            if keys.is_empty() {
                continue;
            }
            keys.extend(own.into_iter().filter(|keys| !shared.contains(keys)));
            bindings[at].sequences = keys;
        }
    }
}

/// Whether another row of the same page has these keys, or some that begin alike.
fn is_anothers(bindings: &[Binding], at: usize, keys: &[Key]) -> bool {
    let layer = bindings[at].row.layer;
    let mut others =
        bindings.iter().enumerate().filter(|(other, one)| *other != at && one.row.layer == layer);
    others.any(|(_, one)| one.sequences.iter().any(|anothers| begin_alike(anothers, keys)))
}
