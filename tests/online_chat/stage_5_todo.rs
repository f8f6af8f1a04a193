//! # TODO stage 5
//!
//! TODO What this stage asks for and why, and what to look up.
//!
//! Time box: 10 minutes.

use online_chat::OnlineChat;

#[test]
fn todo_a_sentence_about_stage_5() {
    assert_eq!(OnlineChat::default().stage_5(), 5, "TODO in the words of the domain");
}
