//! # TODO stage 2
//!
//! TODO What this stage asks for and why, and what to look up.
//!
//! Time box: 10 minutes.

use online_chat::OnlineChat;

#[test]
fn todo_a_sentence_about_stage_2() {
    assert_eq!(OnlineChat::default().stage_2(), 2, "TODO in the words of the domain");
}
