//! # Users
//!
//! The service owns everything, so begin with its users: write `with_clock`, `add_user`, `user` and `find_user`.
//!
//! A user has an id, a name, and the hash of a password, which you just store for now. Add your fields to
//! `ChatService`, next to the clock.
//!
//! Check everything before you change anything, because an operation that fails must leave no trace. You can ignore
//! `RemovedUser` for now, since users cannot be removed before stage 5.
//!
//! Time box: 12 minutes.

use online_chat::{ChatError, ChatService, UserId};
use rstest::rstest;

use super::support::{
    BEN, InitialState, Scope, Script, UNKNOWN, assert_fails_within, compare_with_model, empty, hash, ops_of_stage_1,
    strangers,
};

#[test]
fn a_new_service_has_no_users() {
    let first = UserId(0);
    let service = ChatService::new();
    assert_eq!(service.user(first), Err(ChatError::UnknownUser(first)), "user 0 of a new service");
    assert_eq!(service.find_user("Ada"), None, "user named Ada in a new service");
}

#[test]
fn add_user_issues_ids_in_order() {
    let mut service = empty();
    let ids = ["Ada", "Ben", "Cleo", "Dan"].map(|name| service.add_user(name, hash(name)));
    assert_eq!(ids, [0, 1, 2, 3].map(|id| Ok(UserId(id))), "ids of the first four users");
}

#[test]
fn users_are_found_by_id_and_by_name() {
    let service = strangers();
    let ben = service.user(BEN).expect("Ben was added");
    assert_eq!((ben.id, ben.name.as_str(), &ben.password), (BEN, "Ben", &hash("Ben")), "id, name and hash of Ben");
    assert_eq!(service.find_user("Ben"), Some(BEN), "user named Ben");
    let unknown = service.user(UNKNOWN);
    assert_eq!(unknown, Err(ChatError::UnknownUser(UNKNOWN)), "user with an id that was never issued");
    let message = unknown.expect_err("the id was never issued").to_string();
    assert!(message.contains("77"), "error message without the user's id, 77: {message}");
}

#[test]
fn add_user_trims_the_name() {
    let mut service = strangers();
    for (given, kept) in [("  Eve ", "Eve"), ("Fay\n", "Fay"), ("Gus  Smith", "Gus  Smith"), ("ada", "ada")] {
        let id = service.add_user(given, hash("x")).expect("the name is free");
        assert_eq!(service.user(id).expect("the user was added").name, kept, "name of the user added as {given:?}");
        assert_eq!(service.find_user(given), Some(id), "user found as {given:?}");
        assert_eq!(service.find_user(kept), Some(id), "user found as {kept:?}");
    }
}

#[rstest]
#[case::empty("", ChatError::BlankName)]
#[case::white_space(" \t\n", ChatError::BlankName)]
#[case::taken("Ben", ChatError::NameTaken { name: String::from("Ben") })]
#[case::taken_after_trimming(" Ben ", ChatError::NameTaken { name: String::from("Ben") })]
fn a_blank_or_taken_name_is_an_error(#[case] name: &str, #[case] reason: ChatError) {
    let mut service = strangers();
    let what = format!("adding a user named {name:?}");
    assert_fails_within(Scope::Users, &mut service, |service| service.add_user(name, hash("x")), reason, &what);
    let added = service.add_user("Eve", hash("Eve"));
    assert_eq!(added, Ok(UserId(4)), "next id after failed additions");
}

#[test]
fn law_users_match_the_model() {
    testkit::law(Script::of(InitialState::Strangers, ops_of_stage_1()), |script| {
        compare_with_model(&script, Scope::Users);
    });
}
