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
    BEN, InitialState, NEVER_ISSUED, Scope, Script, assert_fails_within, assert_names, compare_with_model, empty, hash,
    ops_of_stage_1, similar_names, strangers,
};

/// Rules: 0.4, 1.3
#[test]
fn a_new_service_has_no_users() {
    let first = UserId(0);
    let service = ChatService::new();
    assert_eq!(service.user(first), Err(ChatError::UnknownUser(first)), "user 0 of a new service");
    assert_eq!(service.find_user("Ada"), None, "user named Ada in a new service");
}

/// Rules: 0.3
#[test]
fn add_user_issues_ids_in_order() {
    let mut service = empty();
    for id in 0..300 {
        let added = service.add_user(&format!("user {id}"), hash("x"));
        assert_eq!(added, Ok(UserId(id)), "id of a new user after {id} others");
    }
}

/// Rules: 1.3
#[test]
fn users_are_found_by_id_and_by_name() {
    let service = strangers();
    let ben = service.user(BEN).expect("Ben was added");
    assert_eq!((ben.id, ben.name.as_str(), &ben.password), (BEN, "Ben", &hash("Ben")), "id, name and hash of Ben");
    assert_eq!(service.find_user("Ben"), Some(BEN), "user named Ben");
}

/// Rules: 1.3, 1.2
#[test]
fn find_user_trims_the_name() {
    let service = strangers();
    for (given, expected) in [(" Ben\n", Some(BEN)), ("\u{3000}Ben\u{a0}", Some(BEN)), ("ben", None), ("Be", None)] {
        assert_eq!(service.find_user(given), expected, "user found as {given:?}; user 1 is Ben");
    }
    assert_eq!(service.find_user(" "), None, "user found by a blank name");
}

/// Rules: 0.4
#[test]
fn a_user_id_that_was_never_issued_is_an_error() {
    let service = strangers();
    for id in NEVER_ISSUED.map(UserId) {
        assert_eq!(service.user(id), Err(ChatError::UnknownUser(id)), "user {id}; only 0 to 3 were issued");
    }
}

/// Rules: 1.1
#[test]
fn add_user_trims_the_name() {
    let names = [
        ("  Eve ", "Eve"),
        ("Fay\r\n", "Fay"),
        ("\u{3000}Gus\u{a0}\u{2028}", "Gus"),
        ("Hal  Jr.\tSmith", "Hal  Jr.\tSmith"),
        ("\u{200b}Ida", "\u{200b}Ida"),
        (" \u{7}", "\u{7}"),
        ("ÉVA ß", "ÉVA ß"),
    ];
    let mut service = strangers();
    for (given, kept) in names {
        let id = service.add_user(given, hash("x")).expect("the name is free");
        assert_eq!(service.user(id).expect("the user was added").name, kept, "name of the user added as {given:?}");
        assert_eq!(service.find_user(kept), Some(id), "user found as {kept:?}");
    }
}

/// Rules: 1.1, 0.1
#[rstest]
#[case::empty("")]
#[case::white_space(" \t\n")]
#[case::unicode_white_space("\u{a0}\u{3000}")]
fn a_blank_name_is_an_error(#[case] name: &str) {
    let mut service = strangers();
    let what = format!("adding a user named {name:?}");
    let reason = ChatError::BlankName;
    assert_fails_within(Scope::Users, &mut service, |service| service.add_user(name, hash("x")), reason, &what);
    assert_eq!(service.add_user("Eve", hash("Eve")), Ok(UserId(4)), "next id after a failed addition");
}

/// Rules: 1.2, 0.1
#[rstest]
#[case::same("Ben")]
#[case::same_after_trimming(" Ben ")]
#[case::same_after_trimming_unicode("\u{3000}Ben\u{a0}")]
fn a_taken_name_is_an_error(#[case] name: &str) {
    let mut service = strangers();
    let what = format!("adding a user named {name:?}; user 1 is Ben");
    let reason = ChatError::NameTaken { name: String::from("Ben") };
    assert_fails_within(Scope::Users, &mut service, |service| service.add_user(name, hash("x")), reason, &what);
    assert_eq!(service.add_user("Eve", hash("Eve")), Ok(UserId(4)), "next id after a failed addition");
}

/// Rules: 1.2
#[test]
fn names_are_case_sensitive() {
    let mut service = strangers();
    for (name, id) in [("ben", 4), ("BEN", 5)] {
        assert_eq!(service.add_user(name, hash("x")), Ok(UserId(id)), "id of {name:?}, added after \"Ben\"");
        assert_eq!(service.find_user(name), Some(UserId(id)), "user found as {name:?}");
    }
    assert_eq!(service.find_user("Ben"), Some(BEN), "user found as \"Ben\"");
}

/// Rules: 1.2, 1.1, 1.3
#[test]
fn names_that_look_alike_are_different() {
    let mut service = empty();
    let mut users = Vec::new();
    for (id, name) in (0..).map(UserId).zip(similar_names()) {
        let others = format!("after {id} users with other names, which look alike");
        assert_eq!(service.find_user(&name), None, "user found as {name:?}, {others}");
        assert_eq!(service.add_user(&name, hash("x")), Ok(id), "id of a user named {name:?}, {others}");
        users.push((id, name));
    }
    assert_names(&mut service, &users, "among users whose names look alike");
}

/// Rules: 0.1, 0.3, 1.1, 1.2, 1.3
#[test]
fn law_users_match_the_model() {
    testkit::law(Script::of(InitialState::Strangers, ops_of_stage_1()), |script| {
        compare_with_model(&script, Scope::Users);
    });
}
