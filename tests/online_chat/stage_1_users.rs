//! # Users
//!
//! The service owns everything, beginning with its users. Write `new`, `with_clock`, `add_user`, `user`, `find_user`,
//! `rename`, `set_password`, `authenticate`, and `PasswordHash`.
//!
//! A user has an id, a name, and the hash of a password. The service does not know how hashes are computed: it asks a
//! `PasswordVerifier`. Nothing else needs to see a hash, so think of every way in which it could end up in a log.
//!
//! Check everything before you change anything: an operation that fails must leave no trace.
//!
//! Look up: `str::trim`; what `#[derive(Debug)]` prints.
//!
//! Time box: 10 minutes.

use std::cell::RefCell;

use online_chat::{ChatError, ChatService, PasswordHash, PasswordVerifier, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, InitialState, NameIsPassword, Scope, Script, Service, UNKNOWN, assert_fails_within, compare_with_model,
    empty, hash, ops_of_stage_1, state_of, strangers,
};

const fn assert_send_and_sync<T: Send + Sync>() {}

/// A compile error here means that threads cannot share the service, which stage 7 needs.
const _: () = assert_send_and_sync::<ChatService>();

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

#[rstest]
#[case::spaces("  Eve ", "Eve")]
#[case::line_break("Eve\n", "Eve")]
#[case::inner_spaces("Eve  Smith", "Eve  Smith")]
#[case::different_case("ada", "ada")]
fn add_user_trims_the_name(#[case] given: &str, #[case] kept: &str) {
    let mut service = strangers();
    let eve = service.add_user(given, hash("Eve")).expect("the name is free");
    assert_eq!(service.user(eve).expect("Eve was added").name, kept, "name of the user added as {given:?}");
    assert_eq!(service.find_user(given), Some(eve), "user found as {given:?}");
    assert_eq!(service.find_user(kept), Some(eve), "user found as {kept:?}");
}

#[rstest]
#[case::empty("", ChatError::BlankName)]
#[case::white_space(" \t\n", ChatError::BlankName)]
#[case::taken("Ben", ChatError::NameTaken { name: String::from("Ben") })]
#[case::taken_after_trimming(" Ben ", ChatError::NameTaken { name: String::from("Ben") })]
fn a_blank_or_taken_name_is_an_error(#[case] name: &str, #[case] reason: ChatError) {
    let mut service = strangers();
    let what = format!("adding a user named {name:?}");
    assert_fails_within(Scope::Users, &mut service, |service| service.add_user(name, hash("x")), reason.clone(), &what);
    let what = format!("renaming Ada to {name:?}");
    assert_fails_within(Scope::Users, &mut service, |service| service.rename(ADA, name), reason, &what);
    let added = service.add_user("Eve", hash("Eve"));
    assert_eq!(added, Ok(UserId(4)), "next id after failed additions");
}

#[test]
fn a_rename_frees_the_old_name() {
    let mut service = strangers();
    assert_eq!(service.rename(ADA, " Ada L. "), Ok(()), "renaming Ada to a free name");
    assert_eq!(service.find_user("Ada L."), Some(ADA), "user with the new name");
    assert_eq!(service.find_user("Ada"), None, "user with the old name");
    assert_eq!(service.rename(BEN, "Ada"), Ok(()), "renaming Ben to the name that Ada gave up");
    assert_eq!(service.find_user("Ada"), Some(BEN), "user named Ada after Ben took the name");
}

#[test]
fn rename_accepts_the_current_name() {
    let mut service = strangers();
    let before = state_of(&service, Scope::Users);
    assert_eq!(service.rename(ADA, " Ada "), Ok(()), "renaming Ada to her current name");
    assert_eq!(state_of(&service, Scope::Users), before, "users after renaming Ada to Ada");
    assert_eq!(service.find_user("Ada"), Some(ADA), "user named Ada");
}

#[test]
fn authenticate_accepts_only_the_current_password() {
    let mut service = strangers();
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), Ok(()), "Ada with her password");
    let wrong = Err(ChatError::WrongPassword(ADA));
    assert_eq!(service.authenticate(ADA, "Ben", &NameIsPassword), wrong, "Ada with Ben's password");
    assert_eq!(service.set_password(ADA, hash("new")), Ok(()), "changing Ada's password");
    assert_eq!(service.authenticate(ADA, "new", &NameIsPassword), Ok(()), "Ada with her new password");
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), wrong, "Ada with her old password");
    assert_eq!(service.authenticate(BEN, "Ben", &NameIsPassword), Ok(()), "Ben with his unchanged password");
}

/// A verifier that accepts everything and records its calls.
#[derive(Default)]
struct RecordingVerifier(RefCell<Vec<(String, PasswordHash)>>);

impl PasswordVerifier for RecordingVerifier {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        self.0.borrow_mut().push((password.to_owned(), hash.clone()));
        true
    }
}

#[test]
fn authenticate_passes_password_and_hash_to_the_verifier() {
    let service = strangers();
    let verifier = RecordingVerifier::default();
    assert_eq!(service.authenticate(BEN, " s3cret ", &verifier), Ok(()), "Ben with a verifier that accepts everything");
    assert_eq!(verifier.0.take(), [(String::from(" s3cret "), hash("Ben"))], "calls of the verifier");
    let unknown = Err(ChatError::UnknownUser(UNKNOWN));
    assert_eq!(service.authenticate(UNKNOWN, "x", &verifier), unknown, "authenticating an unknown user");
    assert_eq!(verifier.0.take(), [], "calls of the verifier for an unknown user");
}

#[rstest]
#[case::rename(|service: &mut Service| service.rename(UNKNOWN, "Eve"))]
#[case::set_password(|service: &mut Service| service.set_password(UNKNOWN, hash("x")))]
fn changing_an_unknown_user_is_an_error(#[case] operation: fn(&mut Service) -> Result<(), ChatError>) {
    assert_fails_within(
        Scope::Users,
        &mut strangers(),
        operation,
        ChatError::UnknownUser(UNKNOWN),
        "changing a user with an id that was never issued",
    );
}

#[test]
fn debug_and_errors_show_no_hash_and_no_password() {
    let mut service = empty();
    let ada = service.add_user("Ada", PasswordHash::new("s3cret")).expect("the name is free");
    let wrong = service.authenticate(ada, "p4ssword", &NameIsPassword).expect_err("the password is wrong");
    let taken = service.add_user("Ada", PasswordHash::new("s3cret")).expect_err("the name is taken");
    let shown = [
        ("{:?} of the hash", format!("{:?}", service.user(ada).map(|user| &user.password))),
        ("{:?} of the user", format!("{:?}", service.user(ada))),
        ("{:#?} of the user", format!("{:#?}", service.user(ada))),
        ("{:?} of the service", format!("{service:?}")),
        ("the error for a wrong password", format!("{wrong} {wrong:?}")),
        ("the error for a taken name", format!("{taken} {taken:?}")),
    ];
    for (what, text) in shown {
        assert!(!text.contains("s3cret"), "{what} shows the hash: {text}");
        assert!(!text.contains("p4ssword"), "{what} shows the password: {text}");
    }
    let debug = format!("{:?}", hash("Ada"));
    assert!(!debug.trim().is_empty(), "{{:?}} of a hash prints nothing");
    assert_eq!(service.user(ada).map(|user| user.password.expose()), Ok("s3cret"), "hash returned by expose");
}

#[test]
fn law_users_match_the_model() {
    testkit::law(Script::of(InitialState::Strangers, ops_of_stage_1()), |script| {
        compare_with_model(&script, Scope::Users);
    });
}
