//! Queries for posts, and the words of both.

use std::iter::Peekable;
use std::rc::Rc;
use std::str::FromStr;
use std::vec::IntoIter;

use thiserror::Error;

use crate::condition::{AllOf, AnyOf, Condition, NoneOf, Word};

/// The maximum number of characters of a query. It also limits how deep the parser recurses.
const MAX_LENGTH: usize = 500;

/// A query, such as `(cat or dog) and not mouse`.
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) root: Rc<dyn Condition>,
}

impl FromStr for Query {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let length = text.chars().count();
        if length > MAX_LENGTH {
            return Err(SyntaxError(MAX_LENGTH));
        }
        let mut parser = Parser { tokens: tokens(text).into_iter().peekable(), length };
        let root = parser.any_of()?;
        match parser.tokens.next() {
            None => Ok(Self { root }),
            Some((place, _)) => Err(SyntaxError(place)),
        }
    }
}

/// The place of an error in a query, in characters from 0 (rules 6.8 and 6.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the query has an error at character {0}")]
pub struct SyntaxError(pub usize);

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Word(String),
}

/// Returns the tokens of a query with their places.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    while let Some((place, char)) = chars.next() {
        let token = match char {
            '(' => Token::Open,
            ')' => Token::Close,
            _ if char.is_alphanumeric() => {
                let mut word = String::from(char);
                while let Some((_, char)) = chars.next_if(|(_, char)| char.is_alphanumeric()) {
                    word.push(char);
                }
                match word.to_lowercase().as_str() {
                    "and" => Token::And,
                    "or" => Token::Or,
                    "not" => Token::Not,
                    word => Token::Word(word.to_owned()),
                }
            }
            _ => continue,
        };
        tokens.push((place, token));
    }
    tokens
}

/// A parser with a method for each level of precedence.
struct Parser {
    tokens: Peekable<IntoIter<(usize, Token)>>,
    length: usize,
}

impl Parser {
    fn any_of(&mut self) -> Result<Rc<dyn Condition>, SyntaxError> {
        let mut operands = vec![self.all_of()?];
        while self.eat(&Token::Or) {
            operands.push(self.all_of()?);
        }
        Ok(Rc::new(AnyOf(operands)))
    }

    fn all_of(&mut self) -> Result<Rc<dyn Condition>, SyntaxError> {
        let mut operands = vec![self.operand()?];
        while self.eat(&Token::And) || self.is_at_operand() {
            operands.push(self.operand()?);
        }
        Ok(Rc::new(AllOf(operands)))
    }

    fn operand(&mut self) -> Result<Rc<dyn Condition>, SyntaxError> {
        match self.tokens.next() {
            Some((_, Token::Word(word))) => Ok(Rc::new(Word(word))),
            Some((_, Token::Not)) => Ok(Rc::new(NoneOf(self.operand()?))),
            Some((_, Token::Open)) => {
                let condition = self.any_of()?;
                match self.tokens.next() {
                    Some((_, Token::Close)) => Ok(condition),
                    other => Err(self.error_at(other)),
                }
            }
            other => Err(self.error_at(other)),
        }
    }

    fn eat(&mut self, token: &Token) -> bool {
        self.tokens.next_if(|(_, next)| next == token).is_some()
    }

    fn is_at_operand(&mut self) -> bool {
        matches!(self.tokens.peek(), Some((_, Token::Word(_) | Token::Not | Token::Open)))
    }

    fn error_at(&self, token: Option<(usize, Token)>) -> SyntaxError {
        SyntaxError(token.map_or(self.length, |(place, _)| place))
    }
}

/// Returns the words of a post, without its markup.
pub(crate) fn words(mut text: &str) -> Vec<String> {
    let mut words = Vec::new();
    loop {
        let (before, after) = match text.split_once('<') {
            Some((before, rest)) if rest.contains('>') => (before, rest.split_once('>').map(|(_, after)| after)),
            _ => (text, None),
        };
        let runs = before.split(|char: char| !char.is_alphanumeric());
        words.extend(runs.filter(|run| !run.is_empty()).map(str::to_lowercase));
        match after {
            Some(after) => text = after,
            None => return words,
        }
    }
}
