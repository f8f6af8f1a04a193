//! # Values and lines
//!
//! A bank sends extracts: texts with one transaction per line. You turn them into values that cannot be wrong. An amount
//! is a whole number of cents, because 0.1 + 0.2 is not 0.3 for floating-point numbers. And a seller is not just a text:
//! `SHELL` and ` Shell ` have to be the same value.
//!
//! Write `Cents::from_str` and `Seller` in `src/values.rs`, and `read_extract` in `src/extract.rs`. The derived traits of
//! `Seller` compare its fields, so if you store the right text, you don't have to write them.
//!
//! Look up: `str::split_once`, `str::strip_prefix`, and `collect` into a `Result`.
//!
//! Time box: 10 minutes.

use budget::{BadLine, BlankSeller, Cents, Field, LineError, NotAnAmount, Seller, Transaction, UserId, read_extract};
use rstest::rstest;

use super::support::{ANN, BOB, IN_FEBRUARY, IN_MARCH, purchase, seller};

/// Rules: 1.1, 1.2
#[test]
fn an_amount_is_an_exact_number_of_cents() {
    for (text, cents) in [
        ("-12.34", -1_234),
        ("12", 1_200),
        ("0", 0),
        ("-0", 0),
        ("-0.50", -50),
        ("007.05", 705),
        ("0000000000000000000000000.01", 1),
        ("1.10", 110),
        ("90071992547409.93", 9_007_199_254_740_993),
        ("92233720368547758.07", i64::MAX),
        ("-92233720368547758.08", i64::MIN),
    ] {
        assert_eq!(text.parse(), Ok(Cents(cents)), "amount of {text:?}");
    }
}

/// Rules: 1.1, 1.2
#[test]
fn other_texts_are_not_amounts() {
    for text in [
        "", "-", "--1", "+1", "-+1", "1e2", "1,000", "1,00", "12.3", "12.345", "12.", ".50", "-.50", "1.-5", "1.+5",
        "1.2.3", "1.23.", " 1", "1 ", "0x1", "\u{661}",
    ] {
        assert_eq!(text.parse::<Cents>(), Err(NotAnAmount), "amount of {text:?}");
    }
    for text in ["92233720368547758.08", "-92233720368547758.09", "92233720368547759", "99999999999999999999"] {
        assert_eq!(text.parse::<Cents>(), Err(NotAnAmount), "amount of {text:?}, which does not fit");
    }
}

/// Rules: 1.3
#[test]
fn names_of_the_same_seller_are_equal() {
    for name in ["shell", "SHELL", " Shell ", "\tsHeLL\u{a0}", "\u{3000}Shell\u{2003}"] {
        assert_eq!(seller(name), seller("Shell"), "the sellers {name:?} and Shell");
        assert_eq!(seller(name).as_str(), "shell", "the matching form of {name:?}");
    }
    assert_eq!(seller("\u{c4}PFEL & Co").as_str(), "\u{e4}pfel & co", "a name with an umlaut and spaces");
    assert_eq!(seller("Toy  Market").as_str(), "toy  market", "a name with two spaces in it");
    assert_eq!(seller("STRA\u{df}E").as_str(), "stra\u{df}e", "a name with a letter that has no upper case");
    assert!(seller("Shell 2") != seller("Shell2"), "the sellers \"Shell 2\" and \"Shell2\" are equal");
    for (name, form) in [
        // A sigma at the end of a word has a lower case of its own.
        ("\u{39f}\u{394}\u{39f}\u{3a3}", "\u{3bf}\u{3b4}\u{3bf}\u{3c2}"),
        ("\u{130}zmir", "i\u{307}zmir"),
        ("Cafe\u{301}", "cafe\u{301}"),
        ("\u{feff}Shell\u{200b}", "\u{feff}shell\u{200b}"),
    ] {
        assert_eq!(seller(name).as_str(), form, "the matching form of {name:?}");
    }
}

/// Rules: 1.3
#[test]
fn a_blank_name_is_not_a_seller() {
    for name in ["", " ", "\u{a0}\t "] {
        assert_eq!(name.parse::<Seller>(), Err(BlankSeller), "the seller {name:?}");
    }
}

/// Rules: 1.4, 1.5
#[test]
fn an_extract_has_one_transaction_per_line() {
    let text = "1\t2016-02-29T23:30:00-01:00\t Shell \t12.34\n020\t2016-02-29T23:59:59Z\tToy  Market\t-5";
    let expected = [purchase(ANN, IN_MARCH, "shell", 1_234), purchase(BOB, IN_FEBRUARY, "toy  market", -500)];
    assert_eq!(read_extract(text).as_deref(), Ok(&expected[..]), "transactions without a line break at the end");
    let with_line_break = format!("{text}\n");
    assert_eq!(
        read_extract(&with_line_break).as_deref(),
        Ok(&expected[..]),
        "transactions with a line break at the end"
    );
    assert_eq!(read_extract("").as_deref(), Ok(&[][..]), "transactions of an empty extract");
}

/// Rules: 1.4
#[test]
fn a_user_can_have_the_largest_number() {
    for zeros in ["", "00000"] {
        let text = format!("{zeros}{}\t{IN_MARCH}\tShell\t0", u64::MAX);
        let users: Vec<UserId> = read_extract(&text).into_iter().flatten().map(|read: Transaction| read.user).collect();
        assert_eq!(users, [UserId(u64::MAX)], "users of {text:?}");
    }
}

/// Rules: 1.4, 1.6, 1.7
#[rstest]
#[case::empty("", BadLine::Fields(1))]
#[case::three_fields("x\tx\tx", BadLine::Fields(3))]
#[case::five_fields("1\t2016-02-29T23:59:59Z\tShell\t1\t", BadLine::Fields(5))]
#[case::twelve_fields("x\t\t\t\t\t\t\t\t\t\t\tx", BadLine::Fields(12))]
#[case::all_fields("x\tx\t \tx", BadLine::Field(Field::User))]
#[case::signed_user("+1\tx\t \tx", BadLine::Field(Field::User))]
#[case::user_with_a_space(" 1\t2016-02-29T23:59:59Z\tShell\t1", BadLine::Field(Field::User))]
#[case::large_user("18446744073709551616\t2016-02-29T23:59:59Z\tShell\t1", BadLine::Field(Field::User))]
#[case::time("1\t2016-02-30T00:00:00Z\t \tx", BadLine::Field(Field::Time))]
#[case::fraction_of_a_second("1\t2016-02-29T23:59:59.5Z\t \tx", BadLine::Field(Field::Time))]
#[case::seller("1\t2016-02-29T23:59:59Z\t \tx", BadLine::Field(Field::Seller))]
#[case::amount("1\t2016-02-29T23:59:59Z\tShell\t1.2", BadLine::Field(Field::Amount))]
fn a_bad_line_is_an_error(#[case] line: &str, #[case] error: BadLine) {
    let good = "1\t2016-02-29T23:59:59Z\tShell\t1";
    let text = format!("{good}\n{line}\n{good}\nx\n");
    assert_eq!(read_extract(&text), Err(LineError { line: 2, error }), "extract with the second line {line:?}");
}

/// Rules: 1.5, 1.6
#[test]
fn an_empty_line_at_the_end_is_a_bad_line() {
    let text = "1\t2016-02-29T23:59:59Z\tShell\t1\n\n";
    let expected = LineError { line: 2, error: BadLine::Fields(1) };
    assert_eq!(read_extract(text), Err(expected), "extract with two line breaks at the end");
}
