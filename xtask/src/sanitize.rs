//! Sanitizing of untrusted text before it is printed on a terminal.

/// Removes all terminal control codes from `text`.
pub fn plain(text: &str) -> String {
    without_control(&anstream::adapter::strip_str(text).to_string())
}

/// Removes all terminal control codes from `text` except colors.
pub fn colored(text: &str) -> String {
    let mut escapes = anstream::adapter::WinconBytes::new();
    let pieces = escapes.extract_next(text.as_bytes()).map(|(style, piece)| {
        let piece = without_control(&piece);
        if style.is_plain() { piece } else { format!("{style}{piece}{style:#}") }
    });
    pieces.collect()
}

fn without_control(text: &str) -> String {
    text.chars().filter(|&c| !c.is_control() || c == '\n' || c == '\t').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colored_keeps_only_color_codes() {
        let text = "\x1b[1m\x1b[91merror\x1b[0m: \x1b]0;title\x07a\x1b[2J\u{9b}b\r\n\tc";
        assert_eq!(plain(text), "error: ab\n\tc");
        let colored = colored(text);
        assert_eq!(plain(&colored), "error: ab\n\tc");
        assert!(colored.contains("\x1b[91m") && !colored.contains("\x1b]") && !colored.contains("2J"), "{colored:?}");
    }
}
