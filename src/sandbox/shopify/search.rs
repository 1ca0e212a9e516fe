//! Shopify's search syntax: terms, `field:value` with comparators, AND, OR, NOT, parentheses, quotes.

use std::collections::BTreeSet;

/// How a term compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `field:value`
    Equal,
    /// `field:>value`
    Greater,
    /// `field:>=value`
    AtLeast,
    /// `field:<value`
    Less,
    /// `field:<=value`
    AtMost,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The field; none for a default term, which searches several.
    pub field: Option<String>,
    /// How to compare.
    pub comparator: Comparator,
    /// With what.
    pub value: String,
}

/// A parsed search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Everything.
    All,
    /// One condition.
    Term(Term),
    /// All of them.
    And(Vec<Search>),
    /// Any of them.
    Or(Vec<Search>),
    /// Not this.
    Not(Box<Search>),
}

impl Search {
    /// Reads a search; what can't be read as syntax is read as text, as the vendor does.
    pub fn parse(text: &str) -> Self {
        let mut reader = Reader { words: words(text), at: 0 };
        let mut parts = Vec::new();
        while reader.at < reader.words.len() {
            let before = reader.at;
            parts.push(reader.any());
            if reader.at == before {
                reader.at += 1;
            }
        }
        join(parts, Self::And)
    }

    /// Whether something fits, given what each term says of it.
    pub fn fits(&self, term: &dyn Fn(&Term) -> bool) -> bool {
        match self {
            Self::All => true,
            Self::Term(one) => term(one),
            Self::And(parts) => parts.iter().all(|part| part.fits(term)),
            Self::Or(parts) => parts.iter().any(|part| part.fits(term)),
            Self::Not(part) => !part.fits(term),
        }
    }

    /// The few ids that can fit at all, where an index knows some term; `None` means any.
    pub fn candidates(&self, index: &dyn Fn(&Term) -> Option<Vec<u64>>) -> Option<BTreeSet<u64>> {
        match self {
            Self::All | Self::Not(_) => None,
            Self::Term(one) => index(one).map(BTreeSet::from_iter),
            Self::And(parts) => parts.iter().find_map(|part| part.candidates(index)),
            Self::Or(parts) => {
                let each: Option<Vec<_>> = parts.iter().map(|part| part.candidates(index)).collect();
                Some(each?.into_iter().flatten().collect())
            }
        }
    }
}

fn join(mut parts: Vec<Search>, several: fn(Vec<Search>) -> Search) -> Search {
    match parts.len() {
        0 => Search::All,
        1 => parts.remove(0),
        _ => several(parts),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Open,
    Close,
    Minus,
    Text { field: Option<String>, value: String, quoted: bool },
}

fn words(text: &str) -> Vec<Word> {
    let mut characters = text.chars().peekable();
    let mut found = Vec::new();
    while let Some(&character) = characters.peek() {
        match character {
            ' ' | '\t' | '\n' | ',' => {
                characters.next();
            }
            '(' => {
                characters.next();
                found.push(Word::Open);
            }
            ')' => {
                characters.next();
                found.push(Word::Close);
            }
            '-' => {
                characters.next();
                found.push(Word::Minus);
            }
            _ => {
                let (mut field, mut value, mut quoted) = (None, String::new(), false);
                while let Some(&next) = characters.peek() {
                    match next {
                        ' ' | '\t' | '\n' | '(' | ')' => break,
                        '"' | '\'' if value.trim_start_matches(['<', '>', '=']).is_empty() => {
                            characters.next();
                            quoted = true;
                            while let Some(inside) = characters.next() {
                                match inside {
                                    '\\' => value.extend(characters.next()),
                                    end if end == next => break,
                                    other => value.push(other),
                                }
                            }
                            break;
                        }
                        ':' if field.is_none() && !value.is_empty() && !quoted => {
                            characters.next();
                            field = Some(std::mem::take(&mut value));
                        }
                        '\\' => {
                            characters.next();
                            value.extend(characters.next());
                        }
                        other => {
                            characters.next();
                            value.push(other);
                        }
                    }
                }
                found.push(Word::Text { field, value, quoted });
            }
        }
    }
    found
}

struct Reader {
    words: Vec<Word>,
    at: usize,
}

impl Reader {
    fn keyword(&mut self, wanted: &str) -> bool {
        let found = matches!(
            self.words.get(self.at),
            Some(Word::Text { field: None, value, quoted: false }) if value == wanted
        );
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Search {
        let mut parts = vec![self.all()];
        while self.keyword("OR") {
            parts.push(self.all());
        }
        join(parts, Search::Or)
    }

    fn all(&mut self) -> Search {
        let mut parts = Vec::new();
        loop {
            if self.keyword("AND") {
                continue;
            }
            let or = matches!(
                self.words.get(self.at),
                Some(Word::Text { field: None, value, quoted: false }) if value == "OR"
            );
            if or || matches!(self.words.get(self.at), None | Some(Word::Close)) {
                return join(parts, Search::And);
            }
            parts.push(self.one());
        }
    }

    fn one(&mut self) -> Search {
        if self.keyword("NOT") {
            return Search::Not(Box::new(self.one()));
        }
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        match word {
            Some(Word::Minus) if self.at < self.words.len() => Search::Not(Box::new(self.one())),
            Some(Word::Open) => {
                let inside = self.any();
                self.at += usize::from(self.words.get(self.at) == Some(&Word::Close));
                inside
            }
            Some(Word::Text { field, value, .. }) => Search::Term(term(field, &value)),
            _ => Search::All,
        }
    }
}

fn term(field: Option<String>, value: &str) -> Term {
    let signs = [
        (">=", Comparator::AtLeast),
        ("<=", Comparator::AtMost),
        (">", Comparator::Greater),
        ("<", Comparator::Less),
        ("=", Comparator::Equal),
    ];
    if field.is_some() {
        for (sign, comparator) in signs {
            if let Some(value) = value.strip_prefix(sign) {
                return Term { field, comparator, value: value.trim_matches(['"', '\'']).to_owned() };
            }
        }
    }
    Term { field, comparator: Comparator::Equal, value: value.to_owned() }
}

impl Term {
    /// Whether an ordered value fits.
    pub fn holds<T: PartialOrd>(&self, have: &T, wanted: &T) -> bool {
        match self.comparator {
            Comparator::Equal => have == wanted,
            Comparator::Greater => have > wanted,
            Comparator::AtLeast => have >= wanted,
            Comparator::Less => have < wanted,
            Comparator::AtMost => have <= wanted,
        }
    }

    /// Whether a text fits: equal whatever the case, or by its beginning where the term ends in `*`.
    pub fn text(&self, have: &str) -> bool {
        let (have, wanted) = (have.to_lowercase(), self.value.to_lowercase());
        match wanted.strip_suffix('*') {
            Some(beginning) => have.starts_with(beginning),
            None => have == wanted,
        }
    }

    /// Whether a time (seconds since 1970) fits; a date alone means the whole day in UTC.
    pub fn time(&self, have: i64) -> bool {
        let Some(wanted) = super::super::moment::seconds(&self.value) else { return false };
        let whole_day = self.value.len() == 10;
        match self.comparator {
            Comparator::Equal if whole_day => (wanted..wanted + 86_400).contains(&have),
            Comparator::Greater if whole_day => have >= wanted + 86_400,
            Comparator::AtMost if whole_day => have < wanted + 86_400,
            _ => self.holds(&have, &wanted),
        }
    }

    /// Whether a word of one of these texts begins with the term, which may be several words.
    pub fn words_of(&self, texts: &[&str]) -> bool {
        let wanted = self.value.trim_end_matches('*').to_lowercase();
        texts.iter().any(|text| {
            let text = text.to_lowercase();
            text.starts_with(&wanted)
                || text.split([' ', '@', '.', '-', '#']).any(|word| word.starts_with(&wanted))
                || (wanted.contains(' ') && text.contains(&wanted))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_read_as_the_vendor_reads_them() {
        let person = |term: &Term| match term.field.as_deref() {
            Some("email") => term.text("maya@example.com"),
            Some("created_at") => term.time(super::super::super::moment::seconds("2026-02-03").unwrap_or(0)),
            Some("orders_count") => term.holds(&5_i64, &term.value.parse().unwrap_or(0)),
            None => term.words_of(&["Maya Ortiz", "maya@example.com"]),
            _ => true,
        };
        for (text, expected) in [
            ("", true),
            ("email:maya@example.com", true),
            ("email:MAYA@example.com", true),
            ("email:\"maya@example.com\"", true),
            ("email:'other@example.com'", false),
            ("email:maya*", true),
            ("maya", true),
            ("ort", true),
            ("\"Maya Ortiz\"", true),
            ("maya smith", false),
            ("maya OR smith", true),
            ("smith OR email:maya@example.com", true),
            ("NOT maya", false),
            ("-maya", false),
            ("(smith OR maya) AND orders_count:>=5", true),
            ("(smith OR maya) AND orders_count:>5", false),
            ("created_at:>2026-01-01 created_at:<'2026-03-01T00:00:00Z'", true),
            ("created_at:>=\"2026-02-04\"", false),
        ] {
            assert_eq!(Search::parse(text).fits(&person), expected, "{text}");
        }
    }
}
