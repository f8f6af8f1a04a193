//! Quantities: exact integers with a unit.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An exact integer with a unit. Arithmetic is checked.
pub trait Quantity: Copy {
    /// Creates a quantity from its number.
    #[must_use]
    fn new(number: u64) -> Self;

    /// Returns the number of this quantity.
    #[must_use]
    fn get(self) -> u64;

    /// Adds another quantity of the same unit.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if the sum is above the maximum (rule 1.2).
    fn plus(self, other: Self) -> Result<Self, ArithmeticError> {
        todo!("stage 1")
    }

    /// Subtracts another quantity of the same unit.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::Negative`] if the difference is below zero (rule 1.2).
    fn minus(self, other: Self) -> Result<Self, ArithmeticError> {
        todo!("stage 1")
    }

    /// Multiplies this quantity by a number.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if the product is above the maximum (rule 1.2).
    fn times(self, factor: u64) -> Result<Self, ArithmeticError> {
        todo!("stage 1")
    }
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u64);

        impl Quantity for $name {
            fn new(number: u64) -> Self {
                Self(number)
            }

            fn get(self) -> u64 {
                self.0
            }
        }
    )*};
}

quantities! {
    /// Requests per second.
    Rate
    /// Requests per month.
    Volume
    /// A number of bytes.
    Bytes
    /// Money, in cents.
    Money
    /// A duration, in microseconds.
    Latency
}

impl Volume {
    /// Creates a volume from the requests per day.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if the requests per month are above the maximum (rule 1.2).
    pub fn per_day(requests: u64) -> Result<Self, ArithmeticError> {
        todo!("stage 1")
    }

    /// Returns the rate, rounded up.
    #[must_use]
    pub fn rate(self) -> Rate {
        todo!("stage 1")
    }
}

/// A reason why a result is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ArithmeticError {
    /// The result is above the maximum.
    #[error("the result is too large")]
    TooLarge,
    /// The result is below zero.
    #[error("the result is below zero")]
    Negative,
}
