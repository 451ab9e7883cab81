//! The readable reference: the OpenAPI document turned into one page.

use askama::Template;
use serde_json::Value;
use utoipa::openapi::OpenApi;

use super::words::inline;

/// The page.
#[derive(Template)]
#[template(path = "reference.html")]
pub(super) struct Reference {
    title: String,
    description: String,
    server: String,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

struct Group {
    name: String,
    words: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Row>,
    body: String,
    media_types: String,
    answers: Vec<Answer>,
}

struct Row {
    name: String,
    place: String,
    kind: String,
    is_required: bool,
    words: String,
}

struct Answer {
    status: String,
    words: String,
    schema: String,
}

struct Schema {
    name: String,
    words: String,
    required: &'static str,
    rows: Vec<Row>,
}

impl Reference {
    pub(super) fn of(document: &OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        let operations: Vec<(String, Operation)> =
            entries(&document, "/paths").flat_map(operations).collect();
        let mut groups: Vec<Group> = list(&document, "/tags")
            .map(|tag| Group {
                name: text(tag, "/name"),
                words: text(tag, "/description"),
                operations: Vec::new(),
            })
            .collect();
        for (tag, operation) in operations {
            if let Some(group) = groups.iter_mut().find(|group| group.name == tag) {
                group.operations.push(operation);
            }
        }
        Self {
            title: text(&document, "/info/title"),
            description: text(&document, "/info/description"),
            server: text(&document, "/servers/0/url"),
            groups,
            schemas: entries(&document, "/components/schemas")
                .map(|(name, schema)| schema_view(name, schema))
                .collect(),
        }
    }
}

fn operations((path, item): (&String, &Value)) -> Vec<(String, Operation)> {
    let methods = item.as_object().into_iter().flatten();
    methods
        .map(|(method, described)| {
            let bodies: Vec<(&String, &Value)> = entries(described, "/requestBody/content").collect();
            let body =
                bodies.first().map(|(_, content)| reference(content.pointer("/schema"))).unwrap_or_default();
            let operation = Operation {
                id: text(described, "/operationId"),
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(described, "/summary"),
                description: words(described),
                parameters: list(described, "/parameters").map(parameter).collect(),
                body,
                media_types: bodies.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "),
                answers: entries(described, "/responses").map(answer).collect(),
            };
            (text(described, "/tags/0"), operation)
        })
        .collect()
}

fn parameter(parameter: &Value) -> Row {
    Row {
        name: text(parameter, "/name"),
        place: text(parameter, "/in"),
        kind: kind(parameter.pointer("/schema")),
        is_required: parameter.pointer("/required").and_then(Value::as_bool).unwrap_or(false),
        words: words(parameter),
    }
}

fn answer((status, response): (&String, &Value)) -> Answer {
    let schema = response.pointer("/content/application~1json/schema");
    let rows = schema
        .and_then(|schema| schema.pointer("/properties"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let listed =
        rows.filter_map(|(_, rows)| rows.pointer("/items")).map(|items| reference(Some(items))).next();
    Answer {
        status: status.clone(),
        words: words(response),
        schema: listed.unwrap_or_else(|| reference(schema)),
    }
}

fn schema_view(name: &str, schema: &Value) -> Schema {
    let required = if name.ends_with("Parameters") { "required" } else { "always there" };
    Schema { name: name.to_owned(), words: words(schema), required, rows: rows(schema) }
}

/// Properties of an object; those of its parts if it is put together from several.
fn rows(schema: &Value) -> Vec<Row> {
    let required: Vec<&str> = list(schema, "/required").filter_map(Value::as_str).collect();
    let own = entries(schema, "/properties").map(|(name, property)| Row {
        name: name.clone(),
        place: String::new(),
        kind: kind(Some(property)),
        is_required: required.contains(&name.as_str()),
        words: words(property),
    });
    let parts = ["/allOf", "/oneOf"].into_iter().flat_map(|key| list(schema, key));
    own.chain(parts.flat_map(rows)).collect()
}

/// What a value is, in a word or two.
fn kind(schema: Option<&Value>) -> String {
    let Some(schema) = schema else { return String::new() };
    let named = reference(Some(schema));
    if !named.is_empty() {
        return named;
    }
    if let Some(items) = schema.pointer("/items") {
        return format!("list of {}", kind(Some(items)));
    }
    let alternatives: Vec<String> =
        list(schema, "/oneOf").map(|one| kind(Some(one))).filter(|one| one != "null").collect();
    if !alternatives.is_empty() {
        return alternatives.join(" or ");
    }
    match schema.pointer("/type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| *name != "null")
            .collect::<Vec<_>>()
            .join(" or "),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => String::new(),
    }
}

fn reference(schema: Option<&Value>) -> String {
    let found = schema.and_then(|schema| schema.pointer("/$ref")).and_then(Value::as_str).unwrap_or_default();
    found.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A description as HTML.
fn words(value: &Value) -> String {
    inline(&text(value, "/description"))
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn entries<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}
