//! More customers of the same kind, made from a seed.
//!
//! Nothing is stored per person but where their orders begin: each value is computed from the seed and the
//! person's number when asked for, so that 100,000 of them cost a megabyte and no time at the start.
//! Both vendors render the same person in their own shape.

use jiff::Timestamp;

use super::moment;

const DAY: i64 = 86_400;
/// How far back the shop of the generated people goes.
const YEARS_OF_ORDERS: usize = 3;
/// First number of a generated order's name: `#1000001` and up.
const FIRST_ORDER_NUMBER: u64 = 1_000_001;
/// Area codes 200 to 999 with the fictional lines 555-0100 to 555-0199.
const FICTIONAL_PHONES: usize = 80_000;

const FIRST_NAMES: &[(&str, &str)] = &[
    ("Maya", "maya"),
    ("Noah", "noah"),
    ("Aiko", "aiko"),
    ("Liam", "liam"),
    ("Sofía", "sofia"),
    ("Omar", "omar"),
    ("Ingrid", "ingrid"),
    ("Kwame", "kwame"),
    ("Priya", "priya"),
    ("Mateo", "mateo"),
    ("Chloé", "chloe"),
    ("Yusuf", "yusuf"),
    ("Hana", "hana"),
    ("Björn", "bjoern"),
    ("Amara", "amara"),
    ("Lucas", "lucas"),
    ("Zoë", "zoe"),
    ("Tariq", "tariq"),
    ("Elif", "elif"),
    ("Oliver", "oliver"),
    ("Naledi", "naledi"),
    ("Søren", "soeren"),
    ("Grace", "grace"),
    ("健", "ken"),
    ("さくら", "sakura"),
    ("ليلى", "leila"),
    ("Dmitri", "dmitri"),
    ("Ada", "ada"),
    ("Rosa", "rosa"),
    ("Jamal", "jamal"),
    ("Fiona", "fiona"),
    ("Tomás", "tomas"),
    ("Wei", "wei"),
    ("Esther", "esther"),
    ("Henry", "henry"),
    ("Nadia", "nadia"),
    ("Paulo", "paulo"),
    ("Saoirse", "saoirse"),
    ("Victor", "victor"),
    ("Anouk", "anouk"),
];
const LAST_NAMES: &[(&str, &str)] = &[
    ("Ortiz", "ortiz"),
    ("Tanaka", "tanaka"),
    ("Okafor", "okafor"),
    ("Lindqvist", "lindqvist"),
    ("Haddad", "haddad"),
    ("Novák", "novak"),
    ("Fischer", "fischer"),
    ("Delacroix", "delacroix"),
    ("Murphy", "murphy"),
    ("Mensah", "mensah"),
    ("Patel", "patel"),
    ("Costa", "costa"),
    ("Yılmaz", "yilmaz"),
    ("Kowalski", "kowalski"),
    ("Bennett", "bennett"),
    ("Castillo", "castillo"),
    ("Dubois", "dubois"),
    ("Eriksen", "eriksen"),
    ("Farah", "farah"),
    ("Grant", "grant"),
    ("Hughes", "hughes"),
    ("Ivanov", "ivanov"),
    ("Jensen", "jensen"),
    ("Khumalo", "khumalo"),
    ("López", "lopez"),
    ("Marsh", "marsh"),
    ("Nakamura", "nakamura"),
    ("O'Brien", "obrien"),
    ("Popescu", "popescu"),
    ("Quinn", "quinn"),
    ("Rossi", "rossi"),
    ("Suzuki", "suzuki"),
    ("Thorne", "thorne"),
    ("Ueda", "ueda"),
    ("Vargas", "vargas"),
    ("Whitaker", "whitaker"),
    ("Xu", "xu"),
    ("Young", "young"),
    ("Zimmermann", "zimmermann"),
    ("Ashworth", "ashworth"),
    ("Beaumont", "beaumont"),
    ("Carver", "carver"),
    ("Dalgaard", "dalgaard"),
    ("Ellsworth", "ellsworth"),
];
const CITIES: &[(&str, &str, &str, &str)] = &[
    ("Portland", "Maine", "ME", "04101"),
    ("Burlington", "Vermont", "VT", "05401"),
    ("Boulder", "Colorado", "CO", "80302"),
    ("Asheville", "North Carolina", "NC", "28801"),
    ("Bend", "Oregon", "OR", "97701"),
    ("Duluth", "Minnesota", "MN", "55802"),
    ("Moab", "Utah", "UT", "84532"),
    ("Ithaca", "New York", "NY", "14850"),
];
const COMPLAINTS: &[(&str, &str)] = &[
    ("Where is my parcel?", "The tracking page hasn't moved for days. Could you look into it, please?"),
    ("Wrong size arrived", "I ordered a medium and a small came. Can I swap it?"),
    ("Zip broke on day two", "The main zip came off its track on the second outing."),
    ("Question about the warranty", "Does the warranty cover a torn guy line?"),
    ("Invoice needed", "My employer needs an invoice with our address on it."),
];

/// How people come to the shop, as the CRM names it.
const SOURCES: &[&str] =
    &["ORGANIC_SEARCH", "ORGANIC_SEARCH", "DIRECT_TRAFFIC", "REFERRALS", "SOCIAL_MEDIA", "EMAIL_MARKETING"];
/// What people are at work.
const TITLES: &[&str] = &["Owner", "Purchasing manager", "Guide", "Programme assistant"];
const INDUSTRIES: &[&str] =
    &["RECREATIONAL_FACILITIES_AND_SERVICES", "NON_PROFIT", "EDUCATION_MANAGEMENT", "RETAIL"];
/// Forms of the shop's site.
const FORMS: &[&str] = &["Wholesale: Request a quote", "Home: Newsletter", "Guides: Packing list"];

/// A deal that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedDeal {
    /// Seconds ago that it was made.
    pub made_ago: i64,
    /// Seconds ago that it was closed.
    pub closed_ago: i64,
    /// Whether they bought.
    pub won: bool,
}

/// What kind of story a person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Orders every month or two.
    Regular,
    /// Orders every two to four weeks; many have stopped.
    Frequent,
    /// One order, days ago.
    New,
    /// One order, long ago.
    Once,
    /// Left a full cart.
    Abandoner,
    /// Sends two of three orders back.
    Returner,
    /// Known to the CRM alone.
    Lead,
    /// Known to the store alone.
    StoreOnly,
    /// Buys for a company.
    Company,
}

/// How somebody orders. Everybody begins on a day of their own and leaves by their own chance, so that the shop of years
/// ago looks as the one of today: what is learned from its past holds for what comes.
struct Habit {
    /// Days since the first order.
    began_ago: i64,
    /// Days from one order to the next.
    gap: i64,
    /// Of a hundred, how many leave after an order.
    leave: usize,
}

impl Habit {
    fn of(story: Story, hash: u64) -> Self {
        let gap = match story {
            Story::Frequent => 14 + pick_days(hash, 13, 16),
            // Some come every other week, some twice a year.
            _ => 14 + pick_days(hash, 13, 40) * (1 + pick_days(hash, 22, 4)),
        };
        let leave = match story {
            Story::Company => 8,
            Story::Regular => 12,
            Story::Frequent => 15,
            Story::Returner => 20,
            Story::StoreOnly => 30,
            Story::Abandoner => 45,
            Story::New | Story::Once | Story::Lead => 100,
        };
        let began_ago = match story {
            Story::New => pick_days(hash, 12, 10),
            _ => 1 + pick_days(hash, 12, YEARS_OF_ORDERS * 365),
        };
        Self { began_ago, gap, leave }
    }

    /// How many orders there are by now, one at least.
    fn orders(&self, hash: u64) -> usize {
        let until_now = usize::try_from(self.began_ago / self.gap).unwrap_or(0);
        let again = (0..until_now).take_while(|order| pick(hash, 300 + *order as u64, 100) >= self.leave);
        1 + again.count()
    }
}

/// One generated person; all text is made when it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Number, from 0.
    pub index: usize,
    hash: u64,
    /// What kind of story they have.
    pub story: Story,
    /// How many orders they placed.
    pub orders: usize,
}

/// One order of a generated person.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// Number over all generated orders, from 0.
    pub index: u64,
    /// Seconds before now.
    pub ago: i64,
    /// Index into the catalogue and quantity.
    pub items: Vec<(usize, u32)>,
    /// Sent back as a whole.
    pub returned: bool,
}

/// All generated people.
#[derive(Debug)]
pub struct People {
    seed: u64,
    now: Timestamp,
    /// Number of the first order of each person, and one more at the end.
    first_order: Vec<u64>,
}

/// Mixes a number into an even spread of bits (SplitMix64, public domain, Vigna 2015).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A number below `bound` that belongs to this hash and purpose.
fn pick(hash: u64, purpose: u64, bound: usize) -> usize {
    let spread = mix(hash ^ mix(purpose)) % u64::try_from(bound.max(1)).unwrap_or(1);
    usize::try_from(spread).unwrap_or(0)
}

fn pick_days(hash: u64, purpose: u64, bound: usize) -> i64 {
    i64::try_from(pick(hash, purpose, bound)).unwrap_or(0)
}

impl People {
    /// `count` people of this seed.
    pub fn new(count: usize, seed: u64, now: Timestamp) -> Self {
        let mut people = Self { seed, now, first_order: Vec::with_capacity(count + 1) };
        let mut total = 0;
        for index in 0..count {
            people.first_order.push(total);
            total += people.make(index).orders as u64;
        }
        people.first_order.push(total);
        people
    }

    /// How many people there are.
    pub fn count(&self) -> usize {
        self.first_order.len() - 1
    }

    /// How many orders they placed together.
    pub fn order_count(&self) -> u64 {
        self.first_order.last().copied().unwrap_or(0)
    }

    fn make(&self, index: usize) -> Person {
        let hash = mix(self.seed ^ mix(index as u64));
        let story = match pick(hash, 1, 100) {
            0..40 => Story::Regular,
            40..55 => Story::Frequent,
            55..60 => Story::New,
            60..67 => Story::Once,
            67..77 => Story::Abandoner,
            77..85 => Story::Returner,
            85..93 => Story::Lead,
            93..97 => Story::StoreOnly,
            _ => Story::Company,
        };
        let orders = match story {
            Story::Lead => 0,
            Story::Abandoner if pick(hash, 2, 2) == 0 => 0,
            _ => Habit::of(story, hash).orders(hash),
        };
        Person { index, hash, story, orders }
    }

    /// The person of this number.
    pub fn get(&self, index: usize) -> Option<Person> {
        (index < self.count()).then(|| self.make(index))
    }

    /// The person with this e-mail address, whatever its case.
    pub fn by_email(&self, email: &str) -> Option<Person> {
        let email = email.to_lowercase();
        let (local, _) = email.split_once('@')?;
        let digits = local.rsplit('.').next()?;
        let person = self.get(digits.parse().ok()?)?;
        (person.email() == email).then_some(person)
    }

    /// The person with this phone, digits alone.
    pub fn by_phone(&self, digits: &str) -> Option<Person> {
        let national = digits.strip_prefix('1').unwrap_or(digits);
        let (area, line) = (national.get(..3)?, national.get(3..)?.strip_prefix("55501")?);
        let (area, line): (usize, usize) = (area.parse().ok()?, line.parse().ok()?);
        let person = self.get(area.checked_sub(200)? * 100 + line)?;
        person.phone().is_some().then_some(person)
    }

    /// Who placed the order of this number, and which of theirs it is.
    pub fn buyer(&self, order: u64) -> Option<(Person, usize)> {
        if order >= self.order_count() {
            return None;
        }
        let index = self.first_order.partition_point(|first| *first <= order) - 1;
        let position = usize::try_from(order - self.first_order[index]).ok()?;
        Some((self.make(index), position))
    }

    /// Number of the order with this name (`#1000001` or `1000001`).
    pub fn order_by_name(&self, name: &str) -> Option<u64> {
        let number: u64 = name.trim_start_matches('#').parse().ok()?;
        number.checked_sub(FIRST_ORDER_NUMBER).filter(|order| *order < self.order_count())
    }

    /// Name of a generated order.
    pub fn order_name(order: u64) -> String {
        format!("#{}", order + FIRST_ORDER_NUMBER)
    }

    /// Numbers of a person's orders, oldest first.
    pub fn orders_of(&self, person: Person) -> std::ops::Range<u64> {
        self.first_order[person.index]..self.first_order[person.index + 1]
    }

    /// An order of a catalogue with `products` products.
    pub fn purchase(&self, person: Person, position: usize, products: usize) -> Purchase {
        let salt = 100 + position as u64;
        let items = (0..=pick(person.hash, salt * 7, 3))
            .map(|line| (pick(person.hash, salt * 31 + line as u64, products), if line == 0 { 1 } else { 2 }))
            .collect();
        Purchase {
            index: self.first_order[person.index] + position as u64,
            ago: person.purchased_ago(position),
            items,
            returned: person.story == Story::Returner && !position.is_multiple_of(3),
        }
    }

    /// A time some seconds ago.
    pub fn ago(&self, seconds: i64) -> String {
        moment::at(self.now, -seconds)
    }

    /// When the sandbox started, seconds since 1970.
    pub fn now(&self) -> i64 {
        self.now.as_second()
    }
}

impl Person {
    /// Given name.
    pub fn first_name(&self) -> &'static str {
        FIRST_NAMES[pick(self.hash, 3, FIRST_NAMES.len())].0
    }

    /// Family name.
    pub fn last_name(&self) -> &'static str {
        LAST_NAMES[pick(self.hash, 4, LAST_NAMES.len())].0
    }

    /// E-mail address, in lower case; it ends in the person's number.
    pub fn email(&self) -> String {
        let first = FIRST_NAMES[pick(self.hash, 3, FIRST_NAMES.len())].1;
        let last = LAST_NAMES[pick(self.hash, 4, LAST_NAMES.len())].1;
        let domain = ["example.com", "example.org", "example.net"][pick(self.hash, 5, 3)];
        format!("{first}.{last}.{}@{domain}", self.index)
    }

    /// Phone in E.164, from the ranges kept for fiction.
    pub fn phone(&self) -> Option<String> {
        let has = self.index < FICTIONAL_PHONES && pick(self.hash, 6, 10) < 7;
        has.then(|| format!("+1{}55501{:02}", 200 + self.index / 100, self.index % 100))
    }

    /// City, state, its code, zip.
    pub fn city(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        CITIES[pick(self.hash, 7, CITIES.len())]
    }

    /// House number and street.
    pub fn street(&self) -> String {
        let street = ["Ridge Road", "Lakeview Drive", "Cedar Street", "Summit Avenue"][pick(self.hash, 8, 4)];
        format!("{} {street}", 10 + pick(self.hash, 9, 900))
    }

    /// Whether the store knows them.
    pub fn in_store(&self) -> bool {
        self.story != Story::Lead
    }

    /// Whether the CRM knows them.
    pub fn in_crm(&self) -> bool {
        self.story != Story::StoreOnly
    }

    /// `SUBSCRIBED`, `UNSUBSCRIBED` or `NOT_SUBSCRIBED`.
    pub fn consent(&self) -> &'static str {
        match pick(self.hash, 10, 10) {
            0..6 => "SUBSCRIBED",
            6..8 => "UNSUBSCRIBED",
            _ => "NOT_SUBSCRIBED",
        }
    }

    /// Seconds ago that they became known.
    pub fn created_ago(&self) -> i64 {
        if self.orders == 0 { (1 + pick_days(self.hash, 11, 400)) * DAY } else { self.purchased_ago(0) + 600 }
    }

    /// Seconds ago that their record last changed.
    pub fn updated_ago(&self) -> i64 {
        if self.orders == 0 { self.created_ago() / 2 } else { self.purchased_ago(self.orders - 1) }
    }

    fn purchased_ago(&self, position: usize) -> i64 {
        let Habit { began_ago, gap, .. } = Habit::of(self.story, self.hash);
        let on_time = began_ago - i64::try_from(position).unwrap_or(0) * gap;
        // Nobody keeps to the day: up to four fifths of the gap earlier.
        let early =
            pick_days(self.hash, 200 + position as u64, usize::try_from(gap * DAY / 5 * 4).unwrap_or(1));
        on_time * DAY + early + 60
    }

    /// Seconds ago that they left a cart, if they did.
    pub fn abandoned_ago(&self) -> Option<i64> {
        (self.story == Story::Abandoner).then(|| 3_600 + pick_days(self.hash, 14, 7 * 86_400))
    }

    /// Subject and text of their open case and how many seconds ago they wrote it.
    pub fn complaint(&self) -> Option<(&'static str, &'static str, i64)> {
        let has = self.in_crm() && pick(self.hash, 15, 100) < 15;
        let (subject, text) = COMPLAINTS[pick(self.hash, 16, COMPLAINTS.len())];
        has.then(|| (subject, text, 1_800 + pick_days(self.hash, 17, 5 * 86_400)))
    }

    /// How they came first, as the CRM names it.
    pub fn source(&self) -> &'static str {
        SOURCES[pick(self.hash, 30, SOURCES.len())]
    }

    /// Whether the CRM has a record of a company that they work for.
    pub fn has_company(&self) -> bool {
        let share = if self.orders == 0 { 40 } else { 5 };
        self.story == Story::Company || (self.in_crm() && pick(self.hash, 31, 100) < share)
    }

    /// Their job title, of those who work for a company.
    pub fn title(&self) -> Option<&'static str> {
        self.has_company().then(|| TITLES[pick(self.hash, 32, TITLES.len())])
    }

    /// Its industry and how many work there.
    pub fn workplace(&self) -> (&'static str, usize) {
        let employees = [3, 8, 14, 30, 70, 180, 400][pick(self.hash, 33, 7)];
        (INDUSTRIES[pick(self.hash, 34, INDUSTRIES.len())], employees)
    }

    /// The form that they sent when they became known, if they did.
    pub fn form(&self) -> Option<&'static str> {
        let has = self.orders == 0 || self.has_company();
        (has && pick(self.hash, 35, 100) < 60).then(|| FORMS[pick(self.hash, 36, FORMS.len())])
    }

    /// A deal with them that was won or lost. Who asked for an offer, was sent by somebody or runs the company is likelier to
    /// buy; who came by social media is less.
    pub fn closed_deal(&self) -> Option<ClosedDeal> {
        let has = self.in_crm() && self.story != Story::Company && pick(self.hash, 37, 100) < 5;
        let known = self.created_ago();
        let made_ago = known / 100 * (30 + pick_days(self.hash, 38, 60));
        let mut chance = 40;
        if self.form() == Some(FORMS[0]) {
            chance += 30;
        }
        match self.source() {
            "REFERRALS" => chance += 25,
            "SOCIAL_MEDIA" => chance -= 25,
            _ => {}
        }
        match self.title() {
            Some("Owner") => chance += 20,
            Some("Programme assistant") => chance -= 15,
            _ => {}
        }
        let won = pick(self.hash, 39, 100) < chance;
        has.then(|| ClosedDeal {
            made_ago,
            closed_ago: made_ago / 100 * (20 + pick_days(self.hash, 40, 70)),
            won,
        })
    }

    /// Pages they looked at, where the CRM tracks it.
    pub fn page_views(&self) -> usize {
        pick(self.hash, 18, if self.story == Story::Lead { 120 } else { 30 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deals_that_were_closed_are_of_both_kinds_and_their_times_in_order() {
        let people = People::new(4_000, 7, Timestamp::from_second(1_795_000_000).expect("a time"));
        let closed: Vec<(Person, ClosedDeal)> = (0..4_000)
            .filter_map(|index| people.get(index))
            .filter_map(|person| Some((person, person.closed_deal()?)))
            .collect();
        let won = closed.iter().filter(|(_, deal)| deal.won).count();
        assert!(won > 40 && closed.len() - won > 40, "{won} of {}", closed.len());
        for (person, deal) in closed {
            assert!(
                person.created_ago() > deal.made_ago
                    && deal.made_ago > deal.closed_ago
                    && deal.closed_ago > 0
            );
        }
    }

    #[test]
    fn orders_follow_one_another_and_the_shop_of_a_year_ago_was_one_as_today() {
        let people = People::new(4_000, 7, Timestamp::from_second(1_795_000_000).expect("a time"));
        let mut years = [0_usize; 3];
        for person in (0..4_000).filter_map(|index| people.get(index)) {
            let ago: Vec<i64> = (0..person.orders).map(|order| person.purchased_ago(order)).collect();
            assert!(ago.is_sorted_by(|a, b| a > b) && ago.iter().all(|ago| *ago > 0), "{ago:?}");
            for year in ago.iter().map(|ago| ago / DAY / 365).filter_map(|year| usize::try_from(year).ok()) {
                if let Some(count) = years.get_mut(year) {
                    *count += 1;
                }
            }
        }
        assert!(years[2] > 1_000 && years[1] > years[2] && years[0] > years[1], "it grows: {years:?}");
        assert!(years[0] < 2 * years[1], "and did not begin yesterday: {years:?}");
    }

    #[test]
    fn people_are_the_same_for_the_same_seed_and_found_by_each_of_their_keys() {
        let now = Timestamp::from_second(1_795_000_000).expect("a time");
        let (people, again, other) =
            (People::new(500, 7, now), People::new(500, 7, now), People::new(500, 8, now));
        let emails = |people: &People| -> Vec<String> {
            (0..500).filter_map(|index| people.get(index)).map(|person| person.email()).collect()
        };
        assert_eq!(emails(&people), emails(&again));
        assert_ne!(emails(&people), emails(&other));
        for index in 0..500 {
            let person = people.get(index).expect("within the count");
            assert_eq!(people.by_email(&person.email().to_uppercase()).map(|found| found.index), Some(index));
            if let Some(phone) = person.phone() {
                assert_eq!(
                    people.by_phone(phone.trim_start_matches('+')).map(|found| found.index),
                    Some(index)
                );
            }
            for order in people.orders_of(person) {
                assert_eq!(people.buyer(order).map(|(buyer, _)| buyer.index), Some(index));
                assert_eq!(people.order_by_name(&People::order_name(order)), Some(order));
            }
        }
        assert!(people.get(500).is_none() && people.buyer(people.order_count()).is_none());
    }
}
