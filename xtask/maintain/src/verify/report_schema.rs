//! A check that JSON reports match `xtask/schema/report.schema.json`.

use serde_json::{Value, json};
use xtask::render;
use xtask::report::Report;

const SCHEMA: &str = include_str!("../../../schema/report.schema.json");

/// Returns the places where a report violates the schema.
pub fn violations(report: &Report) -> Vec<String> {
    let printed: Value = serde_json::from_str(&render::json(report)).expect("a report is valid JSON");
    violations_of(&printed)
}

fn violations_of(printed: &Value) -> Vec<String> {
    let mut schema: Value = serde_json::from_str(SCHEMA).expect("the schema is valid JSON");
    // The schema allows unknown fields, because later versions may add some. In this version, though, a field that the
    // schema doesn't describe is a mistake.
    forbid_other_fields(&mut schema);
    let validator = jsonschema::validator_for(&schema).expect("the schema is valid");
    validator.iter_errors(printed).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn forbid_other_fields(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("type") == Some(&json!("object")) {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(forbid_other_fields);
        }
        Value::Array(items) => items.iter_mut().for_each(forbid_other_fields),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use xtask::report::{
        Diagnostic, Failure, FailurePhase, OwnTests, SCHEMA, StageReport, Status, Subject, TestReport, Verdict,
    };

    use xtask::rules::Rule;

    use super::*;

    fn test(status: Status) -> TestReport {
        let message = (status != Status::Passed).then(|| status.to_string());
        let place = Some("tests/tiny/stage_1_a.rs:7".to_owned());
        let name = "a_rule::case_1".to_owned();
        TestReport {
            name,
            status,
            ms: 0.4,
            message,
            location: place.clone(),
            defined: place,
            rules: vec![Rule { number: "1.2".to_owned(), text: "a rule".to_owned() }],
            output: "words".to_owned(),
        }
    }

    fn diagnostic() -> Diagnostic {
        Diagnostic {
            message: "mismatched types".to_owned(),
            code: Some("E0308".to_owned()),
            location: Some("katas/tiny/src/lib.rs:1".to_owned()),
            stage: Some(2),
            rendered: "error".to_owned(),
        }
    }

    /// Returns a report with every field and every status.
    fn full_report() -> Report {
        let all = [
            Status::Passed,
            Status::Failed,
            Status::TimedOut,
            Status::Crashed,
            Status::Exited,
            Status::OverLimit,
            Status::NotRun,
        ];
        let stage = |verdict, total, tests| StageReport {
            number: 1,
            name: "a".to_owned(),
            title: "A".to_owned(),
            core: true,
            verdict,
            passed: 0,
            total,
            tests,
        };
        Report {
            schema: SCHEMA,
            kata: "tiny-kata".to_owned(),
            subject: Subject::Kata,
            verdict: Verdict::Timeout,
            passed: 1,
            total: 7,
            build_ms: 12,
            run_ms: 34,
            stages: vec![
                stage(Verdict::Timeout, Some(7), all.map(test).into()),
                stage(Verdict::Amber, None, Vec::new()),
            ],
            diagnostics: vec![diagnostic()],
            error: Some(Failure { phase: FailurePhase::Start, message: "it ended".to_owned() }),
            own: Some(OwnTests::broken(vec![diagnostic()])),
        }
    }

    #[test]
    fn the_schema_describes_every_field_and_value() {
        assert_eq!(violations(&full_report()), Vec::<String>::new());
    }

    #[test]
    fn the_schema_rejects_other_values_and_fields() {
        let mut printed: Value = serde_json::from_str(&render::json(&full_report())).expect("a report is valid JSON");
        printed["verdict"] = json!("blue");
        printed["stages"][0]["tests"][1]["message"].take();
        printed["more"] = json!(1);
        let violations = violations_of(&printed).join("\n");
        for part in ["/verdict", "/stages/0/tests/1/message", "more"] {
            assert!(violations.contains(part), "{part}: {violations}");
        }
    }
}
