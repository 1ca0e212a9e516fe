//! Answers to cases: what customers ask for, by its words, and the draft that answers it.
//!
//! Drafts promise nothing but the shop's own next step; amounts, numbers and dates are slots. They ask for nothing that the
//! thread has: `[unless photo: …]` stays where there is no photo, `[if photo: …]` where there is one; `photo said` is said to be
//! attached, whether it has arrived or not. What is done at once is done `[if today: today]`, which stays while its task can be due
//! today.
//! `{c.item_name}` is the item without the size that its name ends with.

use crate::domain::attached::Attached;
use crate::domain::fault::BROKE;

/// A kind of request.
pub struct Request {
    /// What it is, for the suggestion's title.
    pub title: &'static str,
    /// Words that tell it, in lower case, of the languages that customers of the sandbox write.
    pub words: &'static [&'static str],
    /// Whether the draft speaks of an order (`{o.…}`).
    pub about_order: bool,
    /// What it is instead where that order was delivered: nothing is on its way any more.
    pub arrived: Option<&'static Request>,
    /// What it is instead where nothing of that order has left.
    pub before: Option<&'static Request>,
    /// The draft after the greeting; the first whose slots have values is taken.
    pub drafts: &'static [&'static str],
    /// What a colleague has to do for it, as title and text of a task; parts of both stay as those of a draft do.
    pub task: (&'static str, &'static [&'static str]),
}

/// A template with what of it fits what the thread tells; parts may stand in parts.
pub fn fitted(template: &str, is_told: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::new();
    // For each open part: whether it stays.
    let mut stays = vec![true];
    let mut rest = template;
    while let Some(at) = rest.find(['[', ']']) {
        let (before, behind) = rest.split_at(at);
        if stays.iter().all(|stays| *stays) {
            text.push_str(before);
        }
        rest = &behind[1..];
        if behind.starts_with(']') {
            stays.pop();
        } else if let Some((condition, words)) = rest.split_once(':') {
            stays.push(match condition.split_once(' ') {
                Some(("unless", what)) => !is_told(what),
                Some((_, what)) => is_told(what),
                None => true,
            });
            rest = words;
        }
    }
    text.push_str(rest);
    text
}

/// The kinds, the most particular first.
pub const REQUESTS: &[Request] = &[
    Request {
        title: "Confirm the request to erase data",
        words: &["gdpr", "erase", "delete my data", "article 17"],
        about_order: false,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for your message of {c.opened_at}. I am passing your request to erase your data on to the colleague who handles privacy. You will hear from us in writing as soon as it is done. Until then we send you no advertising.",
        ],
        task: (
            "Handle the request to erase data",
            &[
                "The customer asks in case {c.number} to have their data erased. Check identity and duties to keep records, erase, and confirm in writing within the legal month.",
            ],
        ),
    },
    Request {
        title: "Answer: says delivered, nothing there",
        words: MISSING_PARCEL,
        about_order: true,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for telling me, and I am sorry. The carrier {o.carrier} lists your order {o.number} as delivered (tracking {o.tracking}). I am asking them[if today: today] where exactly it was left and for their proof.[unless looked: Could you look once more at the door, the post room and with the neighbours?] I will write to you as soon as I have their answer.",
            "thank you for telling me, and I am sorry. I am asking the carrier[if today: today] where exactly the parcel of order {o.number} was left. I will write to you as soon as I have their answer.",
        ],
        task: (
            "Ask the carrier for proof of delivery",
            &[
                "Order {o.number}: {o.carrier} reports it as delivered, while the customer says in case {c.number} that it is not there. Ask for place, time and signature. Tracking: {o.tracking}.",
            ],
        ),
    },
    Request {
        title: "Answer: new delivery attempt",
        words: &["再配達", "不在票", "redeliver", "new delivery", "delivery attempt", "another attempt"],
        about_order: true,
        arrived: Some(&WHERE_ARRIVED),
        before: None,
        drafts: &[
            "thank you for your message. {o.carrier} met nobody with the parcel of your order {o.number}. I am asking them for a new attempt on the day you named; you can also choose day and time yourself under tracking number {o.tracking}. I will confirm as soon as they have answered.",
            "thank you for your message. I am asking the carrier for a new attempt with order {o.number} on the day you named, and will confirm as soon as they have answered.",
        ],
        task: (
            "Arrange a new delivery attempt",
            &[
                "Order {o.number}: ask {o.carrier} (tracking {o.tracking}) for a new attempt on the day that the customer names in case {c.number}.",
            ],
        ),
    },
    Request {
        title: "Answer: change of the delivery address",
        words: &[
            "to my sister",
            "to my brother",
            "another address",
            "different address",
            "instead of my address",
            "change the delivery",
        ],
        about_order: true,
        arrived: Some(&ADDRESS_ARRIVED),
        before: Some(&ADDRESS_BEFORE),
        drafts: &[
            "thank you for your message. I am asking the carrier[if today: today] whether the parcel of order {o.number} can still be redirected, and will write to you with their answer.[unless address: Please send me the address that it should go to.] For your safety: please send us no card numbers and no more personal data of others than the address itself.",
        ],
        task: (
            "Check whether the parcel can be redirected",
            &[
                "Case {c.number}: the customer wants order {o.number} delivered elsewhere. Check with the carrier, and take the address from the case, not from this task.",
            ],
        ),
    },
    Request {
        title: "Answer: exchange for another size",
        words: EXCHANGE,
        about_order: true,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for your message, and I am sorry that the size does not fit. Order {o.number} arrived on {o.delivered_at}, and the time to return or exchange it ended on {o.return_ended}. I am asking what we can do and will write to you with the answer.",
            "thank you for your message, and I am sorry that the size does not fit. From order {o.number} this does not come back: {o.final_sale}. I am asking what we can do and will write to you with the answer.",
            "thank you for your message, and I am sorry that the size does not fit. An exchange is possible: you need size {c.wanted_size} of {c.item_name}. I am checking whether it is in stock and will send you the return label for order {o.number}.[unless day: If you need it by a certain day, tell me, so that we can see what is possible.][if day: I will tell you what is possible by the day that you name.]",
            "thank you for your message, and I am sorry that the size does not fit. An exchange is possible:[if size: I am checking whether the size that you name is in stock][unless size: please tell me the size you need, and I will check whether it is in stock] and will send you the return label for order {o.number}.[unless day: If you need it by a certain day, tell me that too, so that we can see what is possible.][if day: I will tell you what is possible by the day that you name.]",
        ],
        task: (
            "Prepare the exchange",
            &[
                "Case {c.number}: the customer needs another size of {o.items} (order {o.number}), and the time to return it ended on {o.return_ended}. Ask who decides whether it is exchanged; no label before.",
                "Case {c.number}: the customer needs another size; from order {o.number} this does not come back: {o.final_sale}. Ask who decides whether it is exchanged; no label before.",
                "Case {c.number}: the customer needs size {c.wanted_size} of {c.item_name} (order {o.number}). Check stock, prepare the return label.",
                "Case {c.number}: the customer needs another size of {c.item_name} (order {o.number}). Check stock, prepare the return label.",
                "Case {c.number}: the customer needs another size of {o.items} (order {o.number}). Check stock, prepare the return label.",
            ],
        ),
    },
    Request {
        title: "Answer: return",
        words: RETURN,
        about_order: true,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for your message. Order {o.number} arrived on {o.delivered_at} and may come back until {o.return_until}. I am preparing the return label and will send it to you. Please keep the slip of the carrier until everything is settled.",
            "thank you for your message. Order {o.number} arrived on {o.delivered_at}, and the time to return it ended on {o.return_ended}. I am asking what we can do and will write to you with the answer.",
            "thank you for your message. From order {o.number} this does not come back: {o.final_sale}. I am asking what we can do and will write to you with the answer.",
            "thank you for your message. I am preparing the return label for order {o.number} and will send it to you. Please keep the slip of the carrier until everything is settled.",
        ],
        task: (
            "See to the return",
            &[
                "Case {c.number}: order {o.number} ({o.items}) may come back until {o.return_until}. Prepare the return label.",
                "Case {c.number}: the time to return order {o.number} ({o.items}) ended on {o.return_ended}. Ask who decides whether it is taken back; no label before.",
                "Case {c.number}: from order {o.number} this does not come back: {o.final_sale}. Ask who decides whether it is taken back; no label before.",
                "Case {c.number}: prepare the return label for order {o.number} ({o.items}).",
            ],
        ),
    },
    Request {
        title: "Answer: something broke",
        words: BROKE,
        about_order: true,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for your message, and I am sorry to hear it.[unless money: I am passing it on to our workshop with the details of order {o.number}[if photo: and your photo].[unless photo said: A photo of the damage and of the label helps them a lot.] I will write to you with their answer.][if money: You ask for your money back for order {o.number}: I am checking that[if today: today][if photo: with your photo], and will write to you with the answer.]",
        ],
        task: (
            "[unless money:Check warranty and spare part][if money:Check whether they get their money back]",
            &[
                "Case {c.number}: something broke.[if order: Order {o.number} ({o.items}): check][unless order: Check which order it belongs to (the last one is {o.number}, {o.items}),][unless money: whether the warranty covers it and whether the part is in stock.][if money: whether the customer gets the money back that they ask for.][if photo: There is a photo.]",
            ],
        ),
    },
    Request {
        title: "Answer: something was missing",
        words: &["were missing", "was missing", "missing", "incomplete"],
        about_order: true,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for telling me, and I am sorry. I am checking the packing list of order {o.number} with the warehouse and will write to you with what we can do.",
        ],
        task: (
            "Check the packing list",
            &[
                "Case {c.number}: something was missing in order {o.number} ({o.items}). Check the packing list and stock of the missing part.",
            ],
        ),
    },
    Request {
        title: "Answer: customs and taxes",
        words: &["customs", "vat", "duty", "import tax"],
        about_order: true,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for your message.[unless photo said: Could you send me a photo of the receipt for the customs charge on order {o.number}?] I will check with our accounts what applies and write to you.",
        ],
        task: (
            "Check the customs charge",
            &[
                "Case {c.number}: the customer paid customs on order {o.number}. Check with accounts what applies.",
            ],
        ),
    },
    Request {
        title: "Answer: where is the order",
        words: &[
            "where is",
            "where's",
            "when does",
            "when will",
            "tracking",
            "not arrived",
            "hasn't arrived",
            "still waiting",
            "isn't here",
            "配達",
            "parcel",
        ],
        about_order: true,
        arrived: Some(&WHERE_ARRIVED),
        before: None,
        drafts: &[
            "thank you for your patience, and I am sorry for the wait. Your order {o.number} is with {o.carrier} (tracking {o.tracking}), and it should have reached you by {o.expected_at}. I am calling the carrier[if today: today] and will write to you with what they say, also if it is bad news; then we decide together what to do next.",
            "thank you for your message. Your order {o.number} is with {o.carrier} (tracking {o.tracking}); its state today: {o.parcel}. I am asking the carrier and will write to you with what they say.",
            "thank you for your message. I am checking[if today: today] with the warehouse how your order {o.number} stands and will write to you with what they say.",
        ],
        task: (
            "Open an inquiry with the carrier",
            &[
                "Order {o.number}: open an inquiry with {o.carrier}, tracking {o.tracking}, state: {o.parcel}. The customer waits in case {c.number}.",
            ],
        ),
    },
    Request {
        title: "Answer the question about a product",
        words: &["which", "would the", "may i use", "certified", "recommend", "suitable", "compatible"],
        about_order: false,
        arrived: None,
        before: None,
        drafts: &[
            "thank you for your question. I am checking it with our product team, with what you write of your plans and with your budget of {c.budget}, and will write to you.",
            "thank you for your question. I am checking it with our product team[if plans:, with what you write of your plans], and will write to you.[unless plans: If you tell me what you plan to use it for, I can be more precise.]",
        ],
        task: (
            "Get an answer from the product team",
            &["Case {c.number} ({c.subject}): ask the product team and answer the customer."],
        ),
    },
];

/// To somebody who writes that something else came than what they ordered. However old the order is: whose mistake it is
/// has to be found out.
pub const MIXED_UP: Request = Request {
    title: "Answer: something else came",
    words: &[],
    about_order: true,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for telling me, and I am sorry for the trouble. I am checking[if today: today] with the warehouse what was ordered and what was packed for order {o.number}, and whether size {c.ordered_size} is in stock. I will write to you with how you get the right one.[unless photo said: A photo of what came and of its label helps them.]",
        "thank you for telling me, and I am sorry for the trouble. I am checking[if today: today] with the warehouse what was ordered and what was packed for order {o.number}. I will write to you with how you get the right one.[unless photo said: A photo of what came and of its label helps them.]",
    ],
    task: (
        "Check what was ordered and what was packed",
        &[
            "Case {c.number}: the customer writes that they ordered size {c.ordered_size} and that size {c.came_size} came. Order {o.number} says: {o.items}. Check the packing list and the stock. Where it is our mistake, it is exchanged however old the order is.",
            "Case {c.number}: the customer writes that something else came than what they ordered. Order {o.number} says: {o.items}. Check the packing list and the stock. Where it is our mistake, it is exchanged however old the order is.",
        ],
    ),
};

/// To somebody who asks for another address before anything has left.
const ADDRESS_BEFORE: Request = Request {
    title: "Answer: the address can still be changed",
    words: &[],
    about_order: true,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. Order {o.number} has not left us yet, so its address can still be changed.[unless address: Please send me the new address: name, street and number, postcode and town.] I will change it before anything is sent, and confirm it to you.",
    ],
    task: (
        "Change the delivery address before shipping",
        &[
            "Case {c.number}: order {o.number} has not left yet, and the customer wants it delivered elsewhere. Change the delivery address at the store before it is shipped; take the address from the case, not from this task.[unless address: They have still to send it; hold the order until then.]",
        ],
    ),
};

impl Request {
    /// Whether the answer says that something is done today, or before something else can happen: its task is not for later.
    pub fn is_for_today(&self) -> bool {
        self.drafts
            .iter()
            .any(|draft| draft.contains("[if today:") || draft.contains("before anything is sent"))
    }
}

/// To somebody who asks for another address when the parcel is there already.
const ADDRESS_ARRIVED: Request = Request {
    title: "Answer: the parcel is delivered already",
    words: &[],
    about_order: true,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. Order {o.number} was delivered on {o.delivered_at}.[if address: I am asking the carrier[if today: today] at which address, and will write to you with what they say.][unless address: Did it reach you? Tell me where it should have gone, and I will look into what we can do.] For your safety: please send us no card numbers and no more personal data of others than the address itself.",
        "thank you for your message. Order {o.number} is delivered already.[if address: I am asking the carrier[if today: today] at which address, and will write to you with what they say.][unless address: Did it reach you? Tell me where it should have gone, and I will look into what we can do.] For your safety: please send us no card numbers and no more personal data of others than the address itself.",
    ],
    task: (
        "Look into what can be done about the address",
        &[
            "Case {c.number}: the customer wanted order {o.number} to go elsewhere; it was delivered on {o.delivered_at}.[if address: Ask the carrier at which address, and tell the customer. Tracking: {o.tracking}.][unless address: Find out whether it arrived and what they need now.]",
            "Case {c.number}: the customer wanted order {o.number} to go elsewhere; it is delivered already.[if address: Ask the carrier at which address, and tell the customer.][unless address: Find out whether it arrived and what they need now.]",
        ],
    ),
};

/// To somebody whom we promised something that we have not come back to, and who says no more of what it is about.
pub const UNKEPT: Request = Request {
    title: "Answer: we did not come back to it",
    words: &[],
    about_order: true,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. I am finding out[if today: today] how it stands with your order {o.number}, and will write to you with what I hear, also if it is bad news.",
        "thank you for your message. I am finding out[if today: today] how it stands, and will write to you with what I hear, also if it is bad news.",
    ],
    task: (
        "Do what was promised, or find out how it stands",
        &[
            "Case {c.number}: on {c.unkept_at}, in case {c.unkept_in}, we wrote “{c.unkept}”, and nothing since. Do it, or find out how it stands with {c.item} (order {o.number}), and tell the customer.",
            "Case {c.number}: on {c.unkept_at}, in case {c.unkept_in}, we wrote “{c.unkept}”, and nothing since. Do it, or find out how it stands, and tell the customer.",
        ],
    ),
};

/// To somebody who waits for a parcel that was delivered.
const WHERE_ARRIVED: Request = Request {
    title: "Answer: the order was delivered",
    words: &[],
    about_order: true,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. The carrier {o.carrier} lists your order {o.number} as delivered on {o.delivered_at} (tracking {o.tracking}). Did it reach you? If not, tell me: I will ask the carrier where it was left and write to you with what they say.",
        "thank you for your message. Your order {o.number} is listed as delivered. Did it reach you? If not, tell me: I will ask the carrier where it was left and write to you with what they say.",
    ],
    task: (
        "Find out whether the parcel arrived",
        &[
            "Order {o.number} was delivered on {o.delivered_at}, and the customer asks for it in case {c.number}. Find out whether they have it; if not, ask for proof of delivery. Tracking: {o.tracking}.",
            "Order {o.number} is listed as delivered, and the customer asks for it in case {c.number}. Find out whether they have it; if not, ask for proof of delivery.",
        ],
    ),
};

/// Where nothing more particular is heard.
pub const ANY: Request = Request {
    title: "Answer the case",
    words: &[],
    about_order: false,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. I am looking into it now. I will write to you again as soon as I know more.",
    ],
    task: (
        "Look into the case",
        &["Case {c.number} ({c.subject}) waits for an answer. Look into it and answer the customer."],
    ),
};

/// To somebody who says that something is attached, where nothing has arrived: what each answer asks for besides.
pub fn asked_again(what: Attached) -> &'static str {
    match what {
        Attached::Photo => {
            "I do not find the photo with us that you write of, though: please send it to me once more."
        }
        Attached::File => "I find nothing attached to your message, though: please send it to me once more.",
    }
}

/// To somebody whose text tries to instruct a machine.
pub const HOSTILE: Request = Request {
    title: "Answer without granting anything",
    words: &[],
    about_order: false,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. I can't act on the request in this form. If there is a question about an order of yours, tell me its number and what happened, and I will look into it.",
    ],
    task: (
        "Have a look at a suspicious case",
        &[
            "The text of case {c.number} tries to instruct the assistant. Nothing was done because of it. Check by hand whether there is a real request behind it.",
        ],
    ),
};

/// To somebody who waits for the rest of an order of which a part has left.
pub const REST: Request = Request {
    title: "Answer: where is the rest",
    words: &[
        "where is",
        "where's",
        "when does",
        "when will",
        "still waiting",
        "not arrived",
        "not received",
        "nothing here",
        "missing",
        "the rest",
        "parcel",
    ],
    about_order: true,
    arrived: None,
    before: None,
    drafts: &[
        "thank you for your message. Your order {o.number} is partly shipped: part of it was delivered on {o.part_delivered_at}, the rest has not left us yet. I am finding out[if today: today] how it stands with the rest and will write to you with what I hear, also if it is bad news.",
        "thank you for your message. Your order {o.number} is partly shipped, the rest has not left us yet. I am finding out[if today: today] how it stands with the rest and will write to you with what I hear, also if it is bad news.",
    ],
    task: (
        "Find out how it stands with the rest of the order",
        &[
            "Order {o.number} ({o.items}) is partly shipped. Find out how it stands with the rest, and tell the customer in case {c.number}.",
        ],
    ),
};

/// What a draft says where somebody else has to decide.
pub const ASKED_FOR: &str = "I am asking what we can do";

/// Words of people whose parcel is said to be there.
pub const MISSING_PARCEL: &[&str] = &[
    "says delivered",
    "nothing here",
    "there is nothing",
    "not received",
    "never arrived",
    "left at front door",
    "marked as delivered",
];

/// Words of people who want another size.
pub const EXCHANGE: &[&str] =
    &["exchange", "wrong size", "too small", "too big", "too narrow", "smaller than", "استبدال", "مقاس"];

/// Words of people who want to send something back.
pub const RETURN: &[&str] = &[
    "return label",
    "send it back",
    "send them back",
    "return it",
    "return them",
    "want to return",
    "like to return",
    "returning",
    "doesn't fit",
    "don't fit",
    "does not fit",
    "do not fit",
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Thank you.[unless photo: A photo helps.] Bye.", &[], "Thank you. A photo helps. Bye.")]
    #[case("Thank you.[unless photo: A photo helps.] Bye.", &["photo"], "Thank you. Bye.")]
    #[case("Fixed[if photo:, with your photo].", &["photo"], "Fixed, with your photo.")]
    #[case("Fixed[if photo:, with your photo].", &[], "Fixed.")]
    #[case("A.[if money: B[if photo: with it].] C.", &["money"], "A. B. C.")]
    #[case("A.[if money: B[if photo: with it].] C.", &["photo"], "A. C.")]
    fn what_is_told_is_not_asked_for(#[case] template: &str, #[case] told: &[&str], #[case] fits: &str) {
        assert_eq!(fitted(template, &|what| told.contains(&what)), fits);
    }

    #[test]
    fn no_draft_says_that_something_was_done() {
        let special = [&MIXED_UP, &ADDRESS_BEFORE, &ADDRESS_ARRIVED, &WHERE_ARRIVED, &UNKEPT, &REST, &ANY];
        let drafts = REQUESTS.iter().chain(special).flat_map(|request| request.drafts);
        for draft in drafts {
            // What is to come is not done.
            let told = draft.replace("as soon as I have", "");
            let is_done = ["I have ", "I've ", "We have "].iter().any(|done| told.contains(done));
            assert!(!is_done, "{draft}");
        }
    }
}
