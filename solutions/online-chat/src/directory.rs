//! Users by id and by name.

use std::collections::{BTreeMap, HashMap};

use crate::error::ChatError;
use crate::ids::UserId;
use crate::message::Author;
use crate::user::{PasswordHash, User};

/// All users, with an index by name.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    issued: u64,
    users: BTreeMap<UserId, User>,
    by_name: HashMap<String, UserId>,
}

impl Directory {
    pub(crate) fn get(&self, user: UserId) -> Result<&User, ChatError> {
        self.users.get(&user).ok_or_else(|| missing(user, self.issued))
    }

    /// Returns the author of the messages of `user`.
    pub(crate) fn author(&self, user: UserId) -> Author {
        if self.users.contains_key(&user) { Author::User(user) } else { Author::Removed }
    }

    /// Returns the user with this name, after trimming it.
    pub(crate) fn find(&self, name: &str) -> Option<UserId> {
        self.by_name.get(name.trim()).copied()
    }

    pub(crate) fn add(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        let name = self.free_name(name, None)?;
        let id = UserId(self.issued);
        self.issued += 1;
        self.by_name.insert(name.clone(), id);
        self.users.insert(id, User { id, name, password });
        Ok(id)
    }

    pub(crate) fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        self.get(user)?;
        let name = self.free_name(name, Some(user))?;
        let old = std::mem::replace(&mut self.get_mut(user)?.name, name.clone());
        self.by_name.remove(&old);
        self.by_name.insert(name, user);
        Ok(())
    }

    pub(crate) fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        self.get_mut(user)?.password = password;
        Ok(())
    }

    pub(crate) fn remove(&mut self, user: UserId) {
        if let Some(removed) = self.users.remove(&user) {
            self.by_name.remove(&removed.name);
        }
    }

    fn get_mut(&mut self, user: UserId) -> Result<&mut User, ChatError> {
        let issued = self.issued;
        self.users.get_mut(&user).ok_or_else(|| missing(user, issued))
    }

    /// Returns the trimmed `name`, unless it is blank or taken by a user other than `owner`.
    fn free_name(&self, name: &str, owner: Option<UserId>) -> Result<String, ChatError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(ChatError::BlankName);
        }
        match self.find(name) {
            Some(taken) if Some(taken) != owner => Err(ChatError::NameTaken { name: name.to_owned() }),
            _ => Ok(name.to_owned()),
        }
    }
}

/// Returns the error for an absent user. Ids are issued in order, so a lower id than the next one was removed.
fn missing(user: UserId, issued: u64) -> ChatError {
    if user.0 < issued { ChatError::RemovedUser(user) } else { ChatError::UnknownUser(user) }
}
