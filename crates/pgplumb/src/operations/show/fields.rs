//! Describes an object of any kind by the properties of the schema map.

use serde_json::{Map, Value};

use super::{Section, Sheet};

/// Properties that the title already contains.
const TITLE_PROPERTIES: [&str; 7] =
    ["schema", "name", "column_name", "constraint_name", "index_name", "comment", "relation"];

/// Creates a sheet of an object's properties.
pub fn sheet(object: &Value) -> Sheet {
    let mut sheet = Sheet::default();
    let Some(properties) = object.as_object() else { return sheet };
    sheet.comment = properties.get("comment").and_then(Value::as_str).map(str::to_owned);
    let mut fields = Vec::new();
    let mut blocks = Vec::new();
    if let Some(relation) = properties.get("relation").and_then(Value::as_str) {
        let (kind, path) = relation.split_once(':').unwrap_or(("", relation));
        fields.push(("of".to_owned(), format!("{} {path}", kind.replace('_', " "))));
    }
    // An object within a relation may contain other names too.
    let own = if properties.contains_key("constraint_name") { "constraint_name" } else { "column_name" };
    for (key, value) in properties {
        if TITLE_PROPERTIES.contains(&key.as_str()) && (key != "column_name" || key == own) {
            continue;
        }
        let label = key.replace('_', " ");
        match value {
            Value::String(text) if text.contains('\n') => {
                blocks.push(Section::Text { title: label, text: text.clone() });
            }
            Value::Array(list) if list.iter().any(|item| item.is_object()) => {
                blocks.push(Section::Text { title: label, text: lines(list) });
            }
            Value::Null => {}
            value => fields.push((label, short(value))),
        }
    }
    if !fields.is_empty() {
        sheet.sections.push(Section::Fields(fields));
    }
    sheet.sections.extend(blocks);
    sheet
}

fn lines(list: &[Value]) -> String {
    list.iter().map(short).collect::<Vec<_>>().join("\n")
}

/// Formats a value on one line.
pub fn short(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => object(fields),
    }
}

fn object(fields: &Map<String, Value>) -> String {
    let parts: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_null() && **value != Value::Bool(false))
        .map(|(key, value)| match value {
            Value::Bool(true) => key.replace('_', " "),
            Value::String(text) if matches!(key.as_str(), "name" | "column_name" | "label") => text.clone(),
            value => format!("{}: {}", key.replace('_', " "), short(value)),
        })
        .collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_readable() {
        let object = serde_json::json!({
            "schema": "app", "name": "total", "comment": "The sum.", "volatility": "STABLE", "strict": true,
            "arguments": [{"name": "order", "data_type": "integer"}], "body": "BEGIN\nEND", "labels": ["a", "b"],
        });
        let sheet = sheet(&object);
        assert_eq!(sheet.comment.as_deref(), Some("The sum."));
        let fields = [("labels", "a, b"), ("strict", "yes"), ("volatility", "STABLE")];
        let Some(Section::Fields(found)) = sheet.sections.first() else { panic!("fields first") };
        for (label, value) in fields {
            assert!(found.contains(&(label.to_owned(), value.to_owned())), "{label}: {found:?}");
        }
        let block =
            Section::Text { title: "arguments".to_owned(), text: "order; data type: integer".to_owned() };
        assert!(sheet.sections.contains(&block) || format!("{:?}", sheet.sections).contains("order"));
    }
}
