//! Reports as JUnit XML, for continuous integration.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::report::{Diagnostic, OwnTests, Report, StageReport, Status, TestReport, Verdict};

/// Renders a report as a JUnit document with one test suite per stage.
///
/// A stage that does not compile becomes a suite with one error.
pub fn render(report: &Report) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, report).expect("writing to memory does not fail");
    let mut text = String::from_utf8(writer.into_inner()).expect("the document is UTF-8");
    text.push('\n');
    text
}

fn write(writer: &mut Writer<Vec<u8>>, report: &Report) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let time = seconds(f64::from(u32::try_from(report.run_ms).unwrap_or(u32::MAX)));
    let suites: Vec<Suite<'_>> = report
        .stages
        .iter()
        .map(|stage| Suite::of_stage(report, stage))
        .chain(report.own.iter().map(|own| Suite::of_own_tests(report, own)))
        .collect();
    let element = writer.create_element("testsuites").with_attribute(("name", report.kata.as_str()));
    element
        .with_attribute(("time", time.as_str()))
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| suite.write(writer)))?;
    Ok(())
}

/// A `testsuite` element: a stage, or the learner's own tests.
struct Suite<'a> {
    name: String,
    class: String,
    tests: &'a [TestReport],
    /// The reason why no test ran: a summary and the details.
    broken: Option<(&'static str, String)>,
}

impl<'a> Suite<'a> {
    fn of_stage(report: &'a Report, stage: &'a StageReport) -> Self {
        let summary = match stage.verdict {
            Verdict::Amber => Some("does not compile"),
            Verdict::Red | Verdict::Timeout if stage.tests.is_empty() => Some("did not start"),
            _ => None,
        };
        let of_stage = |found: &&Diagnostic| found.stage.is_none_or(|number| number == stage.number);
        let mut details = plain(report.diagnostics.iter().filter(of_stage));
        details.extend(report.error.iter().map(|error| error.message.clone()));
        Self {
            name: format!("{} {}", stage.number, stage.title),
            class: format!("{}.stage_{}_{}", report.kata, stage.number, stage.name),
            tests: &stage.tests,
            broken: summary.map(|summary| (summary, details.join("\n"))),
        }
    }

    fn of_own_tests(report: &'a Report, own: &'a OwnTests) -> Self {
        let broken = own.total.is_none().then(|| ("does not compile", plain(own.diagnostics.iter()).join("\n")));
        Self { name: "your own tests".to_owned(), class: format!("{}.own", report.kata), tests: &own.tests, broken }
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let count = |matches: fn(Status) -> bool| self.tests.iter().filter(|test| matches(test.status)).count();
        let one = usize::from(self.broken.is_some());
        // The sum of an empty iterator is negative zero.
        let time = seconds(self.tests.iter().map(|test| test.ms).sum::<f64>().abs());
        let element = writer
            .create_element("testsuite")
            .with_attribute(("name", self.name.as_str()))
            .with_attribute(("tests", (self.tests.len() + one).to_string().as_str()))
            .with_attribute(("failures", count(|status| status == Status::Failed).to_string().as_str()))
            .with_attribute(("errors", (count(is_error) + one).to_string().as_str()))
            .with_attribute(("skipped", count(|status| status == Status::NotRun).to_string().as_str()))
            .with_attribute(("time", time.as_str()));
        element.write_inner_content(|writer| {
            if let Some((summary, details)) = &self.broken {
                write_broken(writer, &self.class, summary, details)?;
            }
            self.tests.iter().try_for_each(|test| write_test(writer, &self.class, test))
        })?;
        Ok(())
    }
}

fn plain<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> Vec<String> {
    diagnostics.map(|found| anstream::adapter::strip_str(&found.rendered).to_string()).collect()
}

/// Returns true if something other than a failed assertion ended the test.
fn is_error(status: Status) -> bool {
    matches!(status, Status::TimedOut | Status::Crashed | Status::Exited | Status::OverLimit)
}

fn write_broken(writer: &mut Writer<Vec<u8>>, class: &str, summary: &str, details: &str) -> io::Result<()> {
    let name = if summary.contains("compile") { "compiles" } else { "starts" };
    let case = writer.create_element("testcase").with_attribute(("classname", class));
    case.with_attribute(("name", name)).write_inner_content(|writer| {
        let error = writer.create_element("error").with_attribute(("message", summary));
        error.write_text_content(BytesText::new(&printable(details)))?;
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
        let rules = test.rules.iter().map(|rule| format!("{rule}\n")).collect::<String>();
        let location = test.location.as_ref().map(|location| format!("\nat {location}")).unwrap_or_default();
        writer
            .create_element(element)
            .with_attribute(("message", first_line))
            .with_attribute(("type", test.status.to_string().as_str()))
            .write_text_content(BytesText::new(&format!("{}{message}{location}", printable(&rules))))?;
        if !test.output.is_empty() {
            let output = printable(&test.output);
            writer.create_element("system-out").write_text_content(BytesText::new(&output))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Removes characters that XML cannot represent.
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
    use crate::rules::Rule;

    #[test]
    fn each_stage_is_a_suite_with_escaped_text() {
        let mut report = red();
        report.stages[1].tests[0].message = Some("<b> & \"x\" \u{1}".to_owned());
        let xml = render(&report);
        assert!(xml.contains(r#"<testsuite name="2 Pop" tests="2" failures="1" errors="0""#), "{xml}");
        assert!(xml.contains("&lt;b&gt; &amp; "), "{xml}");
        assert!(!xml.contains('\u{1}'), "{xml}");
    }

    #[test]
    fn a_failure_begins_with_its_rules() {
        let mut report = red();
        report.stages[1].tests[0].rules = vec![Rule { number: "2.1".to_owned(), text: "pop it".to_owned() }];
        let xml = render(&report);
        assert!(xml.contains(">Rule 2.1: pop it\nassertion"), "{xml}");
    }

    #[test]
    fn a_stage_that_does_not_compile_has_one_error() {
        let mut report = red();
        report.stages[0].verdict = Verdict::Amber;
        report.stages[0].tests.clear();
        let xml = render(&report);
        assert!(xml.contains(r#"tests="1" failures="0" errors="1""#), "{xml}");
        assert!(xml.contains("does not compile"), "{xml}");
    }
}
