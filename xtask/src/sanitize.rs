//! Text of unknown origin, made safe to print on a terminal.

/// Text without anything that would steer a terminal.
pub fn plain(text: &str) -> String {
    without_control(&anstream::adapter::strip_str(text).to_string())
}

/// Text with its colors and without anything else that would steer a terminal.
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
    fn of_escape_codes_colors_alone_are_left() {
        let text = "\x1b[1m\x1b[91merror\x1b[0m: \x1b]0;title\x07a\x1b[2J\u{9b}b\r\n\tc";
        assert_eq!(plain(text), "error: ab\n\tc");
        let colored = colored(text);
        assert_eq!(plain(&colored), "error: ab\n\tc");
        assert!(colored.contains("\x1b[91m") && !colored.contains("\x1b]") && !colored.contains("2J"), "{colored:?}");
    }
}
