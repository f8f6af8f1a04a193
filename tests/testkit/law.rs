//! Laws: properties that must hold for every input, checked on many generated cases.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::panic::{self, AssertUnwindSafe, Location, PanicHookInfo};
use std::sync::Once;

use proptest::strategy::{BoxedStrategy, Strategy};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

/// The default seed. `PROPTEST_RNG_SEED` overrides it.
const SEED: u64 = 20_240_229;

/// The default number of cases per law. `PROPTEST_CASES` overrides it.
const CASES: u32 = 96;

/// Checks that `check` does not panic for any generated case.
///
/// Every run generates the same cases from a fixed seed. The environment variable `PROPTEST_RNG_SEED` sets another
/// seed, `PROPTEST_CASES` sets the number of cases.
///
/// # Panics
///
/// Panics if `check` panics for a case. The message contains the failed assertion, the smallest failing case and the
/// seed. The location is that of the caller.
///
/// # Examples
///
/// ```
/// use proptest::prelude::*;
///
/// testkit::law((0..100u32, 0..100u32), |(a, b)| assert_eq!(a + b, b + a, "sum in both orders"));
/// ```
#[track_caller]
pub fn law<S>(cases: S, check: impl Fn(S::Value))
where
    S: Strategy + 'static,
    S::Value: Debug,
{
    // Boxing compiles proptest's code once per type of case instead of once per law, which speeds up every build.
    if let Err(message) = try_law(&cases.boxed(), &check) {
        panic!("{message}");
    }
}

fn try_law<T: Debug>(cases: &BoxedStrategy<T>, check: &dyn Fn(T)) -> Result<(), String> {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let seed = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => SEED,
    };
    config.rng_seed = RngSeed::Fixed(seed);
    let outcome =
        TestRunner::new(config).run(cases, |case| without_output(|| check(case)).map_err(TestCaseError::fail));
    outcome.map_err(|error| match error {
        TestError::Fail(why, case) => {
            format!("{why}\nsmallest failing case: {case:?}\nseed: {seed} (PROPTEST_RNG_SEED sets another)")
        }
        TestError::Abort(why) => format!("no case could be generated: {why}"),
    })
}

thread_local! {
    static CAPTURES_PANICS: Cell<bool> = const { Cell::new(false) };
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `check` and returns a panic's message and location instead of printing it. Shrinking a failing case causes
/// hundreds of panics.
fn without_output(check: impl FnOnce()) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default_hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if CAPTURES_PANICS.get() {
                LAST_PANIC.set(Some(message_and_location(info)));
            } else {
                default_hook(info);
            }
        }));
    });
    CAPTURES_PANICS.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(check));
    CAPTURES_PANICS.set(false);
    outcome.map_err(|_| LAST_PANIC.take().unwrap_or_else(|| "a panic without a message".to_owned()))
}

fn message_and_location(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let message = text.unwrap_or("a panic without a message");
    let location = info.location().map(Location::to_string).unwrap_or_default();
    format!("{message}\nat {location}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_valid_law_is_checked_on_every_case() {
        let checked = Cell::new(0);
        law(0..10u8, |_| checked.set(checked.get() + 1));
        assert_eq!(checked.get(), CASES);
    }

    #[test]
    fn a_broken_law_reports_assertion_case_and_seed() {
        let broken = try_law(&(0..1000u32).boxed(), &|n| assert!(n < 17, "{n} is too much")).unwrap_err();
        assert!(broken.starts_with("17 is too much\nat "), "{broken}");
        assert!(broken.contains("law.rs"), "{broken}");
        assert!(broken.contains("smallest failing case: 17"), "{broken}");
        assert!(broken.contains(&format!("seed: {SEED}")), "{broken}");
    }

    #[test]
    fn cases_are_the_same_in_every_run() {
        let run = || {
            let seen = RefCell::new(Vec::new());
            law(any::<u64>(), |n| seen.borrow_mut().push(n));
            seen.into_inner()
        };
        assert_eq!(run(), run());
    }
}
