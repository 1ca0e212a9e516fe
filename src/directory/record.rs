//! The texts of an entry in one run of bytes: a count or a length before each, as in a parcel's packing list.

use super::Entry;

/// Where a text of an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Company,
    Email,
    Order,
    Phone,
}

/// Appends the texts of `entry`.
pub(super) fn encode(entry: &Entry, into: &mut Vec<u8>) {
    put_text(&entry.name, into);
    put_list(&entry.other_names, into);
    put_list(entry.company.as_slice(), into);
    put_list(&entry.emails, into);
    put_list(&entry.order_numbers, into);
    put_list(&entry.phones, into);
}

fn put_list(texts: &[String], into: &mut Vec<u8>) {
    put_number(texts.len() as u32, into);
    for text in texts {
        put_text(text, into);
    }
}

fn put_text(text: &str, into: &mut Vec<u8>) {
    put_number(text.len() as u32, into);
    into.extend_from_slice(text.as_bytes());
}

/// Appends a number in groups of seven bits, the lowest first, the high bit saying that more follow (LEB128).
pub(super) fn put_number(mut number: u32, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// Takes a number off the front of `bytes`; zero when there is none.
#[inline]
pub(super) fn take_number(bytes: &mut &[u8]) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    number
}

/// An entry's texts, borrowed from the directory.
#[derive(Clone, Copy)]
pub(super) struct Record<'a>(pub(super) &'a [u8]);

impl<'a> Record<'a> {
    /// Calls `take` with each text: the name and the others, the company, then e-mails, order numbers and phones in their order.
    pub(super) fn for_each(self, mut take: impl FnMut(Field, &'a str)) {
        let mut bytes = self.0;
        take(Field::Name, take_text(&mut bytes));
        for field in [Field::Name, Field::Company, Field::Email, Field::Order, Field::Phone] {
            for _ in 0..take_number(&mut bytes) {
                take(field, take_text(&mut bytes));
            }
        }
    }

    /// The main one.
    pub(super) fn name(self) -> &'a str {
        take_text(&mut { self.0 })
    }

    pub(super) fn all(self, wanted: Field) -> Vec<&'a str> {
        let mut texts = Vec::new();
        self.for_each(|field, text| {
            if field == wanted {
                texts.push(text);
            }
        });
        texts
    }

    /// How many bytes it takes.
    pub(super) fn length(self) -> usize {
        let mut bytes = self.0;
        take_text(&mut bytes);
        for _ in 0..5 {
            for _ in 0..take_number(&mut bytes) {
                take_text(&mut bytes);
            }
        }
        self.0.len() - bytes.len()
    }
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> &'a str {
    let length = take_number(bytes) as usize;
    let (text, rest) = bytes.split_at(length);
    *bytes = rest;
    std::str::from_utf8(text).expect("written from a str")
}
