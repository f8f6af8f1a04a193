//! # TODO stage 3
//!
//! TODO What this stage asks for and why, and what to look up.
//!
//! Time box: 10 minutes.

use online_chat::OnlineChat;

#[test]
fn todo_a_sentence_about_stage_3() {
    assert_eq!(OnlineChat::default().stage_3(), 3, "TODO in the words of the domain");
}
