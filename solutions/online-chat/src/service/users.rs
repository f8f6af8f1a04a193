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
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatService, PasswordHash};
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// assert_eq!(service.user(ada)?.name, "Ada");
    /// # Ok::<_, online_chat_solution::ChatError>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatService, PasswordHash};
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// assert_eq!(service.user(ada)?.id, ada);
    /// # Ok::<_, online_chat_solution::ChatError>(())
    /// ```
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        self.users.get(user)
    }

    /// The user of that name, if there is one. The name may have white space at its ends.
    ///
    /// # Cost
    ///
    /// Constant on average.
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatService, PasswordHash};
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// assert_eq!(service.find_user("Ada "), Some(ada));
    /// assert_eq!(service.find_user("Ben"), None);
    /// # Ok::<_, online_chat_solution::ChatError>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatService, PasswordHash};
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// service.rename(ada, "Ada L.")?;
    /// assert_eq!(service.find_user("Ada"), None);
    /// # Ok::<_, online_chat_solution::ChatError>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatService, PasswordHash};
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// service.set_password(ada, PasswordHash::new("11e0"))?;
    /// assert_eq!(service.user(ada)?.password.expose(), "11e0");
    /// # Ok::<_, online_chat_solution::ChatError>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatError, ChatService, PasswordHash, PasswordVerifier};
    ///
    /// struct Plain; // For an example only.
    ///
    /// impl PasswordVerifier for Plain {
    ///     fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
    ///         password == hash.expose()
    ///     }
    /// }
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// assert!(service.authenticate(ada, "7d5c", &Plain).is_ok());
    /// assert_eq!(service.authenticate(ada, "oops", &Plain), Err(ChatError::WrongPassword(ada)));
    /// # Ok::<_, online_chat_solution::ChatError>(())
    /// ```
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        let hash = &self.users.get(user)?.password;
        if verifier.verify(password, hash) { Ok(()) } else { Err(ChatError::WrongPassword(user)) }
    }
}
