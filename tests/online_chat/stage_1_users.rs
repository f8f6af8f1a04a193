//! # Users
//!
//! A service that owns everything begins with its users. Write `new`, `with_clock`, `add_user`, `user`, `find_user`,
//! `rename`, `set_password` and `authenticate`, and `PasswordHash`.
//!
//! A user has an id, given by the service and never again to anybody else; a name, trimmed, not blank and not shared;
//! and the hash of a password. The service cannot make hashes and does not know how they are made: it
//! asks a `PasswordVerifier`. Only a verifier has a reason to see a hash. Think of all the ways by which it gets into
//! a log.
//!
//! An operation that is refused changes nothing: the suite compares what `user` and `find_user` return before and after
//! it.
//!
//! Look up: `str::trim`; what `#[derive(Debug)]` prints.
//!
//! Time box: 10 minutes.

use std::cell::RefCell;

use online_chat::{ChatError, ChatService, PasswordHash, PasswordVerifier, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, Beginning, NOBODY, NameIsPassword, Scope, Script, Service, assert_refused_within, compare_with_model,
    empty, hash, ops_of_stage_1, state_of, strangers,
};

const fn assert_send_and_sync<T: Send + Sync>() {}

/// A compile error here says why a service cannot be shared between threads, which the last stage does.
const _: () = assert_send_and_sync::<ChatService>();

#[test]
fn a_new_service_knows_nobody() {
    let first = UserId(0);
    let service = ChatService::new();
    assert_eq!(service.user(first), Err(ChatError::UnknownUser(first)), "the first id, which was not issued yet");
    assert_eq!(service.find_user("Ada"), None, "a user whom nobody added");
}

#[test]
fn users_get_ids_in_rising_order() {
    let mut service = empty();
    let ids = ["Ada", "Ben", "Cleo", "Dan"].map(|name| service.add_user(name, hash(name)));
    assert_eq!(ids, [0, 1, 2, 3].map(|id| Ok(UserId(id))), "the ids of four users, in the order in which they came");
}

#[test]
fn a_user_is_known_by_id_and_by_name() {
    let service = strangers();
    let ben = service.user(BEN).expect("Ben was added");
    assert_eq!((ben.id, ben.name.as_str(), &ben.password), (BEN, "Ben", &hash("Ben")), "what is known of Ben");
    assert_eq!(service.find_user("Ben"), Some(BEN), "the user called Ben");
    let unknown = service.user(NOBODY);
    assert_eq!(unknown, Err(ChatError::UnknownUser(NOBODY)), "an id that was never issued");
    let told = unknown.expect_err("nobody has this id").to_string();
    assert!(told.contains("77"), "the message of an error names the user it is about, 77, and this one is: {told}");
}

#[rstest]
#[case::spaces("  Eve ", "Eve")]
#[case::a_line_end("Eve\n", "Eve")]
#[case::space_inside("Eve  Smith", "Eve  Smith")]
#[case::another_case("ada", "ada")]
fn a_name_is_trimmed_and_otherwise_kept(#[case] given: &str, #[case] kept: &str) {
    let mut service = strangers();
    let eve = service.add_user(given, hash("Eve")).expect("the name is free");
    assert_eq!(service.user(eve).expect("Eve was added").name, kept, "the name of a user added as {given:?}");
    assert_eq!(service.find_user(given), Some(eve), "the user called {given:?}");
    assert_eq!(service.find_user(kept), Some(eve), "the user called {kept:?}");
}

#[rstest]
#[case::empty("", ChatError::BlankName)]
#[case::only_white_space(" \t\n", ChatError::BlankName)]
#[case::taken("Ben", ChatError::NameTaken { name: String::from("Ben") })]
#[case::taken_when_trimmed(" Ben ", ChatError::NameTaken { name: String::from("Ben") })]
fn a_name_that_is_blank_or_taken_is_refused(#[case] name: &str, #[case] reason: ChatError) {
    let mut service = strangers();
    let why = format!("the name {name:?} for a new user");
    assert_refused_within(
        Scope::Users,
        &mut service,
        |service| service.add_user(name, hash("x")),
        reason.clone(),
        &why,
    );
    let why = format!("the name {name:?} for Ada, who has another");
    assert_refused_within(Scope::Users, &mut service, |service| service.rename(ADA, name), reason, &why);
    let added = service.add_user("Eve", hash("Eve"));
    assert_eq!(added, Ok(UserId(4)), "the next id: a refused user takes none");
}

#[test]
fn a_rename_frees_the_old_name() {
    let mut service = strangers();
    assert_eq!(service.rename(ADA, " Ada L. "), Ok(()), "a free name");
    assert_eq!(service.find_user("Ada L."), Some(ADA), "the user of the new name");
    assert_eq!(service.find_user("Ada"), None, "the user of the old name");
    assert_eq!(service.rename(BEN, "Ada"), Ok(()), "the name that Ada gave up");
    assert_eq!(service.find_user("Ada"), Some(BEN), "the user who took it");
}

#[test]
fn a_user_may_be_renamed_to_the_name_that_they_have() {
    let mut service = strangers();
    let before = state_of(&service, Scope::Users);
    assert_eq!(service.rename(ADA, " Ada "), Ok(()), "Ada's own name is not taken by another");
    assert_eq!(state_of(&service, Scope::Users), before, "all users, after Ada was renamed to Ada");
    assert_eq!(service.find_user("Ada"), Some(ADA), "the user called Ada");
}

#[test]
fn a_verifier_decides_about_a_password() {
    let mut service = strangers();
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), Ok(()), "the password of Ada");
    let wrong = Err(ChatError::WrongPassword(ADA));
    assert_eq!(service.authenticate(ADA, "Ben", &NameIsPassword), wrong, "the password of somebody else");
    assert_eq!(service.set_password(ADA, hash("new")), Ok(()), "a new password for Ada");
    assert_eq!(service.authenticate(ADA, "new", &NameIsPassword), Ok(()), "the new password");
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), wrong, "the password that Ada had before");
    assert_eq!(service.authenticate(BEN, "Ben", &NameIsPassword), Ok(()), "the password of Ben, who kept his");
}

/// Remembers what it was shown, and accepts everything.
#[derive(Default)]
struct Witness(RefCell<Vec<(String, PasswordHash)>>);

impl PasswordVerifier for Witness {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        self.0.borrow_mut().push((password.to_owned(), hash.clone()));
        true
    }
}

#[test]
fn a_verifier_sees_the_given_password_and_the_users_hash() {
    let service = strangers();
    let witness = Witness::default();
    assert_eq!(service.authenticate(BEN, " s3cret ", &witness), Ok(()), "a verifier that accepts everything");
    assert_eq!(witness.0.take(), [(String::from(" s3cret "), hash("Ben"))], "what the verifier was shown");
    let unknown = Err(ChatError::UnknownUser(NOBODY));
    assert_eq!(service.authenticate(NOBODY, "x", &witness), unknown, "the password of nobody");
    assert_eq!(witness.0.take(), [], "what a verifier is shown of nobody");
}

#[rstest]
#[case::rename(|service: &mut Service| service.rename(NOBODY, "Eve"))]
#[case::set_password(|service: &mut Service| service.set_password(NOBODY, hash("x")))]
fn an_unknown_user_cannot_be_changed(#[case] operation: fn(&mut Service) -> Result<(), ChatError>) {
    assert_refused_within(
        Scope::Users,
        &mut strangers(),
        operation,
        ChatError::UnknownUser(NOBODY),
        "an id that was never issued",
    );
}

#[test]
fn a_hash_is_never_shown() {
    let mut service = empty();
    let ada = service.add_user("Ada", PasswordHash::new("s3cret")).expect("the name is free");
    let wrong = service.authenticate(ada, "p4ssword", &NameIsPassword).expect_err("the password is wrong");
    let taken = service.add_user("Ada", PasswordHash::new("s3cret")).expect_err("the name is taken");
    let shown = [
        ("the hash, by {:?}", format!("{:?}", service.user(ada).map(|user| &user.password))),
        ("the user, by {:?}", format!("{:?}", service.user(ada))),
        ("the user, by {:#?}", format!("{:#?}", service.user(ada))),
        ("the service, by {:?}", format!("{service:?}")),
        ("a wrong password", format!("{wrong} {wrong:?}")),
        ("a name that is taken", format!("{taken} {taken:?}")),
    ];
    for (what, text) in shown {
        assert!(!text.contains("s3cret"), "{what} shows the hash: {text}");
        assert!(!text.contains("p4ssword"), "{what} shows the password: {text}");
    }
    let debug = format!("{:?}", hash("Ada"));
    assert!(!debug.trim().is_empty(), "a hash, by {{:?}}, says that there is one, and not nothing");
    assert_eq!(service.user(ada).map(|user| user.password.expose()), Ok("s3cret"), "the hash, for a verifier's eyes");
}

#[test]
fn law_users_are_what_a_plain_list_would_hold() {
    testkit::law(Script::of(Beginning::People, ops_of_stage_1()), |script| compare_with_model(&script, Scope::Users));
}
