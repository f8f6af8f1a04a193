//! Names and passwords.

use crate::clock::Clock;
use crate::error::ChatError;
use crate::ids::UserId;
use crate::service::ChatService;
use crate::user::{PasswordHash, PasswordVerifier, User};

impl<C: Clock> ChatService<C> {
    /// Adds a user and gives them an id.
    ///
    /// # Errors
    ///
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        self.users.add(name, password)
    }

    /// What is known of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        self.users.get(user)
    }

    /// The user of that name, if there is one. The name may have white space at its ends.
    ///
    /// # Cost
    ///
    /// Constant on average.
    #[must_use]
    pub fn find_user(&self, name: &str) -> Option<UserId> {
        self.users.find(name)
    }

    /// Gives a user another name; their old one is free then.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The name:
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken) if it is another user's.
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        self.users.rename(user, name)
    }

    /// Gives a user another password.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        self.users.set_password(user, password)
    }

    /// Checks the password of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`WrongPassword`](ChatError::WrongPassword) if `verifier` does not accept it.
    ///
    /// # Cost
    ///
    /// O(log u) with u users, and what the verifier takes.
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        let hash = &self.users.get(user)?.password;
        if verifier.verify(password, hash) { Ok(()) } else { Err(ChatError::WrongPassword(user)) }
    }
}
