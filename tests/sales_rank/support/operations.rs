//! The sales and operations that laws generate.

use std::fmt::{self, Debug};

use proptest::prelude::*;
use sales_rank::{CategoryId, FutureSale, ProductId, Recorded, Sale, SalesWindow, WEEK};

use super::model::is_in_week;
use super::{BOOKS, Model, NOW, TOYS, at, sale};

/// Generates a sale of one of a few products, at a time near [`NOW`] or near the beginning of its week.
pub fn any_sale() -> impl Strategy<Value = Sale> + 'static {
    let time = prop_oneof![NOW - 3..NOW + 3, NOW - WEEK - 3..NOW - WEEK + 3, NOW - WEEK..NOW];
    let category = prop_oneof![3 => Just(BOOKS), 1 => Just(TOYS)];
    (time, 0..5u64, category, 1..4u32)
        .prop_map(|(time, product, category, quantity)| sale(time, ProductId(product), category, quantity))
}

pub fn any_sales() -> impl Strategy<Value = Vec<Sale>> + 'static {
    proptest::collection::vec(any_sale(), 0..24)
}

/// An operation on a window.
#[derive(Clone)]
pub enum Op {
    Record(Sale),
    Advance(u64),
}

impl Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(Sale { at, product, category, quantity, .. }) => {
                write!(f, "record({quantity} of product {} in category {} at {})", product.0, category.0, at.0)
            }
            Self::Advance(now) => write!(f, "advance({now})"),
        }
    }
}

pub fn any_op() -> impl Strategy<Value = Op> + 'static {
    let time = prop_oneof![NOW - 5..NOW + 5, NOW..NOW + WEEK, Just(NOW + WEEK)];
    prop_oneof![4 => any_sale().prop_map(Op::Record), 1 => time.prop_map(Op::Advance)]
}

pub fn any_ops() -> impl Strategy<Value = Vec<Op>> + 'static {
    proptest::collection::vec(any_op(), 0..30)
}

/// Applies an operation to a window and to the model, and checks its result.
#[track_caller]
pub fn apply(op: &Op, window: &mut SalesWindow, model: &mut Model) {
    match op {
        Op::Record(sale) => {
            let expected = if sale.at.0 > model.now {
                Err(FutureSale { at: sale.at, now: at(model.now) })
            } else if is_in_week(sale, model.now) {
                model.sales.push(sale.clone());
                Ok(Recorded::Counted)
            } else {
                Ok(Recorded::Late)
            };
            assert_eq!(window.record(sale.clone()), expected, "result of {op:?} at {}", model.now);
        }
        Op::Advance(now) => {
            window.advance(at(*now));
            model.now = model.now.max(*now);
        }
    }
    assert_eq!(window.now(), at(model.now), "time of the window after {op:?}");
}
