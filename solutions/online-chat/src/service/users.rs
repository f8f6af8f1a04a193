//! Operations on users.

use crate::clock::Clock;
use crate::error::ChatError;
use crate::ids::UserId;
use crate::service::ChatService;
use crate::user::{PasswordHash, PasswordVerifier, User};

impl<C: Clock> ChatService<C> {
    /// Adds a user and returns their id.
    ///
    /// # Errors
    ///
    /// [`BlankName`](ChatError::BlankName) (rule 1.1); [`NameTaken`](ChatError::NameTaken) (rule 1.2).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        self.users.add(name, password)
    }

    /// Returns a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        self.users.get(user)
    }

    /// Returns the user with this name, after trimming it.
    ///
    /// # Cost
    ///
    /// Constant on average.
    #[must_use]
    pub fn find_user(&self, name: &str) -> Option<UserId> {
        self.users.find(name)
    }

    /// Renames a user and frees the old name.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken) if another user has the name (rule
    /// 4.5).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        self.users.rename(user, name)
    }

    /// Replaces the password hash of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
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
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`WrongPassword`](ChatError::WrongPassword) if `verifier` does not accept it (rule 4.6).
    ///
    /// # Cost
    ///
    /// O(log u) with u users, plus the cost of the verifier.
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        let hash = &self.users.get(user)?.password;
        if verifier.verify(password, hash) { Ok(()) } else { Err(ChatError::WrongPassword(user)) }
    }
}
