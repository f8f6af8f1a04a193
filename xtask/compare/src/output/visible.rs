//! Text of a page without characters that hide or move other text.

/// Replaces invisible characters, and those that change the direction of text, with their code points.
pub(super) fn visible(code: &str) -> String {
    let hides = |c: char| {
        let turns_or_is_blank = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}');
        turns_or_is_blank || (c.is_control() && c != '\n' && c != '\t')
    };
    let mut visible = String::with_capacity(code.len());
    for c in code.chars() {
        if hides(c) {
            visible.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            visible.push(c);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_become_visible() {
        assert_eq!(visible("a\u{202e}b\u{200b}\n\tc\u{1b}[2J é"), "a⟨U+202E⟩b⟨U+200B⟩\n\tc⟨U+001B⟩[2J é");
    }
}
