//! The report as JUnit XML, for continuous integration.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::report::{Report, StageReport, Status, TestReport, Verdict};

/// The report as one JUnit document: a test suite a stage.
///
/// A stage that does not compile is a suite with one error.
pub fn render(report: &Report) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, report).expect("writing to memory does not fail");
    let mut text = String::from_utf8(writer.into_inner()).expect("the writer was given text");
    text.push('\n');
    text
}

fn write(writer: &mut Writer<Vec<u8>>, report: &Report) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let time = seconds(f64::from(u32::try_from(report.run_ms).unwrap_or(u32::MAX)));
    let suites = writer.create_element("testsuites").with_attribute(("name", report.kata.as_str()));
    suites
        .with_attribute(("time", time.as_str()))
        .write_inner_content(|writer| report.stages.iter().try_for_each(|stage| write_stage(writer, report, stage)))?;
    Ok(())
}

fn write_stage(writer: &mut Writer<Vec<u8>>, report: &Report, stage: &StageReport) -> io::Result<()> {
    let broken = stage.verdict == Verdict::Amber;
    let count = |wanted: fn(Status) -> bool| stage.tests.iter().filter(|test| wanted(test.status)).count().to_string();
    let tests = if broken { "1".to_owned() } else { stage.tests.len().to_string() };
    let errors = if broken { "1".to_owned() } else { count(is_error) };
    let name = format!("{} {}", stage.number, stage.title);
    let time = seconds(stage.tests.iter().map(|test| test.ms).sum());
    writer
        .create_element("testsuite")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", count(|status| status == Status::Failed).as_str()))
        .with_attribute(("errors", errors.as_str()))
        .with_attribute(("skipped", count(|status| status == Status::NotRun).as_str()))
        .with_attribute(("time", time.as_str()))
        .write_inner_content(|writer| {
            if broken {
                return write_broken(writer, report, stage);
            }
            stage.tests.iter().try_for_each(|test| write_test(writer, &class_name(report, stage), test))
        })?;
    Ok(())
}

fn class_name(report: &Report, stage: &StageReport) -> String {
    format!("{}.stage_{}_{}", report.kata, stage.number, stage.name)
}

/// What ended a test otherwise than by an assertion.
fn is_error(status: Status) -> bool {
    matches!(status, Status::TimedOut | Status::Crashed | Status::Exited | Status::OverLimit)
}

fn write_broken(writer: &mut Writer<Vec<u8>>, report: &Report, stage: &StageReport) -> io::Result<()> {
    let of_stage = |number: Option<u32>| number.is_none_or(|number| number == stage.number);
    let errors = report.diagnostics.iter().filter(|found| of_stage(found.stage));
    let mut text: Vec<String> = errors.map(|found| anstream::adapter::strip_str(&found.rendered).to_string()).collect();
    text.extend(report.error.iter().map(|error| error.message.clone()));
    let class = class_name(report, stage);
    let case = writer.create_element("testcase").with_attribute(("classname", class.as_str()));
    case.with_attribute(("name", "compiles")).write_inner_content(|writer| {
        let error = writer.create_element("error").with_attribute(("message", "it does not compile"));
        error.write_text_content(BytesText::new(&printable(&text.join("\n"))))?;
        Ok(())
    })?;
    Ok(())
}

fn write_test(writer: &mut Writer<Vec<u8>>, class: &str, test: &TestReport) -> io::Result<()> {
    let time = seconds(test.ms);
    let case = writer.create_element("testcase").with_attribute(("classname", class));
    let case = case.with_attribute(("name", test.name.as_str())).with_attribute(("time", time.as_str()));
    case.write_inner_content(|writer| {
        let element = match test.status {
            Status::Passed => return Ok(()),
            Status::Failed => "failure",
            Status::NotRun => "skipped",
            Status::TimedOut | Status::Crashed | Status::Exited | Status::OverLimit => "error",
        };
        let message = printable(test.message.as_deref().unwrap_or_default());
        let first_line = message.lines().next().unwrap_or_default();
        let place = test.location.as_ref().map(|place| format!("\nat {place}")).unwrap_or_default();
        writer
            .create_element(element)
            .with_attribute(("message", first_line))
            .with_attribute(("type", test.status.to_string().as_str()))
            .write_text_content(BytesText::new(&format!("{message}{place}")))?;
        if !test.output.is_empty() {
            let output = printable(&test.output);
            writer.create_element("system-out").write_text_content(BytesText::new(&output))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Without the characters that XML has no way to write.
fn printable(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\n' | '\t') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(allowed).collect()
}

fn seconds(ms: f64) -> String {
    format!("{:.3}", ms / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report_fixtures::red;

    #[test]
    fn each_stage_is_a_suite_and_hostile_text_is_escaped() {
        let mut report = red();
        report.stages[1].tests[0].message = Some("<b> & \"x\" \u{1}".to_owned());
        let xml = render(&report);
        assert!(xml.contains(r#"<testsuite name="2 Pop" tests="2" failures="1" errors="0""#), "{xml}");
        assert!(xml.contains("&lt;b&gt; &amp; "), "{xml}");
        assert!(!xml.contains('\u{1}'), "{xml}");
    }

    #[test]
    fn a_stage_that_does_not_compile_is_one_error() {
        let mut report = red();
        report.stages[0].verdict = Verdict::Amber;
        report.stages[0].tests.clear();
        let xml = render(&report);
        assert!(xml.contains(r#"tests="1" failures="0" errors="1""#), "{xml}");
        assert!(xml.contains("it does not compile"), "{xml}");
    }
}
