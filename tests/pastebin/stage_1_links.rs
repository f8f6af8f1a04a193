//! # Links
//!
//! A link is a number that people can type. All later stages only compare and copy links, so this type is small. Choose
//! its fields so that every value is a valid link, then write its conversions in `src/link.rs`.
//!
//! A loop that stops when the number is 0 writes nothing for 0, and too few digits for small numbers. A link has all
//! seven digits.
//!
//! Look up: `TryFrom`, `FromStr`, `str::chars`.
//!
//! Time box: 10 minutes.

use pastebin::{Link, NumberTooLarge, ParseLinkError};

use super::support::link;

const NUMBERS_AND_TEXTS: [(u64, &str); 12] = [
    (0, "0000000"),
    (9, "0000009"),
    (10, "000000A"),
    (35, "000000Z"),
    (36, "000000a"),
    (61, "000000z"),
    (62, "0000010"),
    (3_843, "00000zz"),
    (3_844, "0000100"),
    (56_800_235_584, "1000000"),
    (2_017_799_406_917, "ZWW8g0T"),
    (3_521_614_606_207, "zzzzzzz"),
];

/// Rules: 1.1, 1.2
#[test]
fn display_writes_seven_digits() {
    for (number, text) in NUMBERS_AND_TEXTS {
        assert_eq!(link(number).to_string(), text, "text of link {number}");
    }
}

/// Rules: 1.1, 1.2, 1.4
#[test]
fn from_str_reads_seven_digits() {
    for (number, text) in NUMBERS_AND_TEXTS {
        let link: Link = text.parse().expect("a text of seven digits");
        assert_eq!(u64::from(link), number, "number of link {text}");
    }
}

/// Rules: 1.2
#[test]
fn links_convert_from_and_to_numbers() {
    for number in [0, 61, 62, 4_294_967_296, Link::COUNT - 1] {
        assert_eq!(Link::try_from(number).map(u64::from), Ok(number), "number of the link from number {number}");
    }
}

/// Rules: 0.1, 1.3
#[test]
fn a_number_of_62_to_the_power_of_7_or_more_is_too_large() {
    for number in [Link::COUNT, Link::COUNT + 1, u64::MAX] {
        assert_eq!(Link::try_from(number), Err(NumberTooLarge(number)), "link from number {number}");
    }
}

/// Rules: 1.2, 1.4
#[test]
fn text_and_number_are_the_same_link() {
    testkit::law(0..Link::COUNT, |number| {
        let text = link(number).to_string();
        let parsed: Result<Link, _> = text.parse();
        assert_eq!(parsed, Ok(link(number)), "link read from {text}, the text of link {number}");
        assert_eq!(parsed.map(u64::from), Ok(number), "number of the link read from {text}");
    });
}

/// Rules: 1.4, 1.5
#[test]
fn from_str_rejects_another_length() {
    for (text, length) in [("", 0), ("000000", 6), ("00000000", 8), (" 0000000", 8), ("0000000\n", 8), ("éééé", 4)]
    {
        assert_eq!(text.parse::<Link>(), Err(ParseLinkError::Length(length)), "link read from {text:?}");
    }
}

/// Rules: 0.1, 1.5
#[test]
fn from_str_rejects_a_text_of_many_digits() {
    // 62^11 exceeds 64 bits, and 62^22 exceeds 128. Cut to 8 or 16 bits, the last two lengths are 7.
    for length in [11, 22, 263, 65_543] {
        let result = "z".repeat(length).parse::<Link>();
        assert_eq!(result, Err(ParseLinkError::Length(length)), "link read from a text of {length} times the digit z");
    }
}

/// Rules: 1.5
#[test]
fn from_str_checks_the_length_first() {
    for (text, length) in [("-", 1), ("000-000-", 8), ("ééé0", 4)] {
        assert_eq!(text.parse::<Link>(), Err(ParseLinkError::Length(length)), "link read from {text:?}");
    }
}

/// Rules: 1.4, 1.5
#[test]
fn from_str_rejects_the_first_wrong_character() {
    let wrong = [
        (" 000000", ' ', 0),
        ("000000 ", ' ', 6),
        ("00-00+0", '-', 2),
        ("00/0000", '/', 2),
        ("0:00000", ':', 1),
        ("000@000", '@', 3),
        ("000[000", '[', 3),
        ("000`000", '`', 3),
        ("000{000", '{', 3),
        ("+000000", '+', 0),
        ("éé000-0", 'é', 0),
        ("0é0000é", 'é', 1),
        ("00000٣0", '٣', 5),
        ("É000000", 'É', 0),
    ];
    for (text, character, position) in wrong {
        let expected = Err(ParseLinkError::Character { character, position });
        assert_eq!(text.parse::<Link>(), expected, "link read from {text:?}");
    }
    // A check of one kind of character before the others would report the second character of some pairs.
    let kinds = ['-', ' ', '\0', '/', ':', '@', '[', '`', '{', '\u{7f}', 'é', '٣', '７', '🔗'];
    for (first, second) in kinds.into_iter().flat_map(|first| kinds.map(|second| (first, second))) {
        for (text, position) in [(format!("{first}00000{second}"), 0), (format!("000{first}{second}00"), 3)] {
            let expected = Err(ParseLinkError::Character { character: first, position });
            assert_eq!(text.parse::<Link>(), expected, "link read from {text:?}");
        }
    }
}

/// Rules: 1.6
#[test]
fn links_are_ordered_like_their_numbers() {
    let numbers = [0, 1, 35, 36, 61, 62, 63, 3_843, 3_844, 56_800_235_583, 56_800_235_584, Link::COUNT - 1];
    for pair in numbers.windows(2) {
        assert!(link(pair[0]) < link(pair[1]), "link {} is not less than link {}", pair[0], pair[1]);
    }
}
