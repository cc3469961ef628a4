//! The project's JSON Schema as the tests apply it: to them a key that it does not declare is an
//! error, where the world outside is to expect new ones.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

const REPORT: &str = include_str!("../../../schema/second-hand.v1.json");

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema = serde_json::from_str(REPORT).expect("the committed schema is JSON");
    close(&mut schema);
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the committed schema is a schema")
});

/// Panics, naming every place, when the document is not one that the schema describes.
pub(crate) fn check(document: &Value) {
    let faults: Vec<String> = VALIDATOR
        .iter_errors(document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(
        faults.is_empty(),
        "not as the schema has it:\n{}\n{document:#}",
        faults.join("\n")
    );
}

/// Forbids every key that an object's schema does not declare.
fn close(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") {
            object.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
        object.values_mut().for_each(close);
    } else if let Some(list) = schema.as_array_mut() {
        list.iter_mut().for_each(close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_valid(document: &str) -> bool {
        VALIDATOR.is_valid(&serde_json::from_str(document).unwrap())
    }

    #[test]
    fn the_schema_tells_documents_apart() {
        let head = r#""schema_version": 1, "fetched_at": "2026-01-17T09:49:29.123456789Z""#;
        assert!(is_valid(&format!(
            r#"{{{head}, "server": null, "activity": null, "diagnosis": [], "errors": []}}"#
        )));
        for wrong in [
            r#", "server": null, "activity": null, "diagnosis": []"#,
            r#", "server": 1, "activity": null, "diagnosis": [], "errors": []"#,
            r#", "server": null, "activity": null, "diagnosis": [], "errors": [], "surprise": 1"#,
            r#", "server": null, "activity": null, "diagnosis": [], "errors": [{"kind": "bad"}]"#,
            r#", "server": null, "activity": null, "diagnosis": [], "errors": [], "tracking": {}"#,
        ] {
            assert!(!is_valid(&format!("{{{head}{wrong}}}")), "{wrong}");
        }
    }
}
