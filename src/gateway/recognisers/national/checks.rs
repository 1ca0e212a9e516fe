//! The check of each country's number, on its letters and digits in upper case and of the right length.

use super::super::numbers::luhn;

fn digits(id: &[u8]) -> bool {
    id.iter().all(u8::is_ascii_digit)
}

fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

fn weighted(id: &[u8], weights: &[u32]) -> u32 {
    id.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum()
}

/// Luhn's formula over digits only.
fn is_luhn(id: &[u8]) -> bool {
    digits(id) && std::str::from_utf8(id).is_ok_and(luhn)
}

/// A month and a day of it; the year is not looked at.
fn is_date(month: u64, day: u64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Codice fiscale (decree of 12 March 1974): six letters, year, month, day and sex, place, a letter for the check.
pub(super) fn italy(id: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let letters = [0, 1, 2, 3, 4, 5, 8, 11, 15].iter().all(|place| id[*place].is_ascii_uppercase());
    // A digit may be given as a letter where two persons would have the same code.
    let figures = [6, 7, 9, 10, 12, 13, 14]
        .iter()
        .all(|place| id[*place].is_ascii_digit() || b"LMNPQRSTUV".contains(&id[*place]));
    if !letters || !figures || !b"ABCDEHLMPRST".contains(&id[8]) {
        return false;
    }
    let sum: u32 = id[..15]
        .iter()
        .enumerate()
        .map(|(place, byte)| {
            let number = usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
            if place % 2 == 0 { ODD[number] } else { number as u32 }
        })
        .sum();
    u32::from(id[15] - b'A') == sum % 26
}

/// DNI and NIE (Real Decreto 1553/2005): the letter is the number modulo 23.
pub(super) fn spain(id: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let mut number = id[..8].to_vec();
    if let Some(first) = b"XYZ".iter().position(|letter| *letter == id[0]) {
        number[0] = b'0' + first as u8;
    }
    digits(&number) && LETTERS[(value(&number) % 23) as usize] == id[8]
}

/// National insurance number (HMRC, NIM39110): which letters it may begin and end with.
pub(super) fn united_kingdom_insurance(id: &[u8]) -> bool {
    let prefix = [id[0], id[1]];
    id[..2].iter().all(u8::is_ascii_uppercase)
        && !b"DFIQUV".contains(&id[0])
        && !b"DFIQUVO".contains(&id[1])
        && ![*b"BG", *b"GB", *b"NK", *b"KN", *b"TN", *b"NT", *b"ZZ"].contains(&prefix)
        && digits(&id[2..8])
        && (b'A'..=b'D').contains(&id[8])
}

/// NHS number (NHS Data Dictionary): modulo 11.
pub(super) fn united_kingdom_health(id: &[u8]) -> bool {
    let check = || (11 - weighted(&id[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    digits(id) && u32::from(id[9] - b'0') == check()
}

/// Steuerliche Identifikationsnummer (§ 139b AO): ISO 7064 MOD 11,10.
pub(super) fn germany(id: &[u8]) -> bool {
    if !digits(id) || id[0] == b'0' {
        return false;
    }
    let product = id[..10].iter().fold(10, |product, digit| {
        let sum = (u32::from(digit - b'0') + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == u32::from(id[10] - b'0')
}

/// Numéro d'inscription au répertoire (décret 82-103): 97 less the number modulo 97; Corsica is 2A and 2B.
pub(super) fn france(id: &[u8]) -> bool {
    let mut number = id[..13].to_vec();
    let less = match &id[5..7] {
        b"2A" => 1_000_000,
        b"2B" => 2_000_000,
        _ => 0,
    };
    if less > 0 {
        number[6] = b'0';
    }
    if !digits(&number) || !digits(&id[13..]) || !b"123478".contains(&id[0]) || value(&id[3..5]) == 0 {
        return false;
    }
    97 - (value(&number) - less) % 97 == value(&id[13..])
}

/// Burgerservicenummer (Wet algemene bepalingen burgerservicenummer): the test of eleven.
pub(super) fn netherlands(id: &[u8]) -> bool {
    digits(id)
        && value(id) > 0
        && (i64::from(weighted(&id[..8], &[9, 8, 7, 6, 5, 4, 3, 2])) - i64::from(id[8] - b'0')) % 11 == 0
}

/// Rijksregisternummer (royal decree of 3 April 1984): date of birth, 97 less the number modulo 97.
pub(super) fn belgium(id: &[u8]) -> bool {
    if !digits(id) || !is_date(value(&id[2..4]), value(&id[4..6])) {
        return false;
    }
    let (number, check) = (value(&id[..9]), value(&id[9..]));
    97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check
}

/// PESEL (Dz.U. 2010 nr 217 poz. 1427): date of birth with the century in the month, weights 1 3 7 9.
pub(super) fn poland(id: &[u8]) -> bool {
    digits(id)
        && is_date(value(&id[2..4]) % 20, value(&id[4..6]))
        && (10 - weighted(&id[..10], &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == u32::from(id[10] - b'0')
}

/// Personnummer (SFS 1967:834): date of birth, Luhn's formula; days from 61 on are coordination numbers.
pub(super) fn sweden(id: &[u8]) -> bool {
    let day = || value(&id[4..6]);
    is_luhn(id) && is_date(value(&id[2..4]), if day() > 60 { day() - 60 } else { day() })
}

/// Henkilötunnus (VNa 128/2010): date of birth, a letter is the nine digits modulo 31. Without the sign of the century.
pub(super) fn finland(id: &[u8]) -> bool {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    digits(&id[..9])
        && is_date(value(&id[2..4]), value(&id[..2]))
        && LETTERS[(value(&id[..9]) % 31) as usize] == id[9]
        && id[9].is_ascii_uppercase()
}

/// Fødselsnummer (folkeregisterloven): date of birth, two digits modulo 11.
pub(super) fn norway(id: &[u8]) -> bool {
    let check = |weights: &[u32], length: usize| {
        (11 - weighted(&id[..length], weights) % 11) % 11 == u32::from(id[length] - b'0')
    };
    digits(id)
        && is_date(value(&id[2..4]) % 40, value(&id[..2]) % 40)
        && check(&[3, 7, 6, 1, 8, 9, 4, 5, 2], 9)
        && check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 10)
}

/// CPR-nummer (CPR-kontoret): a date of birth; newer numbers have no check digit.
pub(super) fn denmark(id: &[u8]) -> bool {
    digits(id) && is_date(value(&id[2..4]), value(&id[..2]))
}

/// CPF (Receita Federal): two digits modulo 11.
pub(super) fn brazil(id: &[u8]) -> bool {
    let check = |length: usize| {
        let sum: u32 = id[..length]
            .iter()
            .enumerate()
            .map(|(i, d)| u32::from(d - b'0') * (length as u32 + 1 - i as u32))
            .sum();
        sum * 10 % 11 % 10 == u32::from(id[length] - b'0')
    };
    digits(id) && id.iter().any(|digit| *digit != id[0]) && check(9) && check(10)
}

/// Social insurance number (Employment and Social Development Canada): Luhn's formula; 8 is not given out.
pub(super) fn canada(id: &[u8]) -> bool {
    is_luhn(id) && id[0] != b'8'
}

/// Tax file number (Australian Taxation Office): weights, modulo 11.
pub(super) fn australia(id: &[u8]) -> bool {
    digits(id) && weighted(id, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

/// Aadhaar (UIDAI): Verhoeff's formula; none begins with 0 or 1.
pub(super) fn india(id: &[u8]) -> bool {
    // Multiplication in the dihedral group of order ten, and its permutation.
    let times = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - 5 + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    const PERMUTED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    if !digits(id) || id[0] < b'2' {
        return false;
    }
    let check = id.iter().rev().enumerate().fold(0, |check, (place, digit)| {
        let permuted = (0..place % 8).fold(digit - b'0', |d, _| PERMUTED[usize::from(d)]);
        times(check, permuted)
    });
    check == 0
}

/// Permanent account number (Income Tax Department of India): the fourth letter says whose it is.
pub(super) fn india_tax(id: &[u8]) -> bool {
    id[..5].iter().all(u8::is_ascii_uppercase)
        && b"ABCFGHLJPT".contains(&id[3])
        && digits(&id[5..9])
        && id[9].is_ascii_uppercase()
}

/// Resident identity number (GB 11643-1999): date of birth, ISO 7064 MOD 11-2.
pub(super) fn china(id: &[u8]) -> bool {
    const CHECKS: &[u8; 11] = b"10X98765432";
    digits(&id[..17])
        && matches!(value(&id[6..10]), 1880..=2100)
        && is_date(value(&id[10..12]), value(&id[12..14]))
        && CHECKS[(weighted(&id[..17], &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11) as usize]
            == id[17]
}

/// My Number (Ministry of Internal Affairs, ordinance 85 of 2014): modulo 11.
pub(super) fn japan(id: &[u8]) -> bool {
    let rest = || weighted(&id[..11], &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    digits(id) && u32::from(id[11] - b'0') == if rest() <= 1 { 0 } else { 11 - rest() }
}

/// Resident registration number (Resident Registration Act): date of birth; since October 2020 without a check digit.
pub(super) fn korea(id: &[u8]) -> bool {
    digits(id) && is_date(value(&id[2..4]), value(&id[4..6])) && (b'1'..=b'8').contains(&id[6])
}

/// NRIC and FIN (Immigration & Checkpoints Authority): weights, a letter.
pub(super) fn singapore(id: &[u8]) -> bool {
    if !digits(&id[1..8]) {
        return false;
    }
    let sum = weighted(&id[1..8], &[2, 7, 6, 5, 4, 3, 2]);
    let (letters, more): (&[u8; 11], u32) = match id[0] {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        _ => return false,
    };
    letters[((sum + more) % 11) as usize] == id[8]
}

/// CURP (RENAPO): four letters, date of birth, sex, state, three consonants, and a check digit.
pub(super) fn mexico(id: &[u8]) -> bool {
    let letters = [0, 1, 2, 3, 10, 11, 12, 13, 14, 15].iter().all(|place| id[*place].is_ascii_uppercase());
    if !letters || !digits(&id[4..10]) || !b"HMX".contains(&id[10]) || !id[17].is_ascii_digit() {
        return false;
    }
    // The alphabet has an Ñ after the N.
    let number = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'N' => u32::from(byte - b'A') + 10,
        _ => u32::from(byte - b'A') + 11,
    };
    let sum: u32 = id[..17].iter().enumerate().map(|(place, byte)| number(*byte) * (18 - place as u32)).sum();
    is_date(value(&id[6..8]), value(&id[8..10])) && (10 - sum % 10) % 10 == u32::from(id[17] - b'0')
}

/// Sozialversicherungsnummer (ASVG): the fourth digit checks the others, the last six are a date of birth.
pub(super) fn austria(id: &[u8]) -> bool {
    digits(id)
        && id[0] != b'0'
        && is_date(value(&id[6..8]), value(&id[4..6]))
        && weighted(id, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == u32::from(id[3] - b'0')
}

/// AHV-Nummer (Zentrale Ausgleichsstelle): 756, and the check digit of EAN-13.
pub(super) fn switzerland(id: &[u8]) -> bool {
    digits(id)
        && id.starts_with(b"756")
        && weighted(id, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// Rodné číslo (zákon 133/2000 Sb.): date of birth, women's months 50 higher, divisible by eleven.
pub(super) fn czechia(id: &[u8]) -> bool {
    digits(id) && value(id).is_multiple_of(11) && is_date(value(&id[2..4]) % 50 % 20, value(&id[4..6]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::italy(italy, "RSSMRA85T10A562S", "RSSMRA85T10A562T")]
    #[case::spain(spain, "12345678Z", "12345678A")]
    #[case::spain_foreigner(spain, "X1234567L", "X1234567M")]
    #[case::united_kingdom_insurance(united_kingdom_insurance, "AB123456C", "QQ123456C")]
    #[case::united_kingdom_health(united_kingdom_health, "9434765919", "9434765918")]
    #[case::germany(germany, "86095742719", "86095742718")]
    #[case::france(france, "255081416802538", "255081416802539")]
    #[case::netherlands(netherlands, "111222333", "111222334")]
    #[case::belgium(belgium, "85073003328", "85073003329")]
    #[case::poland(poland, "44051401359", "44051401358")]
    #[case::sweden(sweden, "8112289874", "8112289875")]
    #[case::finland(finland, "131052308T", "131052308U")]
    #[case::norway(norway, "13097248022", "13097248023")]
    #[case::denmark(denmark, "0707614285", "0713614285")]
    #[case::brazil(brazil, "52998224725", "52998224724")]
    #[case::canada(canada, "046454286", "046454287")]
    #[case::australia(australia, "123456782", "123456783")]
    #[case::india(india, "234123412346", "234123412347")]
    #[case::india_tax(india_tax, "ABCPE1234F", "ABCXE1234F")]
    #[case::china(china, "11010519491231002X", "110105194912310021")]
    #[case::japan(japan, "123456789018", "123456789019")]
    #[case::korea(korea, "9001011234567", "9013011234567")]
    #[case::singapore(singapore, "S1234567D", "S1234567E")]
    #[case::mexico(mexico, "HEGG560427MVZRRL04", "HEGG560427MVZRRL05")]
    #[case::austria(austria, "1237010180", "1238010180")]
    #[case::switzerland(switzerland, "7569217076985", "7569217076986")]
    #[case::czechia(czechia, "7360285163", "7360285164")]
    fn a_right_number_passes_and_a_wrong_one_does_not(
        #[case] check: fn(&[u8]) -> bool,
        #[case] right: &str,
        #[case] wrong: &str,
    ) {
        assert!(check(right.as_bytes()), "{right}");
        assert!(!check(wrong.as_bytes()), "{wrong}");
    }
}
