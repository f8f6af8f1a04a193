//! # TODO stage 2
//!
//! TODO What this stage asks for and why, and what to look up.
//!
//! Time box: 10 minutes.

use circular_array::CircularArray;

#[test]
fn todo_a_sentence_about_stage_2() {
    assert_eq!(CircularArray::default().stage_2(), 2, "TODO in the words of the domain");
}
