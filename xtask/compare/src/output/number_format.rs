//! Numbers and times as text.

/// Formats a number with two significant digits.
pub(super) fn number(number: f64) -> String {
    if number < 0.095 {
        format!("{number:.2}")
    } else if number < 9.95 {
        format!("{number:.1}")
    } else {
        thousands(number.round() as u64)
    }
}

/// Formats a time in a suitable unit.
pub(super) fn time(ns: f64) -> String {
    let (divisor, unit) = match ns {
        ns if ns < 1e3 => (1.0, "ns"),
        ns if ns < 1e6 => (1e3, "µs"),
        ns if ns < 1e9 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    format!("{} {unit}", number(ns / divisor))
}

/// Formats a number of bytes in a suitable unit.
pub(super) fn bytes(bytes: u64) -> String {
    let (divisor, unit) = match bytes {
        bytes if bytes < 1_000 => (1.0, "B"),
        bytes if bytes < 1_000_000 => (1e3, "kB"),
        bytes if bytes < 1_000_000_000 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    let rounded = bytes as f64 / divisor;
    if divisor == 1.0 { format!("{bytes} B") } else { format!("{} {unit}", number(rounded)) }
}

/// Formats an integer with spaces between groups of three digits.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_significant_digits() {
        assert_eq!([0.012, 0.5, 9.96, 1234.0].map(number), ["0.01", "0.5", "10", "1 234"]);
        assert_eq!([4.5, 12_300.0, 2e6, 3e9].map(time), ["4.5 ns", "12 µs", "2.0 ms", "3.0 s"]);
        assert_eq!([7, 999, 1_540, 12_345_678].map(bytes), ["7 B", "999 B", "1.5 kB", "12 MB"]);
    }
}
