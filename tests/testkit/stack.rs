//! A thread with a small stack, in which deep recursion overflows.

use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// The size of the stack, in bytes. Code without deep recursion needs a fraction of it.
const STACK_SIZE: usize = 256 << 10;

/// Calls `work` in a thread with a small stack, and returns its result. If it panics, so does this function.
///
/// A stack of the usual size overflows only after tens of thousands of nested calls. In the small one, a few thousand
/// are enough, so the test that finds them takes milliseconds. An overflow ends the process.
///
/// Create the values of the code under test in `work`: a correct design need not be `Send` or `Sync`.
///
/// # Panics
///
/// Panics if the thread cannot be started.
///
/// # Examples
///
/// ```
/// let sum = testkit::in_small_stack(|| (0..10_000_u64).sum::<u64>());
/// assert_eq!(sum, 49_995_000);
/// ```
pub fn in_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let builder = Builder::new().name("a thread with a stack of 256 KiB".to_owned()).stack_size(STACK_SIZE);
    thread::scope(|scope| {
        let thread = builder.spawn_scoped(scope, work).expect("a thread can be started");
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
