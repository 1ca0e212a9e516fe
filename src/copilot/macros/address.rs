//! What a macro says about a new address that has not been told, or that comes too late.

use std::sync::LazyLock;

use regex::Regex;

use crate::copilot::verify::pieces;
use crate::domain::commerce::{Order, ShipmentStatus};
use crate::domain::crm::Case;
use crate::domain::told::Told;
use crate::domain::{Mark, Unsupported};

/// A new address that we pass on, in the languages that macros are written in.
static PASSES_ON: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:pass|passing|forward|forwarding|chang(?:e|ing)) (?:on )?the new address\b";
    let others = r"\b(?:gebe|leite|ändere)\b.*\bneue adresse\b|\btransmets la nouvelle adresse\b|\bpaso la nueva dirección\b|\binoltro il nuovo indirizzo\b|\bgeef het nieuwe adres\b|\btransmitir a nova morada\b";
    Regex::new(&format!("{english}|{others}")).expect("constant pattern; every test compiles it")
});

/// The first sentence that passes an address on.
fn passed_on(text: &str) -> Option<&str> {
    pieces(text).into_iter().map(str::trim).find(|said| PASSES_ON.is_match(&said.to_lowercase()))
}

/// The sentence that passes an address on for an order that has arrived.
pub fn too_late(text: &str, order: Option<&Order>) -> Option<Unsupported> {
    let said = passed_on(text)?;
    let order = order?;
    let live = || order.shipments.iter().filter(|one| one.status != ShipmentStatus::Cancelled);
    let has_arrived = live().next().is_some() && live().all(|one| one.delivered_at.is_some());
    has_arrived.then(|| Unsupported {
        text: said.to_owned(),
        why: format!("order {} has arrived", order.number),
        mark: Mark::Open,
    })
}

/// That an address is passed on which nobody has written, in words.
pub fn untold(text: &str, case: &Case) -> Option<String> {
    let is_untold = passed_on(text).is_some() && !Told::of(case).address;
    is_untold.then(|| "the customer has not written the new address".to_owned())
}
