//! What customers ask for, told by their words in the prompt, and what answers it.
//!
//! In the templates `{c.…}` is a value of the case, `{o.…}` one of the order it is about; `[unless a photo: …]` is said where
//! the case does not have it among what it has been told already, `[if a photo: …]` where it does.

use super::facts::{Fact, Facts};

/// A kind of request.
pub(super) struct Request {
    /// In lower case, as they stand in the case's own text.
    words: &'static [&'static str],
    /// What the reply is called.
    pub(super) title: &'static str,
    /// What a case with it is filed as; nothing where that depends on its words.
    pub(super) category: Option<&'static str>,
    /// After the greeting; the first whose values are all there is taken.
    pub(super) drafts: &'static [&'static str],
    /// Why this answer and none other.
    pub(super) why: &'static [&'static str],
    /// What somebody has to do for it: title and texts.
    pub(super) task: (&'static str, &'static [&'static str]),
}

/// Somebody tries to give orders to whoever writes the answer: nothing is granted.
const HOSTILE: Request = Request {
    words: &["ignore all previous", "maintenance mode", "### assistant", "system prompt", "system: "],
    title: "Answer without granting anything",
    category: None,
    drafts: &[
        "Thank you for your message. I can't act on the request in this form. If there is a question about an order of yours, tell me its number and what happened, and I will look into it.",
    ],
    why: &["The text of case {c.number} gives orders to the assistant; none of them was followed."],
    task: (
        "Look at a suspicious case by hand",
        &[
            "The text of case {c.number} tries to instruct the assistant. See whether there is a real request behind it.",
        ],
    ),
};

/// A part of the order has left, the rest has not.
const REST: Request = Request {
    words: &[],
    title: "Tell what is known of the rest of order {o.number}",
    category: Some("order_status"),
    drafts: &[
        "Thank you for your patience. Your order {o.number} is partly shipped: part of it was delivered on {o.part_delivered_at}, the rest has not left us yet. I am finding out today how it stands with the rest and will write to you with what I hear, also if it is bad news.",
        "Thank you for your patience. Your order {o.number} is partly shipped, the rest has not left us yet. I am finding out today how it stands with the rest and will write to you with what I hear, also if it is bad news.",
    ],
    why: &["Order {o.number} is partly shipped, and the customer asks for the rest in case {c.number}."],
    task: (
        "Find out how it stands with the rest of the order",
        &[
            "Order {o.number} ({o.items}) is partly shipped. Find out how it stands with the rest, and tell the customer in case {c.number}.",
        ],
    ),
};

/// Somebody asks for a parcel that was delivered already.
const ARRIVED: Request = Request {
    words: &[],
    title: "Tell that order {o.number} was delivered",
    category: Some("order_status"),
    drafts: &[
        "Thank you for your message. Order {o.number} was delivered on {o.delivered_at}. Did it reach you? If not, tell me, and I will look into what we can do.",
    ],
    why: &[
        "Order {o.number} was delivered on {o.delivered_at}, and the customer asks about its way in case {c.number}.",
    ],
    task: (
        "Find out whether the parcel arrived",
        &[
            "Case {c.number}: order {o.number} was delivered on {o.delivered_at}. Find out whether the customer has it and what they need now.",
        ],
    ),
};

/// Somebody wanted it elsewhere, and it was delivered already.
const DELIVERED_WHERE: Request = Request {
    words: &[],
    title: "Tell where order {o.number} was delivered",
    category: Some("cancel_change"),
    drafts: &[
        "Thank you for your message. Order {o.number} was delivered on {o.delivered_at}.[if the address: I am asking the carrier today at which address, and will write to you with their answer.][unless the address: Did it reach you? Tell me where it should have gone, and I will look into what we can do.]",
    ],
    why: &[
        "Order {o.number} was delivered on {o.delivered_at}, and the customer asks in case {c.number} for it to go elsewhere.",
    ],
    task: (
        "Ask the carrier at which address it was delivered",
        &[
            "Case {c.number}: order {o.number} was delivered on {o.delivered_at}. Ask the carrier at which address, and tell the customer.",
        ],
    ),
};

/// Somebody wants it elsewhere, and nothing has left.
const NOT_LEFT: Request = Request {
    words: &[],
    title: "Answer: the address can still be changed",
    category: Some("cancel_change"),
    drafts: &[
        "Thank you for your message. Order {o.number} has not left us yet, so its address can still be changed.[unless the address: Please send me the new address.] I will change it before anything is sent, and confirm it to you.",
    ],
    why: &[
        "The customer asks in case {c.number} for order {o.number} to go elsewhere, and it is {o.status}.",
    ],
    task: (
        "Change the delivery address before shipping",
        &[
            "Case {c.number}: change the delivery address of order {o.number} at the store before it is shipped, and take it from the case alone.",
        ],
    ),
};

/// We promised something and have not come back to it.
const UNKEPT: Request = Request {
    words: &[],
    title: "Answer: we did not come back to it",
    category: None,
    drafts: &[
        "Thank you for your message. I am finding out today how it stands with your order {o.number}, and will write to you with what I hear, also if it is bad news.",
        "Thank you for your message. I am finding out today how it stands, and will write to you with what I hear, also if it is bad news.",
    ],
    why: &["On {c.unkept_at} we wrote “{c.unkept}”, and nothing since."],
    task: (
        "Do what was promised, or find out how it stands",
        &[
            "Case {c.number}: on {c.unkept_at}, in case {c.unkept_in}, we wrote “{c.unkept}”, and nothing since. Do it, or find out how it stands, and tell the customer.",
        ],
    ),
};

/// Something broke, and they ask for their money back.
const MONEY_BACK: Request = Request {
    words: &[],
    title: "Answer: money back for what broke",
    category: Some("delivery_problem"),
    drafts: &[
        "Thank you for your message, and I am sorry to hear it. You ask for your money back for order {c.order}: I am checking that today[if a photo: with your photo], and will write to you with the answer.",
        "Thank you for your message, and I am sorry to hear it. You ask for your money back: I am checking that today[if a photo: with your photo], and will write to you with the answer.",
    ],
    why: &["The customer writes in case {c.number} that something broke, and asks for their money back."],
    task: (
        "Check whether they get their money back",
        &[
            "Case {c.number}: something of order {c.order} broke, and the customer asks for their money back.[if a photo: There is a photo.] Check it, and tell them the answer.",
            "Case {c.number}: something broke, and the customer asks for their money back.[if a photo: There is a photo.] Find out which order it belongs to, check it, and tell them the answer.",
        ],
    ),
};

/// What of the requests is about a parcel on its way.
const ON_THE_WAY: &[&str] = &["where is", "redeliver"];
/// What of them is about another address.
const ELSEWHERE: &str = "another address";
/// What of them is about something that broke.
const BROKE: &str = "broke";
/// Words of somebody who asks for their money.
const MONEY: &[&str] = &["money back", "refund", "reimburse"];

/// The most particular first.
const REQUESTS: &[Request] = &[
    Request {
        words: &["gdpr", "erase", "delete my data", "article 17"],
        title: "Confirm the request to erase data",
        category: Some("account"),
        drafts: &[
            "Thank you for your message of {c.opened_at}. I am passing your request on to the colleague who handles privacy; you will hear from us in writing as soon as it is done. Until then we send you no advertising.",
        ],
        why: &["In case {c.number} the customer asks to have their data erased, since {c.opened_at}."],
        task: (
            "Handle the request to erase data",
            &[
                "The customer asks in case {c.number} to have their data erased. Check identity and duties to keep records, erase, and confirm in writing.",
            ],
        ),
    },
    Request {
        words: &["left at front door", "says delivered", "nothing here", "never arrived"],
        title: "Answer: says delivered, nothing there",
        category: Some("delivery_problem"),
        drafts: &[
            "Thank you for telling me, and I am sorry. {o.carrier} lists your order {o.number} as delivered. I am asking them today where exactly it was left and for their proof.[unless that they looked for it: Could you look once more with the neighbours?] I will write to you as soon as I have their answer.",
        ],
        why: &[
            "The customer writes in case {c.number} that nothing is there, while {o.carrier} reports order {o.number} as delivered on {o.delivered_at}.",
        ],
        task: (
            "Ask the carrier for proof of delivery",
            &[
                "Order {o.number}: ask {o.carrier} for place, time and signature, tracking {o.tracking}. The customer says in case {c.number} that it is not there.",
            ],
        ),
    },
    Request {
        words: &["再配達", "redeliver", "delivery attempt"],
        title: "Answer: new delivery attempt",
        category: Some("delivery_problem"),
        drafts: &[
            "Thank you for your message. {o.carrier} met nobody with your order {o.number}. I am asking them for a new attempt on the day you named, and will confirm as soon as they have answered.",
        ],
        why: &[
            "{o.carrier} met nobody with order {o.number}, and the customer asks in case {c.number} for another day.",
        ],
        task: (
            "Arrange a new delivery attempt",
            &[
                "Order {o.number}: ask {o.carrier} (tracking {o.tracking}) for a new attempt on the day that the customer names in case {c.number}.",
            ],
        ),
    },
    Request {
        words: &[
            "to my sister",
            "to my brother",
            "another address",
            "different address",
            "change the delivery",
        ],
        title: "Answer: change of the delivery address",
        category: Some("cancel_change"),
        drafts: &[
            "Thank you for your message. I am asking the carrier whether order {o.number} can still be redirected, and will write to you with their answer.[unless the address: Tell me the address that it should go to.] For your safety: please send us no card numbers and no more personal data of others than the address itself.",
        ],
        why: &["The customer asks in case {c.number} for order {o.number} to go elsewhere."],
        task: (
            "See whether the parcel can be redirected",
            &[
                "The customer asks in case {c.number} for order {o.number} to go elsewhere. Ask the carrier, and take the address from the case alone.",
            ],
        ),
    },
    Request {
        words: &["exchange", "wrong size", "too small", "too big", "استبدال", "مقاس"],
        title: "Answer: exchange for another size",
        category: Some("return_refund"),
        drafts: &[
            "Thank you for your message, and I am sorry that the size does not fit. Order {o.number} arrived on {o.delivered_at}, and the time to return or exchange it ended on {o.return_ended}. I am asking what we can do and will write to you with the answer.",
            "Thank you for your message, and I am sorry that the size does not fit. You need size {c.wanted_size} of {c.item_name}: I will see whether it is in stock and send you the label for sending it back from order {o.number}.",
            "Thank you for your message, and I am sorry that the size does not fit. Tell me the size you need, and I will see whether it is in stock and send you the label for sending order {o.number} back.",
        ],
        why: &["The customer asks in case {c.number} for another size of what came with order {o.number}."],
        task: (
            "Prepare the exchange",
            &[
                "Case {c.number}: the customer needs another size of {o.items} (order {o.number}), and the time to return it ended on {o.return_ended}. Ask who decides whether it is exchanged, before a label goes out.",
                "Case {c.number}: the customer needs size {c.wanted_size} of {c.item_name} (order {o.number}). Look at the stock, prepare the label.",
                "Case {c.number}: the customer needs another size of {o.items} (order {o.number}). Look at the stock, prepare the label.",
            ],
        ),
    },
    Request {
        words: &[
            "return label",
            "send it back",
            "want to return",
            "like to return",
            "return it",
            "return them",
            "doesn't fit",
            "don't fit",
        ],
        title: "Answer: return",
        category: Some("return_refund"),
        drafts: &[
            "Thank you for your message. Order {o.number} arrived on {o.delivered_at} and may come back until {o.return_until}. I am preparing the return label and will send it to you.",
            "Thank you for your message. Order {o.number} arrived on {o.delivered_at}, and the time to return it ended on {o.return_ended}. I am asking what we can do and will write to you with the answer.",
            "Thank you for your message. I am preparing the return label for order {o.number} and will send it to you.",
        ],
        why: &[
            "Order {o.number} arrived on {o.delivered_at} and may come back until {o.return_until}.",
            "The time to return order {o.number} ended on {o.return_ended}, {o.return_days_over} ago.",
            "The customer asks in case {c.number} how to send order {o.number} back.",
        ],
        task: (
            "See to the return",
            &[
                "Case {c.number}: order {o.number} ({o.items}) may come back until {o.return_until}. Prepare the return label.",
                "Case {c.number}: the time to return order {o.number} ({o.items}) ended on {o.return_ended}. Ask who decides whether it is taken back.",
                "Case {c.number}: prepare the return label for order {o.number} ({o.items}).",
            ],
        ),
    },
    Request {
        words: &[BROKE, "snapped", "warranty", "defect", "ripped"],
        title: "Answer: something broke",
        category: Some("delivery_problem"),
        drafts: &[
            "Thank you for your message, and I am sorry to hear it. I am passing it on to our workshop with the details of order {c.order}[if a photo: and your photo].[unless a photo: A photo of the damage and of the label helps them.] I will write to you with their answer.",
            "Thank you for your message, and I am sorry to hear it. I am passing it on to our workshop[if a photo: with your photo].[unless a photo: A photo of the damage and of the label helps them.] I will write to you with their answer.",
        ],
        why: &["The customer writes in case {c.number} that something broke."],
        task: (
            "See whether the warranty covers it",
            &[
                "Case {c.number}: something of order {c.order} broke. Find out whether the warranty covers it and whether the part is in stock.",
                "Case {c.number}: find out which order it belongs to, whether the warranty covers it and whether the part is in stock.",
            ],
        ),
    },
    Request {
        words: &["customs", "import tax"],
        title: "Answer: customs and taxes",
        category: Some("payment"),
        drafts: &[
            "Thank you for your message.[unless a photo: Could you send me a photo of the receipt for the customs charge?] I will ask our accounts what applies and write to you.",
        ],
        why: &["The customer asks in case {c.number} about a customs charge."],
        task: (
            "Ask accounts about the customs charge",
            &["Case {c.number}: the customer asks about a customs charge. Ask accounts what applies."],
        ),
    },
    Request {
        words: &["certified", "would the", "which tent", "recommend", "suitable"],
        title: "Answer the question about a product",
        category: Some("product_question"),
        drafts: &[
            "Thank you for your question. I am asking our product team, with what you write of your plans and with your budget of {c.budget}, and will write to you.",
            "Thank you for your question. I am asking our product team[if their plans:, with what you write of your plans], and will write to you.[unless their plans: If you tell me what you plan to use it for, I can be more precise.]",
        ],
        why: &["The customer asks about a product in case {c.number}, before they decide."],
        task: (
            "Get an answer from the product team",
            &["Case {c.number} ({c.subject}): ask the product team and answer the customer."],
        ),
    },
    Request {
        words: &["where is", "when does", "tracking", "not arrived", "parcel"],
        title: "Answer: where is order {o.number}",
        category: Some("order_status"),
        drafts: &[
            "I am sorry for the trouble this has been. Your order {o.number} is with {o.carrier}, and it was expected on {o.expected_at}. I am calling them today and will write to you with what they say, also if it is bad news.",
            "I am sorry for the trouble this has been. Your order {o.number} is with {o.carrier}; its state: {o.parcel}. I am calling them today and will write to you with what they say, also if it is bad news.",
            "Thank you for your message. I am finding out today how your order {o.number} stands and will write to you with what I hear.",
        ],
        why: &[
            "The customer asks in case {c.number} for order {o.number}, which was expected on {o.expected_at} and is {o.status}.",
            "The customer asks in case {c.number} for order {o.number}, which is {o.status}.",
        ],
        task: (
            "Open an inquiry with the carrier",
            &[
                "Order {o.number}: open an inquiry with {o.carrier}, tracking {o.tracking}, state: {o.parcel}. The customer waits in case {c.number}.",
                "Order {o.number} is {o.status}: ask the warehouse what is missing. The customer waits in case {c.number}.",
            ],
        ),
    },
];

/// Words of a customer to whom something else was sent than they ordered.
const SENT_WRONG: &[&str] = &[
    "wrong size arrived",
    "wrong size came",
    "wrong size was sent",
    "sent me the wrong",
    "sent us the wrong",
    "sent the wrong",
    "received the wrong",
    "wrong item",
    "wrong product",
    "not what i ordered",
    "not the size i ordered",
];

/// To them, however old the order is.
const MIXED_UP: Request = Request {
    words: SENT_WRONG,
    title: "Answer: something else came",
    category: Some("delivery_problem"),
    drafts: &[
        "Thank you for telling me, and I am sorry for the trouble. I am checking today with the warehouse what was ordered and what was packed for order {o.number}, and will write to you with how you get the right one.[unless a photo: A photo of what came and of its label helps them.]",
    ],
    why: &[
        "The customer asks in case {c.number} about order {o.number}, which was delivered on {o.delivered_at}.",
        "The customer asks in case {c.number} about order {o.number}.",
    ],
    task: (
        "Check what was ordered and what was packed",
        &[
            "Case {c.number}: the customer ordered size {c.ordered_size} and got size {c.came_size}, they write. Order {o.number} says: {o.items}. Look at the packing list and the stock.",
            "Case {c.number}: the customer got something else than they ordered, they write. Order {o.number} says: {o.items}. Look at the packing list and the stock.",
        ],
    ),
};

/// Whether something else came, by what the customer writes or by the sizes that the prompt names.
fn is_mixed_up(case: &Fact<'_>) -> bool {
    case.value("came_size").is_some() || case.says(SENT_WRONG)
}

/// Where nothing more particular is heard.
const ANY: Request = Request {
    words: &[],
    title: "Answer case {c.number}",
    category: None,
    drafts: &[
        "Thank you for your message. I am looking into it now. I will write to you again as soon as I know more.",
    ],
    why: &["Case {c.number} has been open for {c.open_for}.", "Case {c.number} is open."],
    task: (
        "Look into the case",
        &["Case {c.number} ({c.subject}) is open. Look into it and answer the customer."],
    ),
};

/// How an answer begins to somebody whom we left with a promise, or who has had enough.
pub(super) fn apology(facts: &Facts<'_>, case: &Fact<'_>) -> Option<String> {
    let unkept =
        case.fill(&["I am sorry: on {unkept_at} we wrote “{unkept}”, and you have not heard from us since."]);
    let angry = || facts.is_angry().then(|| "I am sorry for the trouble that you have with this.".to_owned());
    unkept.filter(|_| !is_hostile(case)).or_else(angry)
}

/// What is asked for besides where something is said to be attached and nothing has arrived.
pub(super) fn asked_again(case: &Fact<'_>) -> Option<&'static str> {
    let missing = case.value("missing_attachment").filter(|_| !is_hostile(case))?;
    Some(match missing {
        "a photo" => {
            "I do not find the photo that you write of with us, though: please send it to me once more."
        }
        _ => "I find nothing attached to your message, though: please send it to me once more.",
    })
}

/// A template with what of it fits what the case has been told already.
pub(super) fn fitted(template: &str, case: &Fact<'_>) -> String {
    let already = case.value("already_told").unwrap_or_default();
    // What they say they have sent is not asked for as if they had not.
    let missing = case.value("missing_attachment").unwrap_or_default();
    let mut pieces = template.split('[');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (part, rest) in pieces.filter_map(|piece| piece.split_once(']')) {
        let (condition, words) = part.split_once(':').unwrap_or(("", part));
        let stays = match condition.split_once(' ') {
            Some(("unless", what)) => !already.contains(what) && missing != what,
            Some((_, what)) => already.contains(what),
            None => true,
        };
        text.push_str(if stays { words } else { "" });
        text.push_str(rest);
    }
    text
}

/// What the open case asks for, and the order that it is about.
pub(super) fn heard<'f, 'a>(
    facts: &'f Facts<'a>,
) -> Option<(&'static Request, &'f Fact<'a>, Option<&'f Fact<'a>>)> {
    let case = facts.open_case()?;
    let named = |order: &&Fact<'_>| case.value("order").is_some_and(|number| order.is("number", number));
    let order = facts
        .of("order")
        .find(named)
        .or_else(|| facts.stuck_order())
        .or_else(|| facts.last_order())
        .or_else(|| facts.unpaid_order());
    if case.says(HOSTILE.words) {
        return Some((&HOSTILE, case, None));
    }
    let asked = REQUESTS.iter().find(|request| case.says(request.words));
    let waits = asked.is_some_and(|request| request.words.contains(&"where is"));
    if let Some(part) = facts.of("order").find(|order| waits && order.is("status", "partly shipped")) {
        return Some((&REST, case, Some(part)));
    }
    let has_arrived = order.is_some_and(|order| order.value("delivered_at").is_some());
    let wants_elsewhere = asked.is_some_and(|request| request.words.contains(&ELSEWHERE));
    if wants_elsewhere && has_arrived {
        return Some((&DELIVERED_WHERE, case, order));
    }
    if wants_elsewhere && order.is_some_and(|order| order.is("status", "paid, not shipped")) {
        return Some((&NOT_LEFT, case, order));
    }
    let comes_back = |request: &&Request| [Some("return_refund"), None].contains(&request.category);
    if order.is_some() && is_mixed_up(case) && asked.as_ref().is_none_or(comes_back) {
        return Some((&MIXED_UP, case, order));
    }
    let is_over = order.is_some_and(|order| order.value("return_ended").is_some());
    let asked = match REQUESTS.iter().find(|request| request.words.contains(&BROKE)) {
        // The time to return it is of no matter where it broke.
        Some(broke) if is_over && asked.as_ref().is_some_and(comes_back) && case.says(broke.words) => {
            Some(broke)
        }
        _ => asked,
    };
    let is_on_the_way = |request: &Request| request.words.iter().any(|word| ON_THE_WAY.contains(word));
    if asked.is_some_and(is_on_the_way) && has_arrived {
        return Some((&ARRIVED, case, order));
    }
    if asked.is_some_and(|request| request.words.contains(&BROKE)) && case.customer_says(MONEY) {
        return Some((&MONEY_BACK, case, order));
    }
    if asked.is_none() && case.value("unkept").is_some() {
        return Some((&UNKEPT, case, order));
    }
    // A request whose answer needs what is not known is answered like any other.
    let fits = |request: &&Request| super::suggestions::fill(request.drafts, case, order).is_some();
    Some((asked.filter(fits).unwrap_or(&ANY), case, order))
}

impl Request {
    /// Whether it is heard from words of the case, and not what is left where nothing is.
    pub(super) fn is_heard(&self) -> bool {
        ![ANY.title, UNKEPT.title].contains(&self.title)
    }
}

/// Whether the open case tries to give orders to the assistant.
pub(super) fn is_hostile(case: &Fact<'_>) -> bool {
    case.says(HOSTILE.words)
}
