//! The HTML export: one self-contained page that works offline.

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use super::data::DojoExport;
use crate::web_assets::{SCRIPTS, STYLE, export_page};

/// Returns the page.
pub fn html(export: &DojoExport<'_>) -> String {
    let script = SCRIPTS.map(|(_, script)| script).join("\n");
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())));
    // The policy allows only the board's own script. It also applies to the frames of comparisons.
    let frames = export.comparisons.values().flat_map(|page| styles(page)).map(hash);
    let mut hashes: Vec<String> = frames.chain([hash(STYLE)]).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let policy = format!("default-src 'none'; script-src {}; style-src {}", hash(&script), hashes.join(" "));
    // Escaped so that no text in the data can end the script element.
    let json = export.json().replace('<', "\\u003c");
    export_page(&policy, &json, &script)
}

/// Returns the style sheets of a page.
fn styles(page: &str) -> impl Iterator<Item = &str> {
    page.split("<style>").skip(1).filter_map(|rest| rest.split_once("</style>")).map(|(style, _)| style)
}
