//! The JSON output against its schema, `docs/json.schema.json`.

use serde_json::Value;

use crate::support::{Project, SLOW, read, repository};

fn schema() -> Value {
    serde_json::from_str(&read(&repository().join("docs/json.schema.json"))).expect("the schema is JSON")
}

/// What of a value a schema does not allow. Knows the keywords that our schema uses, and refuses others.
fn faults(value: &Value, schema: &Value, root: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = wanted.as_str().and_then(|it| it.strip_prefix('#')).expect("references are local");
                found.extend(faults(value, root.pointer(pointer).expect("references lead somewhere"), root, at));
            }
            "type" if !has_type(value, wanted) => found.push(format!("{at}: {value} is no {wanted}")),
            "const" if value != wanted => found.push(format!("{at}: {value} is not {wanted}")),
            "enum" if !wanted.as_array().is_some_and(|all| all.contains(value)) => {
                found.push(format!("{at}: {value} is none of {wanted}"));
            }
            "minimum" if value.as_i64() < wanted.as_i64() => found.push(format!("{at}: {value} is below {wanted}")),
            "required" => {
                let names = wanted.as_array().expect("names").iter().filter_map(Value::as_str);
                let missing = names.filter(|name| value.is_object() && value.get(name).is_none());
                found.extend(missing.map(|name| format!("{at}: no {name}")));
            }
            "properties" => found.extend(property_faults(value, wanted, root, at)),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(item, wanted, root, &format!("{at}/{index}")));
                }
            }
            "anyOf" => {
                let mut choices = wanted.as_array().expect("choices").iter();
                if !choices.any(|choice| faults(value, choice, root, at).is_empty()) {
                    found.push(format!("{at}: {value} is none of the choices"));
                }
            }
            "type" | "const" | "enum" | "minimum" | "additionalProperties" => {}
            other => panic!("the schema uses {other}, which this test does not know"),
        }
    }
    found
}

/// Checks that a document is what the schema says.
pub fn conforms(document: &Value) {
    let schema = schema();
    assert_eq!(faults(document, &schema, &schema, ""), Vec::<String>::new());
}

/// Properties may not be others than the named ones.
fn property_faults(value: &Value, properties: &Value, root: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, inner) in value.as_object().into_iter().flatten() {
        match properties.get(name) {
            Some(schema) => found.extend(faults(inner, schema, root, &format!("{at}/{name}"))),
            None => found.push(format!("{at}: {name} is not in the schema")),
        }
    }
    found
}

fn has_type(value: &Value, wanted: &Value) -> bool {
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the schema uses the type {other}, which this test does not know"),
    };
    match wanted {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn project() -> Project {
    let project = Project::new(&[("a.py", SLOW), ("broken.py", "x = (\n"), ("b.py", "# fastpy: ignore\n")]);
    project.put("latin.py", b"x = '\xe9'\n");
    project
}

#[test]
fn a_document_is_what_the_schema_says() {
    let said = project().run(&["--output-format", "json"]);
    assert_eq!(said.code, Some(2));
    let document: Value = serde_json::from_str(&said.out).expect("the output is JSON");
    let schema = schema();
    assert_eq!(faults(&document, &schema, &schema, ""), Vec::<String>::new());
    assert_eq!(document["findings"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["errors"][0]["kind"], "syntax");
    assert_eq!(document["errors"][1]["kind"], "encoding");
    assert_eq!(
        document["summary"],
        serde_json::json!({"files": 4, "checked": 2, "findings": 2, "fixable": 0, "fixed": 0, "held_back": 0, "gone": 0, "old": 0})
    );
    let finding = &document["findings"][0];
    assert_eq!(finding["path"], "a.py");
    assert_eq!(finding["start"], serde_json::json!({"line": 2, "column": 39}));
    assert_eq!(finding["function"], "unknown");
}

#[test]
fn each_line_of_json_lines_is_what_the_schema_says() {
    let said = project().run(&["--output-format", "json-lines"]);
    let schema = schema();
    let kinds: Vec<String> = said
        .out
        .lines()
        .map(|line| {
            let mut object: Value = serde_json::from_str(line).expect("each line is JSON");
            let kind = object.as_object_mut().and_then(|it| it.remove("type")).expect("each line has a type");
            let kind = kind.as_str().expect("a type is a string").to_owned();
            if kind == "summary" {
                assert_eq!(object.as_object_mut().and_then(|it| it.remove("version")), Some(Value::from(1)));
            }
            let definition = schema.pointer(&format!("/$defs/{kind}")).expect("the schema defines each type");
            assert_eq!(faults(&object, definition, &schema, &kind), Vec::<String>::new());
            kind
        })
        .collect();
    assert_eq!(kinds, ["finding", "finding", "error", "error", "summary"]);
}

#[test]
fn the_schema_refuses_what_is_not_the_output() {
    let schema = schema();
    let wrong = serde_json::json!({"version": 2, "findings": [{}], "errors": [], "summary": {"files": -1}, "more": 1});
    let found = faults(&wrong, &schema, &schema, "").join("\n");
    for part in ["is not 1", "no rule", "more is not in the schema", "/summary: no checked", "is no \"integer\""] {
        assert!(found.contains(part), "{part:?} is not in\n{found}");
    }
}

#[test]
fn fingerprints_survive_edits_elsewhere() {
    let fingerprint = |text: &str| {
        let said = Project::new(&[("a.py", text)]).run(&["--output-format", "json"]);
        let document: Value = serde_json::from_str(&said.out).expect("the output is JSON");
        document["findings"][0]["fingerprint"].as_str().expect("a finding has a fingerprint").to_owned()
    };
    assert_eq!(fingerprint(SLOW), fingerprint(&format!("import os\n\n\n{SLOW}")));
    assert_ne!(fingerprint(SLOW), fingerprint(&SLOW.replace("def unknown", "def missing")));
}

#[test]
fn control_characters_come_back_but_do_not_stand_in_the_output() {
    let project = Project::new(&[]);
    let name = "a\u{7f}\u{9b}\u{202e}##[error].py";
    project.put(name, b"x = (\n");
    let said = project.run(&["--output-format", "json"]);
    for raw in ["\u{7f}", "\u{9b}", "\u{202e}", "##["] {
        assert!(!said.out.contains(raw), "{raw:?} stands in {}", said.out);
    }
    let document: Value = serde_json::from_str(&said.out).expect("the output is JSON");
    assert_eq!(document["errors"][0]["path"], name);
}
