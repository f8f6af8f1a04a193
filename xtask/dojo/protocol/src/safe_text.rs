//! Makes text from other machines safe to print in a terminal and to paste into a shell.

/// Returns `text` as one line, without control characters and marks that change the direction of text.
pub fn one_line(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.replace(['\n', '\t'], " ").chars().filter(|&c| !hidden(c)).collect()
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
    fn shell_quoted_makes_one_word_of_a_name() {
        assert_eq!(shell_quoted("Night Owls"), "'Night Owls'");
        assert_eq!(shell_quoted("<b>$HOME\u{1b}[2J"), "'<b>$HOME[2J'");
        assert_eq!(shell_quoted("Ann's"), "\"Ann's\"");
        assert_eq!(shell_quoted("Ann's \"$HOME\" `ls`"), r#""Ann's \"\$HOME\" \`ls\`""#);
    }
}
