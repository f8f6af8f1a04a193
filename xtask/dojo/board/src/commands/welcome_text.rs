//! What `host` prints at the start: how teams join, and the facilitator's link.

use std::fmt::Write as _;

use qrcode::QrCode;
use qrcode::render::unicode;

use crate::operations::start_session::StartedSession;
use crate::public_address::PublicAddress;
use crate::secrets::format_code;

/// Returns the text. `local_url` is the board's URL for the facilitator's own machine.
pub fn welcome_text(started: &StartedSession, address: &PublicAddress, local_url: &str, with_qr_code: bool) -> String {
    let mut text = String::new();
    let StartedSession { session, facilitator_token, .. } = started;
    let PublicAddress { url, is_local, .. } = address;
    if !started.is_new {
        text += &format!("This goes on with dojo {}, which was left open; `--new` begins another.\n\n", session.id);
    }
    if with_qr_code
        && !is_local
        && let Ok(code) = QrCode::new(url.as_bytes())
    {
        // Cameras need dark on light, whatever the terminal's colors are.
        for line in code.render::<unicode::Dense1x2>().build().lines() {
            let _ = writeln!(text, "\x1b[38;5;16;48;5;231m{line}\x1b[0m");
        }
        text.push('\n');
    }
    let code = format_code(&session.code);
    let _ = write!(
        text,
        "The board, for a projector and for everyone:
    {url}

Each team joins, in its clone of this repository, with
    cargo xtask dojo join {url} --code {code} --team NAME

Your own link, which is for nobody else: whoever has it runs the dojo
    {local_url}/#facilitator={facilitator_token}

"
    );
    text += match (is_local, address.is_encrypted()) {
        (true, _) => "Only this machine reaches the board. `--bind 0.0.0.0` lets in your network.\n",
        (false, true) => "Everyone on your network reaches the board. What is sent is encrypted.\n",
        (false, false) => {
            "Everyone on your network reaches the board, and what is sent is NOT encrypted: whoever can
listen on the network can read the teams' code and names. `--cert` and `--key` encrypt it.
"
        }
    };
    text + "Ctrl-C ends the board; started again, it goes on where it was.\n"
}
