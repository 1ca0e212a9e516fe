//! The facts of a prompt, read as a stranger to the program would read them.

use serde_json::Value;

/// One fact of the prompt.
pub(super) struct Fact<'a> {
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    body: &'a Value,
}

impl<'a> Fact<'a> {
    /// A named value.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        [&self.body["fields"], &self.body["values"], &self.body["slots"]]
            .iter()
            .find_map(|holder| holder[name].as_str())
            .filter(|value| !value.trim().is_empty())
    }

    /// The number that a value begins with.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.value(name)?.split_whitespace().next()?.parse().ok()
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == Some(value)
    }

    /// What it says, in lower case.
    pub(super) fn text(&self) -> String {
        self.body["text"].as_str().unwrap_or_default().to_lowercase()
    }

    /// Whether the last word of a thread is the customer's.
    pub(super) fn waits(&self) -> bool {
        let text = self.text();
        text.rfind("customer wrote")
            .is_some_and(|at| text.rfind("staff wrote").is_none_or(|staff| at > staff))
    }

    /// Whether a case is up to the customer: the last word is the staff's, nothing promised is due, and it waits for nobody here.
    pub(super) fn is_up_to_customer(&self) -> bool {
        let stage = self.value("stage").unwrap_or_default().to_lowercase();
        self.text().contains("staff wrote")
            && !self.waits()
            && self.value("unkept").is_none()
            && !stage.contains("waiting on us")
    }

    pub(super) fn says(&self, words: &[&str]) -> bool {
        let text = self.text();
        words.iter().any(|word| text.contains(word))
    }

    /// Whether the customer's own messages in a thread have one of the words.
    pub(super) fn customer_says(&self, words: &[&str]) -> bool {
        let text = self.text();
        let theirs = text.split("; ").scan(false, |is_theirs, piece| {
            *is_theirs = match piece.split_once(" wrote") {
                Some(("customer", _)) => true,
                Some(("staff" | "somebody", _)) => false,
                _ => *is_theirs,
            };
            Some(is_theirs.then_some(piece))
        });
        theirs.flatten().any(|piece| words.iter().any(|word| piece.contains(word)))
    }

    /// What its item is called without the size that the name ends with, where it ends so: `Basalt Mid Boot - EU 39`.
    pub(super) fn item_without_size(&self) -> Option<&'a str> {
        let (name, variant) = self.value("item")?.rsplit_once(" - ")?;
        let last = variant.split_whitespace().last()?.to_lowercase();
        let is_size = ["xs", "s", "m", "l", "xl", "xxl"].contains(&&*last) || last.parse::<f32>().is_ok();
        (is_size && !name.contains(['{', '}'])).then_some(name)
    }

    /// The first template whose names all have values, each name as a slot: `{total}` as `{order:1001.total}`.
    pub(super) fn fill(&self, templates: &[&str]) -> Option<String> {
        let fitting =
            templates.iter().find(|template| names(template).all(|name| self.value(name).is_some()))?;
        Some(fitting.replace('{', &format!("{{{}.", self.id)))
    }
}

fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

/// All facts of the prompt.
pub(super) struct Facts<'a> {
    pub(super) all: Vec<Fact<'a>>,
    /// `support`, `sales`.
    pub(super) purpose: &'a str,
    /// The actions that may be proposed.
    pub(super) allowed: Vec<&'a str>,
    /// What may be proposed, where the prompt says more than the actions.
    pub(super) candidates: Option<Vec<Choice<'a>>>,
}

/// A candidate of the prompt.
pub(super) struct Choice<'a> {
    pub(super) id: &'a str,
    pub(super) action: &'a str,
    timing: Option<&'a str>,
    pub(super) evidence: Vec<&'a str>,
}

impl<'a> Choice<'a> {
    fn read(body: &'a Value) -> Option<Self> {
        let evidence = body["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        Some(Self {
            id: body["id"].as_str()?,
            action: body["action"].as_str()?,
            timing: body["timing"].as_str(),
            evidence,
        })
    }
}

impl<'a> Facts<'a> {
    pub(super) fn read(evidence: &'a Value, allowed: Vec<&'a str>) -> Self {
        let mut all = Vec::new();
        for list in ["facts", "evidence"] {
            for body in evidence[list].as_array().into_iter().flatten() {
                let Some(id) = body["id"].as_str() else { continue };
                let kind = body["kind"].as_str().unwrap_or_else(|| id.split(':').next().unwrap_or(""));
                all.push(Fact { id, kind, body });
            }
        }
        let candidates =
            evidence["candidates"].as_array().map(|list| list.iter().filter_map(Choice::read).collect());
        Self { all, purpose: evidence["purpose"].as_str().unwrap_or("support"), allowed, candidates }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Fact<'a>> {
        self.all.iter().find(|fact| fact.id == id)
    }

    pub(super) fn of(&self, kind: &'a str) -> impl Iterator<Item = &Fact<'a>> {
        self.all.iter().filter(move |fact| fact.kind == kind)
    }

    /// The open case that comes first.
    pub(super) fn open_case(&self) -> Option<&Fact<'a>> {
        self.of("case").find(|case| case.is("state", "open") || case.value("state").is_none())
    }

    /// Whether the customer of the open case has had enough.
    pub(super) fn is_angry(&self) -> bool {
        let words =
            ["unacceptable", "ridiculous", "furious", "third message", "still nothing", "fed up", "lawyer"];
        self.open_case().is_some_and(|case| case.says(&words))
    }

    /// An order that has not reached the customer, and should have.
    pub(super) fn stuck_order(&self) -> Option<&Fact<'a>> {
        let trouble = ["; late", "not shipped after", "did not arrive", "nobody was there", "delayed"];
        self.of("order").find(|order| order.says(&trouble))
    }

    pub(super) fn unpaid_order(&self) -> Option<&Fact<'a>> {
        self.of("order").find(|order| order.is("status", "waiting for payment"))
    }

    /// The newest order that was paid and not cancelled.
    pub(super) fn last_order(&self) -> Option<&Fact<'a>> {
        self.of("order")
            .find(|order| !order.is("status", "cancelled") && !order.is("status", "waiting for payment"))
    }

    pub(super) fn totals(&self) -> Option<&Fact<'a>> {
        self.get("totals:all").or_else(|| self.of("totals").next())
    }

    /// Orders stay away for twice as long as usual.
    pub(super) fn is_quiet(&self) -> bool {
        self.totals().is_some_and(|totals| {
            let (since, gap) = (totals.number("days_since_last_order"), totals.number("usual_gap"));
            since.zip(gap).is_some_and(|(since, gap)| since >= 60.0 && since >= 2.0 * gap)
        })
    }

    /// Whether the prompt has it among what could be done to win the customer back.
    pub(super) fn may_win_back(&self) -> bool {
        self.candidates.iter().flatten().any(|choice| choice.id == "win-back")
    }

    /// Whether what an answer says that we do can be done today: not where the prompt has its task for later.
    pub(super) fn is_still_today(&self) -> bool {
        let begins = ["task-behind-the-reply", "refund-what-arrived-damaged"];
        let is_task = |choice: &&Choice<'_>| begins.iter().any(|name| choice.id.starts_with(name));
        let task = self.candidates.iter().flatten().find(is_task);
        task.is_none_or(|task| task.timing == Some("today"))
    }

    /// Whether that stands there before all else.
    pub(super) fn wins_back_first(&self) -> bool {
        self.candidates.iter().flatten().next().is_some_and(|choice| choice.id == "win-back")
    }

    /// A cart that no later order settled.
    pub(super) fn live_cart(&self) -> Option<&Fact<'a>> {
        self.of("cart").find(|cart| !cart.says(&["an order was placed after it"]))
    }

    /// What may be spoken of next, where nobody waits for help.
    pub(super) fn next_product(&self) -> Option<&Fact<'a>> {
        self.of("product").find(|_| self.open_case().is_none() && self.stuck_order().is_none())
    }

    /// Whether an open task of a colleague shares a word with a title.
    pub(super) fn has_task(&self, title: &str) -> bool {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
            words
                .filter(|w| w.chars().count() > 4 && !["about", "order", "customer"].contains(&w.as_str()))
                .collect()
        };
        let asked = words(title);
        let open = self.of("activity").filter(|task| task.is("kind", "task") && task.says(&["(to do)"]));
        open.filter_map(|task| task.value("title")).any(|t| words(t).iter().any(|word| asked.contains(word)))
    }

    pub(super) fn is_unsubscribed(&self) -> bool {
        self.of("consent").any(|consent| consent.is("email", "unsubscribed"))
    }
}
