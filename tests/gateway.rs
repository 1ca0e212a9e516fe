//! The gateway from outside: what is masked, what comes back, what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use deskhand::gateway::{Kind, Known, Masker, mask_stream};
use proptest::prelude::*;
use rstest::rstest;

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

fn customer() -> Known {
    Known {
        names: strings(&["Zoë Müller-Lüdenscheidt", "Will May"]),
        emails: strings(&["zoe.mueller@kestrel-outdoor.example"]),
        phones: strings(&["+44 7911 123456", "(555) 010-4477"]),
        addresses: strings(&["12 Alder Street, Flat 4, Thornbury, BS35 2AB"]),
        companies: strings(&["Kestrel Outdoor GmbH"]),
        handles: strings(&["@zoeclimbs"]),
    }
}

#[rstest]
#[case::full("Zoë Müller-Lüdenscheidt")]
#[case::shouted("ZOË MÜLLER-LÜDENSCHEIDT")]
#[case::plain_letters("zoe muller ludenscheidt")]
#[case::spelled_out("Zoe Mueller-Luedenscheidt")]
#[case::reversed("Müller-Lüdenscheidt, Zoë")]
#[case::broken_line("Zoë Müller-\nLüdenscheidt")]
#[case::given_name("zoë")]
#[case::surname_part("Lüdenscheidt")]
#[case::initial("Z. Müller-Lüdenscheidt")]
#[case::full_width("Ｚｏｅ Ｍｕｌｌｅｒ")]
#[case::invisible("Z\u{200b}o\u{ad}ë")]
#[case::decomposed("Zoe\u{308}")]
#[case::look_alike("Z\u{43e}ë")]
#[case::glued("ZoeMuller")]
#[case::underscores("zoe_muller_ludenscheidt")]
#[case::email("zoe.mueller@kestrel-outdoor.example")]
#[case::email_shouted("ZOE.MUELLER@KESTREL-OUTDOOR.EXAMPLE")]
#[case::email_tagged("zoe.mueller+spam@kestrel-outdoor.example")]
#[case::email_spelled("zoe.mueller (at) kestrel-outdoor (dot) example")]
#[case::email_in_words("zoe.mueller at kestrel-outdoor dot example")]
#[case::email_invisible("zoe.mueller\u{200b}@kestrel-outdoor.example")]
#[case::email_look_alike("zo\u{435}.mu\u{435}ller@kestrel-outdoor.example")]
#[case::email_full_width("zoe.mueller＠kestrel-outdoor.example")]
#[case::phone("+44 7911 123456")]
#[case::phone_national("07911 123 456")]
#[case::phone_trunk("+44 (0)7911-123456")]
#[case::phone_zeros("00447911123456")]
#[case::phone_dots("07911.12.34.56")]
#[case::phone_broken("07911\n123456")]
#[case::phone_digits_of_another_script("٠٧٩١١ ١٢٣٤٥٦")]
#[case::phone_local("555-010-4477")]
#[case::phone_with_country("+1 555 010 4477")]
#[case::phone_bare("5550104477")]
#[case::address("12 Alder Street, Flat 4, Thornbury, BS35 2AB")]
#[case::address_short("12 Alder St.")]
#[case::address_shouted("12 ALDER STREET")]
#[case::street("Alder Street")]
#[case::town("Thornbury")]
#[case::post_code("bs352ab")]
#[case::company("Kestrel Outdoor")]
#[case::company_full("KESTREL OUTDOOR GMBH")]
#[case::handle("@zoeclimbs")]
#[case::handle_bare("zoeclimbs")]
#[case::handle_shouted("ZoeClimbs")]
fn a_known_value_is_masked_in_every_writing(#[case] written: &str) {
    for text in [written.to_owned(), format!("note: {written}, ok"), format!("({written})")] {
        let masked = Masker::new(&customer()).mask(&text);
        let covered = |i: usize| masked.spans.iter().any(|s| s.start <= i && i < s.end);
        let left: String = text.chars().enumerate().filter(|(i, _)| !covered(*i)).map(|(_, c)| c).collect();
        let left = left.replace("note: ", "").replace(", ok", "");
        assert!(!left.chars().any(char::is_alphanumeric), "{left:?} is left of {text:?}: {}", masked.text);
    }
}

#[rstest]
#[case("May I return the tent? I will send it in May, or on May 3.")]
#[case("Will you refund me? It may be late.")]
#[case("We will ship in May. Will it arrive?")]
#[case("Order #1042 (5550104999) was 299.97 USD, SKU TENT-2P-RED, tracking 1Z958F857362323477.")]
#[case("The Summit Two Tent is in stock; delivered on 2026-05-14.")]
#[case("order 4299221740380829 placed 12.03.2026 for €1.049,00")]
fn what_must_stay_readable_stays(#[case] text: &str) {
    assert_eq!(Masker::new(&customer()).mask(text).text, text);
}

#[rstest]
#[case("Hi, Will here again", "Will")]
#[case("Regards,\nWill", "Will")]
#[case("I spoke to Will about it", "Will")]
#[case("hi will, thanks", "will")]
#[case("will may ordered it", "will may")]
#[case("Mr May called", "May")]
fn a_name_that_is_a_word_is_masked_where_it_is_a_name(#[case] text: &str, #[case] name: &str) {
    let masked = Masker::new(&customer()).mask(text);
    let at = text.find(name).expect("the case holds its name");
    let covers = masked.spans.iter().any(|s| s.start <= at && at + name.len() <= s.end);
    assert!(covers, "{}", masked.text);
}

#[test]
fn names_in_scripts_without_spaces_are_masked() {
    let known =
        Known { names: strings(&["山田 花子", "김민수", "ليلى حداد"]), ..Known::default() };
    for text in ["山田花子様、こんにちは", "こんにちは、花子です", "저는 김민수입니다", "مرحبا، أنا ليلى"]
    {
        let masked = Masker::new(&known).mask(text);
        assert_eq!(masked.spans.len(), 1, "{}", masked.text);
    }
}

#[test]
fn one_value_has_one_placeholder_in_any_writing() {
    let mut masker = Masker::new(&customer());
    let first = masker.mask("+44 7911 123456 and a.b@example.com and Zoë").text;
    let second = masker.mask("07911123456, A.B+x@EXAMPLE.com, ZOE").text;
    assert_eq!(first, "[PHONE_1] and [EMAIL_1] and [PERSON_1]");
    assert_eq!(second, "[PHONE_1], [EMAIL_1], [PERSON_1]");
}

#[rstest]
#[case("[EMAIL_1]", "a@example.com")]
#[case("[email_1]", "a@example.com")]
#[case("**[EMAIL_1]**", "**a@example.com**")]
#[case("[**EMAIL_1**]", "a@example.com")]
#[case("[EMAIL\\_1]", "a@example.com")]
#[case("[ EMAIL 1 ]", "a@example.com")]
#[case("[EMAIL_\n1]", "a@example.com")]
#[case("［ＥＭＡＩＬ＿１］", "a@example.com")]
#[case("【EMAIL_1】", "a@example.com")]
#[case("<EMAIL_1>", "a@example.com")]
#[case("{EMAIL_1}", "a@example.com")]
#[case("[[EMAIL_1]]", "a@example.com")]
#[case("EMAIL_1", "a@example.com")]
#[case("EMAIL 1", "a@example.com")]
#[case("`email_1`", "`a@example.com`")]
#[case("(EMAIL_1)", "(a@example.com)")]
#[case("[E\u{200b}MAIL_1]", "a@example.com")]
fn a_mangled_placeholder_is_restored(#[case] written: &str, #[case] restored: &str) {
    let mut masker = Masker::new(&Known::default());
    masker.mask("a@example.com and b@example.com");
    let answer = format!("Write to {written} today, [EMAIL_2]");
    let expected = format!("Write to {restored} today, b@example.com");
    assert_eq!(masker.unmask(&answer).as_deref(), Ok(expected.as_str()));
}

#[rstest]
#[case("[EMAIL_3]")]
#[case("[PERSON_1]")]
#[case("EMAIL_12")]
#[case("[CUSTOMER_1]")]
#[case("[EMAIL]")]
#[case("[EMAIL_0]")]
fn an_invented_placeholder_blocks_display(#[case] invented: &str) {
    let mut masker = Masker::new(&Known::default());
    masker.mask("a@example.com and b@example.com");
    assert!(masker.unmask(&format!("Dear {invented}, hello")).is_err());
}

#[rstest]
#[case("see [1] and [Step 2], e-mail 1 of 2; the person 1st in line")]
#[case("A person 1 metre away [sic] <b>bold</b>")]
#[case("slots {order:1001.total} stay")]
fn prose_is_no_placeholder(#[case] text: &str) {
    assert_eq!(Masker::new(&Known::default()).unmask(text).as_deref(), Ok(text));
}

#[test]
fn a_placeholder_that_a_customer_typed_stands_for_itself() {
    let mut masker = Masker::new(&Known::default());
    let text = "I am [EMAIL_1], PERSON 2, a@example.com";
    let masked = masker.mask(text).text;
    assert_eq!(masked, "I am [LITERAL_1], [LITERAL_2], [EMAIL_1]");
    assert_eq!(masker.unmask(&masked).as_deref(), Ok(text));
}

/// What is not covered by a span, letters and digits only.
fn readable(text: &str) -> String {
    let masked = Masker::new(&Known::default()).mask(text);
    let covered = |i: usize| masked.spans.iter().any(|s| s.start <= i && i < s.end);
    text.chars().enumerate().filter(|(i, c)| !covered(*i) && c.is_alphanumeric()).map(|(_, c)| c).collect()
}

#[rstest]
#[case::percent("anna.lee%40example.com")]
#[case::entity("anna.lee&#64;example.com")]
#[case::named_entity("anna.lee&commat;example&period;com")]
#[case::json(r"anna.lee\u0040example.com")]
#[case::base64("YW5uYS5sZWVAZXhhbXBsZS5jb20=")]
#[case::invisible("an\u{200b}na.l\u{ad}ee@exam\u{2060}ple.com")]
#[case::look_alike("аnnа.lее@ехample.com")]
#[case::full_width("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ")]
#[case::spaced("anna . lee @ example . com")]
#[case::in_brackets("anna.lee{at}example{dot}com")]
#[case::punycode("anna@xn--r8jz45g.jp")]
#[case::phone_in_words("zero seven nine one one, one two three four five six")]
#[case::phone_figure_by_figure("0 7 9 1 1 1 2 3 4 5 6")]
#[case::phone_full_width("+４４ ７９１１ １２３４５６")]
#[case::card_figure_by_figure("4 1 1 1  1 1 1 1  1 1 1 1  1 1 1 1")]
#[case::card_in_words("four one one one, one one one one, one one one one, one one one one")]
#[case::card_dots("4111.1111.1111.1111")]
#[case::iban_apart("DE 89 3704 0044 0532 0130 00")]
fn a_disguised_value_is_masked(#[case] written: &str) {
    assert_eq!(readable(written), "", "{}", Masker::new(&Known::default()).mask(written).text);
}

#[rstest]
#[case::glued_values("zoeclimbsDE89 370400440532013000")]
#[case::encoded_known("zoe%2Emueller%40kestrel-outdoor.example")]
#[case::escaped_known(r"Zo\u00eb M\u00fcller-L\u00fcdenscheidt")]
#[case::many_glued("ZOË\u{ad}ZOË\u{ad}ZOË\u{ad}ZOË\u{ad}ZOË\u{ad}ZOË\u{ad}ZOË\u{ad}ZOË")]
#[case::cards_side_by_side("4111 1111 1111 1111     4111 1111 1111 1111")]
#[case::after_a_placeholder("[PERSON_1]+44 7911 123456")]
fn what_masking_uncovers_is_masked_too(#[case] text: &str) {
    let mut masker = Masker::new(&customer());
    let masked = masker.mask(text).text;
    assert_eq!(masker.scan(masked.as_bytes()), Ok(()), "{masked}");
    assert!(masker.unmask(&masked).is_ok());
}

#[test]
fn the_number_of_a_placeholder_completes_no_known_value() {
    let masker = Masker::new(&customer());
    assert_eq!(masker.scan(b"[PERSON_4], Flat and [PERSON_12] Alder"), Ok(()));
}

#[test]
fn the_head_of_a_long_word_in_a_stream_is_no_placeholder() {
    let mut masker = Masker::new(&Known::default());
    masker.mask("a@example.com");
    let answer = "EMAIL 1EMAIL ".repeat(40);
    let mut unmasker = masker.unmasker();
    let mut out = String::new();
    for piece in answer.as_bytes().chunks(7) {
        let piece = std::str::from_utf8(piece).expect("ASCII");
        out.push_str(&unmasker.feed(piece).expect("nothing is named"));
    }
    out.push_str(&unmasker.finish().expect("nothing is named"));
    assert_eq!(Ok(out), masker.unmask(&answer));
}

/// Grows with the length and no faster, or this test never ends.
#[rstest]
#[case("1 ")]
#[case("@")]
#[case("a@a.")]
#[case("Anna-")]
#[case("Anna ")]
#[case("[[EMAIL")]
#[case("%40")]
#[case("12 34 ")]
#[case("12 Alder Street, ")]
#[case("http://a.b?c=")]
#[case("山田")]
#[case("one two ")]
fn a_long_run_of_one_thing_is_read_in_its_length(#[case] piece: &str) {
    let text = piece.repeat(200_000 / piece.len());
    let masked = Masker::new(&customer()).mask(&text);
    assert!(masked.spans.iter().all(|span| span.start < span.end));
}

#[test]
fn lines_of_many_megabytes_and_broken_bytes_are_masked() {
    let mut input = "I wrote to a@example.com about it. ".repeat(60_000).into_bytes();
    input.extend_from_slice(b"\n\xf0\x9f b@example.com \xc3\x28\n");
    let mut output = Vec::new();
    assert!(mask_stream(&input[..], &mut output, Vec::new(), false).expect("memory does not fail"));
    let output = String::from_utf8(output).expect("what comes out is text");
    assert!(!output.contains("@example"));
    assert!(output.ends_with("[EMAIL_2] \u{fffd}(\n"), "{:?}", &output[output.len() - 40..]);
}

#[test]
fn brackets_of_the_text_come_back() {
    let mut masker = Masker::new(&Known::default());
    for text in ["[a@example.com]", "[[a@example.com]] and a@example.com", "[a@example.com ]"] {
        let masked = masker.mask(text).text;
        assert_eq!(masker.unmask(&masked).as_deref(), Ok(text), "{masked}");
    }
}

#[rstest]
#[case::plain(r#"{"content":"call 07911 123456"}"#)]
#[case::escaped(r#"{"content":"call \u0030\u0037911 123456"}"#)]
#[case::name_after_a_newline(r#"{"content":"hello\nZo\u00eb"}"#)]
#[case::percent(r#"{"content":"https://x.example/?q=zoe.mueller%40kestrel-outdoor.example"}"#)]
#[case::json_in_json(r#"{"content":"{\"phone\":\"\\u002b44 7911 123456\"}"}"#)]
#[case::key(r#"{"zoe.mueller@kestrel-outdoor.example":1}"#)]
#[case::number(r#"{"phone":447911123456}"#)]
#[case::split_over_a_list(r#"{"lines":["07911","123456"]}"#)]
#[case::someone_elses_email(r#"{"content":"x.y@example.org"}"#)]
#[case::someone_elses_card(r#"{"content":"card 4111 1111 1111 1111"}"#)]
#[case::events("data: {\"content\":\"Zo\\u00eb\"}\n\n")]
#[case::no_json("zoe.mueller@kestrel-outdoor.example")]
fn the_last_scan_refuses_what_is_left(#[case] body: &str) {
    let leak = Masker::new(&customer()).scan(body.as_bytes()).expect_err("a value is in there");
    let said = format!("{leak} {leak:?}").to_lowercase();
    assert!(!said.contains("zoe") && !said.contains("7911") && !said.contains('@'), "{said}");
}

#[test]
fn the_last_scan_passes_what_is_masked() {
    let mut masker = Masker::new(&customer());
    let text = "Zoë (zoe.mueller@kestrel-outdoor.example, 07911 123456) of 12 Alder Street: May I? order 4299221740380829";
    let masked = masker.mask(text).text;
    let messages = serde_json::json!([{"role": "user", "content": masked}]);
    let body = serde_json::json!({"model": "m", "messages": messages, "max_completion_tokens": 800});
    assert_eq!(masker.scan(body.to_string().as_bytes()), Ok(()));
}

#[test]
fn lines_of_json_are_masked_and_bad_ones_named() {
    let input = concat!(
        r#"{"id":7,"text":"é Zoë: 07911 123456","known":{"names":["Zoë"],"phones":["+447911123456"]}}"#,
        "\n\nnot json\n{\"id\":\"x\"}\n",
        r#"{"id":"b","text":"a@example.com"}"#
    );
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    let all_good =
        mask_stream(input.as_bytes(), &mut output, &mut complaints, true).expect("memory does not fail");
    let output = String::from_utf8(output).expect("JSON is UTF-8");
    let lines: Vec<serde_json::Value> =
        output.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(lines[0]["masked"], "é [PERSON_1]: [PHONE_1]");
    let spans = serde_json::json!([
        {"start": 2, "end": 5, "type": "PERSON"},
        {"start": 7, "end": 19, "type": "PHONE"}
    ]);
    assert_eq!(lines[0]["spans"], spans);
    assert_eq!(lines[1]["id"], "b");
    let complaints = String::from_utf8(complaints).expect("complaints are text");
    assert!(!all_good && complaints.contains("line 3:") && complaints.contains("line 4:"), "{complaints}");
}

#[test]
fn plain_lines_keep_what_is_no_utf8() {
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    let input = b"to a@example.com \xff ok\r\nA@EXAMPLE.COM";
    assert!(mask_stream(&input[..], &mut output, &mut complaints, false).expect("memory does not fail"));
    assert_eq!(String::from_utf8_lossy(&output), "to [EMAIL_1] \u{fffd} ok\r\n[EMAIL_1]");
}

#[test]
fn debug_shows_no_value() {
    let known = customer();
    let masked = Masker::new(&known).mask("zoeclimbs Zoë 07911 123456");
    let shown = format!("{known:?} {masked:?} {:?}", Masker::new(&known));
    assert!(!shown.contains("Zo") && !shown.contains("7911") && !shown.contains("climbs"), "{shown}");
}

#[test]
fn counts_say_how_much_of_each_kind() {
    let mut masker = Masker::new(&customer());
    masker.mask("Zoë and Zoë, a@example.com");
    assert_eq!(masker.counts().get(&Kind::Person), Some(&2));
    assert_eq!(masker.counts().get(&Kind::Email), Some(&1));
}

/// What recognisers look around at, so that each of them meets an edge of the text.
const FRAGMENTS: [&str; 40] = [
    ".",
    "'",
    "-",
    " ",
    "\n",
    ",",
    "Anna",
    "Will",
    "May",
    "12",
    "St",
    "Via",
    "P.O. Box",
    "+",
    "(",
    ")",
    "0",
    "7911",
    "123456",
    "@",
    " at ",
    " dot ",
    "com",
    "[",
    "]",
    "EMAIL",
    "_1",
    "Mr",
    "É",
    "ß",
    "\u{301}",
    "\u{200b}",
    "日本",
    "様",
    "١٢",
    "#",
    "DE89",
    "https://",
    "::1",
    "the corner of",
];

const PIECES: [&str; 18] = [
    "Zoë Müller-Lüdenscheidt",
    "a@example.com",
    "b.c@example.org",
    "+44 7911 123456",
    "[EMAIL_1]",
    "order",
    "#1042",
    "1. Tent,",
    "PERSON 1",
    "€12.50",
    "203.0.113.7",
    "[",
    "]",
    "EMAIL",
    "_1",
    "\n",
    "日本",
    "(see",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_ordered_and_in_range(text in ".{0,120}") {
        let masked = Masker::new(&customer()).mask(&text);
        let length = text.chars().count();
        let mut end = 0;
        for span in &masked.spans {
            prop_assert!(end <= span.start && span.start < span.end && span.end <= length);
            end = span.end;
        }
    }

    #[test]
    fn fragments_in_any_order_are_read(words in prop::collection::vec(prop::sample::select(&FRAGMENTS[..]), 0..14)) {
        let text = words.concat();
        let masked = Masker::new(&customer()).mask(&text);
        prop_assert!(masked.spans.iter().all(|s| s.start < s.end && s.end <= text.chars().count()));
    }

    #[test]
    fn masked_text_comes_back(words in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12)) {
        let text = words.join(" ");
        let mut masker = Masker::new(&customer());
        let masked = masker.mask(&text);
        let back = masker.unmask(&masked.text);
        prop_assert_eq!(back.as_deref(), Ok(text.as_str()));
        prop_assert!(masker.scan(masked.text.as_bytes()).is_ok());
    }

    #[test]
    fn pieces_are_restored_as_the_whole(cuts in prop::collection::vec(1usize..9, 1..60)) {
        let mut masker = Masker::new(&Known::default());
        masker.mask("a@example.com, b@example.com, 203.0.113.7, card 4111 1111 1111 1111");
        let answer = "Dear **[EMAIL_1]**, (EMAIL_2) paid with [CREDIT_\nCARD_1] from IP_ADDRESS 1. \
                      See [1], {order:1.total} and Credit for ［email＿2］ EMAIL_1";
        let whole = masker.unmask(answer);
        let mut unmasker = masker.unmasker();
        let mut out = String::new();
        let characters: Vec<char> = answer.chars().collect();
        let mut at = 0;
        for cut in cuts.iter().cycle() {
            if at >= characters.len() {
                break;
            }
            let to = (at + cut).min(characters.len());
            let piece: String = characters[at..to].iter().collect();
            out.push_str(&unmasker.feed(&piece).expect("known placeholders"));
            at = to;
        }
        out.push_str(&unmasker.finish().expect("known placeholders"));
        prop_assert_eq!(Ok(out), whole);
    }
}
