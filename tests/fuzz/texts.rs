//! Texts out of what recognisers look for, cut, joined, doubled and disguised at random.

/// Pieces that texts are made of: values, the words around them, and what stands at their edges.
const PIECES: &[&str] = &[
    "Zoë Müller-Lüdenscheidt",
    "Will May",
    "zoe.mueller@kestrel-outdoor.example",
    "+44 7911 123456",
    "(555) 010-4477",
    "12 Alder Street, Flat 4, Thornbury, BS35 2AB",
    "Kestrel Outdoor GmbH",
    "@zoeclimbs",
    "a@example.com",
    "b.c+d@example.co.uk",
    "anna (at) example (dot) com",
    "4111 1111 1111 1111",
    "3782-822463-10005",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "203.0.113.7",
    "2001:db8::8a2e:370:7334",
    "123-45-6789",
    "12.03.1981",
    "7 September 1942",
    "[EMAIL_1]",
    "PERSON 1",
    "[LITERAL_1]",
    "<PHONE_2>",
    "EMAIL",
    "_1",
    "[",
    "]",
    "ul. Długa 5, 00-238 Warszawa",
    "Gartenstraße 12a, 10115 Berlin",
    "P.O. Box 104",
    "APO AP 99241",
    "Unit 8505 Box 9220",
    "the corner of Elm Street and Oak Avenue",
    "Số 6 đường Hoa, xã An Nhơn",
    "山田花子です",
    "김민수님",
    "我叫李小明",
    "نام",
    "محمد",
    "שרה",
    "ดิฉันชื่อสมหญิงค่ะ",
    "Mr",
    "Ms. ",
    "Dear",
    "Thanks,",
    "my name is",
    "call me on",
    "order",
    "#1042",
    "SO74095461",
    "SKU-1",
    "1Z958F857362323477",
    "€12.50",
    "1.049,00 EUR",
    "on 2026-05-14",
    "born",
    "Tent",
    "The",
    "St",
    "via",
    "https://x.example/reset?token=a81Bc92",
    "www.",
    "://",
    "@",
    " at ",
    " dot ",
    "+",
    "(",
    ")",
    "-",
    "/",
    "'",
    "’",
    ".",
    ",",
    ":",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "  ",
    ">",
    "\"",
    "\\",
    "\\u0041",
    "{\"text\":",
    "}",
    "&#64;",
    "%40",
    "=40",
    "0",
    "9",
    "00",
    "٠١٢",
    "１２３",
    "A",
    "z",
    "É",
    "ß",
    "İ",
    "ﬁ",
    "e\u{301}",
    "\u{200b}",
    "\u{ad}",
    "\u{202e}",
    "\u{feff}",
    "\u{0}",
    "\u{7f}",
    "👩‍👩‍👧",
    "𝐉𝐨𝐡𝐧",
    "Ａ",
    "а",
    "日本",
    "様",
];

/// A reproducible source of numbers (SplitMix64).
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// The source that `seed` begins.
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// One of `choices`.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// A text of some pieces, changed in a few places; now and then a long one.
    pub fn text(&mut self) -> String {
        let pieces = if self.below(50) == 0 { 400 } else { 1 + self.below(14) };
        let mut text = String::new();
        for _ in 0..pieces {
            text.push_str(self.pick(PIECES));
            if self.below(3) > 0 {
                text.push(' ');
            }
        }
        for _ in 0..self.below(6) {
            text = self.changed(&text);
        }
        text
    }

    /// `text` cut into pieces of a few characters.
    pub fn cut<'t>(&mut self, text: &'t str) -> Vec<&'t str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let length = 1 + self.below(12);
            let at = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
            let (piece, left) = rest.split_at(at);
            pieces.push(piece);
            rest = left;
        }
        pieces
    }

    /// `text` with one change.
    fn changed(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        if characters.is_empty() {
            return self.pick(PIECES).to_owned();
        }
        let at = self.below(characters.len());
        let to = (at + 1 + self.below(8)).min(characters.len());
        match self.below(9) {
            0 => {
                characters.remove(at);
            }
            1 => characters.insert(at, self.any_character()),
            2 => characters[at] = self.any_character(),
            3 => {
                let copy = characters[at..to].to_vec();
                for _ in 0..1 + self.below(20) {
                    characters.splice(at..at, copy.iter().copied());
                }
            }
            4 => {
                characters.drain(at..to);
            }
            5 => {
                let piece: Vec<char> = self.pick(PIECES).chars().collect();
                characters.splice(at..at, piece);
            }
            6 => return text.to_uppercase(),
            7 => return text.to_lowercase(),
            _ => {
                let other = self.below(characters.len());
                characters.swap(at, other);
            }
        }
        characters.into_iter().collect()
    }

    /// A character: usual, of a mean kind, or any at all.
    fn any_character(&mut self) -> char {
        const MEAN: &[char] = &[
            '\u{200b}',
            '\u{200d}',
            '\u{ad}',
            '\u{301}',
            '\u{202e}',
            '\u{2028}',
            '\u{feff}',
            '\u{fffd}',
            '\u{0}',
            '\u{1b}',
            '＠',
            '．',
            '＿',
            '［',
            '𝟗',
            '٣',
            'İ',
            'ß',
            'ſ',
            'Ⅷ',
            '㍿',
            '①',
            '\u{e0041}',
        ];
        match self.below(3) {
            0 => char::from(32 + self.below(95) as u8),
            1 => MEAN[self.below(MEAN.len())],
            _ => char::from_u32(self.below(0x11_0000) as u32).unwrap_or('x'),
        }
    }
}
