//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod counted_key;
mod model;
mod operations;

use std::num::NonZero;

use sales_rank::{
    BuyerId, CategoryId, Cents, ProductId, Ranked, Recorded, Sale, SalesWindow, SellerId, Timestamp, WEEK,
};

pub use counted_key::{Comparisons, Key};
pub use model::{Model, is_in_week, naive_ranking};
pub use operations::{Op, any_op, any_ops, any_sale, any_sales, apply};

/// A time in the middle of an hour, some weeks after the beginning.
pub const NOW: u64 = 10_001_800;
/// Times at the edges of weeks and of the type.
pub const EDGES: [u64; 10] =
    [0, 1, WEEK - 1, WEEK, WEEK + 1, NOW, u64::MAX - WEEK, u64::MAX - WEEK + 1, u64::MAX - 1, u64::MAX];
pub const BOOKS: CategoryId = CategoryId(1);
pub const TOYS: CategoryId = CategoryId(2);

pub fn at(seconds: u64) -> Timestamp {
    Timestamp(seconds)
}

/// Creates a sale whose total is 10 cents for each unit.
pub fn sale<K>(time: u64, product: K, category: CategoryId, quantity: u32) -> Sale<K> {
    let quantity = NonZero::new(quantity).expect("a quantity of at least 1");
    Sale {
        at: Timestamp(time),
        product,
        category,
        quantity,
        total: Cents(u64::from(quantity.get()) * 10),
        seller: SellerId(7),
        buyer: BuyerId(8),
    }
}

/// Creates a sale of a book.
pub fn book(time: u64, product: u64, quantity: u32) -> Sale {
    sale(time, ProductId(product), BOOKS, quantity)
}

/// Creates sales of 60 books in a mixed order, of which each third has the same sum.
pub fn sixty_books() -> Vec<Sale> {
    (0..60).map(|number| book(NOW, number * 7 % 60, number as u32 % 3 + 1)).collect()
}

/// Records sales, all of which count.
#[track_caller]
pub fn record_all(window: &mut SalesWindow, sales: &[Sale]) {
    for sale in sales {
        assert_eq!(window.record(sale.clone()), Ok(Recorded::Counted), "result of recording {sale:?}");
    }
}

/// Creates a window at [`NOW`] with these sales.
#[track_caller]
pub fn window(sales: &[Sale]) -> SalesWindow {
    let mut window = SalesWindow::new(at(NOW));
    record_all(&mut window, sales);
    window
}

/// Shortens a ranking to rank, product and sum.
pub fn short(ranking: Vec<Ranked<ProductId>>) -> Vec<(usize, u64, u128)> {
    ranking.into_iter().map(|ranked| (ranked.rank, ranked.product.0, ranked.sum)).collect()
}
