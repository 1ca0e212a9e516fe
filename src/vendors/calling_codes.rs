//! Calling codes of countries (ITU-T E.164, list of assigned codes), for numbers that name none.

/// Country by its ISO 3166 two-letter code, and the digits dialled before its national numbers.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("AE", "971"), ("AR", "54"), ("AT", "43"), ("AU", "61"), ("BD", "880"), ("BE", "32"), ("BG", "359"),
    ("BH", "973"), ("BO", "591"), ("BR", "55"), ("CA", "1"), ("CH", "41"), ("CL", "56"), ("CN", "86"),
    ("CO", "57"), ("CR", "506"), ("CY", "357"), ("CZ", "420"), ("DE", "49"), ("DK", "45"), ("DO", "1"),
    ("EC", "593"), ("EE", "372"), ("EG", "20"), ("ES", "34"), ("FI", "358"), ("FR", "33"), ("GB", "44"),
    ("GG", "44"), ("GR", "30"), ("GT", "502"), ("HK", "852"), ("HR", "385"), ("HU", "36"), ("ID", "62"),
    ("IE", "353"), ("IL", "972"), ("IM", "44"), ("IN", "91"), ("IS", "354"), ("IT", "39"), ("JE", "44"),
    ("JM", "1"), ("JO", "962"), ("JP", "81"), ("KE", "254"), ("KR", "82"), ("KW", "965"), ("KZ", "7"),
    ("LB", "961"), ("LI", "423"), ("LK", "94"), ("LT", "370"), ("LU", "352"), ("LV", "371"), ("MA", "212"),
    ("MC", "377"), ("MT", "356"), ("MU", "230"), ("MX", "52"), ("MY", "60"), ("NG", "234"), ("NL", "31"),
    ("NO", "47"), ("NZ", "64"), ("OM", "968"), ("PA", "507"), ("PE", "51"), ("PH", "63"), ("PK", "92"),
    ("PL", "48"), ("PR", "1"), ("PT", "351"), ("PY", "595"), ("QA", "974"), ("RO", "40"), ("RS", "381"),
    ("SA", "966"), ("SE", "46"), ("SG", "65"), ("SI", "386"), ("SK", "421"), ("SM", "378"), ("TH", "66"),
    ("TN", "216"), ("TR", "90"), ("TT", "1"), ("TW", "886"), ("UA", "380"), ("US", "1"), ("UY", "598"),
    ("VE", "58"), ("VN", "84"), ("ZA", "27"),
];

/// The calling code of a country, without `+`: `49` for `DE`. Nothing where it is not in the table.
pub fn calling_code(country: &str) -> Option<&'static str> {
    let country = country.trim().to_ascii_uppercase();
    let at = CODES.binary_search_by_key(&country.as_str(), |(code, _)| code).ok()?;
    Some(CODES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_read_in_any_case() {
        assert!(CODES.is_sorted_by_key(|(country, _)| country));
        assert_eq!(
            (calling_code("de"), calling_code("US"), calling_code("XX")),
            (Some("49"), Some("1"), None)
        );
    }
}
