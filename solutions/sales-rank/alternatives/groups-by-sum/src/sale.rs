//! Sales, and the log that lists them.

use std::num::NonZero;
use std::str::FromStr;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A time, in whole seconds since 1970-01-01 00:00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub u64);

/// The id of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProductId(pub u64);

/// The id of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CategoryId(pub u64);

/// The id of a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SellerId(pub u64);

/// The id of a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BuyerId(pub u64);

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cents(pub u64);

/// A sale of some units of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale<K = ProductId> {
    /// The time of the sale.
    pub at: Timestamp,
    /// The product.
    pub product: K,
    /// The category in which it was sold.
    pub category: CategoryId,
    /// The number of units.
    pub quantity: NonZero<u32>,
    /// The price of all units.
    pub total: Cents,
    /// The seller.
    pub seller: SellerId,
    /// The buyer.
    pub buyer: BuyerId,
}

impl FromStr for Sale {
    type Err = ParseSaleError;

    fn from_str(line: &str) -> Result<Self, ParseSaleError> {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[at, product, category, quantity, total, seller, buyer] = &fields[..] else {
            return Err(ParseSaleError::Fields(fields.len()));
        };
        Ok(Self {
            at: Timestamp(number(at, Field::Time)?),
            product: ProductId(number(product, Field::Product)?),
            category: CategoryId(number(category, Field::Category)?),
            quantity: number(quantity, Field::Quantity)?,
            total: amount(total)?,
            seller: SellerId(number(seller, Field::Seller)?),
            buyer: BuyerId(number(buyer, Field::Buyer)?),
        })
    }
}

/// Reads a number without a sign.
fn number<N: FromStr>(text: &str, field: Field) -> Result<N, ParseSaleError> {
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).ok_or(ParseSaleError::Field(field))
}

/// Reads an amount such as `20.00`.
fn amount(text: &str) -> Result<Cents, ParseSaleError> {
    let wrong = ParseSaleError::Field(Field::Total);
    let (whole, cents) = text.split_once('.').filter(|(_, cents)| cents.len() == 2).ok_or(wrong)?;
    let (whole, cents): (u64, u64) = (number(whole, Field::Total)?, number(cents, Field::Total)?);
    whole.checked_mul(100).and_then(|whole| whole.checked_add(cents)).map(Cents).ok_or(wrong)
}

/// A field of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Field {
    /// The time of the sale.
    Time,
    /// The product.
    Product,
    /// The category.
    Category,
    /// The number of units.
    Quantity,
    /// The price of all units.
    Total,
    /// The seller.
    Seller,
    /// The buyer.
    Buyer,
}

/// A reason why a line is not a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ParseSaleError {
    /// The line has this many fields instead of seven.
    #[error("the line has {0} fields instead of 7")]
    Fields(usize),
    /// This field is wrong.
    #[error("the field {0:?} is wrong")]
    Field(Field),
}

/// A line of a log that is not a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {error}")]
pub struct LineError {
    /// The number of the line, from 1.
    pub line: usize,
    /// The reason.
    pub error: ParseSaleError,
}

/// Reads a log, and returns a sale or an error for each line (rule 1.5).
pub fn read_log(log: &str) -> Vec<Result<Sale, LineError>> {
    let read = |(index, line): (usize, &str)| line.parse().map_err(|error| LineError { line: index + 1, error });
    log.lines().enumerate().map(read).collect()
}
