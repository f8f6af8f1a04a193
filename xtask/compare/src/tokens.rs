//! The words and line numbers of code.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// Returns the tokens of code as words, without attributes and documentation.
pub(crate) fn words(tokens: impl ToTokens) -> Vec<String> {
    fn add(tokens: TokenStream, words: &mut Vec<String>) {
        for token in without_attributes(tokens) {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    words.push(open.to_owned());
                    add(group.stream(), words);
                    // rustfmt adds a comma after the last of several lines.
                    words.pop_if(|last| last == ",");
                    words.push(close.to_owned());
                }
                other => words.push(other.to_string()),
            }
        }
    }
    let mut words = Vec::new();
    add(tokens.to_token_stream(), &mut words);
    words
}

pub(crate) fn without_attributes(tokens: TokenStream) -> Vec<TokenTree> {
    let is_sign = |token: &TokenTree, sign| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign);
    let is_bracket =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_sign(&token, '#') {
            tokens.next_if(|next| is_sign(next, '!'));
            if tokens.next_if(is_bracket).is_some() {
                continue;
            }
        }
        kept.push(token);
    }
    kept
}

/// Returns the lines with code. Documentation is parsed as attributes, but does not count.
pub(crate) fn lines_of_code(tokens: impl ToTokens) -> BTreeSet<usize> {
    fn add(tokens: TokenStream, lines: &mut BTreeSet<usize>) {
        let is_documentation = |next: &TokenTree| match next {
            TokenTree::Group(group) => {
                group.stream().into_iter().next().is_some_and(|first| first.to_string() == "doc")
            }
            _ => false,
        };
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            if token.to_string() == "#" && tokens.next_if(is_documentation).is_some() {
                continue;
            }
            if let TokenTree::Group(group) = &token {
                lines.extend([group.span_open().start().line, group.span_close().end().line]);
                add(group.stream(), lines);
            } else {
                lines.extend(token.span().start().line..=token.span().end().line);
            }
        }
    }
    let mut lines = BTreeSet::new();
    add(tokens.to_token_stream(), &mut lines);
    lines
}
