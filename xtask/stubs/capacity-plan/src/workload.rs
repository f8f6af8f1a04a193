//! The workload of a service.

use std::num::NonZeroU64;

use crate::quantity::{ArithmeticError, Bytes, Rate, Volume};

/// The requests of a service's users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// The number of users.
    pub users: NonZeroU64,
    /// The reads of all users.
    pub reads: Volume,
    /// The writes of all users.
    pub writes: Volume,
    /// The bytes that a write stores.
    pub bytes_per_write: Bytes,
}

impl Workload {
    /// Returns the bytes that a month of writes stores.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if they are above the maximum (rule 2.4).
    pub fn storage_per_month(&self) -> Result<Bytes, ArithmeticError> {
        todo!("stage 2")
    }

    /// Returns the bytes that three years of writes store.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if they are above the maximum (rule 2.4).
    pub fn storage_in_three_years(&self) -> Result<Bytes, ArithmeticError> {
        todo!("stage 2")
    }

    /// Returns the rates of reads and writes.
    #[must_use]
    pub fn load(&self) -> Load {
        todo!("stage 2")
    }

    /// Returns the workload of another number of users.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a volume is above the maximum (rule 2.4).
    pub fn scaled_to(&self, users: NonZeroU64) -> Result<Self, ArithmeticError> {
        todo!("stage 2")
    }
}

/// The rates of reads and writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// The reads per second.
    pub reads: Rate,
    /// The writes per second.
    pub writes: Rate,
}
