//! # Addresses
//!
//! The same page is linked in many forms: `HTTP://Example.com/a/../b#top` and `http://example.com:80/b` are one page. If every
//! address is in one normal form, all other parts can compare addresses and need to know nothing about URLs.
//!
//! Write `FromStr` and `Display` of `Address` in `src/address.rs`. `split` in `src/url.rs` cuts a text into its parts.
//!
//! Look up: `str::rsplit_once`, `Vec::join`.
//!
//! Time box: 10 minutes.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;
use web_crawler::{Address, AddressError};

use super::support::address;

/// Rules: 1.1, 1.3, 1.5, 1.6
#[test]
fn an_address_has_a_normal_form() {
    let cases: &[(&str, &str)] = &[
        ("http://example.com/a", "http://example.com/a"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com?q", "http://example.com/?q"),
        ("HTTPS://WWW.Example-1.COM/", "https://www.example-1.com/"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("https://example.com:443", "https://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("https://example.com:80/", "https://example.com:80/"),
        ("http://example.com:1/", "http://example.com:1/"),
        ("http://example.com:65535/", "http://example.com:65535/"),
        ("http://example.com:0080/", "http://example.com/"),
        ("https://example.com:00000000443/", "https://example.com/"),
        ("http://example.com:0443/", "http://example.com:443/"),
        ("http://example.com/a#b?c/../d", "http://example.com/a"),
        ("http://example.com#b", "http://example.com/"),
        ("http://example.com/a?#b", "http://example.com/a?"),
        ("http://example.com?#", "http://example.com/?"),
        ("http://1", "http://1/"),
        ("http://-", "http://-/"),
        ("http://.", "http://./"),
        ("http://-a.-B-..:81", "http://-a.-b-..:81/"),
    ];
    for &(text, expected) in cases {
        assert_eq!(address(text).to_string(), expected, "normal form of {text}");
    }
}

/// Rules: 1.4
#[test]
fn dot_segments_are_removed() {
    let paths = [
        ("/a/../b", "/b"),
        ("/./a", "/a"),
        ("/a/./b", "/a/b"),
        ("/a/b/../../c", "/c"),
        ("/a/..", "/"),
        ("/a/b/..", "/a/"),
        ("/a/.", "/a/"),
        ("/..", "/"),
        ("/../../a", "/a"),
        ("/.", "/"),
        ("/a/../../b/", "/b/"),
        ("/...", "/..."),
        ("/.a/b.", "/.a/b."),
        ("/a//b", "/a//b"),
        ("/a//../b", "/a/b"),
        ("/a/", "/a/"),
    ];
    for (path, expected) in paths {
        let normal = address(&format!("http://h{path}")).to_string();
        assert_eq!(normal, format!("http://h{expected}"), "normal form of http://h{path}");
    }
}

/// Rules: 0.1, 1.3, 1.4
#[test]
fn all_parts_of_an_address_can_be_long() {
    const LENGTH: usize = 5_000;
    let [name, zeros, segments] = ["a.", "0", "/a"].map(|piece| piece.repeat(LENGTH));
    let [dots, ups, ins_and_outs] = ["/.", "/..", "/a/.."].map(|piece| piece.repeat(LENGTH));
    let cases = [
        ("a host", format!("http://{name}/"), format!("http://{name}/")),
        ("leading zeros of a port", format!("http://h:{zeros}81/"), "http://h:81/".to_owned()),
        ("segments", format!("http://h{segments}"), format!("http://h{segments}")),
        ("`.` segments", format!("http://h{dots}"), "http://h/".to_owned()),
        ("`..` segments after as many others", format!("http://h{segments}{ups}"), "http://h/".to_owned()),
        ("pairs of a segment and `..`", format!("http://h{ins_and_outs}"), "http://h/".to_owned()),
        ("`..` segments in a query", format!("http://h/?{ups}"), format!("http://h/?{ups}")),
    ];
    for (part, text, expected) in cases {
        // In a small stack, code that calls itself for each segment overflows.
        let normal = testkit::in_small_stack(|| address(&text).to_string());
        assert!(normal == expected, "the normal form of an address with {LENGTH} {part} is wrong: {normal:.60} …");
    }
}

/// Rules: 1.4, 1.6
#[test]
fn the_rest_of_an_address_stays() {
    for text in [
        "http://h/A/b?C=d",
        "http://h/%7Ea/%2e%2E/b",
        "http://h/a?",
        "http://h/?a=/b/../c/./d",
        "http://h/a?b?c:d//e",
        "http://h/a:b@c",
        "http://h/a b?c d ",
        "http://h/É/日本?Ü=é",
        r#"http://h/a\..\b/+%zz;"*|?'<c>%2F+\"#,
    ] {
        assert_eq!(address(text).to_string(), text, "normal form of {text}");
    }
}

/// Rules: 1.1, 1.2
#[rstest]
#[case::scheme(AddressError::Scheme, &["ftp://h/", "httpss://h/", "mailto:a", "//h/", "/a", "h/a", "", "://h", " http://h/"])]
#[case::host(AddressError::Host, &["http://", "http:///a", "http://:80/", "http:a", "http://a_b/", "http://a@h/", "http://é/", "http://\u{212a}/"])]
#[case::port(AddressError::Port, &["http://h:/", "http://h:0/", "http://h:65536/", "http://h:65616/", "http://h:4294967376/", "http://h:99999999999999999999999/", "http://h:x/", "http://h:٣/", "http://h:+80/", "http://h:80 /"])]
fn another_text_is_an_error(#[case] error: AddressError, #[case] texts: &[&str]) {
    for text in texts {
        assert_eq!(text.parse::<Address>(), Err(error), "result of parsing {text:?}");
    }
}

/// Rules: 1.2
#[test]
fn the_first_error_is_returned() {
    assert_eq!("ftp://a_b:x/".parse::<Address>(), Err(AddressError::Scheme), "result if all three parts are wrong");
    assert_eq!("http://a_b:x/".parse::<Address>(), Err(AddressError::Host), "result if host and port are wrong");
}

/// Rules: 1.7
#[test]
fn addresses_with_one_normal_form_are_equal() {
    let same = ["http://h/b", "HTTP://H/b", "http://h:80/b", "http://h/a/../b", "http://h/b#c"].map(address);
    for other in &same {
        assert_eq!(other, &same[0], "an address in another form");
    }
    assert_eq!(HashSet::from(same).len(), 1, "number of addresses in a set of five forms of one address");
    for other in ["https://h/b", "http://i/b", "http://h:81/b", "http://h/B", "http://h/b/", "http://h/b?"] {
        assert!(address(other) != address("http://h/b"), "{other} equals http://h/b");
    }
}

/// Rules: 1.7
#[test]
fn addresses_are_ordered_like_their_normal_forms() {
    // The normal forms of these texts are in order.
    let ordered = [
        "http://a-b/",
        "http://a.b/",
        "http://a/",
        "HTTP://A:80/-?b",
        "http://a//",
        "http://a/?",
        "http://a/?%2f",
        "http://a/?/",
        "http://a/?a",
        "http://a/A",
        "http://a/a",
        "http://a/x/../a-b",
        "http://a/a/",
        "http://a/a/b",
        "http://a/a/b?",
        "http://a/a/c",
        "http://a/a?",
        "http://a/a?B",
        "http://a/a?a#z",
        "http://a/a?a/b",
        "http://a/aa",
        "http://a/b",
        "http://a/é",
        "http://a0/",
        "http://a:443/",
        "http://a:81/",
        "http://b:443/",
        "https://A/",
        "https://a:80/",
    ]
    .map(|text| (text, address(text)));
    for (place, (text, address)) in ordered.iter().enumerate() {
        for (other_place, (other_text, other)) in ordered.iter().enumerate() {
            let expected = place.cmp(&other_place);
            assert_eq!(address.cmp(other), expected, "order of {text} and {other_text}");
            assert_eq!(
                address.partial_cmp(other),
                Some(expected),
                "result of `partial_cmp` for {text} and {other_text}"
            );
        }
    }
}

/// Rules: 1.3, 1.4, 1.5, 1.6, 1.7
#[test]
fn law_a_normal_form_is_its_own_normal_form() {
    let origins = vec![("http://h", "http://h"), ("HTTPS://H:0443", "https://h"), ("http://h:443", "http://h:443")];
    let piece = prop::sample::select(vec!["/", ".", "..", "a", "B", "?", "#", ":", "%2e", "//", "/../", "/./"]);
    let rest = prop_oneof![
        1 => Just(String::new()),
        9 => (prop::sample::select(vec!["/", "/", "?", "#"]), vec(piece, 0..12))
            .prop_map(|(first, pieces)| format!("{first}{}", pieces.concat())),
    ];
    testkit::law((prop::sample::select(origins), rest), |((origin, normal_origin), rest)| {
        let text = format!("{origin}{rest}");
        let normal = address(&text);
        assert_eq!(address(&normal.to_string()), normal, "address of {normal}, the normal form of {text}");
        let normal = normal.to_string();
        let (before_query, query) =
            normal.split_once('?').map_or((&*normal, None), |(path, query)| (path, Some(query)));
        let before_fragment = rest.split('#').next().unwrap_or_default();
        let (path, expected_query) =
            before_fragment.split_once('?').map_or((before_fragment, None), |(path, query)| (path, Some(query)));
        assert_eq!(query, expected_query, "query in {normal}, the normal form of {text}");
        let normal_path = before_query.strip_prefix(normal_origin).unwrap_or_default();
        assert!(normal_path.starts_with('/'), "{normal}, the normal form of {text}, has no path after {normal_origin}");
        let has_dots = |path: &str| path.split('/').any(|segment| segment == "." || segment == "..");
        assert!(!has_dots(normal_path), "{normal} has a dot segment");
        if !has_dots(path) {
            assert_eq!(normal_path, if path.is_empty() { "/" } else { path }, "path in the normal form of {text}");
        }
    });
}

/// Rules: 0.1, 1.7
#[test]
fn law_no_text_causes_a_panic() {
    let piece =
        prop::sample::select(vec!["http", "HTTPS", ":", "//", "h", ".", "é", "/", "80", "?", "#", "@", " ", "..", ""]);
    testkit::law(vec(piece, 0..10), |pieces| {
        let text = pieces.concat();
        if let Ok(address) = text.parse::<Address>() {
            assert_eq!(address.to_string().parse(), Ok(address), "address of the normal form of {text}");
        }
    });
}
