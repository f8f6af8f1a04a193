//! # Sales
//!
//! The shop writes a line into a log for each sale. Some lines are damaged, so whoever reads the log needs to know which ones,
//! and which field is wrong. Money stays exact: it is read as cents and never as a float.
//!
//! Write `FromStr` for `Sale` and `read_log` in `src/sale.rs`.
//!
//! Look up: `str::split`, let-else with a slice pattern.
//!
//! Time box: 10 minutes.

use std::num::NonZero;

use rstest::rstest;
use sales_rank::{
    BuyerId, CategoryId, Cents, Field, LineError, ParseSaleError, ProductId, Sale, SellerId, Timestamp, read_log,
};

/// Rules: 1.1, 1.2, 1.3
#[test]
fn a_line_has_seven_fields() {
    let expected = Sale {
        at: Timestamp(1_456_788_600),
        product: ProductId(17),
        category: CategoryId(3),
        quantity: NonZero::new(12).unwrap(),
        total: Cents(34_005),
        seller: SellerId(5),
        buyer: BuyerId(900),
    };
    assert_eq!("1456788600\t17\t3\t12\t340.05\t5\t900".parse(), Ok(expected), "the sale of a line");
}

/// Rules: 1.2, 1.3
#[test]
fn fields_can_be_as_large_as_their_types() {
    let max = u64::MAX;
    let line = format!("{max}\t{max}\t{max}\t{}\t184467440737095516.15\t{max}\t{max}", u32::MAX);
    let expected = Sale {
        at: Timestamp(max),
        product: ProductId(max),
        category: CategoryId(max),
        quantity: NonZero::<u32>::MAX,
        total: Cents(max),
        seller: SellerId(max),
        buyer: BuyerId(max),
    };
    assert_eq!(line.parse(), Ok(expected), "the sale of a line with the largest numbers");
}

/// Rules: 1.2, 1.3
#[test]
fn a_number_can_begin_with_zeros() {
    for zeros in [1, 2, 20, 300] {
        let line = ["1", "2", "3", "4", "5.06", "7", "8"].map(|number| "0".repeat(zeros) + number).join("\t");
        let expected = Sale {
            at: Timestamp(1),
            product: ProductId(2),
            category: CategoryId(3),
            quantity: NonZero::new(4).unwrap(),
            total: Cents(506),
            seller: SellerId(7),
            buyer: BuyerId(8),
        };
        assert_eq!(line.parse(), Ok(expected), "the sale of a line whose numbers begin with zeros ({zeros} each)");
    }
}

/// Rules: 1.4
#[rstest]
#[case::nothing("", 1)]
#[case::spaces("1 2 3 4 5.00 6 7", 1)]
#[case::six("1\t2\t3\t4\t5.00\t6", 6)]
#[case::eight("1\t2\t3\t4\t5.00\t6\t7\t", 8)]
#[case::six_wrong_ones("x\tx\tx\tx\tx\tx", 6)]
fn another_number_of_fields_is_an_error(#[case] line: &str, #[case] fields: usize) {
    assert_eq!(line.parse::<Sale>(), Err(ParseSaleError::Fields(fields)), "result of {line:?}");
}

/// Rules: 1.4
#[rstest]
fn all_fields_of_a_line_are_counted(#[values(2, 5, 9, 10, 30, 300)] fields: usize) {
    let line = vec!["1"; fields].join("\t");
    assert_eq!(line.parse::<Sale>(), Err(ParseSaleError::Fields(fields)), "result of a line with {fields} numbers");
}

/// Rules: 1.2, 1.4
#[test]
fn a_field_that_is_not_a_number_is_an_error() {
    let fields = ["1", "2", "3", "4", "5.00", "6", "7"];
    for (index, field) in enum_iterator::all::<Field>().enumerate().filter(|(_, field)| *field != Field::Total) {
        for wrong in ["", " 1", "1 ", "+1", "-1", "1.0", "1e2", "1_000", "0x1", "1\r", "٣", "18446744073709551616"] {
            let mut line = fields;
            line[index] = wrong;
            let result = line.join("\t").parse::<Sale>();
            assert_eq!(result, Err(ParseSaleError::Field(field)), "result of a line with {wrong:?} as {field:?}");
        }
    }
}

/// Rules: 1.2, 1.4
#[rstest]
#[case("0")]
#[case("000")]
#[case("4294967296")]
#[case("4294967297")]
fn a_quantity_of_zero_or_too_many_is_an_error(#[case] quantity: &str) {
    let result = format!("1\t2\t3\t{quantity}\t5.00\t6\t7").parse::<Sale>();
    assert_eq!(result, Err(ParseSaleError::Field(Field::Quantity)), "result of a line with the quantity {quantity}");
}

/// Rules: 1.3
#[rstest]
#[case("20.00", 2_000)]
#[case("0.05", 5)]
#[case("0.50", 50)]
#[case("007.07", 707)]
#[case("90071992547409.93", 9_007_199_254_740_993)]
fn a_total_is_exact(#[case] total: &str, #[case] cents: u64) {
    let sale = format!("1\t2\t3\t4\t{total}\t6\t7").parse::<Sale>();
    assert_eq!(sale.map(|sale| sale.total), Ok(Cents(cents)), "total of a line with {total}");
}

/// Rules: 1.3, 1.4
#[test]
fn a_total_in_another_format_is_an_error() {
    for total in [
        "",
        "20",
        "20.",
        "20.0",
        "20.000",
        ".05",
        "-1.00",
        "+1.00",
        "1,00",
        "1.-5",
        "1.+5",
        "1.2.30",
        "20.0٣",
        " 1.00",
        "184467440737095516.16",
        "99999999999999999999.00",
        "1€0",
        "é.00é",
    ] {
        let result = format!("1\t2\t3\t4\t{total}\t6\t7").parse::<Sale>();
        assert_eq!(result, Err(ParseSaleError::Field(Field::Total)), "result of a line with the total {total:?}");
    }
}

/// Rules: 1.4
#[test]
fn the_first_wrong_field_is_reported() {
    let fields: Vec<Field> = enum_iterator::all().collect();
    for first in 0..7 {
        for second in first + 1..7 {
            let mut line = ["1", "2", "3", "4", "5.00", "6", "7"];
            (line[first], line[second]) = ("18446744073709551616", "x");
            let result = line.join("\t").parse::<Sale>();
            let (first, second) = (fields[first], fields[second]);
            let expected = Err(ParseSaleError::Field(first));
            assert_eq!(result, expected, "result of a line with a too large {first:?} and a wrong {second:?}");
        }
    }
    let result = "1\t2\t3\t0\tx\t6\t7".parse::<Sale>();
    let expected = Err(ParseSaleError::Field(Field::Quantity));
    assert_eq!(result, expected, "result of a line with a quantity of 0 and a wrong total");
}

/// Rules: 1.5
#[test]
fn a_log_is_read_line_by_line() {
    let good = "1\t2\t3\t4\t5.00\t6\t7";
    let wrong = |line, error| Err(LineError { line, error });
    let log = format!("{good}\nx\n\n{good}\n{good}\t\n");
    let read: Vec<_> = read_log(&log).into_iter().map(|sale| sale.map(|sale| sale.product.0)).collect();
    let expected = [
        Ok(2),
        wrong(2, ParseSaleError::Fields(1)),
        wrong(3, ParseSaleError::Fields(1)),
        Ok(2),
        wrong(5, ParseSaleError::Fields(8)),
    ];
    assert_eq!(read, expected, "products and errors of a log with three damaged lines");
}

/// Rules: 1.5
#[rstest]
#[case::no_line("", &[])]
#[case::no_line_break_at_the_end("G\nG", &["G", "G"])]
#[case::a_line_break_at_the_end("G\nG\n", &["G", "G"])]
#[case::an_empty_line_at_the_end("G\n\n", &["G", ""])]
#[case::an_empty_line_at_the_beginning("\nG", &["", "G"])]
#[case::a_line_break_only("\n", &[""])]
#[case::line_breaks_of_windows("G\r\n\r\nG\r\n", &["G", "", "G"])]
#[case::a_byte_order_mark("\u{feff}G\nG", &["\u{feff}G", "G"])]
#[case::a_carriage_return_alone("G\rG\r\r\nG\r", &["G\rG\r", "G\r"])]
fn the_lines_of_a_log_are_those_of_str_lines(#[case] log: &str, #[case] lines: &[&str]) {
    let good = |text: &str| text.replace('G', "1\t2\t3\t4\t5.00\t6\t7");
    let read = |(index, line): (usize, &&str)| good(line).parse().map_err(|error| LineError { line: index + 1, error });
    let expected: Vec<Result<Sale, LineError>> = lines.iter().enumerate().map(read).collect();
    assert_eq!(read_log(&good(log)), expected, "sales and errors of the log {log:?}, where G is a good line");
}
