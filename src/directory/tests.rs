use jiff::Timestamp;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use super::*;

fn id(number: u64) -> CustomerId {
    CustomerId::new(Uuid::from_u128(u128::from(number)))
}

fn named(number: u64, name: &str) -> Entry {
    Entry {
        id: id(number),
        name: name.to_owned(),
        other_names: Vec::new(),
        company: None,
        emails: Vec::new(),
        phones: Vec::new(),
        order_numbers: Vec::new(),
        last_activity: None,
        weight: 0,
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % end
    }
}

fn invented_word(number: u64, syllables: u64) -> String {
    let mut random = Random(number * 31 + syllables);
    let syllable = |random: &mut Random| {
        let beginning = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st"]
            [random.below(14) as usize];
        let ending = ["a", "e", "i", "o", "u", "än", "er", "él", "or"][random.below(9) as usize];
        [beginning, ending].concat()
    };
    let word: String = (0..syllables).map(|_| syllable(&mut random)).collect();
    word[..1].to_uppercase() + &word[1..]
}

/// Names of invented syllables, each first and last name shared by many.
fn invented(number: u64) -> Entry {
    let mut random = Random(number);
    let first = invented_word(random.below(300), 2);
    let last = invented_word(random.below(4000), 3);
    let mail = fold::folded_words(&format!("{first} {last}")).replace(' ', ".");
    Entry {
        company: (random.below(4) == 0).then(|| format!("{} GmbH", invented_word(random.below(900), 4))),
        emails: vec![format!("{mail}{number}@shop{}.example.com", random.below(40))],
        phones: vec![format!("+49 {} {}", 100 + random.below(900), 1_000_000 + number * 7)],
        order_numbers: vec![format!("#{}", 1000 + number)],
        last_activity: Timestamp::from_second(1_700_000_000 + random.below(10_000_000) as i64).ok(),
        ..named(number, &format!("{first} {last}"))
    }
}

fn people() -> Directory {
    let mut people = vec![
        named(1, "Ánna-Lena Müllér"),
        named(2, "Anna Mullen"),
        named(3, "Jonas Øresund"),
        named(4, "山田 太郎"),
        named(5, "أحمد الزهراني"),
        named(6, "Mia 🌸"),
        named(7, "Siobhán O’Brien"),
        named(8, "김민준"),
        named(9, "Kim Lee"),
        named(10, "Bo Mac Donald"),
    ];
    people[1].emails = vec!["office@mullen.example.org".to_owned(), "a.mullen@mail.example.com".to_owned()];
    people[2].phones = vec!["+45 32 12 34 56".to_owned()];
    people[2].company = Some("Nordlys Outdoor ApS".to_owned());
    people[8].order_numbers = vec!["#1042".to_owned(), "EN-77001".to_owned()];
    people[9].phones = vec!["089 555 01 23".to_owned()];
    people.into_iter().collect()
}

#[rstest]
#[case("anna lena muller", 1, MatchedField::Name)]
#[case("MULLER anna", 1, MatchedField::Name)]
#[case("mueller anna", 1, MatchedField::Name)]
#[case("mulelr", 1, MatchedField::Name)]
#[case("oresund", 3, MatchedField::Name)]
#[case("jonsa", 3, MatchedField::Name)]
#[case("太郎", 4, MatchedField::Name)]
#[case("田", 4, MatchedField::Name)]
#[case("الزهراني احمد", 5, MatchedField::Name)]
#[case("🌸", 6, MatchedField::Name)]
#[case("obrien", 7, MatchedField::Name)]
#[case("o'brein", 7, MatchedField::Name)]
#[case("brien", 7, MatchedField::Name)]
#[case("김민", 8, MatchedField::Name)]
#[case("kmi lee", 9, MatchedField::Name)]
#[case("kimlee", 9, MatchedField::Name)]
#[case("macdonald", 10, MatchedField::Name)]
#[case("a.mul", 2, MatchedField::Email)]
#[case("a.mullen@mail.example.com", 2, MatchedField::Email)]
#[case("@mail.exa", 2, MatchedField::Email)]
#[case("office", 2, MatchedField::Email)]
#[case("nordlys", 3, MatchedField::Company)]
#[case("outdoor oresund", 3, MatchedField::Name)]
#[case("123456", 3, MatchedField::Phone)]
#[case("1234", 3, MatchedField::Phone)]
#[case("(+45) 32-12.34.56", 3, MatchedField::Phone)]
#[case("0045 3212", 3, MatchedField::Phone)]
#[case("+49 (0)89 5550123", 10, MatchedField::Phone)]
#[case("jonas 3456", 3, MatchedField::Name)]
#[case("#1042", 9, MatchedField::OrderNumber)]
#[case("104", 9, MatchedField::OrderNumber)]
#[case("en-77001", 9, MatchedField::OrderNumber)]
#[case("EN770", 9, MatchedField::OrderNumber)]
fn the_right_one_comes_first(#[case] query: &str, #[case] expected: u64, #[case] matched: MatchedField) {
    let hits = people().search(query, 5);
    let first = hits.first().expect("somebody is found");
    assert_eq!((first.id, first.matched), (id(expected), matched));
}

#[rstest]
#[case("anna xavier")]
#[case("...")]
#[case("99999")]
#[case("zzzz")]
fn nobody_is_found_for_what_nobody_has(#[case] query: &str) {
    assert!(people().search(query, 5).is_empty());
}

#[test]
fn what_matched_is_told_in_characters() {
    let people = people();
    let hits = people.search("mull anna", 5);
    let of = |number| hits.iter().find(|hit| hit.id == id(number)).expect("found");
    assert_eq!(of(1).name_ranges, [0..4, 10..14]);
    assert_eq!(of(2).name_ranges, [0..4, 5..9]);
    let hits = people.search("a.mul", 5);
    assert_eq!(hits[0].email.as_deref(), Some("a.mullen@mail.example.com"));
    assert_eq!(hits[0].email_ranges[1], 2..5);
    assert_eq!(people.search("#1042", 5)[0].order_number.as_deref(), Some("#1042"));
    assert_eq!(people.search("rien", 5)[0].name_ranges.first(), Some(&(11..15)));
}

#[test]
fn namesakes_are_all_listed_the_latest_first_and_can_be_told_apart() {
    let at = |second| Timestamp::from_second(second).ok();
    let directory: Directory = [
        Entry { last_activity: at(100), emails: vec!["old@example.com".into()], ..named(1, "Ida Berg") },
        Entry { last_activity: at(300), emails: vec!["new@example.com".into()], ..named(2, "Ida Berg") },
        Entry { last_activity: at(200), ..named(3, "Berg Ida") },
        Entry { last_activity: at(900), ..named(4, "Ida Maria Berg") },
        named(6, "Ida Berg"),
        Entry { weight: 3, ..named(5, "Ida Berg") },
    ]
    .into_iter()
    .collect();
    let hits = directory.search("ida berg", 10);
    let order: Vec<CustomerId> = hits.iter().map(|hit| hit.id).collect();
    assert_eq!(order, [2, 1, 5, 6, 3, 4].map(id));
    assert_eq!(hits[0].email.as_deref(), Some("new@example.com"));
}

#[test]
fn a_blank_query_lists_the_latest() {
    let mut directory: Directory = (0..5000).map(invented).collect();
    let latest = Timestamp::from_second(1_900_000_000).expect("a valid time");
    assert!(directory.touch(&id(4321), latest));
    assert!(directory.touch(&id(4321), Timestamp::UNIX_EPOCH));
    let hits = directory.search("  ", 3);
    assert_eq!(hits[0].id, id(4321));
    assert_eq!((hits[0].last_activity, hits[0].matched), (Some(latest), MatchedField::Nothing));
    assert!(hits[1].last_activity >= hits[2].last_activity);
    assert_eq!(hits.len(), 3);
}

#[test]
fn what_is_stored_comes_back() {
    let directory: Directory = (0..50).map(invented).collect();
    for number in 0..50 {
        assert_eq!(directory.get(&id(number)), Some(invented(number)));
    }
    assert_eq!(directory.get(&id(50)), None);
}

#[test]
fn one_by_one_or_all_at_once_answers_the_same() {
    let at_once: Directory = (0..4000).map(invented).collect();
    let mut one_by_one = Directory::new();
    (0..4000).map(invented).for_each(|entry| one_by_one.upsert(entry));
    assert!(one_by_one.segments.len() < 8);
    let mut random = Random(5);
    for _ in 0..100 {
        let name = invented(random.below(4000)).name;
        let typed: String = name.chars().take(1 + random.below(9) as usize).collect();
        assert!(at_once.search(&typed, 10) == one_by_one.search(&typed, 10));
    }
}

#[test]
fn changed_and_removed_customers_answer_as_they_are_now() {
    let mut directory: Directory = (0..3000).map(invented).collect();
    for number in 0..3000 {
        match number % 3 {
            0 => assert!(directory.remove(&id(number))),
            1 => directory.upsert(named(number, &format!("Renamed {}", invented_word(number, 5)))),
            _ => directory.upsert(invented(number)),
        }
    }
    assert_eq!(directory.len(), 2000);
    assert!(!directory.remove(&id(0)));
    for number in 0..300 {
        let old = invented(number);
        let by_mail = directory.search(&old.emails[0], 50).into_iter().any(|hit| hit.id == old.id);
        let by_order = directory.search(&old.order_numbers[0], 50).first().map(|hit| hit.id) == Some(old.id);
        assert_eq!((by_mail, by_order), (number % 3 == 2, number % 3 == 2));
        let renamed = directory.search(&format!("Renamed {}", invented_word(number, 5)), 5);
        assert_eq!(renamed.iter().any(|hit| hit.id == old.id), number % 3 == 1);
    }
    // Removing nearly all packs the rest.
    for number in 600..3000 {
        directory.remove(&id(number));
    }
    assert_eq!(directory.rows.len(), directory.len() + directory.rows.dead());
    assert!(directory.rows.dead() <= directory.len().max(TAIL_ROWS));
    assert_eq!(directory.search(&invented(2).emails[0], 5)[0].id, id(2));
}

/// How many of 60 customers come first when they are asked for by `ask`; a namesake counts.
fn first_of_60(directory: &Directory, ask: impl Fn(&Entry, &mut Random) -> String) -> usize {
    let mut random = Random(42);
    let mut ask_for_one = |_: &u64| {
        let target = invented(random.below(20_000));
        let hits = directory.search(&ask(&target, &mut random), 10);
        hits.first().is_some_and(|hit| fold::folded_words(&hit.name) == fold::folded_words(&target.name))
    };
    (0..60).filter(|number| ask_for_one(number)).count()
}

fn with_mistake(name: &str, random: &mut Random, make: impl Fn(&mut Vec<char>, usize)) -> String {
    let (first, last) = name.split_once(' ').expect("two words");
    let mut letters: Vec<char> = last.chars().collect();
    let place = 1 + random.below(letters.len() as u64 - 1) as usize;
    make(&mut letters, place);
    format!("{first} {}", letters.into_iter().collect::<String>())
}

#[test]
fn among_20_000_the_right_one_comes_first() {
    let directory: Directory = (0..20_000).map(invented).collect();
    let first = |ask: fn(&Entry, &mut Random) -> String| first_of_60(&directory, ask);
    assert_eq!(first(|entry, _| entry.name.clone()), 60);
    assert_eq!(first(|entry, _| fold::folded_words(&entry.name)), 60);
    assert_eq!(first(|entry, _| entry.name.split(' ').rev().collect::<Vec<_>>().join(" ")), 60);
    assert_eq!(first(|entry, _| entry.emails[0].clone()), 60);
    assert_eq!(first(|entry, _| entry.emails[0].split('@').next().unwrap_or_default().to_owned()), 60);
    assert_eq!(first(|entry, _| entry.order_numbers[0].clone()), 60);
    assert_eq!(first(|entry, _| entry.phones[0].clone()), 60);
    assert_eq!(first(|entry, _| entry.phones[0].replace("+49 ", "0")), 60);
    assert_eq!(first(|entry, _| entry.phones[0][7..].to_owned()), 60);
    // A mistake may make another customer's name.
    let mistakes: [fn(&Entry, &mut Random) -> String; 5] = [
        |entry, random| with_mistake(&entry.name, random, |letters, at| letters[at] = 'x'),
        |entry, random| {
            with_mistake(&entry.name, random, |letters, at| {
                letters.remove(at);
            })
        },
        |entry, random| with_mistake(&entry.name, random, |letters, at| letters.insert(at, letters[at])),
        |entry, random| with_mistake(&entry.name, random, |letters, at| letters.swap(at, at - 1)),
        |entry, _| entry.name.replace(' ', ""),
    ];
    for (kind, mistake) in mistakes.into_iter().enumerate() {
        let right = first(mistake);
        assert!(right >= 58, "{right} of 60 with mistake {kind}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(names in prop::collection::vec("\\PC{0,12}|[\\u{0}-\\u{10FFFF}]{0,6}", 1..12), query in any::<String>(), limit in 0..20usize) {
        let mut directory = Directory::new();
        for (number, name) in names.iter().enumerate() {
            let mut entry = named(number as u64, name);
            entry.emails.push(name.clone());
            entry.phones.push(name.clone());
            entry.order_numbers.push(name.clone());
            directory.upsert(entry);
        }
        prop_assert!(directory.search(&query, limit).len() <= limit);
        directory.seal();
        for hit in directory.search(&query, limit) {
            for range in hit.name_ranges {
                prop_assert!(range.start < range.end && range.end <= hit.name.chars().count());
            }
        }
        // What has a word, few enough of them, is found by its own name.
        for (number, name) in names.iter().enumerate() {
            let words = fold::folded_words(name);
            if !words.is_empty() && words.split(' ').count() <= 8 {
                let hits = directory.search(name, names.len());
                prop_assert!(hits.iter().any(|hit| hit.id == id(number as u64)));
            }
        }
    }

    #[test]
    fn upserts_and_removals_leave_what_a_map_would(steps in prop::collection::vec((0..12u64, 0..6u64), 1..60)) {
        let mut directory = Directory::new();
        let mut map = std::collections::BTreeMap::new();
        for (number, name) in steps {
            if name == 0 {
                prop_assert_eq!(directory.remove(&id(number)), map.remove(&number).is_some());
            } else {
                let entry = named(number, &format!("Person {}", invented_word(name, 3)));
                directory.upsert(entry.clone());
                map.insert(number, entry);
            }
        }
        prop_assert_eq!(directory.len(), map.len());
        prop_assert_eq!(directory.search("person", 20).len(), map.len());
        for (number, entry) in map {
            prop_assert!(directory.search(&entry.name, 20).iter().any(|hit| hit.id == id(number)));
            prop_assert_eq!(directory.get(&id(number)), Some(entry));
        }
    }
}

#[test]
fn nothing_personal_is_printed() {
    let entry = invented(1);
    let directory: Directory = [entry.clone()].into_iter().collect();
    let printed = format!("{entry:?} {:?} {directory:?}", directory.search(&entry.name, 1));
    assert!(!printed.contains(&entry.name) && !printed.contains("example.com"));
}

/// Who shares the area, and has an order whose number begins like the end of what was typed, is somebody else.
#[test]
fn a_whole_phone_number_finds_who_has_it_and_no_order() {
    let mut directory = Directory::new();
    let one = |number: u64, phone: &str, order: &str| Entry {
        phones: vec![phone.to_owned()],
        order_numbers: vec![order.to_owned()],
        ..named(number, "Somebody")
    };
    directory.upsert(one(1, "+1 (207) 555-0113", "#2001"));
    directory.upsert(one(2, "+1 (207) 555-0188", "#1133"));
    let found = |typed: &str| -> Vec<CustomerId> {
        directory.search(typed, 10).into_iter().map(|hit| hit.id).collect()
    };
    for typed in ["(207) 555-0113", "207 555 0113", "+1 207 555-0113", "555-0113"] {
        assert_eq!(found(typed), [id(1)], "{typed}");
    }
    assert!(found("(207) 555-0199").is_empty());
    assert_eq!(found("1133"), [id(2)]);
}

/// Two records of one customer may call them differently: either name leads to them, and is the one that is shown.
#[test]
fn whoever_has_several_names_is_found_by_each() {
    let mut directory = Directory::new();
    let other_names = vec!["Katarina Lindgren-Holm".to_owned()];
    directory.upsert(Entry { other_names, ..named(1, "Kate Lindgren") });
    directory.upsert(named(2, "Jonas Holm"));
    let first = |typed: &str| {
        let hit = directory.search(typed, 10).into_iter().next().map(|hit| (hit.id, hit.name, hit.matched));
        hit.unwrap_or_else(|| panic!("nobody is found by {typed}"))
    };
    for (typed, shown) in [
        ("katarina", "Katarina Lindgren-Holm"),
        ("lindgren-holm", "Katarina Lindgren-Holm"),
        ("kate", "Kate Lindgren"),
        ("lindgren", "Kate Lindgren"),
    ] {
        assert_eq!(first(typed), (id(1), shown.to_owned(), MatchedField::Name), "{typed}");
    }
    assert_eq!(directory.search("katarina", 10)[0].name_ranges.first(), Some(&(0..8)));
    assert_eq!(directory.get(&id(1)).map(|entry| entry.name), Some("Kate Lindgren".to_owned()));
    // A merge of segments keeps them.
    directory.extend((10..40).map(|number| named(number, "Somebody Else")));
    assert_eq!(directory.search("katarina", 10).len(), 1);
}
