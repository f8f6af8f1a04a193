//! The prose in a Rust source file: comments, messages and names.

use std::iter::Peekable;
use std::str::Chars;

use crate::document::{Kind, Piece, SHORTEST_PROSE};

/// A part of a line of source code.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    DocComment(String),
    Comment(String),
    Literal(String),
    Code(String),
}

/// Returns the comments, the longer string literals and the names that a source file defines.
pub fn pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |line, kind, text: &str| pieces.push(Piece { line, kind, text: text.to_owned() });
    let mut paragraph = Paragraph::default();
    for (line, token) in tokens(source) {
        match token {
            Token::DocComment(text) => {
                if let Some(kind) = paragraph.next_line(line, &text) {
                    push(line, kind, &text);
                }
            }
            Token::Comment(text) => push(line, Kind::Prose, &text),
            Token::Literal(text) if text.len() >= SHORTEST_PROSE => push(line, Kind::Prose, &text),
            Token::Literal(_) => {}
            Token::Code(code) => {
                for (keyword, name) in defined_names(&code) {
                    push(line, if keyword == "fn" { Kind::Function } else { Kind::Name }, name);
                    if keyword == "fn" && name.len() >= SHORTEST_PROSE {
                        push(line, Kind::Prose, &name.replace('_', " "));
                    }
                }
            }
        }
    }
    pieces
}

/// The paragraph of a doc comment that the next line may continue.
#[derive(Default)]
struct Paragraph {
    /// The last line that belongs to it.
    line: Option<usize>,
    fenced: bool,
    last_doc_line: usize,
}

impl Paragraph {
    /// Returns the kind of the next line of a doc comment, or `None` for code, headings, lists and tables.
    fn next_line(&mut self, line: usize, text: &str) -> Option<Kind> {
        if line != self.last_doc_line + 1 {
            *self = Self::default();
        }
        self.last_doc_line = line;
        self.fenced ^= text.starts_with("```");
        let continues = self.line.is_some_and(|last| last + 1 == line);
        self.line = (!text.is_empty() && !text.starts_with('#')).then_some(line);
        let is_layout = ["#", "```", "|", "- ", "*"].iter().any(|start| text.starts_with(start));
        if self.fenced || text.is_empty() || is_layout {
            return None;
        }
        Some(if continues { Kind::Prose } else { Kind::DocOpening })
    }
}

/// Returns the names that a line of code defines, each with its keyword.
fn defined_names(code: &str) -> impl Iterator<Item = (&str, &str)> {
    const KEYWORDS: [&str; 9] = ["fn", "struct", "enum", "trait", "mod", "type", "const", "static", "let"];
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| *word != "mut").collect();
    let pairs: Vec<(&str, &str)> = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.into_iter().filter(|(keyword, name)| KEYWORDS.contains(keyword) && *name != "fn")
}

/// Returns the parts of each line, with the line's number.
fn tokens(source: &str) -> Vec<(usize, Token)> {
    let mut lexer = Lexer { chars: source.chars().peekable(), line: 1, code: String::new(), tokens: Vec::new() };
    lexer.run();
    lexer.tokens
}

struct Lexer<'a> {
    chars: Peekable<Chars<'a>>,
    line: usize,
    /// The code of the current line so far.
    code: String,
    tokens: Vec<(usize, Token)>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.chars.next() {
            match c {
                '/' if self.chars.peek() == Some(&'/') => self.line_comment(),
                '/' if self.chars.peek() == Some(&'*') => self.block_comment(),
                '"' => self.literal(),
                '\'' => self.character_or_lifetime(),
                '\n' => self.end_line(),
                _ => self.code.push(c),
            }
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        self.end_code();
        self.line += 1;
    }

    fn end_code(&mut self) {
        let code = std::mem::take(&mut self.code);
        if !code.trim().is_empty() {
            self.tokens.push((self.line, Token::Code(code)));
        }
    }

    fn line_comment(&mut self) {
        self.end_code();
        let mut comment = String::new();
        while let Some(c) = self.chars.next_if(|c| *c != '\n') {
            comment.push(c);
        }
        let text = |start: &str| {
            let text = comment.strip_prefix(start)?;
            Some(text.strip_prefix(' ').unwrap_or(text).to_owned())
        };
        let doc = if comment.starts_with("///") { None } else { text("//").or_else(|| text("/!")) };
        let token = doc.map_or_else(|| Token::Comment(text("/").unwrap_or_default()), Token::DocComment);
        self.tokens.push((self.line, token));
    }

    fn block_comment(&mut self) {
        self.end_code();
        let mut last = ' ';
        let mut text = String::new();
        for c in self.chars.by_ref() {
            if c == '\n' {
                self.tokens.push((self.line, Token::Comment(std::mem::take(&mut text))));
                self.line += 1;
            } else if last == '*' && c == '/' {
                break;
            } else {
                text.push(c);
            }
            last = c;
        }
        self.tokens.push((self.line, Token::Comment(text)));
    }

    /// Reads a string literal whose opening quote was read.
    fn literal(&mut self) {
        let before_hashes = self.code.trim_end_matches('#');
        let hashes = self.code.len() - before_hashes.len();
        let raw = before_hashes.ends_with('r');
        let end = if raw { format!("\"{}", "#".repeat(hashes)) } else { "\"".to_owned() };
        let mut text = String::new();
        let mut tail = String::new();
        while let Some(c) = self.chars.next() {
            tail.push(c);
            if tail.ends_with(&end) {
                text.truncate(text.len().saturating_sub(hashes));
                break;
            }
            if c == '\n' {
                self.tokens.push((self.line, Token::Literal(std::mem::take(&mut text))));
                self.end_line();
            } else if c == '\\' && !raw {
                // The next character is escaped, so a quote does not end the literal, and a newline continues it.
                match self.chars.next() {
                    Some('\n') => {
                        self.tokens.push((self.line, Token::Literal(std::mem::take(&mut text))));
                        self.end_line();
                    }
                    _ => text.push(' '),
                }
                tail.clear();
            } else {
                text.push(c);
            }
        }
        self.tokens.push((self.line, Token::Literal(text.trim().to_owned())));
    }

    /// Reads the rest of a character literal, or nothing if the quote belongs to a lifetime.
    fn character_or_lifetime(&mut self) {
        let mut ahead = self.chars.clone();
        let (first, second) = (ahead.next(), ahead.next());
        if first == Some('\\') {
            self.chars.next();
            self.chars.next();
            while self.chars.next_if(|c| *c != '\'').is_some() {}
            self.chars.next();
        } else if second == Some('\'') {
            self.chars.next();
            self.chars.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(usize, Kind, String)> {
        pieces(source).into_iter().map(|piece| (piece.line, piece.kind, piece.text)).collect()
    }

    fn piece(line: usize, kind: Kind, text: &str) -> (usize, Kind, String) {
        (line, kind, text.to_owned())
    }

    #[test]
    fn a_paragraph_of_a_doc_comment_has_one_opening() {
        let source =
            "/// One\n/// two.\n///\n/// Three.\n///\n/// # Panics\n///\n/// - four\n/// ```\n/// five\n/// ```\n";
        let expected =
            [piece(1, Kind::DocOpening, "One"), piece(2, Kind::Prose, "two."), piece(4, Kind::DocOpening, "Three.")];
        assert_eq!(found(source), expected);
        assert_eq!(found("//! One\nuse a;\n/// Two\n").len(), 2);
    }

    #[test]
    fn comments_and_literals_are_separated_from_code() {
        let source =
            "let a = '\"'; // one\nlet b = \"http://two\\\" more\";\nlet c = r#\"a \" // three four\"#; /* five */\n";
        let prose: Vec<String> =
            found(source).into_iter().filter(|(_, kind, _)| *kind == Kind::Prose).map(|(.., text)| text).collect();
        assert_eq!(prose, ["one", "http://two  more", "a \" // three four", "* five *"]);
    }

    #[test]
    fn a_literal_over_lines_is_a_piece_per_line() {
        let source = "let a = \"the first line\nand the second \\\n    and the third\"; // four\n";
        let lines: Vec<usize> =
            found(source).into_iter().filter(|(_, kind, _)| *kind == Kind::Prose).map(|(line, ..)| line).collect();
        assert_eq!(lines, [1, 2, 3, 3]);
    }

    #[test]
    fn names_are_found_where_they_are_defined() {
        let source =
            "pub async fn a_long_enough_name<'a>(x: &'a str) { call_of(y); }\nlet mut short = 1;\nstruct Big;\n";
        let expected = [
            piece(1, Kind::Function, "a_long_enough_name"),
            piece(1, Kind::Prose, "a long enough name"),
            piece(2, Kind::Name, "short"),
            piece(3, Kind::Name, "Big"),
        ];
        assert_eq!(found(source), expected);
    }
}
