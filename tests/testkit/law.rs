//! Laws: properties that hold for every input, tried on many.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::panic::{self, AssertUnwindSafe, Location, PanicHookInfo};
use std::sync::Once;

use proptest::strategy::{BoxedStrategy, Strategy};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

/// The seed that every run uses unless `PROPTEST_RNG_SEED` names another.
const SEED: u64 = 20_240_229;

/// How many cases a law is tried on unless `PROPTEST_CASES` names another number.
const CASES: u32 = 96;

/// Checks that `check` panics for no case that `cases` generates.
///
/// The cases are the same in every run: they come from a fixed seed, which the environment variable
/// `PROPTEST_RNG_SEED` overrides; `PROPTEST_CASES` sets how many there are.
///
/// # Panics
///
/// If `check` panics for some case. The message holds the assertion that failed, the smallest case that makes it
/// fail, and the seed; the place of the panic is the caller's.
///
/// # Examples
///
/// ```
/// use proptest::prelude::*;
///
/// testkit::law((0..100u32, 0..100u32), |(a, b)| assert_eq!(a + b, b + a, "a sum depends on its order"));
/// ```
#[track_caller]
pub fn law<S>(cases: S, check: impl Fn(S::Value))
where
    S: Strategy + 'static,
    S::Value: Debug,
{
    // Boxed and `dyn`, so that the machinery behind is compiled once per type of case and not once per law: it is
    // compiled again at every save.
    if let Err(broken) = try_law(&cases.boxed(), &check) {
        panic!("{broken}");
    }
}

#[track_caller]
fn try_law<T: Debug>(cases: &BoxedStrategy<T>, check: &dyn Fn(T)) -> Result<(), String> {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(SEED);
    }
    let seed = config.rng_seed;
    let outcome = TestRunner::new(config).run(cases, |case| quietly(|| check(case)).map_err(TestCaseError::fail));
    outcome.map_err(|error| match error {
        TestError::Fail(why, case) => broken_law(&why.to_string(), &format!("{case:?}"), seed),
        TestError::Abort(why) => format!("no case could be tried: {why}"),
    })
}

fn broken_law(why: &str, case: &str, seed: RngSeed) -> String {
    let seed = match seed {
        RngSeed::Fixed(seed) => seed.to_string(),
        RngSeed::Random => "unknown".to_owned(),
    };
    format!("{why}\nsmallest case that shows it: {case}\nseed: {seed} (PROPTEST_RNG_SEED sets another)")
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `check`; a panic is returned as its message and place, and not printed: while a failing case is made smaller,
/// `check` panics hundreds of times.
fn quietly(check: impl FnOnce()) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.get() {
                LAST_PANIC.set(Some(message_and_place(info)));
            } else {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(check));
    QUIET.set(false);
    outcome.map_err(|_| LAST_PANIC.take().unwrap_or_else(|| "a panic without a message".to_owned()))
}

fn message_and_place(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let message = text.unwrap_or("a panic without a message");
    let place = info.location().map(Location::to_string).unwrap_or_default();
    format!("{message}\nat {place}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_law_that_holds_is_tried_on_every_case() {
        let tried = Cell::new(0);
        law(0..10u8, |_| tried.set(tried.get() + 1));
        assert_eq!(tried.get(), CASES);
    }

    #[test]
    fn a_broken_law_tells_the_assertion_the_smallest_case_and_the_seed() {
        let broken = try_law(&(0..1000u32).boxed(), &|n| assert!(n < 17, "{n} is too much")).unwrap_err();
        assert!(broken.starts_with("17 is too much\nat "), "{broken}");
        assert!(broken.contains("law.rs"), "{broken}");
        assert!(broken.contains("smallest case that shows it: 17"), "{broken}");
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
