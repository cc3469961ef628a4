//! The JSON Schema of the program's documents, made from the types that are serialized. Types with
//! a `Serialize` written by hand have their schema written by hand here.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::check::Range;
use crate::health::diagnosis::Evidence;
use crate::render::Document;
use crate::report::{
    Address, Algorithm, AuthenticationMode, ErrorBound, LeapStatus, Marked, NtpTests, PerSource,
    Poll, Reach, RefId, RefTime, Requested, SelectionOptions, SelectionState, Standing,
};

/// The schema of the JSON document, with a final newline for its file.
pub fn report_schema() -> String {
    let mut schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document<'_>>();
    schema.insert("title".into(), "second-hand report, version 1".into());
    schema.insert(
        "description".into(),
        "What second-hand --json prints. Offsets are positive when the clock they speak of is \
         ahead, frequencies when it runs fast; null means that there is no such value in this \
         state. Keys may be added within a schema_version."
            .into(),
    );
    // The descriptions come from Rust's comments, which say `None`.
    format!("{:#}\n", schema.to_value()).replace("`None`", "`null`")
}

/// Gives a type the schema of its serialized form.
macro_rules! written_as {
    ($type:ty, $schema:expr) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// The words of an enumeration, and the pattern of a value that only a newer chronyd knows.
fn words(known: &[&str]) -> Schema {
    json_schema!({
        "type": "string",
        "anyOf": [{ "enum": known }, { "pattern": r"^unknown\([0-9]+\)$" }],
    })
}

written_as!(
    Address,
    json_schema!({
        "type": ["string", "null"],
        "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }, { "type": "null" }],
    })
);
written_as!(
    RefId,
    json_schema!({ "type": "string", "pattern": "^[0-9A-F]{8}$" })
);
written_as!(
    LeapStatus,
    words(&["normal", "insert", "delete", "unsynchronized"])
);
written_as!(
    ErrorBound,
    json_schema!({ "type": "number", "format": "float", "minimum": 0 })
);
written_as!(
    RefTime,
    json_schema!({
        "type": "object",
        "properties": {
            "ref_time": { "type": ["string", "null"], "format": "date-time" },
            "ref_time_unix_seconds": { "type": ["number", "null"] },
        },
        "required": ["ref_time", "ref_time_unix_seconds"],
    })
);
written_as!(
    Reach,
    json_schema!({
        "type": "object",
        "properties": {
            "reachability": { "type": "integer", "minimum": 0, "maximum": 255 },
            "reachability_octal": { "type": "string", "pattern": "^[0-3][0-7]{2}$" },
        },
        "required": ["reachability", "reachability_octal"],
    })
);
written_as!(
    Poll,
    json_schema!({
        "type": "object",
        "properties": {
            "poll_log2_seconds": { "type": "integer" },
            "poll_interval_seconds": { "type": "number", "exclusiveMinimum": 0 },
        },
        "required": ["poll_log2_seconds", "poll_interval_seconds"],
    })
);
written_as!(
    Range,
    json_schema!({
        "type": "string",
        "pattern": r"^@?(~:|-?[0-9]+(\.[0-9]+)?:)?(-?[0-9]+(\.[0-9]+)?)?$",
    })
);
written_as!(
    SelectionState,
    json_schema!({
        "type": "object",
        "properties": {
            "letter": { "type": "string", "minLength": 1, "maxLength": 1 },
            "word": words(&[
                "noselect", "unmeasured", "unsynchronized", "wrong stratum", "distant", "jittery",
                "starting", "outdated", "orphan", "untrusted", "falseticker", "waiting",
                "not preferred", "to be updated", "too far", "combined", "selected",
            ]),
        },
        "required": ["letter", "word"],
    })
);
written_as!(
    SelectionOptions,
    json_schema!({
        "type": "array",
        "items": { "enum": ["noselect", "prefer", "trust", "require"] },
        "uniqueItems": true,
    })
);
written_as!(AuthenticationMode, words(&["none", "key", "nts"]));
written_as!(Algorithm, json_schema!({ "type": "string" }));
written_as!(
    NtpTests,
    json_schema!({
        "type": "array",
        "items": { "enum": ["1", "2", "3", "5", "6", "7", "A", "B", "C", "D"] },
        "uniqueItems": true,
    })
);
written_as!(
    Evidence,
    json_schema!({
        "type": "object",
        "additionalProperties": {
            "anyOf": [
                { "type": "number" },
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
            ],
        },
    })
);
written_as!(
    Standing,
    json_schema!({
        "type": "object",
        "properties": {
            "mode": words(&["server", "peer", "refclock"]),
            "state": words(&[
                "selected", "combined", "selectable", "falseticker", "jittery", "unusable",
            ]),
            "symbol": { "type": "string", "pattern": "^[\\^=# ][*+x~? -]$" },
        },
        "required": ["mode", "state", "symbol"],
    })
);

/// A report that was asked for and could not be had is `null`.
impl<T: JsonSchema> JsonSchema for Requested<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// Every entry is marked as a spare place of a pool, or as none.
impl<T: JsonSchema> JsonSchema for PerSource<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<Marked<'_, T>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<Marked<'_, T>>::json_schema(generator)
    }
}
