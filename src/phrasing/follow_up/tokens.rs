//! A sentence in words that can be compared: in lower case, without accents, each beside itself as it was written.

/// A word or a figure.
pub(super) struct Token<'a> {
    /// In lower case, without accents.
    pub word: String,
    /// As it was written, without marks around it.
    pub said: &'a str,
    /// Where that stands in the sentence.
    pub place: std::ops::Range<usize>,
    /// Whether a full stop is right behind it, as behind `7.` and `15.12.`.
    pub has_stop: bool,
    /// Whether a sign beside it says what it counts: `10 %`, `€5`.
    pub counts: bool,
    /// Whether a comma or another mark is behind it: what follows is said apart.
    pub ends_clause: bool,
}

/// Marks that set apart what is behind them.
const MARKS: &[char] = &[',', ';', '!', '?', '(', ')', '–', '—'];
/// Signs of what a figure counts.
const COUNTED: &[char] = &['%', '€', '$', '£'];
/// What is written together with the word behind it: `l'après-midi`.
const CLITICS: &[&str] = &["l", "d", "j", "qu", "all", "dell", "nell"];

/// The words of a sentence.
pub(super) fn tokens(sentence: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut begin = 0;
    for part in parts(sentence) {
        let after = begin + part.len();
        let trimmed = part.trim_matches(|c: char| !c.is_alphanumeric());
        let is_mark = part.ends_with(MARKS) || part.trim_end().ends_with(':');
        if trimmed.is_empty() {
            if let Some(last) = found.last_mut() {
                let is_dash = part.trim().chars().all(|c| c == '-') && part.trim() != "";
                last.ends_clause |= is_mark || is_dash;
            }
        } else {
            let at = begin + part.find(trimmed).unwrap_or(0);
            let end = at + trimmed.len();
            let (mut at, mut trimmed) = (at, trimmed);
            if let Some((day, length)) = day_in_one(trimmed) {
                let place = at..at + length;
                let said = &sentence[place.clone()];
                let (has_stop, counts, ends_clause) = (false, false, false);
                found.push(Token { word: day.to_owned(), said, place, has_stop, counts, ends_clause });
                (at, trimmed) = (at + length, &trimmed[length..]);
            }
            let word = without_clitic(folded(trimmed));
            let is_part = found.last().is_some_and(|last| last.place.end == at);
            found.push(Token {
                // By itself it is tomorrow.
                word: if is_part && word == "morgen" { "morgens".to_owned() } else { word },
                said: trimmed,
                place: at..end,
                has_stop: sentence[end..].starts_with('.'),
                counts: sentence[end..].trim_start().starts_with(COUNTED)
                    || sentence[..at].ends_with(COUNTED),
                ends_clause: is_mark,
            });
        }
        begin = after;
    }
    found
}

/// The weekday of a word that names a part of it as well, and how long its name is: `Dienstagvormittag`.
fn day_in_one(word: &str) -> Option<(&'static str, usize)> {
    const DAYS: &[&str] =
        &["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"];
    const PARTS: &[&str] = &["morgen", "früh", "vormittag", "mittag", "nachmittag", "abend"];
    let word = word.to_lowercase();
    DAYS.iter().find_map(|day| {
        let part = word.strip_prefix(day)?;
        PARTS.contains(&part).then_some((*day, day.len()))
    })
}

/// What stands between blanks and marks; a comma inside a figure is no mark.
fn parts(sentence: &str) -> impl Iterator<Item = &str> {
    let is_figure = |at: usize| {
        let behind = sentence[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        behind && sentence[..at].ends_with(|c: char| c.is_ascii_digit())
    };
    let ends = sentence
        .char_indices()
        .filter(move |(at, c)| c.is_whitespace() || MARKS.contains(c) && !(*c == ',' && is_figure(*at)));
    let ends = ends.map(|(at, c)| at + c.len_utf8()).chain([sentence.len()]);
    let mut begin = 0;
    ends.map(move |end| &sentence[std::mem::replace(&mut begin, end)..end])
}

fn without_clitic(word: String) -> String {
    match word.split_once('\'') {
        Some((clitic, rest)) if CLITICS.contains(&clitic) && !rest.is_empty() => rest.to_owned(),
        _ => word,
    }
}

/// In lower case, without accents; both apostrophes are the same.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'í' | 'ì' | 'î' | 'ï' => out.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => out.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => out.push('u'),
            'ç' => out.push('c'),
            'ñ' => out.push('n'),
            'ß' => out.push_str("ss"),
            '’' => out.push('\''),
            // Accents that are written as signs of their own.
            '\u{300}'..='\u{36f}' => {}
            other => out.push(other),
        }
    }
    out
}
