//! Vietnamese addresses: a chain of house, street, ward, district and province, each with its word before it.

use super::super::super::tokens::TokenKind;
use super::Finder;

/// What a part of the chain begins with, folded.
const PARTS: [&str; 18] = [
    "so", "duong", "pho", "ngo", "ngach", "hem", "kiet", "thon", "ap", "khu", "xa", "phuong", "quan",
    "huyen", "thi", "tinh", "tp", "thanh",
];
/// Tokens of the longest chain.
const LONGEST: usize = 40;

impl Finder<'_, '_> {
    /// `Số 808 đường số 17, xã An Nhơn, Tỉnh Sơn La`, `6 Hẻm 95 Phố Pasteur`.
    pub(super) fn vietnamese(&self, index: usize) -> Option<usize> {
        let first = index + usize::from(self.token(index)?.is_number());
        // All these words have their accents in this language; without them they are words of others.
        if self.reading.str(first).is_ascii() || !self.is_part(first) {
            return None;
        }
        let (mut parts, mut numbers, mut last) = (0, 0, None);
        for at in index..index + LONGEST {
            let Some(token) = self.token(at).filter(|t| t.breaks <= 1) else { break };
            match token.kind {
                TokenKind::Word if self.is_part(at) => parts += 1,
                TokenKind::Word if self.capital(token) && !self.reading.begins_sentence(at) => {}
                TokenKind::Number | TokenKind::Mixed if token.end - token.start <= 8 => numbers += 1,
                TokenKind::Mark('/' | ',' | '.') if token.breaks == 0 => continue,
                _ if token.breaks == 1 && self.capital(token) && last.is_some() => {}
                _ => break,
            }
            last = Some(at);
        }
        last.filter(|_| parts >= 2 || parts == 1 && numbers > 0)
    }

    fn is_part(&self, index: usize) -> bool {
        PARTS.contains(&self.reading.folded(index).as_str())
    }
}
