//! Which scope a request needs, as HubSpot documents it: its refusals often name none.

use super::super::http::Effect;

/// The kinds of objects, each with what is said of it in the singular and where its scope is another's or has one name for
/// reading and writing.
const KINDS: [(&str, Scope); 9] = [
    ("contacts", Scope::OfObjects("contacts")),
    ("companies", Scope::OfObjects("companies")),
    ("deals", Scope::OfObjects("deals")),
    ("notes", Scope::OfObjects("contacts")),
    ("tasks", Scope::OfObjects("contacts")),
    ("calls", Scope::OfObjects("contacts")),
    ("meetings", Scope::OfObjects("contacts")),
    ("tickets", Scope::Whole("tickets")),
    ("owners", Scope::Read("crm.objects.owners.read")),
];

/// How scopes of a kind are named.
#[derive(Clone, Copy)]
enum Scope {
    /// One for reading and one for writing: `crm.objects.contacts.read`.
    OfObjects(&'static str),
    /// One for both.
    Whole(&'static str),
    /// Only read.
    Read(&'static str),
}

/// The scope that a request to this path needs; nothing where that is not documented.
pub(super) fn needed(path: &str, effect: Effect) -> Option<String> {
    let is_read = effect == Effect::Read;
    let is_of_schema = path.split('/').any(|part| part == "properties") && !is_read;
    // Of two kinds that are tied, the one that is asked from comes first.
    let kind = path.split('/').find_map(|part| KINDS.iter().find(|(kind, _)| *kind == part));
    kind.map(|(kind, scope)| match scope {
        // Each kind has its own for its fields, also those whose records are the contacts' affair.
        Scope::OfObjects(_) if is_of_schema => format!("crm.schemas.{kind}.write"),
        Scope::OfObjects(kind) if is_read => format!("crm.objects.{kind}.read"),
        Scope::OfObjects(kind) => format!("crm.objects.{kind}.write"),
        Scope::Whole(scope) | Scope::Read(scope) => (*scope).to_owned(),
    })
}

/// The scope that reading objects of a kind takes; nothing where that is not documented.
pub(super) fn to_read(kind: &str) -> Option<String> {
    needed(kind, Effect::Read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_has_the_scope_that_is_documented_for_its_object() {
        for (path, effect, scope) in [
            ("/crm/objects/2026-09/notes", Effect::Once, Some("crm.objects.contacts.write")),
            ("/crm/objects/2026-09/tasks/77", Effect::Once, Some("crm.objects.contacts.write")),
            ("/crm/objects/2026-09/contacts/512001", Effect::Once, Some("crm.objects.contacts.write")),
            ("/crm/v3/objects/deals/search", Effect::Read, Some("crm.objects.deals.read")),
            ("/crm/objects/2026-09/tickets/9", Effect::Once, Some("tickets")),
            ("/crm/pipelines/2026-09/tickets", Effect::Read, Some("tickets")),
            ("/crm/owners/2026-09", Effect::Read, Some("crm.objects.owners.read")),
            ("/crm/properties/2026-09/contacts", Effect::Once, Some("crm.schemas.contacts.write")),
            ("/crm/properties/2026-09/notes", Effect::Once, Some("crm.schemas.notes.write")),
            ("/crm/properties/2026-09/tasks", Effect::Repeatable, Some("crm.schemas.tasks.write")),
            (
                "/crm/properties/2026-09/contacts/groups",
                Effect::Repeatable,
                Some("crm.schemas.contacts.write"),
            ),
            ("/crm/properties/2026-09/tickets", Effect::Once, Some("tickets")),
            ("/crm/properties/2026-09/notes", Effect::Read, Some("crm.objects.contacts.read")),
            ("/account-info/2026-09/details", Effect::Read, None),
        ] {
            assert_eq!(needed(path, effect).as_deref(), scope, "{path}");
        }
    }
}
