//! Values as people read and type them: amounts, moments, days, lines that fit a width.
//!
//! Both the command line and the terminal app write and read them this way. Pure.

mod attached;
mod audit;
mod background;
mod count;
mod day;
mod days;
mod details;
mod follow_up;
mod interval;
mod lines;
mod locale;
mod meeting;
mod moment;
mod money;
mod needed;
mod notes;
mod parcel;
mod past_day;
mod policy;
mod progress;
mod quiet;
mod refunds;
mod reminder;
mod rows;
mod summary;
mod sums;
mod supposed;
mod taking_back;
mod tier_review;
mod wake;
mod wire;

pub use attached::attached_in_words;
pub use audit::{is_of_tier, what_was_done};
pub use background::background_in_words;
pub use count::counted;
pub use day::{Day, NoDay};
pub use days::days_in_language;
pub use details::details;
pub use follow_up::{
    DayDoubt, FollowsUp, Jotted, Needed, NotDue, NotTaken, Seen, day_doubt, day_named, due_typed, follow_up,
    needed, untitled,
};
pub use interval::interval_in_words;
pub use lines::{cut, harmless, wrap};
pub use locale::{Locale, UnknownLocale};
pub use meeting::meeting_in_words;
pub use moment::Moment;
pub use money::money;
pub use needed::{needed_in, needed_in_words};
pub use notes::internal_note;
pub use parcel::{parcel_in_words, parcel_state, rest_in_words};
pub use past_day::{NoPastDay, PastDay};
pub use policy::policy_in_words;
pub use progress::{
    awaited_in_words, by, effect_told, hands_in_words, has_it_in_words, no_in_words, put_back_in_words,
    undone_by_in_words, unsent_in_words, whose_yes, withdrawn_in_words, worded_in_words,
};
pub use quiet::{
    AS_OF_THE_LAST_ORDER, CASE_FIRST, WHY_HELD_OUT, consent_in_words, cost_in_words, effect_in_words,
    given_up_in_words, overdue_in_words, quiet_in_words, tier_in_words, win_back_in_words,
};
pub use refunds::{
    beside_in_words, orders_in_words, other_currency_in_words, several_in_words, too_little_in_words,
};
pub use reminder::Reminder;
pub use rows::rows;
pub use summary::summary_text;
pub use sums::{nets_in_words, refunds_in_words, sums};
pub use supposed::{NoOrder, supposed};
pub use taking_back::{has_left_words, have_left_words, noun};
pub use tier_review::{held_in_words, without_contact_in_words};
pub use wake::{NoWake, SLEEP_WITHDRAWN, wake_examples, wake_in_words, wake_rule, wakes_in_words};
pub use wire::{CallFigures, Told, call_figures, what_came_back, what_left};
