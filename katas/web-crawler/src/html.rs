//! A small reader of HTML.

/// A page as the crawler sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The title, unless it is missing or blank.
    pub title: Option<String>,
    /// The words outside tags and title, with a space between two of them.
    pub text: String,
    /// The targets of the links as they are written, in document order.
    pub references: Vec<String>,
}

/// Reads a page. It understands `<title>`, `<a href="…">` and a few entities, and ignores other tags.
#[must_use]
pub fn read_html(html: &str) -> Document {
    let (mut title, mut text, mut references) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_title = false;
    for (number, piece) in html.split('<').enumerate() {
        let (tag, content) = if number == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        match tag.split_whitespace().next() {
            Some("title") => is_title = true,
            Some("/title") => is_title = false,
            Some("a") => references.extend(href(tag).map(unescape)),
            _ => {}
        }
        let words = if is_title { &mut title } else { &mut text };
        words.extend(content.split_whitespace().map(unescape));
    }
    Document { title: Some(title.join(" ")).filter(|title| !title.is_empty()), text: text.join(" "), references }
}
fn href(tag: &str) -> Option<&str> {
    tag.split_once("href=\"")?.1.split('"').next()
}
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
