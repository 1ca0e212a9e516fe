//! Writes the answer: finds the facts in the prompt, picks those that matter, says them with evidence.
//!
//! It reads a prompt as a reader would who knows only the request: the largest JSON object in the messages
//! holds `facts` (each with an `id` like `order:1001`, a `kind`, a `text` and perhaps named `fields` or
//! `values`), `allowed_actions` and a `purpose`. Values are named by slots (`{order:1001.total}`), never
//! repeated.

use serde_json::{Map, Value, json};

/// The most sentences and suggestions of one answer.
const MOST_SENTENCES: usize = 6;
const MOST_SUGGESTIONS: usize = 4;

/// The model's answer to the messages of a request.
pub fn compose(messages: &[String], format: &Value) -> String {
    let Some(evidence) =
        messages.iter().filter_map(|text| largest_object(text)).max_by_key(|object| object.to_string().len())
    else {
        return plain(messages, format);
    };
    let facts = Facts::read(&evidence);
    if facts.all.is_empty() {
        return plain(messages, format);
    }
    let question = evidence["question"].as_str().map(str::to_owned);
    let answer = json!({
        "summary": facts.summary(question.as_deref()),
        "suggestions": facts.suggestions(&evidence),
    });
    match schema_of(format) {
        Some(schema) => shape(&answer, schema, schema).to_string(),
        None => answer.to_string(),
    }
}

fn schema_of(format: &Value) -> Option<&Value> {
    (format["type"] == "json_schema")
        .then(|| &format["json_schema"]["schema"])
        .filter(|schema| schema.is_object())
}

/// What is answered where the prompt holds no facts.
fn plain(messages: &[String], format: &Value) -> String {
    let last = messages.last().map_or("", String::as_str);
    match (schema_of(format), format["type"].as_str()) {
        (Some(schema), _) => shape(&json!({}), schema, schema).to_string(),
        (None, Some("json_object")) => {
            json!({ "answer": "The sandbox model has no facts to speak of." }).to_string()
        }
        _ => format!(
            "This is the sandbox model; it read {} characters and knows nothing beside them.",
            last.chars().count()
        ),
    }
}

/// The largest JSON object that stands anywhere in a text.
fn largest_object(text: &str) -> Option<Value> {
    let mut best: Option<(usize, Value)> = None;
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let mut read = serde_json::Deserializer::from_str(&text[open..]).into_iter::<Value>();
        match read.next() {
            Some(Ok(value)) => {
                let length = read.byte_offset();
                if value.is_object() && best.as_ref().is_none_or(|(longest, _)| length > *longest) {
                    best = Some((length, value));
                }
                at = open + length.max(1);
            }
            _ => at = open + 1,
        }
    }
    best.map(|(_, value)| value)
}

struct Fact<'a> {
    id: &'a str,
    kind: &'a str,
    body: &'a Value,
}

struct Facts<'a> {
    all: Vec<Fact<'a>>,
}

impl<'a> Fact<'a> {
    /// A slot for one of the fact's named values, by the first name that it has.
    fn slot(&self, names: &[&str]) -> Option<String> {
        let has = |holder: &Value, name: &str| match holder {
            Value::Object(fields) => fields.get(name).is_some_and(|value| !value.is_null()),
            Value::Array(listed) => listed.iter().any(|entry| entry == name || entry["name"] == name),
            _ => false,
        };
        let holders = [&self.body["fields"], &self.body["values"], &self.body["slots"], self.body];
        let named = names.iter().find(|name| holders.iter().any(|holder| has(holder, name)))?;
        Some(format!("{{{}.{named}}}", self.id))
    }

    /// All that the fact says, in lower case, for finding words.
    fn words(&self) -> String {
        self.body.to_string().to_lowercase()
    }

    fn says(&self, words: &[&str]) -> bool {
        let own = self.words();
        words.iter().any(|word| own.contains(word))
    }
}

impl<'a> Facts<'a> {
    fn read(evidence: &'a Value) -> Self {
        let mut all = Vec::new();
        for list in ["facts", "evidence"] {
            for body in evidence[list].as_array().into_iter().flatten() {
                let Some(id) = body["id"].as_str() else { continue };
                let kind = body["kind"].as_str().unwrap_or_else(|| id.split(':').next().unwrap_or(""));
                all.push(Fact { id, kind, body });
            }
        }
        Self { all }
    }

    fn of(&self, kind: &str) -> impl Iterator<Item = &Fact<'a>> {
        let kind = kind.to_owned();
        self.all.iter().filter(move |fact| fact.kind == kind || fact.id.starts_with(&format!("{kind}:")))
    }

    fn open_case(&self) -> Option<&Fact<'a>> {
        self.of("case")
            .find(|case| !case.says(&["\"closed\"", "\"resolved\"", "status: closed", "state: closed"]))
    }

    fn stuck_order(&self) -> Option<&Fact<'a>> {
        self.of("order").chain(self.of("shipment")).find(|order| {
            order.says(&["delayed", "failure", "attempted_delivery", "not_delivered", "exception", "stuck"])
        })
    }

    fn no_marketing(&self) -> bool {
        let refused = ["unsubscribed", "not_subscribed", "not subscribed", "opted out", "opt_out", "denied"];
        self.all.iter().any(|fact| {
            let of_consent = fact.kind == "consent" || fact.id.ends_with("consent");
            (of_consent && fact.says(&refused)) || fact.says(&["\"unsubscribed\"", "has unsubscribed"])
        })
    }

    /// The placeholder that stands for the customer's name, and the fact that holds it.
    fn name(&self) -> Option<(&str, &Fact<'a>)> {
        self.of("customer").find_map(|fact| {
            let text = fact.body["text"].as_str().or_else(|| fact.body["value"].as_str())?;
            let from = text.find("[PERSON_").or_else(|| text.find("[NAME_"))?;
            let to = from + text[from..].find(']')?;
            Some((&text[from..=to], fact))
        })
    }

    fn summary(&self, question: Option<&str>) -> Vec<Value> {
        let mut said = Vec::new();
        let mut say =
            |text: String, fact: &Fact<'_>| said.push(json!({ "text": text, "evidence": [fact.id] }));
        if let Some(case) = self.open_case() {
            match case.slot(&["subject", "title"]) {
                Some(subject) => say(format!("There is an open case: {subject}."), case),
                None => say("There is an open case that waits for an answer.".to_owned(), case),
            }
        }
        if let Some(order) = self.stuck_order() {
            match order.slot(&["number", "name"]) {
                Some(number) => {
                    say(format!("The shipment of order {number} is not where it should be."), order)
                }
                None => say("A shipment is not where it should be.".to_owned(), order),
            }
        }
        for totals in self.of("totals").take(1) {
            if let Some(net) = totals.slot(&["net", "net_revenue"]) {
                match totals.slot(&["orders", "order_count"]) {
                    Some(count) => say(format!("Net revenue so far is {net} over {count} orders."), totals),
                    None => say(format!("Net revenue so far is {net}."), totals),
                }
            }
        }
        for order in self.of("order").take(2) {
            if let (Some(number), Some(total)) =
                (order.slot(&["number", "name"]), order.slot(&["total", "net"]))
            {
                match order.slot(&["placed_at", "date"]) {
                    Some(placed) => say(format!("Order {number} came to {total} on {placed}."), order),
                    None => say(format!("Order {number} came to {total}."), order),
                }
            }
        }
        for cart in self.of("cart").take(1) {
            match cart.slot(&["value", "total"]) {
                Some(value) => say(format!("A cart worth {value} was left behind."), cart),
                None => say("A cart was left behind.".to_owned(), cart),
            }
        }
        for score in self.of("score").take(2) {
            if let Some(value) = score.slot(&["value", "risk", "tier"]) {
                let name = score.id.split(':').nth(1).unwrap_or("score").replace('_', " ");
                say(format!("The {name} stands at {value}."), score);
            }
        }
        for deal in self.of("deal").take(1) {
            if let Some(name) = deal.slot(&["name", "title"]) {
                say(format!("A deal is open: {name}."), deal);
            }
        }
        if said.is_empty() {
            for fact in self.all.iter().take(2) {
                said.push(
                    json!({ "text": "Little is known of this customer so far.", "evidence": [fact.id] }),
                );
            }
            said.truncate(1);
        }
        if question.is_some() {
            said.truncate(3);
        }
        said.truncate(MOST_SENTENCES);
        said
    }

    fn suggestions(&self, evidence: &Value) -> Vec<Value> {
        let allowed: Vec<&str> = evidence["allowed_actions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|action| action.as_str().or(action["action"].as_str()).or(action["name"].as_str()))
            .collect();
        let may = |action: &str| allowed.is_empty() || allowed.contains(&action);
        let (case, stuck) = (self.open_case(), self.stuck_order());
        let mut made: Vec<Value> = Vec::new();
        let mut propose = |action: &str,
                           title: &str,
                           body: String,
                           more: [Option<&str>; 3],
                           reason: &str,
                           facts: &[&Fact<'_>],
                           confidence: f64| {
            if may(action) && made.len() < MOST_SUGGESTIONS {
                let cited: Vec<&str> = facts.iter().map(|fact| fact.id).collect();
                let [channel, offer, timing] = more;
                made.push(json!({
                    "action": action, "title": title, "body": body, "channel": channel, "offer": offer, "timing": timing,
                    "due_at": null, "reason": reason, "evidence": cited, "confidence": confidence,
                }));
            }
        };
        if let Some(case) = case {
            let mut cited: Vec<&Fact<'_>> = std::iter::once(case).chain(stuck).collect();
            let name = self.name();
            let greeting = name.map_or_else(|| "Hello".to_owned(), |(name, _)| format!("Hello {name}"));
            let step = match stuck.and_then(|order| order.slot(&["number", "name"])) {
                Some(number) => {
                    format!("I have looked at order {number} and am asking the carrier about it now.")
                }
                None => "I have read your message and am looking into it now.".to_owned(),
            };
            let body = format!(
                "{greeting}, thank you for writing. {step} I will write again as soon as I know more."
            );
            cited.extend(name.map(|(_, fact)| fact));
            propose(
                "reply",
                "Answer the open case",
                body,
                [Some("email"), None, Some("now")],
                "An open case waits for an answer.",
                &cited,
                0.86,
            );
            let body = "Check how the open case stands and write to the customer.".to_owned();
            propose(
                "task",
                "Follow up on the open case",
                body,
                [None, None, Some("tomorrow")],
                "A case should not wait unseen.",
                &cited,
                0.74,
            );
        }
        let quiet = case.is_some() || self.no_marketing();
        if let Some(cart) = self.of("cart").next() {
            let title =
                if quiet { "Note the cart that was left" } else { "Call about the cart that was left" };
            let body = match cart.slot(&["value", "total"]) {
                Some(value) => format!(
                    "A cart worth {value} was left behind. Ask whether something was unclear; send no advertising."
                ),
                None => "A cart was left behind. Ask whether something was unclear; send no advertising."
                    .to_owned(),
            };
            propose(
                if quiet { "note" } else { "task" },
                title,
                body,
                [None, None, None],
                "A cart was left behind.",
                &[cart],
                0.66,
            );
        }
        if !quiet && let Some(order) = self.of("order").next() {
            let body = match order.slot(&["number", "name"]) {
                Some(number) => format!("Ask how they like what they bought with order {number}."),
                None => "Ask how they like what they bought.".to_owned(),
            };
            propose(
                "task",
                "Ask how the last order went",
                body,
                [Some("email"), None, None],
                "The last order is a reason to write.",
                &[order],
                0.58,
            );
        }
        if let Some(first) = self.of("totals").chain(self.of("order")).chain(self.all.iter()).next() {
            let body =
                "Looked at the history of this customer; nothing stands in the way of a friendly call."
                    .to_owned();
            let body = if case.is_some() {
                "Looked at the history of this customer and at the open case.".to_owned()
            } else {
                body
            };
            propose(
                "note",
                "Log that the history was read",
                body,
                [None, None, None],
                "The next colleague sees what was looked at.",
                &[first],
                0.5,
            );
        }
        made
    }
}

/// Brings an answer into the shape that a JSON schema asks for: its keys alone, all that are required.
fn shape(value: &Value, schema: &Value, root: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        return shape(value, target, root);
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let fits = |choice: &&Value| value.is_null() == (choice["type"] == "null");
            let chosen = choices.iter().find(fits).or(choices.first());
            return chosen.map_or(Value::Null, |chosen| shape(value, chosen, root));
        }
    }
    if let Some(options) = schema["enum"].as_array() {
        return if options.contains(value) {
            value.clone()
        } else {
            options.first().cloned().unwrap_or(Value::Null)
        };
    }
    let allows = |name: &str| match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    };
    if value.is_null() && allows("null") {
        return Value::Null;
    }
    if let Some(properties) = schema["properties"].as_object() {
        let mut shaped = Map::new();
        for (name, inner) in properties {
            let given = value.get(name).cloned().unwrap_or(Value::Null);
            let required =
                schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
            if required || !given.is_null() {
                shaped.insert(name.clone(), shape(&given, inner, root));
            }
        }
        return Value::Object(shaped);
    }
    if allows("array") {
        let items = value.as_array().map_or(&[][..], |items| items);
        return items.iter().map(|item| shape(item, &schema["items"], root)).collect();
    }
    match value {
        Value::Null if allows("string") => json!(""),
        Value::Null if allows("number") || allows("integer") => json!(0),
        Value::Null if allows("boolean") => json!(false),
        Value::Number(number) if allows("integer") => json!(number.as_f64().unwrap_or(0.0).round()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_cites_the_prompts_own_facts_and_keeps_to_the_schema() {
        let prompt = json!({
            "purpose": "support",
            "facts": [
                { "id": "case:77", "kind": "case", "text": "[PERSON_1] asks where the parcel is", "fields": { "subject": "Where is it" } },
                { "id": "order:1001", "kind": "order", "text": "delayed", "fields": { "number": "#1001", "total": "$10.00" } },
            ],
            "allowed_actions": ["reply", "note"],
        });
        let messages = ["You are {helpful}.".to_owned(), format!("Here it is:\n{prompt}\nAnswer in JSON.")];
        let schema = json!({ "type": "object", "required": ["summary", "suggestions"], "properties": {
            "summary": { "type": "array", "items": { "$ref": "#/$defs/sentence" } },
            "suggestions": { "type": "array", "items": { "type": "object", "required": ["action", "offer"], "properties": {
                "action": { "enum": ["reply", "note"] }, "offer": { "type": ["string", "null"] } } } } },
            "$defs": { "sentence": { "type": "object", "required": ["text", "evidence"], "properties": {
                "text": { "type": "string" }, "evidence": { "type": "array", "items": { "type": "string" } } } } } });
        let format = json!({ "type": "json_schema", "json_schema": { "name": "brief", "schema": schema } });
        let answer: Value = serde_json::from_str(&compose(&messages, &format)).expect("JSON");
        assert_eq!(
            answer["summary"][0],
            json!({ "text": "There is an open case: {case:77.subject}.", "evidence": ["case:77"] })
        );
        let actions: Vec<&str> = answer["suggestions"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|one| one["action"].as_str())
            .collect();
        assert_eq!(actions, ["reply", "note"]);
        assert_eq!(answer["suggestions"][0].as_object().expect("an object").len(), 2);
    }
}
