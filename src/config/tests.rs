//! What the file may say, what it must not, and what is said about it.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use rstest::rstest;
use rust_decimal::Decimal;
use serde_json::Value;

use super::*;
use crate::domain::score::TierRule;
use crate::domain::{ActionKind, ApprovalRule, Currency, Money, Phase, Promise, PromiseRule, Role};
use crate::secret::SecretRef;

/// The smallest configuration that is whole.
const SMALLEST: &str =
    "[me]\nemail = 'rep@example.com'\n[crm]\nkind = 'hubspot'\ntoken = { env = 'TOKEN' }\n";

/// Every setting there is, none at its default.
const FULL: &str = r#"
[me]
email = "rep@example.com"
role = "manager"
locale = "de-DE"
[[stores]]
name = "acme"
kind = "shopify"
shop = "Acme.myshopify.com"
token = { file = "~/token" }
base_url = "http://127.0.0.1:9100/shops/acme/"
api_version = "2026-07"
[[stores]]
name = "second"
kind = "shopify"
shop = "second.myshopify.com"
client_id = "0123456789"
client_secret = { command = ["op", "read", "op://shop/secret"] }
[crm]
kind = "hubspot"
token = { keyring = "hubspot" }
base_url = "https://proxy.example.com/hubspot"
api_version = "v3"
[llm]
base_url = "http://localhost:11434/v1"
model = "small"
api_key = { env = "LLM_KEY" }
timeout_seconds = 60
price = { prompt = 0.5, completion = "1.50", currency = "eur" }
requests_per_minute = 30
daily_token_budget = 1_000
monthly_budget = "20 EUR"
max_reply_tokens = 700
answer_cache = "2h"
[[llm.fallback]]
model = "big"
kind = "azure"
base_url = "https://acme.openai.azure.com/"
deployment = "ours"
api_version = "2024-10-21"
api_key = { env = "AZURE_KEY" }
price = { prompt = 2, completion = 8, currency = "EUR" }
[[llm.fallback]]
model = "smaller"
timeout_seconds = 5
price = { prompt = 0, completion = 0, currency = "EUR" }
[llm.purposes]
brief = "small"
brief-support = "small"
brief-sales = "big"
ask = "smaller"
triage = "smaller"
call = "big"
[storage]
path = "~/desk"
cache_ttl = "1h 30m"
[policy]
phase = "observe"
undo_seconds = 0
[[policy.approvals]]
when = { action = ["discount", "win_back"], percent_over = 12.5, amount_over = "99.90" }
role = "admin"
[scores]
horizon_days = 180
discount_percent = 0
tiers = { by = "amount", silver = 100, gold = 300, platinum = 1000 }
tier_margin_percent = 5
refit_days = 0
holdout_percent = 25

[policy.returns]
days = 14
text = "Unworn, within two weeks."
final_sale = ["Gift card"]
exception = "admin"

[[policy.promises]]
promise = "refund"
up_to = 50
currency = "EUR"
percent_up_to = "12.5"
within_days = 30
role = "sales"
[[policy.promises]]
promise = "delivery_date"
within_days = 3
[[policy.sla]]
when = { priority = "high", tier = "gold" }
reply = "30m"
[[policy.sla]]
resolve = "2d"
[policy.hours]
days = "mon-sat"
from = "08:30"
until = "18:00"
zone = "Europe/Berlin"
[[macros]]
name = "Back in stock"
text = "Hello {customer.first_name}, order {order.number}."
status = "Waiting on contact"
priority = "low"
[macros.texts]
de = "Hallo {customer.first_name}, Bestellung {order.number}."

[tui]
start = "cases"
plain = false
theme = "light"
mouse = false
[keys]
accept = "a"
undo = ["u", "ctrl-z"]
"#;

fn folders() -> Folders {
    Folders {
        home: "/home/rep".into(),
        config: "/c".into(),
        data: "/data/deskhand".into(),
        state: "/s".into(),
    }
}

fn parse_in(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    let variable =
        |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    parse(text, Path::new("/etc/deskhand/config.toml"), &folders(), &variable)
}

fn parsed(text: &str) -> Loaded {
    parse_in(text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_key_goes_to_its_own_server_alone() {
    let key = |base_url: &str| {
        let first = "[llm]\nbase_url = 'https://a.example/v1'\nmodel = 'm'\napi_key = { env = 'KEY' }";
        let text = format!("{SMALLEST}{first}\n[[llm.fallback]]\nmodel = 'n'\n{base_url}");
        let llm = parsed(&text).config.llm.expect("a model");
        llm.fallback[0].api_key.is_some()
    };
    assert!(key("") && key("base_url = 'https://a.example/v1/'"), "the same server");
    assert!(!key("base_url = 'https://b.example/v1'") && !key("base_url = 'https://a.example/v2'"));
}

fn complaints(text: &str) -> String {
    parse_in(text, &[]).expect_err("a mistake").to_string()
}

#[test]
fn every_setting_arrives() {
    let config = parsed(FULL).config;
    assert_eq!((config.me.role, config.me.locale.tag()), (Role::Manager, "de-DE"));
    let [acme, second] = &config.stores[..] else { panic!("two stores") };
    assert_eq!(acme.shop, "acme.myshopify.com");
    assert_eq!(acme.credentials, Credentials::Token { token: SecretRef::File("/home/rep/token".into()) });
    assert_eq!(acme.base_url.as_ref().map(BaseUrl::as_str), Some("http://127.0.0.1:9100/shops/acme"));
    assert!(
        matches!(&second.credentials, Credentials::Client { client_id, .. } if client_id == "0123456789")
    );
    let crm = config.crm.unwrap();
    assert_eq!((crm.kind, crm.api_version.as_str()), (CrmKind::Hubspot, "v3"));
    let llm = config.llm.unwrap();
    assert_eq!(
        (llm.timeout, llm.daily_token_budget, llm.max_reply_tokens),
        (Duration::from_secs(60), 1000, 700)
    );
    assert_eq!((llm.requests_per_minute, llm.answer_cache), (Some(30), Duration::from_secs(7200)));
    let eur = |amount| Money::new(amount, Currency::new("EUR").unwrap());
    assert_eq!(llm.monthly_budget, Some(eur(Decimal::from(20))));
    assert_eq!(llm.purposes["ask"], "smaller");
    let [first, azure, smaller] = &llm.models()[..] else { panic!("three models") };
    assert_eq!(
        first.price.map(|price| (price.prompt, price.completion)),
        Some((Decimal::new(5, 1), Decimal::new(150, 2)))
    );
    assert_eq!((azure.kind, azure.deployment.as_deref()), (ModelKind::Azure, Some("ours")));
    assert_eq!(
        (azure.base_url.as_str(), azure.timeout),
        ("https://acme.openai.azure.com", Duration::from_secs(60))
    );
    assert_eq!((&smaller.base_url, &smaller.api_key), (&first.base_url, &first.api_key), "the same server");
    assert_eq!(config.storage.path, Path::new("/home/rep/desk"));
    assert_eq!(config.storage.cache_ttl, Duration::from_secs(5400));
    assert_eq!((config.policy.phase, config.policy.undo_window), (Phase::Observe, Duration::ZERO));
    let rule = |action| ApprovalRule {
        action: Some(action),
        percent_over: Some(Decimal::new(125, 1)),
        amount_over: Some(Decimal::new(9990, 2)),
        outside_policy: false,
        role: Some(Role::Admin),
    };
    let spans: Vec<_> = config.policy.sla.iter().map(|rule| (rule.reply, rule.resolve)).collect();
    let hours = |hours| Some(jiff::SignedDuration::from_hours(hours));
    assert_eq!(spans, [(Some(jiff::SignedDuration::from_mins(30)), None), (None, hours(48))]);
    let open = config.policy.hours.as_ref().expect("hours");
    assert_eq!((open.days, open.from.hour()), ([true, true, true, true, true, true, false], 8));
    assert_eq!(config.tui.start, Start::Cases);
    let exception = ApprovalRule {
        action: None,
        percent_over: None,
        amount_over: None,
        outside_policy: true,
        role: Some(Role::Admin),
    };
    assert_eq!(config.policy.approvals, [exception, rule(ActionKind::Discount), rule(ActionKind::WinBack)]);
    let settings = config.scores.settings;
    assert_eq!((settings.horizon_days, config.scores.refit_days), (180, 0));
    assert!((config.scores.holdout - 0.25).abs() < 1e-9);
    assert_eq!(settings.tiers, TierRule::Amounts([100.0, 300.0, 1000.0]));
    assert!(settings.discount.abs() < 1e-9 && (settings.margin - 0.05).abs() < 1e-9);
    let returns = config.policy.returns.expect("returns");
    assert_eq!((returns.days, &returns.final_sale[..]), (14, &["gift card".to_owned()][..]));
    let refund = PromiseRule {
        promise: Promise::Refund,
        up_to: Some(50.into()),
        percent_up_to: Some("12.5".parse().unwrap()),
        currency: Currency::new("EUR").ok(),
        within_days: Some(30),
        role: Some(Role::Sales),
    };
    let arrival = PromiseRule {
        promise: Promise::DeliveryDate,
        up_to: None,
        percent_up_to: None,
        currency: None,
        within_days: Some(3),
        role: None,
    };
    assert_eq!(config.policy.promises, [refund, arrival]);
    assert_eq!(config.keys["undo"], ["u", "ctrl-z"]);
    assert!(!config.tui.mouse);
}

/// The sample with every line taken in that only its `#` keeps out.
fn sample_with_everything_on() -> String {
    let on = |line: &'static str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest,
        _ => line,
    };
    SAMPLE.lines().map(on).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_samples_defaults_are_those_of_the_code() {
    let written = parsed(&sample_with_everything_on()).settings;
    let with_model = "\n[llm]\nbase_url = 'https://api.openai.com/v1'\nmodel = 'gpt-5-mini'\n";
    let built_in = parsed(&SAMPLE.replacen("\n[llm]\n", with_model, 1)).settings;
    let defaults = built_in.iter().filter(|setting| setting.origin == Origin::Default);
    let mut compared = 0;
    // The storage's folder depends on the user: the sample shows it as an example.
    for default in defaults.filter(|setting| setting.path != "storage.path") {
        let line = written.iter().find(|setting| setting.path == default.path);
        let plain = |value: &str| value.replace('_', "");
        assert_eq!(
            line.map(|setting| plain(&setting.value)),
            Some(plain(&default.value)),
            "{}",
            default.path
        );
        assert!(matches!(line, Some(Setting { origin: Origin::Line(_), .. })), "{}", default.path);
        compared += 1;
    }
    assert_eq!(compared, 21);
}

/// Whichever line is taken in alone: it stands in the table that it is shown in.
#[test]
fn each_setting_of_the_sample_stands_in_its_table() {
    assert_eq!(parsed(SAMPLE).config.llm, None, "a section that sets nothing is none");
    let lines: Vec<&str> = SAMPLE.lines().collect();
    let is_setting = |line: &str| {
        line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let mut table = String::new();
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_matches(['[', ']']).to_owned();
        }
        if !is_setting(line) {
            continue;
        }
        taken += 1;
        let mut text: Vec<&str> = lines.clone();
        text[at] = line.trim_start_matches('#');
        let path = format!("{table}.{}", text[at].split(' ').next().unwrap_or_default());
        let number = at + 1;
        match parse_in(&text.join("\n"), &[]) {
            Ok(loaded) => {
                let path = path.replace("stores.", "stores[0].");
                let found = loaded.settings.iter().find(|setting| setting.origin == Origin::Line(number));
                assert_eq!(found.map(|setting| &setting.path), Some(&path), "line {number}");
            }
            // Of a model one line alone is not enough; what is missing is told of that section.
            Err(ConfigError::Invalid { problems, .. }) => {
                assert!(
                    problems.iter().all(|one| one.path.starts_with("llm.") && path.starts_with("llm.")),
                    "{problems:?}"
                );
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(taken > 15, "{taken}");
}

#[test]
fn what_others_find_wrong_stands_among_the_mistakes_with_its_line() {
    let text = format!(
        "{SMALLEST}[policy]\nphase = 'sugest'\n[tui]\ntheme = 'drak'\n[keys]\naccept = 'hyper-q'\n[[macros]]\nname = 'A'\ntext = 'Hello {{customer.first_nam}}'\n"
    );
    let look = |tui: &Tui, keys: &Keys| {
        assert!(keys.contains_key("accept"));
        let wrong = |setting: &str, what: &str| Wrong {
            setting: setting.to_owned(),
            what: what.to_owned(),
            hint: Some("write another".to_owned()),
        };
        vec![wrong("keys.accept", "is no key"), wrong("tui.theme", &format!("there is no {}", tui.theme))]
    };
    let read = parse_and_look(&text, Path::new("/c.toml"), &folders(), &|_| None, &look);
    let Err(ConfigError::Invalid { problems, .. }) = read else { panic!("it has mistakes") };
    let told: Vec<(Option<usize>, &str)> = problems.iter().map(|one| (one.line, one.path.as_str())).collect();
    let expected = [
        (Some(7), "policy.phase"),
        (Some(9), "tui.theme"),
        (Some(11), "keys.accept"),
        (Some(14), "macros[0].text"),
    ];
    assert_eq!(told, expected, "{problems:?}");
    assert!(problems[3].what.ends_with("write {customer.first_name}"), "{}", problems[3].what);
}

#[test]
fn a_text_in_what_is_no_language_is_a_mistake() {
    let one = "[[macros]]\nname = 'A'\ntext = 'b'\n[macros.texts]\ngerman = 'c'\n";
    let said = parse_in(&format!("{SMALLEST}{one}"), &[]).unwrap_err().to_string();
    assert!(said.contains("`macros[0].texts`: \"german\" is no language; name each by its code"), "{said}");
}

#[test]
fn two_macros_of_one_name_are_a_mistake() {
    let one = "[[macros]]\nname = 'A'\ntext = 'b'\n";
    let said = parse_in(&format!("{SMALLEST}{one}{one}"), &[]).unwrap_err().to_string();
    assert!(
        said.contains("line 10: `macros[1].name`: \"A\" is the name of an earlier macro; give each"),
        "{said}"
    );
}

#[test]
fn the_sample_and_its_examples_obey_the_schema() {
    let validator = jsonschema::validator_for(json_schema().as_value()).unwrap();
    for text in [SAMPLE, &sample_with_everything_on(), FULL, SMALLEST] {
        let json = serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let unknown = format!("{SMALLEST}[storage]\nfolder = 'x'\n");
    let json = serde_json::to_value(toml::from_str::<toml::Value>(&unknown).unwrap()).unwrap();
    assert!(!validator.is_valid(&json), "unknown keys are mistakes for the schema too");
}

#[test]
fn the_schema_knows_the_keys_that_are_read_and_no_others() {
    let mut in_schema = BTreeSet::new();
    properties(json_schema().as_value(), &mut in_schema);
    let mut in_file = BTreeSet::new();
    keys(&serde_json::to_value(toml::from_str::<toml::Value>(FULL).unwrap()).unwrap(), &mut in_file);
    // The keys of `[keys]` are the user's own, and a macro's texts have languages for keys.
    in_file.retain(|key| !["accept", "undo", "de"].contains(&key.as_str()));
    assert_eq!(in_schema, in_file);
}

fn properties(schema: &Value, names: &mut BTreeSet<String>) {
    if let Some(Value::Object(members)) = schema.get("properties") {
        names.extend(members.keys().cloned());
    }
    match schema {
        Value::Object(members) => members.values().for_each(|member| properties(member, names)),
        Value::Array(members) => members.iter().for_each(|member| properties(member, names)),
        _ => {}
    }
}

fn keys(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            names.insert(key.clone());
            keys(value, names);
        }),
        Value::Array(members) => members.iter().for_each(|member| keys(member, names)),
        _ => {}
    }
}

#[rstest]
#[case::purpose_that_is_none(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\n[llm.purposes]\nasks = 'm'",
    "line 10: `llm.purposes.asks`: unknown key, the nearest known one is `ask`"
)]
#[case::model_that_is_none(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'small'\n[llm.purposes]\nask = 'smal'",
    "line 10: `llm.purposes.ask`: \"smal\" is none of small; the nearest known one is \"small\""
)]
#[case::azure_key_elsewhere(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\napi_version = '2024-10-21'",
    "line 9: `llm.api_version`: is for Azure alone"
)]
#[case::azure_version(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\nkind = 'azure'\napi_version = 'v1'",
    "line 10: `llm.api_version`: is not a version of Azure's API"
)]
#[case::fallback_key(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\n[[llm.fallback]]\nmodel = 'n'\nmodle = 'n'",
    "line 11: `llm.fallback[0].modle`: unknown key, the nearest known one is `model`"
)]
#[case::budget_without_a_price(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\nmonthly_budget = '20 USD'",
    "line 9: `llm.monthly_budget`: needs the price of every model"
)]
#[case::two_currencies(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\nmonthly_budget = '20 USD'\nprice = { prompt = 1, completion = 1, currency = 'EUR' }",
    "line 10: `llm.price`: all prices and the month's budget must be of one currency"
)]
#[case::budget_without_a_currency(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\nmonthly_budget = 20",
    "line 9: `llm.monthly_budget`: must be an amount with its currency"
)]
#[case::unknown_key(
    "[llm]\nbase_url = 'https://a.b'\nmodel = 'm'\ntimeout_secs = 3",
    "line 9: `llm.timeout_secs`: unknown key, the nearest known one is `timeout_seconds`"
)]
#[case::unknown_section(
    "[polcy]\nphase = 'suggest'",
    "line 6: `polcy`: unknown key, the nearest known one is `policy`"
)]
#[case::unknown_key_like_nothing("[storage]\nxyz = 1", "line 7: `storage.xyz`: unknown key\n")]
#[case::wrong_type(
    "[policy]\nundo_seconds = '5'",
    "line 7: `policy.undo_seconds`: must be a whole number from 0 to 3600, not a text"
)]
#[case::out_of_range(
    "[policy]\nundo_seconds = -1",
    "line 7: `policy.undo_seconds`: must be a whole number from 0 to 3600\n"
)]
#[case::a_list_that_is_a_table(
    "[stores]\nname = 'acme'",
    "line 6: `stores`: must be a list of tables; write `[[stores]]` above each"
)]
#[case::a_table_that_is_a_text("storage = 'x'", "line 6: `crm.storage`: unknown key")]
#[case::duration_without_unit(
    "[storage]\ncache_ttl = '15'",
    "line 7: `storage.cache_ttl`: must be a span of time with its unit"
)]
#[case::duration_of_no_fixed_length(
    "[storage]\ncache_ttl = '1 month'",
    "must be a span of time with its unit"
)]
#[case::negative_duration("[storage]\ncache_ttl = '-15m'", "must be a span of time with its unit")]
#[case::sla_without_a_span(
    "[[policy.sla]]\nwhen = { priority = 'high' }",
    "`policy.sla[0].reply`: is missing"
)]
#[case::sla_priority(
    "[[policy.sla]]\nwhen = { priority = 'hihg' }\nreply = '1h'",
    "the nearest known one is \"high\""
)]
#[case::hours_turned(
    "[policy.hours]\nfrom = '17:00'\nuntil = '09:00'",
    "`policy.hours.until`: must be later than `from`"
)]
#[case::hours_days(
    "[policy.hours]\ndays = 'weekdays'\nfrom = '09:00'\nuntil = '17:00'",
    "must be days of the week"
)]
#[case::hours_time(
    "[policy.hours]\nfrom = '9'\nuntil = '17:00'",
    "`policy.hours.from`: must be a time of the day"
)]
#[case::hours_zone("[policy.hours]\nfrom = '09:00'\nuntil = '17:00'\nzone = 'Berlin'", "is no time zone")]
#[case::start("[tui]\nstart = 'case'", "the nearest known one is \"cases\"")]
#[case::number_for_duration("[storage]\ncache_ttl = 15", "must be a span of time with its unit")]
#[case::storage_on_a_server(
    "[storage]\nurl = 'postgres://db'",
    "line 7: `storage.url`: storage on a server is not supported by this version yet"
)]
#[case::somebody_elses_home("[storage]\npath = '~other/desk'", "only `~/…` is understood")]
#[case::plain_http(
    "base_url = 'http://hubspot.example.com'",
    "line 6: `crm.base_url`: plain http is allowed on this machine only; use https"
)]
#[case::http_on_a_host_that_only_begins_like_loopback(
    "base_url = 'http://127.0.0.1.example.com'",
    "plain http is allowed on this machine only"
)]
#[case::no_scheme("base_url = 'api.example.com'", "`crm.base_url`: is not an address")]
#[case::file_address("base_url = 'file:///tmp'", "`crm.base_url`: names no host")]
#[case::ftp("base_url = 'ftp://example.com'", "must begin with https://")]
#[case::query("base_url = 'https://example.com/?a=b'", "no `?` and no `#`")]
#[case::later_store(
    "[[stores]]\nname = 'b'\nkind = 'bigcommerce'\nstore_hash = 'x'",
    "line 8: `stores[0].kind`: \"bigcommerce\" is not supported by this version yet; use \"shopify\""
)]
#[case::secret_of_a_misspelt_kind(
    "[[stores]]\nname = 'b'\nkind = 'shopfy'\ntoken = 'shpat_00000000000000000000'",
    "line 9: `stores[0].token`: a secret must not stand in the configuration"
)]
#[case::later_marketing(
    "[marketing]\nkind = 'klaviyo'\ntoken = { env = 'K' }",
    "line 7: `marketing.kind`: \"klaviyo\" is not supported by this version yet"
)]
#[case::misspelt_kind("[marketing]\nkind = 'klavio'", "the nearest known one is \"klaviyo\"")]
#[case::misspelt_phase(
    "[policy]\nphase = 'sugest'",
    "line 7: `policy.phase`: \"sugest\" is none of observe, suggest, automate; the nearest known one is \"suggest\""
)]
#[case::misspelt_action(
    "[[policy.approvals]]\nwhen = { action = 'discuont' }\nrole = 'manager'",
    "line 7: `policy.approvals[0].when.action`"
)]
#[case::rule_without_when(
    "[[policy.approvals]]\nrole = 'manager'",
    "line 6: `policy.approvals[0].when`: is missing"
)]
#[case::percentage(
    "[[policy.approvals]]\nwhen = { percent_over = 101 }\nrole = 'manager'",
    "must be a percentage from 0 to 100"
)]
#[case::condition_that_nobody_judges(
    "[[policy.approvals]]\nwhen = { tier = 'gold' }\nrole = 'manager'",
    "line 7: `policy.approvals[0].when.tier`: unknown key"
)]
#[case::misspelt_promise(
    "[[policy.promises]]\npromise = 'refnud'",
    "line 7: `policy.promises[0].promise`: \"refnud\" is none of refund, store_credit, replacement, return_label, free_shipping, delivery_date; the nearest known one is \"refund\""
)]
#[case::discount_is_no_promise(
    "[[policy.promises]]\npromise = 'discount'",
    "\"discount\" is no promise; a discount is an offer: `[[policy.approvals]]` says how much goes through"
)]
#[case::promise_of_nothing(
    "[[policy.promises]]\nup_to = 5",
    "line 6: `policy.promises[0].promise`: is missing"
)]
#[case::delivery_some_day(
    "[[policy.promises]]\npromise = 'delivery_date'",
    "`policy.promises[0].within_days`: is missing"
)]
#[case::bound_of_another_promise(
    "[[policy.promises]]\npromise = 'free_shipping'\nup_to = 5",
    "`policy.promises[0].up_to`: says nothing of this promise"
)]
#[case::promise_with_a_misspelt_bound(
    "[[policy.promises]]\npromise = 'refund'\nupto = 5",
    "`policy.promises[0].upto`: unknown key, the nearest known one is `up_to`"
)]
#[case::key_without_keys(
    "[keys]\naccept = []",
    "line 7: `keys.accept`: must be a text or a list of texts, not a list"
)]
#[case::store_without_way_in(
    "[[stores]]\nname = 'a'\nkind = 'shopify'\nshop = 'a.b'",
    "line 6: `stores[0].token`: is missing; add `token = { env = \"SHOPIFY_TOKEN\" }`"
)]
#[case::two_ways_in(
    "[[stores]]\nname = 'a'\nkind = 'shopify'\nshop = 'a.b'\ntoken = { env = 'A' }\nclient_id = 'x'",
    "there are two ways to come in"
)]
#[case::half_a_way_in(
    "[[stores]]\nname = 'a'\nkind = 'shopify'\nshop = 'a.b'\nclient_id = 'x'",
    "`stores[0].client_secret`: is missing; both belong together"
)]
#[case::shop_as_address(
    "[[stores]]\nname = 'a'\nkind = 'shopify'\nshop = 'https://a.b'\ntoken = { env = 'A' }",
    "line 9: `stores[0].shop`: must be the domain alone"
)]
#[case::shop_without_domain(
    "[[stores]]\nname = 'a'\nkind = 'shopify'\nshop = 'acme'\ntoken = { env = 'A' }",
    "is not a whole domain"
)]
#[case::name_for_humans(
    "[[stores]]\nname = 'Acme GmbH'\nkind = 'shopify'\nshop = 'a.b'\ntoken = { env = 'A' }",
    "line 7: `stores[0].name`: must be made of a-z, 0-9, - and _"
)]
#[case::unquoted("theme = light", "line 6: this is not TOML: ")]
#[case::twice("kind = 'hubspot'", "line 6: this is not TOML: duplicate key")]
fn a_mistake_is_named(#[case] added: &str, #[case] expected: &str) {
    let text = complaints(&format!("{SMALLEST}{added}\n")) + "\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn two_stores_may_not_share_a_name() {
    let store = "[[stores]]\nname = 'a'\nkind = 'shopify'\nshop = 'a.b'\ntoken = { env = 'A' }\n";
    let text = complaints(&format!("{SMALLEST}{store}{store}"));
    assert!(text.contains("line 12: `stores[1].name`: \"a\" is the name of an earlier store"), "{text}");
}

#[test]
fn what_is_missing_is_said_with_what_to_add() {
    let text = complaints("");
    assert!(text.contains("`me.email`: is missing; add `email = \"rep@example.com\"`"), "{text}");
    assert!(text.contains("neither a store nor a CRM is set"), "{text}");
}

#[test]
fn all_mistakes_are_reported_by_line() {
    let Err(ConfigError::Invalid { problems, .. }) =
        parse_in("[me]\nemail = 3\nrole = 'boss'\n[tui]\nmice = 1\n", &[])
    else {
        panic!("mistakes")
    };
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(2), Some(3), Some(5), None]);
}

#[test]
fn a_variable_goes_before_the_file_and_is_named() {
    let text = format!("{SMALLEST}[storage]\ncache_ttl = '1h'\n");
    let set = [
        ("DESKHAND_STORAGE_CACHE_TTL", "2m"),
        ("DESKHAND_POLICY_UNDO_SECONDS", "0"),
        ("DESKHAND_CRM_TOKEN", "x"),
    ];
    let loaded = parse_in(&text, &set).unwrap();
    assert_eq!(loaded.config.storage.cache_ttl, Duration::from_secs(120));
    assert_eq!(loaded.config.policy.undo_window, Duration::ZERO);
    // A variable of that name may well be the one that a reference names.
    assert_eq!(loaded.config.crm.unwrap().token, SecretRef::Env("TOKEN".into()));
    let origin = loaded.settings.iter().find(|setting| setting.path == "storage.cache_ttl").unwrap();
    assert_eq!(origin.origin.to_string(), "environment DESKHAND_STORAGE_CACHE_TTL");
    let wrong = parse_in(&text, &[("DESKHAND_TUI_MOUSE", "maybe")]).unwrap_err().to_string();
    assert!(
        wrong.contains("`tui.mouse`: must be true or false") && wrong.contains("DESKHAND_TUI_MOUSE"),
        "{wrong}"
    );
}

#[test]
fn relative_paths_start_at_the_files_folder() {
    let loaded = parsed(&format!("{SMALLEST}[storage]\npath = 'desk'\n"));
    assert_eq!(loaded.config.storage.path, Path::new("/etc/deskhand/desk"));
}

/// Every place where somebody may write a secret by mistake; `@` stands for it.
const PLACES: [&str; 14] = [
    "token = '@'",
    "token = @",
    "token = \"@",
    "token = ['@']",
    "token = { env = '@' }",
    "token = { keyring = '@' }",
    "token = { file = '@' }",
    "token = { value = '@' }",
    "token = { @ = 'env' }",
    "token = { env = 'A', keyring = '@' }",
    "token = { command = '@' }",
    "kind = '@'",
    "@ = 'token'",
    "base_url = 'https://user:@@api.example.com'",
];

proptest! {
    #[test]
    fn a_secret_is_refused_and_never_repeated(
        secret in prop_oneof!["shpat_[0-9a-f]{16,40}", "pat-na1-[0-9a-f]{8}-[0-9a-f]{12}", "sk-[A-Za-z0-9]{24,60}", "[a-z0-9]{10}[0-9][a-z][a-z0-9]{12,40}"],
        place in 0..PLACES.len(),
    ) {
        let line = PLACES[place].replacen('@', &secret, 1);
        let text = format!("[me]\nemail = 'rep@example.com'\n[crm]\n{line}\n");
        let error = parse_in(&text, &[]).expect_err("a mistake");
        let said = format!("{error} {error:?}");
        prop_assert!(!said.contains(&secret), "{}", said);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}", cut in 0..FULL.len()) {
        let _ = parse_in(&text, &[]);
        let mut damaged = FULL.to_owned();
        damaged.truncate(cut);
        damaged.push_str(&text);
        let _ = parse_in(&damaged, &[]);
    }
}

fn locale_of(line: &str, environment: &[(&str, &str)]) -> Result<String, String> {
    let text = SMALLEST.replace("[crm]", &format!("{line}\n[crm]"));
    let loaded = parse_in(&text, environment).map_err(|error| error.to_string())?;
    Ok(loaded.config.me.locale.tag().to_owned())
}

#[rstest]
#[case::set("locale = 'de-DE'", &[("LANG", "fr_FR.UTF-8")], "de-DE")]
#[case::of_the_environment("", &[("LANG", "fr_FR.UTF-8")], "fr-FR")]
#[case::the_stronger_variable("", &[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "C")], "en")]
#[case::an_environment_of_nowhere("", &[("LANG", "tlh")], "en")]
#[case::of_our_own_variable("locale = 'de-DE'", &[("DESKHAND_ME_LOCALE", "nl"), ("LANG", "fr_FR")], "nl")]
#[case::nothing("", &[], "en")]
fn values_are_written_for_the_rep(
    #[case] line: &str,
    #[case] environment: &[(&str, &str)],
    #[case] tag: &str,
) {
    assert_eq!(locale_of(line, environment).as_deref(), Ok(tag));
}

#[rstest]
#[case("locale = 'german'")]
#[case("locale = 'xx'")]
#[case("locale = ''")]
fn a_locale_of_nowhere_is_a_mistake(#[case] line: &str) {
    let complaint = locale_of(line, &[]).unwrap_err();
    let wanted = "line 3: `me.locale`: names no language whose way of writing dates and amounts is known; for example \"de-DE\" or \"en-GB\"";
    assert!(complaint.contains(wanted), "{complaint}");
    assert!(
        locale_of("locale = 3", &[]).unwrap_err().contains("`me.locale`: must be a text, not a whole number")
    );
}
