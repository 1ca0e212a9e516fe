//! What words give away, in figures that policy can judge: a percentage, an amount off the price, money back. Whoever words it
//! (a draft that was edited, a task or note of one's own), the figures in the words are what is offered.

mod title;
mod whole;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::literal::amount;
use super::number;
use super::promise::own;
use super::sentence::{self, Part, Sentence, pieces};
use crate::domain::Promise;
use crate::domain::action::Offer;
use crate::domain::money::{Currency, Money};

pub use title::retitled;
pub use whole::gives_whole_back;

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern; every test compiles it")
}

/// Something off the price.
static OFF: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:discount\w*|rebate|off|voucher|coupon|promo\w*|code|half price|reduc\w+|cheaper|allowance|rabatt\w*|nachlass|gutschein\w*|ermäßig\w*|réduc\w*|remise\w*|bon d.achat|descuento\w*|rebaja\w*|sconto\w*|korting\w*)\b|割引|値引",
    )
});

/// Money that goes back, or is given to be spent.
static BACK: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:refund\w*|reimburs\w*|compensat\w*|goodwill|credit(?:s|ed|ing)?|gift card|back|erstatt\w*|rückerstatt\w*|zurück\w*|gutschrift\w*|gutschreib\w*|vergüt\w*|kulanz\w*|rembours\w*|avoir|reembols\w*|devolv\w*|devuelv\w*|rimbors\w*|terugbetal\w*)\b|返金",
    )
});

/// What is given to be spent in the shop.
static TO_SPEND: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:goodwill|credit(?:s|ed|ing)?|gift card|voucher|gutschrift\w*|gutschreib\w*|gutschein\w*|kulanz\w*|avoir|bon d.achat)\b",
    )
});

/// Money that goes back to whoever paid it.
static RETURNED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:refund\w*|reimburs\w*|back|erstatt\w*|rückerstatt\w*|zurück\w*|vergüt\w*|rembours\w*|reembols\w*|devolv\w*|devuelv\w*|rimbors\w*|terugbetal\w*)\b|返金",
    )
});

/// Where somebody, and no money, comes back: `call her back`, `get back to them`, `zurückrufen`.
static COMES_BACK: LazyLock<Regex> = LazyLock::new(|| {
    let called = r"\b(?:call\w*|phone\w*|ring|rang|win|welcome)(?: [\p{L}']+){0,2}? back\b";
    let got = r"\b(?:comes?|coming|gets?|getting|got|circle) back (?:to|with|on|at|by|before|today|tomorrow|soon|next)\b";
    let written = r"\b(?:writes?|wrote|reports?|check|hear|look) back\b|\bback (?:in stock|office)\b";
    let german = r"\bzurück(?:ruf\w*|zurufen|meld\w*|zumelden|komm\w*|zukommen|gekommen|gerufen|gemeldet|schreib\w*)\b|\b(?:rufe?|melde|komme|schreibe)\b[^.]*\bzurück\b";
    compiled(&format!("{called}|{got}|{written}|{german}"))
});

/// So much in a hundred.
static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    let tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    let units = "one|two|three|four|five|six|seven|eight|nine|ten|fifteen|zehn|fünfzehn|zwanzig|dreißig";
    compiled(&format!(
        r"(?P<digits>\d+(?:[.,]\d+)?) ?(?:[%％]|percent\b|per cent\b|prozent\b|pour ?cent\b|por ciento\b|per cento\b|procent\b)|\b(?P<tens>{tens})?[- ]?(?P<units>{units})? ?(?:%|percent\b|per cent\b|prozent\b)|(?P<half>\bhalf (?:price|off)\b)"
    ))
});

/// Whoever gives it, in a clause that also tells who asked.
static GIVES: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?P<no>\b(?:not|never|cannot|can't|don't|won't|nicht) (?:\w+ )?)?\b(?:offer|offering|give|giving|grant|granting|promise|apply|gave|biete|gib|gebe|gewähre|gewähren|offrir|ofrecer)\b",
    )
});

/// The word of somebody else, or that nothing is given.
static NOT_GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:asks|asked|asking|wants|wanted|demands|demanded|requests|requested|claims|claimed|expects|expected|hopes|hoped|threatens|whether|would like|used|fragt|fragte|verlangt|möchte|not|never|no|without|cannot|can't|don't|won't|nicht|kein|keine|keinen)\b",
    )
});

/// How a text is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// What it names is what is offered.
    AsOffer,
    /// It may also tell what somebody asked for, or what has been given before.
    AsWords,
}

/// The figures of what a text gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Given {
    percents: BTreeSet<Decimal>,
    off: BTreeSet<(Decimal, Currency)>,
    back: BTreeSet<(Decimal, Currency)>,
    /// Those of `back` that go back to whoever paid.
    returned: BTreeSet<(Decimal, Currency)>,
    /// Those of `back` that are given to be spent in the shop.
    to_spend: BTreeSet<(Decimal, Currency)>,
}

/// The money that words give, by where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyGiven {
    /// Back to whoever paid it: each amount once, the least first.
    pub back: Vec<Money>,
    /// Some is given to be spent in the shop: a gift card, store credit.
    pub is_to_spend: bool,
}

/// What is offered by words of a person's own, where they offer anything. `usual`: what an order of the customer usually
/// comes to, by which an amount off the price is a percentage, too.
pub fn offer_in(text: &str, usual: Option<Money>) -> Option<Offer> {
    offer_after(None, "", text, usual)
}

/// What is offered once the words `before` were changed to those `after`: as before where their figures are the same, else
/// the most that they name now.
pub fn offer_after(offer: Option<&Offer>, before: &str, after: &str, usual: Option<Money>) -> Option<Offer> {
    let theirs = usual.map(|usual| usual.currency);
    let heard = if offer.is_some() { Heard::AsOffer } else { Heard::AsWords };
    let (was, is) = (Given::of(before, heard, theirs), Given::of(after, heard, theirs));
    if was == is {
        return offer.cloned();
    }
    let mut changed = offer.cloned().unwrap_or_default();
    let mut words = Vec::new();
    if was.percents != is.percents
        && let Some(most) = is.percents.last()
    {
        changed.percent = Some(*most);
        words.push(format!("{} % off the next order", most.normalize()));
    }
    if was.off != is.off
        && let Some((most, currency)) = is.off.last()
    {
        let most = Money::new(*most, *currency);
        changed.amount = Some(most);
        let share = share(most, usual);
        changed.percent = changed.percent.map_or(Some(share), |percent| Some(percent.max(share)));
        words.push(format!("{most} off the next order"));
    }
    if was.back != is.back
        && let Some((most, currency)) = is.back.last()
    {
        let most = Money::new(*most, *currency);
        let off = changed.amount.filter(|off| was.off != is.off && off.amount > most.amount);
        changed.amount = Some(off.unwrap_or(most));
        words.push(format!("{most} back"));
    }
    if words.is_empty() {
        return offer.cloned();
    }
    // Nobody names the amount of a percentage: it is what that comes to.
    let names_none = [&was.off, &was.back, &is.off, &is.back].iter().all(|named| named.is_empty());
    if names_none && offer.is_none_or(|offer| offer.percent.is_some() && offer.amount.is_some()) {
        changed.amount = Offer { amount: None, ..changed.clone() }.cost(usual);
    }
    // What steps over a rule of the shop's stays what it is, whatever is given besides.
    if let Some(rule) = offer.filter(|offer| offer.outside.is_some()) {
        let exceptions = rule.text.split(", ").take(rule.excepted.len().max(1));
        words.splice(0..0, exceptions.map(str::to_owned));
        changed.amount = Money::more_of(rule.amount, changed.amount);
    }
    changed.text = words.join(", ");
    Some(changed)
}

/// The money that words give. `theirs`: the currency that a sign of several means.
pub fn money_in(text: &str, theirs: Option<Currency>) -> MoneyGiven {
    let given = Given::of(text, Heard::AsWords, theirs);
    let back = given.returned.into_iter().map(|(amount, currency)| Money::new(amount, currency));
    MoneyGiven { back: back.collect(), is_to_spend: !given.to_spend.is_empty() }
}

/// A text, in lower case, without the amounts that it names: what is left of its numbers are those of orders and cases.
pub fn without_amounts(text: &str) -> String {
    let mut lower = text.to_lowercase();
    let amounts: Vec<_> = amount::written(&lower).map(|written| written.range).collect();
    for range in amounts.into_iter().rev() {
        lower.replace_range(range, " ");
    }
    lower
}

/// An amount off the price in percent of what an order usually comes to; all of it where nobody can tell.
fn share(off: Money, usual: Option<Money>) -> Decimal {
    let usual = usual.filter(|usual| usual.currency == off.currency && usual.amount > Decimal::ZERO);
    let share = usual.and_then(|usual| (off.amount * Decimal::ONE_HUNDRED).checked_div(usual.amount));
    share.map_or(Decimal::ONE_HUNDRED, |share| share.round_dp(1).min(Decimal::ONE_HUNDRED))
}

impl Given {
    fn of(text: &str, heard: Heard, theirs: Option<Currency>) -> Self {
        let mut given = Self::default();
        for piece in text.lines().flat_map(pieces).map(str::trim).filter(|piece| !piece.is_empty()) {
            for sentence in sentence::split(&[Part::Literal(piece.to_owned())]) {
                given.add(&sentence, heard, theirs);
            }
        }
        given
    }

    fn add(&mut self, sentence: &Sentence, heard: Heard, theirs: Option<Currency>) {
        let lower = &sentence.lower;
        let comes_back: Vec<_> = COMES_BACK.find_iter(lower).map(|found| found.range()).collect();
        let is_money = |at: usize| !comes_back.iter().any(|range| range.contains(&at));
        let back = BACK.find_iter(lower).find(|found| is_money(found.start()));
        let is_back = back.is_some() || own::account::puts(lower);
        if OFF.find(lower).is_none() && !is_back {
            return;
        }
        let is_to_spend = is_to_spend(lower, is_money);
        let counts = |at: usize| heard == Heard::AsOffer || is_given(sentence, at);
        for found in PERCENT.captures_iter(lower) {
            let at = found.get(0).map_or(0, |whole| whole.start());
            if let Some(percent) = percent(&found).filter(|_| counts(at)) {
                self.percents.insert(percent);
            }
        }
        for written in amount::written(lower).filter(|written| counts(written.range.start)) {
            let read = written.readings().into_iter().max().zip(written.currency(theirs));
            let Some(most) = read else { continue };
            if !is_back {
                self.off.insert(most);
                continue;
            }
            self.back.insert(most);
            let goes = if is_to_spend { &mut self.to_spend } else { &mut self.returned };
            goes.insert(most);
        }
    }
}

/// Whether what a sentence gives is to be spent in the shop, and does not go back to a card or bank. `is_money`: whether it is
/// money that comes back at a place.
fn is_to_spend(lower: &str, is_money: impl Fn(usize) -> bool) -> bool {
    let is_a_card = |end: usize| lower[end..].starts_with(" card");
    let to_spend = TO_SPEND.find_iter(lower).any(|found| !is_a_card(found.end()));
    let is_put = own::account::puts(lower);
    let to_a_bank = is_put && own::account::what_is_put(lower) == Promise::Refund;
    (to_spend || is_put) && !to_a_bank && !RETURNED.find_iter(lower).any(|found| is_money(found.start()))
}

/// The percentage that was found, from above 0 to 100.
fn percent(found: &regex::Captures<'_>) -> Option<Decimal> {
    let word = |name: &str| {
        found.name(name).map(|word| match word.as_str() {
            "sixty" => Decimal::from(60),
            "seventy" => Decimal::from(70),
            "eighty" => Decimal::from(80),
            "ninety" => Decimal::from(90),
            "zwanzig" => Decimal::from(20),
            "dreißig" => Decimal::from(30),
            "fünfzehn" => Decimal::from(15),
            word => number::any_readings(word).into_iter().max().unwrap_or_default(),
        })
    };
    let percent = match (found.name("digits"), found.name("half")) {
        (Some(digits), _) => digits.as_str().replace(',', ".").parse().ok()?,
        (None, Some(_)) => Decimal::from(50),
        (None, None) => word("tens").unwrap_or_default() + word("units").unwrap_or_default(),
    };
    (percent > Decimal::ZERO && percent <= Decimal::ONE_HUNDRED).then_some(percent.normalize())
}

/// Whether what stands at a place is given, and not what somebody asked for or what was given before.
fn is_given(sentence: &Sentence, at: usize) -> bool {
    let (clause, before) = (sentence.clause_at(at), sentence.before(at));
    let gives = GIVES.captures_iter(before).filter(|found| found.name("no").is_none());
    let gives = gives.filter_map(|found| found.get(0)).map(|found| found.start()).last();
    let not = NOT_GIVEN.find_iter(before).map(|found| found.start()).last();
    let is_other = not.is_some_and(|not| gives.is_none_or(|gives| gives < not));
    !is_other && !own::is_past(clause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(amount: &str) -> Money {
        Money::new(amount.parse().expect("a number"), Currency::new("USD").expect("a currency"))
    }

    fn offered(text: &str) -> Option<(Option<Decimal>, Option<Money>)> {
        let usual = usd("200");
        offer_in(text, Some(usual)).map(|offer| (offer.percent, offer.amount))
    }

    #[test]
    fn own_words_offer_what_they_name() {
        // Of an order of 200.
        let percent = |percent: i64| Some((Some(percent.into()), Some(usd(&(2 * percent).to_string()))));
        for (text, expected) in [
            ("Offer her a 15 % discount", percent(15)),
            ("Offer her twenty-five percent off", percent(25)),
            ("Give him half price on the strap", percent(50)),
            ("Ruf an und biete 20 Prozent Rabatt", percent(20)),
            ("He asked for 30 % but offer 15 % off", percent(15)),
            ("Gave her 25 % off the next order", percent(25)),
            ("Refund 150 USD as goodwill", Some((None, Some(usd("150"))))),
            ("Send 150 USD back to the card", Some((None, Some(usd("150"))))),
            ("I will give her 150 USD back when I call back", Some((None, Some(usd("150"))))),
            ("You get 150 USD back", Some((None, Some(usd("150"))))),
            ("150 USD will be back on your card", Some((None, Some(usd("150"))))),
            ("Call and promise 150 USD back", Some((None, Some(usd("150"))))),
            ("I have put 50 dollars on your account", Some((None, Some(usd("50"))))),
            ("Promised $1,200.50 back", Some((None, Some(usd("1200.50"))))),
            ("Send a voucher over $50", Some((Some(Decimal::from(25)), Some(usd("50"))))),
        ] {
            assert_eq!(offered(text), expected, "{text}");
        }
    }

    #[test]
    fn what_was_asked_for_or_is_past_is_no_offer() {
        for text in [
            "She asked for a 15 % discount",
            "Do not offer 15 % off",
            "Wants 150 USD back",
            "He was refunded 150 USD on 3 March",
            "Call about the order of 240 USD",
            "Asks whether the shirt is 100 % cotton",
            "No discount over 10 %",
            "Wants the course for 12 people, budget 4000 EUR, call back on Thursday 10:00",
            "Budget of 600 USD, call her back on Monday",
            "Call back about the 400 USD order",
            "Get back to them about the 90 USD deposit",
            "Welcome Maren back, worth 1,700 USD",
            "Rückfrage zu 400 EUR, morgen zurückrufen",
            "Ich rufe wegen der 400 EUR morgen zurück",
        ] {
            assert_eq!(offered(text), None, "{text}");
        }
    }

    #[test]
    fn each_amount_that_goes_back_is_told_once() {
        let back = |text: &str| money_in(text, None).back.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(back("Refund 50 USD for the strap\nPay 50.00 USD back in the store."), ["50.00 USD"]);
        assert_eq!(
            back("Refund 100 USD for the boots and 80 USD for the strap"),
            ["80.00 USD", "100.00 USD"]
        );
        assert_eq!(back("Refund 50 USD of the 157.94 USD of order #1155"), ["50.00 USD", "157.94 USD"]);
        assert!(back("Call about the order of 240 USD").is_empty());
    }

    #[test]
    fn what_is_to_be_spent_does_not_go_back() {
        for text in [
            "Send her a 50 USD gift card as goodwill",
            "Send her a 50 USD gift card as compensation and call her back",
            "Give him 50 USD of store credit",
            "50 EUR Gutschrift auf das Kundenkonto",
            "Gutschein über 50 EUR aus Kulanz",
            "Un avoir de 50 EUR",
            "I have put 50 dollars on your account",
        ] {
            let given = money_in(text, None);
            assert!(given.back.is_empty(), "{text}: {given:?}");
        }
        for text in [
            "Refund 50 USD as goodwill",
            "Refund 50 USD as store credit",
            "Send 50 USD back as goodwill",
            "Erstatte 50 EUR aus Kulanz",
            "Credit 50 USD to her card",
            "Compensate her with 50 USD on her credit card",
            "Compensate her with 50 USD",
            "Refund 50 USD for the strap\nSend a 20 USD gift card as goodwill",
        ] {
            let given = money_in(text, None);
            assert!(matches!(&*given.back, [one] if one.amount == Decimal::from(50)), "{text}: {given:?}");
        }
    }

    #[test]
    fn an_edit_offers_what_the_words_name_now() {
        let ten = Offer {
            text: "10 % off the next order".to_owned(),
            percent: Some(Decimal::TEN),
            ..Offer::default()
        };
        let before = "Win back Maren\nWrite and offer 10 % off the next order.";
        let after = |after: &str| offer_after(Some(&ten), before, after, Some(usd("200"))).expect("an offer");
        assert_eq!(after("Win back Maren\nCall and offer 10 % off the next order."), ten);
        assert_eq!(after("Win back Maren soon\nWrite to her."), ten);
        let more = after("Win back Maren\nAs you asked: 25% off the next order.");
        assert_eq!((more.percent, &*more.text), (Some(Decimal::from(25)), "25 % off the next order"));
        let voucher = after("Win back Maren\nOffer 10 % off the next order and a voucher over 60 USD.");
        assert_eq!((voucher.percent, voucher.amount), (Some(Decimal::from(30)), Some(usd("60"))));
    }

    #[test]
    fn what_steps_over_a_rule_stays_that_whatever_is_given_besides() {
        let late = Offer {
            text: "return of order #1154 after its time".to_owned(),
            amount: Some(usd("274.54")),
            outside: Some("the time to return it is over".to_owned()),
            ..Offer::default()
        };
        let before = "Exception\nI take it back all the same.";
        let label = "Exception\nI take it back all the same, and we pay 9.00 USD back for the label.";
        let changed = offer_after(Some(&late), before, label, None).expect("an offer");
        assert_eq!(changed.text, "return of order #1154 after its time, 9.00 USD back");
        assert_eq!((changed.amount, &changed.outside), (late.amount, &late.outside));
        let more = "Exception\nI take it back all the same, and we pay 12.00 USD back for the label.";
        let changed = offer_after(Some(&changed), label, more, None).expect("an offer");
        assert_eq!(changed.text, "return of order #1154 after its time, 12.00 USD back");
    }
}
