//! Makes text from other machines safe to print in a terminal or paste into a shell.

/// Returns `text` as one line, without invisible and direction-changing characters.
pub fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ").chars().filter(|&c| !c.is_control() && !is_invisible(c)).collect()
}

/// Returns whether a character is invisible or changes the text direction.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns `name` quoted as one word of a shell command.
pub fn shell_quoted(name: &str) -> String {
    let name = one_line(name);
    if !name.contains('\'') {
        return format!("'{name}'");
    }
    let mut word = String::from('"');
    for c in name.chars() {
        if "\"\\$`".contains(c) {
            word.push('\\');
        }
        word.push(c);
    }
    word + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_drops_control_characters() {
        assert_eq!(one_line("a\x1b[2Jb\n\u{202e}c\u{9b}"), "a[2Jb c");
    }

    #[test]
    fn one_line_drops_invisible_characters() {
        assert_eq!(one_line("a\u{3164}\u{200b}b\u{feff}\u{e0041}c"), "abc");
    }

    #[test]
    fn shell_quoted_returns_a_single_word() {
        assert_eq!(shell_quoted("Night Owls"), "'Night Owls'");
        assert_eq!(shell_quoted("<b>$HOME\u{1b}[2J"), "'<b>$HOME[2J'");
        assert_eq!(shell_quoted("Ann's"), "\"Ann's\"");
        assert_eq!(shell_quoted("Ann's \"$HOME\" `ls`"), r#""Ann's \"\$HOME\" \`ls\`""#);
    }
}
