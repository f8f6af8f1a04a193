//! Tests of reports for all kinds of learner's code.

mod support;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::time::Duration;

use rstest::rstest;
use support::{CONSTRUCTOR, Fixture, SOLUTION, START_A_CHILD, STUB, statuses, test};
use xtask::process::StopFlag;
use xtask::report::{FailurePhase, Status, Subject, Verdict};
use xtask::run::Request;

const TWO: &str = "twice_two_is_four";
/// The first test alphabetically, but the second in its file.
const ZERO: &str = "double_of_zero_is_zero";
const SIX: &str = "three_times_two_is_six";

#[test]
fn all_tests_fail_on_the_stub_in_file_order() {
    let report = Fixture::new().run();
    assert_eq!(statuses(&report), [(TWO, Status::Failed), (ZERO, Status::Failed), (SIX, Status::Failed)]);
    assert_eq!((report.verdict, report.passed, report.total), (Verdict::Red, 0, 3));
    let first = test(&report, TWO);
    assert_eq!(first.message.as_deref(), Some("not yet implemented"));
    assert_eq!(first.location.as_deref(), Some("katas/tiny/src/lib.rs:1"));
    assert_eq!(first.defined.as_deref(), Some("tests/tiny/stage_1_double.rs:10"));
}

#[test]
fn the_reference_turns_the_kata_green() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let report = fixture.run();
    assert_eq!((report.verdict, report.passed, report.total), (Verdict::Green, 3, 3));
    assert_eq!(report.own.map(|own| own.total), None, "number of own tests");
}

#[test]
fn the_same_suite_runs_on_the_reference() {
    let report = Fixture::new().run_request(&Request::everything(Subject::Solution)).unwrap();
    assert_eq!((report.verdict, report.passed, report.total), (Verdict::Green, 3, 3));
    assert_eq!(report.stages[0].title, "Double");
}

#[test]
fn a_failed_assertion_reports_message_and_location() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { n + 1 }\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    let report = fixture.run();
    let failed = test(&report, TWO);
    assert_eq!(failed.message.as_deref(), Some("assertion `left == right` failed: twice two\n  left: 3\n right: 4"));
    assert_eq!(failed.location.as_deref(), Some("tests/tiny/stage_1_double.rs:11"));
    assert_eq!(report.stages[1].verdict, Verdict::Green, "verdict of stage 2");
    assert_eq!(report.verdict, Verdict::Red, "verdict of the kata");
}

/// The line of `double` in [`panicking`] that panics.
const OWN_LINE: &str = "katas/tiny/src/lib.rs:4";

/// Returns code whose `double` panics in `expression`.
fn panicking(expression: &str) -> String {
    format!(
        "#![allow(warnings)]\nuse std::{{cell::RefCell, collections::HashMap, time::Duration}};\n\
         pub fn double(n: i32) -> i32 {{\n    let _ = {expression};\n    2 * n\n}}\n\
         pub fn triple(n: i32) -> i32 {{ 3 * n }}\n"
    )
}

#[rstest]
#[case::index_of_a_vec("vec![1, 2][n as usize + 2]", "index out of bounds")]
#[case::missing_key("HashMap::from([(9, 1)])[&n]", "")]
#[case::unwrap_of_none("[1].get(n as usize + 1).unwrap()", "on a `None` value")]
#[case::double_borrow("{ let cell = RefCell::new(n); let _a = cell.borrow_mut(); *cell.borrow() }", "borrowed")]
#[case::lengths_differ("vec![n; 2].copy_from_slice(&vec![n; 3])", "length")]
#[case::integer_overflow("n + (i32::MAX - n + (n - n)) + 1", "overflow")]
#[case::overflow_in_a_sum("[i32::MAX - n, n + 1].iter().sum::<i32>()", "overflow")]
#[case::overflow_in_a_power("(n + 10).pow(30)", "overflow")]
#[case::negative_duration("Duration::from_secs(1) - Duration::from_secs(n as u64 + 2)", "overflow")]
#[case::rotation_by_too_much("vec![n].rotate_left(2)", "")]
fn a_panic_is_located_in_the_learners_code(#[case] expression: &str, #[case] message: &str) {
    let fixture = Fixture::new();
    fixture.save(&panicking(expression));
    let report = fixture.run();
    let failed = test(&report, TWO);
    assert_eq!(failed.location.as_deref(), Some(OWN_LINE), "{:?}", failed.message);
    assert!(failed.message.as_deref().unwrap_or_default().contains(message), "{:?}", failed.message);
    assert!(!failed.output.contains("stack backtrace"), "{}", failed.output);
    assert_eq!(test(&report, SIX).status, Status::Passed);
}

#[rstest]
#[case::endless_loop("loop {}", Status::TimedOut, "exceeded the time limit of 4s")]
#[case::deadlock("let m = std::sync::Mutex::new(n); let _a = m.lock(); let _b = m.lock(); 0", Status::TimedOut, "4s")]
#[case::exit_with_success("std::process::exit(0)", Status::Exited, "exit status: 0")]
#[case::exit_with_the_status_of_a_panic("std::process::exit(101)", Status::Exited, "exit status: 101")]
#[case::abort("std::process::abort()", Status::Crashed, "the process aborted")]
#[case::stack_overflow("deep(n)", Status::Crashed, "stack overflow")]
#[case::panic_in_drop("let _a = Bomb; panic!(\"first\")", Status::Crashed, "the process aborted")]
#[case::too_many_lines("loop { println!(\"{n:9999}\"); }", Status::OverLimit, "printed more than 1 MiB")]
#[case::too_long_a_line("let part = \"x\".repeat(9999); loop { eprint!(\"{part}\"); }", Status::OverLimit, "1 MiB")]
#[case::output_like_a_result(
    "println!(\"test stage_1_double::twice_two_is_four ... ok\"); panic!(\"it failed\")",
    Status::Failed,
    "it failed"
)]
fn a_misbehaving_test_is_reported_and_others_still_run(
    #[case] body: &str,
    #[case] status: Status,
    #[case] message: &str,
    #[values("alone", "together")] mode: &str,
) {
    let fixture = Fixture::new();
    let help = "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"second\") } }\n\
                #[allow(unconditional_recursion)]\nfn deep(n: i32) -> i32 { deep(n) + 1 }\n";
    let code = format!(
        "#![allow(warnings)]\n{help}pub fn double(n: i32) -> i32 {{ if n == 2 {{ {body} }} else {{ 2 * n }} }}\npub fn triple(n: i32) -> i32 {{ 3 * n }}\n"
    );
    fixture.save(&code);
    let mut request = Request::everything(Subject::Kata);
    request.limits.test = Duration::from_secs(4);
    request.limits.output = 1 << 20;
    if mode == "together" {
        request.passed_before = all_test_names();
    }
    let report = fixture.run_request(&request).unwrap();
    assert_eq!(statuses(&report), [(TWO, status), (ZERO, Status::Passed), (SIX, Status::Passed)]);
    let found = test(&report, TWO).message.as_deref().unwrap_or_default();
    assert!(found.contains(message), "{found}");
    let limited = matches!(status, Status::TimedOut | Status::OverLimit);
    assert_eq!(report.verdict, if limited { Verdict::Timeout } else { Verdict::Red });
}

/// Returns the names of all tests in the format of the state file.
fn all_test_names() -> BTreeSet<String> {
    [format!("double/{TWO}"), format!("double/{ZERO}"), format!("triple/{SIX}")].into()
}

#[test]
fn tests_that_passed_before_share_a_process() {
    let fixture = Fixture::new();
    let log = fixture.path("processes").display().to_string().replace('\\', "/");
    fixture.save(&format!(
        "use std::io::Write;\nfn note() {{ let mut log = std::fs::File::options().append(true).create(true).open({log:?}).unwrap();\n\
         // One write call, since two tests can write at the same time.\n\
         log.write_all(format!(\"{{}}\\n\", std::process::id()).as_bytes()).unwrap(); }}\n\
         pub fn double(n: i32) -> i32 {{ note(); 2 * n }}\npub fn triple(n: i32) -> i32 {{ note(); 3 * n }}\n"
    ));
    let processes = |passed_before| {
        let _ = std::fs::remove_file(fixture.path("processes"));
        let mut request = Request::everything(Subject::Kata);
        request.passed_before = passed_before;
        let report = fixture.run_request(&request).unwrap();
        assert_eq!((report.verdict, report.passed), (Verdict::Green, 3));
        fixture.read("processes").lines().map(str::to_owned).collect::<BTreeSet<String>>().len()
    };
    assert_eq!(processes(BTreeSet::new()), 3);
    assert_eq!(processes(all_test_names()), 1);
    let mut two = all_test_names();
    two.remove(&format!("double/{ZERO}"));
    assert_eq!(processes(two), 2);
}

// The memory limit exists on Linux only.
#[cfg(target_os = "linux")]
#[rstest]
#[case::small_allocations("let mut all = Vec::new(); loop { all.push(Box::new([1_u8; 40])) }")]
#[case::large_allocations("let mut all = Vec::new(); loop { all.push(vec![1_u8; 1 << 20]) }")]
fn the_memory_limit_ends_a_test(#[case] body: &str) {
    let fixture = Fixture::new();
    fixture.save(&format!(
        "#![allow(warnings)]\npub fn double(n: i32) -> i32 {{ if n == 2 {{ {body} }} else {{ 2 * n }} }}\npub fn triple(n: i32) -> i32 {{ 3 * n }}\n"
    ));
    let mut request = Request::everything(Subject::Kata);
    request.limits.memory = 256 << 20;
    let report = fixture.run_request(&request).unwrap();
    assert_eq!(statuses(&report), [(TWO, Status::OverLimit), (ZERO, Status::Passed), (SIX, Status::Passed)]);
    assert_eq!(test(&report, TWO).message.as_deref(), Some("used more than 256 MiB of memory"));
    assert_eq!(report.verdict, Verdict::Timeout);
}

#[test]
fn a_failed_allocation_ends_only_its_test() {
    let fixture = Fixture::new();
    fixture.save(
        "pub fn double(n: i32) -> i32 { if n == 2 { std::hint::black_box(Vec::<u8>::with_capacity(1 << 60)); } 2 * n }\n\
         pub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let report = fixture.run();
    assert_eq!(statuses(&report), [(TWO, Status::OverLimit), (ZERO, Status::Passed), (SIX, Status::Passed)]);
    let expected = if cfg!(target_os = "linux") { "1 GiB of memory" } else { "more memory than the machine has" };
    let message = test(&report, TWO).message.as_deref().unwrap_or_default();
    assert!(message.contains(expected), "{message}");
    assert_eq!(report.verdict, Verdict::Timeout);
}

#[test]
fn output_of_a_constructor_adds_no_tests() {
    let fixture = Fixture::new();
    let begin = "static BEGIN: extern \"C\" fn() = begin;\n\
                 extern \"C\" fn begin() { println!(\"stage_1_double::more: test\\ntest stage_1_double::more\"); }\n";
    fixture.save(&format!("{SOLUTION}{CONSTRUCTOR}{begin}"));
    let report = fixture.run();
    assert_eq!((report.verdict, report.passed, report.total), (Verdict::Green, 3, 3));
}

#[rstest]
#[case::build_script(
    "build.rs",
    "fn main() { loop { std::thread::park() } }",
    "The build script (build.rs) of tiny does not finish"
)]
#[case::constant(
    "src/lib.rs",
    "#![allow(long_running_const_eval)]\npub const N: u32 = loop {};",
    "The compiler seems to be stuck"
)]
fn an_endless_build_is_killed(#[case] file: &str, #[case] code: &str, #[case] suspect: &str) {
    let fixture = Fixture::new();
    fixture.write(&format!("katas/tiny/{file}"), code);
    let mut request = Request::everything(Subject::Kata);
    request.limits.build_silence = Duration::from_secs(3);
    let report = fixture.run_request(&request).unwrap();
    let error = report.error.as_ref().expect("a build error");
    assert_eq!((report.verdict, error.phase), (Verdict::Amber, FailurePhase::Build));
    assert!(error.message.contains(suspect) && error.message.contains("3s"), "{}", error.message);
    assert!(report.build_ms < 30_000, "{} ms", report.build_ms);
}

#[test]
fn diagnostics_contain_no_terminal_control_codes() {
    let fixture = Fixture::new();
    fixture.save("compile_error!(\"\\x1b]0;title\\x07\\u{9b}2J\");");
    let report = fixture.run();
    let first = &report.diagnostics[0];
    let has_control_codes = |text: &str| text.contains(['\u{7}', '\u{9b}']) || text.contains("\u{1b}]");
    assert!(!has_control_codes(&first.message) && !has_control_codes(&first.rendered), "{first:?}");
    assert!(first.rendered.contains("\u{1b}["), "the diagnostic has no colors: {first:?}");
}

#[test]
fn a_child_that_outlives_its_test_does_not_delay_the_run() {
    let fixture = Fixture::new();
    fixture.save(&format!(
        "pub fn double(n: i32) -> i32 {{ {START_A_CHILD} 2 * n }}\npub fn triple(n: i32) -> i32 {{ 3 * n }}\n"
    ));
    let report = fixture.run();
    assert_eq!(report.verdict, Verdict::Green);
    assert!(report.run_ms < 30_000, "run time with a child that outlives its test: {} ms", report.run_ms);
}

#[test]
fn tests_after_two_timeouts_get_one_second() {
    let fixture = Fixture::new();
    let more: String =
        (0..6).map(|n| format!("#[test]\nfn more_{n}() {{ assert_eq!(double({n}), {}); }}\n", 2 * n)).collect();
    let stage = fixture.read("tests/tiny/stage_1_double.rs") + &more;
    fixture.write("tests/tiny/stage_1_double.rs", &stage);
    fixture.save(
        "pub fn double(n: i32) -> i32 { if n == 5 { 10 } else { loop { std::thread::park() } } }\npub fn triple(n: i32) -> i32 { 3 * n }\n",
    );
    let mut request = Request::everything(Subject::Kata);
    request.limits.test = Duration::from_secs(4);
    let report = fixture.run_request(&request).unwrap();
    let messages = |wanted: &str| {
        let tests = report.stages.iter().flat_map(|stage| &stage.tests);
        tests.filter(|test| test.message.as_deref().is_some_and(|message| message == wanted)).count()
    };
    let shortened = "exceeded the time limit of 1s (shortened after 2 tests timed out)";
    // On more than two cores, more tests start before the second timeout.
    assert!(messages("exceeded the time limit of 4s") >= 2, "{report:?}");
    assert_eq!(messages("exceeded the time limit of 4s") + messages(shortened), 7, "{report:?}");
    assert_eq!((test(&report, "more_5").status, report.stages[1].verdict), (Status::Passed, Verdict::Green));
    assert!(report.run_ms < 15_000, "{} ms", report.run_ms);
}

#[test]
fn tests_after_the_runs_time_limit_are_not_run() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { loop {} }\npub fn triple(n: i32) -> i32 { loop {} }\n");
    let mut request = Request::everything(Subject::Kata);
    request.limits.run = Duration::from_secs(1);
    let report = fixture.run_request(&request).unwrap();
    let found: Vec<Status> = statuses(&report).into_iter().map(|(_, status)| status).collect();
    assert_eq!(found[0], Status::TimedOut);
    assert!(report.run_ms < 4000, "run time with a limit of 1 s: {} ms", report.run_ms);
    let workers = std::thread::available_parallelism().unwrap().get();
    assert_eq!(found[2], if workers < 3 { Status::NotRun } else { Status::TimedOut });
    assert_eq!(report.verdict, Verdict::Timeout);
}

#[test]
fn a_compile_error_turns_the_kata_amber() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { \"two\" }\npub fn triple(n: i32) -> i32 { 3 * n }\n");
    let report = fixture.run();
    assert_eq!((report.verdict, report.passed, report.total), (Verdict::Amber, 0, 0));
    assert!(report.stages.iter().all(|stage| stage.verdict == Verdict::Amber));
    let [diagnostic] = &report.diagnostics[..] else { panic!("{:?}", report.diagnostics) };
    assert_eq!((diagnostic.code.as_deref(), diagnostic.stage), (Some("E0308"), None));
    assert_eq!(diagnostic.location.as_deref(), Some("katas/tiny/src/lib.rs:1"));
    assert!(diagnostic.rendered.contains('\u{1b}'), "the diagnostic has no colors");
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.contains("\\u001b"), "the JSON contains colors: {json}");
    assert!(report.error.is_none());
}

#[test]
fn paths_of_the_suite_are_relative_to_the_workspace() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\n");
    let rendered = &fixture.run().diagnostics[0].rendered;
    assert!(rendered.contains("tests/tiny/stage_2_triple.rs:") && !rendered.contains(".."), "{rendered}");
}

#[test]
fn other_stages_run_if_one_does_not_compile() {
    let fixture = Fixture::new();
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\n");
    let mut request = Request::everything(Subject::Kata);
    request.known_totals.insert("triple".to_owned(), 1);
    let report = fixture.run_request(&request).unwrap();
    assert_eq!(statuses(&report), [(TWO, Status::Passed), (ZERO, Status::Passed)]);
    let verdicts: Vec<Verdict> = report.stages.iter().map(|stage| stage.verdict).collect();
    assert_eq!(verdicts, [Verdict::Green, Verdict::Amber]);
    assert_eq!(report.verdict, Verdict::Amber);
    assert_eq!(report.stages[1].total, Some(1), "number of tests of a stage that does not compile");
    assert_eq!((report.passed, report.total), (2, 3));
    assert!(report.diagnostics.iter().all(|found| found.stage == Some(2)), "{:?}", report.diagnostics);
}

#[test]
fn a_request_can_select_a_stage_or_a_test() {
    let fixture = Fixture::new();
    let stage = Request { stage: Some(2), ..Request::everything(Subject::Kata) };
    assert_eq!(statuses(&fixture.run_request(&stage).unwrap()), [(SIX, Status::Failed)]);
    let filtered = Request { filter: Some("zero".to_owned()), ..Request::everything(Subject::Kata) };
    let report = fixture.run_request(&filtered).unwrap();
    assert_eq!(statuses(&report), [(ZERO, Status::Failed)]);
    assert_eq!(report.stages.len(), 1);
    let part = Request { is_exact: true, ..filtered.clone() };
    assert!(fixture.run_request(&part).is_err(), "a part of a test's name was accepted as its whole name");
    let unknown = Request { filter: Some("nonsense".to_owned()), ..Request::everything(Subject::Kata) };
    let error = fixture.run_request(&unknown).unwrap_err().to_string();
    assert!(error.contains("no test name of tiny contains `nonsense`"), "{error}");
    let unknown = Request { stage: Some(3), ..Request::everything(Subject::Kata) };
    assert_eq!(fixture.run_request(&unknown).unwrap_err().to_string(), "tiny has no stage 3. Its stages are 1 to 2.");
}

#[test]
fn own_tests_are_reported_separately() {
    let fixture = Fixture::new();
    fixture.save(&format!(
        "{SOLUTION}\n#[cfg(test)]\nmod tests {{\n#[test]\nfn mine() {{ assert_eq!(super::double(1), 3); }}\n}}\n"
    ));
    fixture.write("katas/tiny/tests/more.rs", "#[test]\nfn also_mine() { assert_eq!(tiny::double(1), 2); }\n");
    let report = fixture.run();
    assert_eq!(report.verdict, Verdict::Green, "verdict of the suite with a failing own test");
    let own = report.own.unwrap();
    assert_eq!((own.verdict, own.passed, own.total), (Verdict::Red, 1, Some(2)));
    assert!(own.tests.iter().any(|test| test.name == "tests::mine" && test.status == Status::Failed));
    fixture.write("katas/tiny/tests/more.rs", "#[test]\nfn also_mine() { assert_eq!(tiny::double(1), \"2\"); }\n");
    let own = fixture.run().own.unwrap();
    assert_eq!((own.verdict, own.total), (Verdict::Amber, None));
    assert!(!own.diagnostics.is_empty());
}

#[test]
fn a_broken_manifest_is_reported_in_one_line() {
    let fixture = Fixture::new();
    fixture.write("katas/tiny/Cargo.toml", "[package\nname = \"tiny\"\n");
    let report = fixture.run();
    let error = report.error.expect("a build error");
    assert_eq!((report.verdict, error.phase), (Verdict::Amber, FailurePhase::Build));
    assert!(error.message.starts_with("Cargo failed: "), "{}", error.message);
    assert!(error.message.contains("katas/tiny/Cargo.toml"), "{}", error.message);
    assert_eq!(error.message.lines().count(), 1, "{}", error.message);
    assert!(!error.message.contains('|') && !error.message.contains("error:"), "{}", error.message);
}

#[test]
fn invalid_utf_8_is_reported_by_the_compiler() {
    let fixture = Fixture::new();
    fixture.write_bytes("katas/tiny/src/lib.rs", b"pub fn double(n: i32) -> i32 { 2 * n } // \xff\xfe");
    let report = fixture.run();
    assert_eq!(report.verdict, Verdict::Amber);
    assert!(report.diagnostics[0].message.contains("UTF-8"), "{:?}", report.diagnostics);
}

#[test]
fn the_error_about_a_missing_folder_names_a_remedy() {
    let fixture = Fixture::new();
    std::fs::remove_dir_all(fixture.path("katas/tiny")).unwrap();
    let error = fixture.run_request(&Request::everything(Subject::Kata)).unwrap_err().to_string();
    let remedy = "copy xtask/stubs/tiny/Cargo.toml there, then run `cargo xtask reset tiny`";
    assert_eq!(error, format!("katas/tiny/Cargo.toml is missing: {remedy}"));
}

#[test]
fn the_fixtures_pristine_stub_equals_its_stub() {
    assert_eq!(Fixture::new().read("xtask/stubs/tiny/src/lib.rs"), STUB);
}

#[test]
fn own_tests_can_be_ignored_or_expected_to_panic() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let tests = "#[test] #[ignore] fn ignored() {}\n\
                 #[test] #[should_panic] fn panics() { panic!(\"as it should\") }\n\
                 #[test] #[should_panic] fn does_not_panic() {}\n\
                 #[test] #[should_panic(expected = \"x\")] fn panics_otherwise() { panic!(\"y\") }\n\
                 #[test] fn returns() -> Result<(), String> { Err(\"the reason\".to_owned()) }\n";
    fixture.write("katas/tiny/tests/mine.rs", tests);
    let own = fixture.run().own.unwrap();
    let found: Vec<(&str, Status)> = own.tests.iter().map(|test| (test.name.as_str(), test.status)).collect();
    let failed = |name| (name, Status::Failed);
    let passed = ("panics", Status::Passed);
    assert_eq!(found, [failed("does_not_panic"), passed, failed("panics_otherwise"), failed("returns")]);
    let message = |index: usize| own.tests[index].message.clone().unwrap();
    assert!(message(0).contains("did not panic"), "{}", message(0));
    assert!(message(2).contains("panic did not contain expected string"), "{}", message(2));
    assert!(message(3).contains("the reason"), "{}", message(3));
}

#[cfg(unix)]
#[test]
fn an_editors_lock_file_is_not_an_own_test() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/tests/mine.rs", "#[test] fn mine() {}\n");
    std::os::unix::fs::symlink("user@host.123", fixture.path("katas/tiny/tests/.#mine.rs")).unwrap();
    let own = fixture.run().own.unwrap();
    assert_eq!((own.verdict, own.passed), (Verdict::Green, 1), "{own:?}");
}

#[test]
fn an_own_test_with_a_taken_name_is_reported() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/tests/suite.rs", "#[test] fn mine() { panic!() }\n");
    let report = fixture.run();
    assert_eq!(report.verdict, Verdict::Green);
    let own = report.own.unwrap();
    assert_eq!(own.verdict, Verdict::Amber);
    assert!(own.diagnostics[0].message.contains("katas/tiny/tests/suite.rs was skipped"), "{own:?}");
}

#[test]
fn other_targets_do_not_change_the_verdict() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    fixture.write("katas/tiny/src/main.rs", "fn main() { println!(\"{}\", tiny::double(1)) }\n");
    fixture.write("katas/tiny/src/bin/tool.rs", "fn main() {}\n");
    fixture.write("katas/tiny/examples/shown.rs", "fn main() {}\n");
    fixture.write("katas/tiny/benches/slow.rs", "fn main() {}\n");
    fixture.write("katas/tiny/build.rs", "fn main() {}\n");
    fixture.write("katas/tiny/tests/folder/main.rs", "mod more;\n#[test] fn in_a_folder() {}\n");
    fixture.write("katas/tiny/tests/folder/more.rs", "#[test] fn in_a_module() {}\n");
    let report = fixture.run();
    assert_eq!((report.verdict, report.passed), (Verdict::Green, 3), "{report:?}");
    let own = report.own.unwrap();
    assert_eq!((own.verdict, own.passed, own.total), (Verdict::Green, 2, Some(2)), "{own:?}");
}

/// If both builds used the same data, each would delete the other's, and every build would take as long as the first.
#[test]
fn a_build_without_a_stage_has_incremental_data_of_its_own() {
    let fixture = Fixture::new();
    let data = || {
        let folders = fs::read_dir(fixture.path("target/debug/incremental")).unwrap().flatten();
        folders.filter(|folder| folder.file_name().to_string_lossy().starts_with("suite-")).count()
    };
    fixture.save(SOLUTION);
    assert_eq!(fixture.run().verdict, Verdict::Green);
    assert_eq!(data(), 1, "folders with data of the whole suite");
    fixture.save("pub fn double(n: i32) -> i32 { 2 * n }\n");
    assert_eq!(fixture.run().stages[0].verdict, Verdict::Green);
    assert_eq!(data(), 2, "folders with data of the suite and of its first stage");
}

#[test]
fn own_tests_share_the_runs_time_limit() {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    for file in ["a", "b", "c"] {
        let endless = "#[test] fn endless() { loop { std::thread::sleep(std::time::Duration::from_secs(1)) } }\n";
        fixture.write(&format!("katas/tiny/tests/{file}.rs"), endless);
    }
    let mut request = Request::everything(Subject::Kata);
    request.limits.run = Duration::from_secs(3);
    let report = fixture.run_request(&request).unwrap();
    assert!(report.run_ms < 5_000, "{} ms", report.run_ms);
    assert_eq!(report.verdict, Verdict::Green);
}

#[test]
fn a_run_can_be_stopped_while_it_waits_for_another_build() {
    let fixture = Fixture::new();
    fixture.xtask(&["test", "tiny"]);
    let lock = File::options().write(true).open(fixture.path("target/.xtask-build-lock")).unwrap();
    lock.lock().unwrap();
    let (workspace, kata, stop) = (fixture.workspace(), fixture.kata(), StopFlag::new());
    let request = Request::everything(Subject::Kata);
    let seen = std::sync::Mutex::new(Vec::new());
    let on_progress = |progress| {
        seen.lock().unwrap().push(progress);
        stop.request();
    };
    let run = xtask::run::KataRun {
        workspace: &workspace,
        kata: &kata,
        request: &request,
        stop: &stop,
        on_progress: &on_progress,
    };
    assert!(matches!(run.report(), Err(xtask::error::Error::Stopped)));
    assert!(matches!(seen.lock().unwrap()[..], [xtask::run::Progress::Waiting]));
    drop(lock);
    assert_eq!(statuses(&fixture.run())[0].1, Status::Failed);
}
