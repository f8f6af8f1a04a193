//! What `host` prints at the start: how teams join, and the facilitator's link.

use std::fmt::Write as _;

use qrcode::QrCode;
use qrcode::render::unicode;

use crate::database::sessions::MAX_RESTART;
use crate::operations::start_session::StartedSession;
use crate::public_address::PublicAddress;
use crate::secrets::format_code;

/// Returns the text. `local_url` is the board's URL for the facilitator's own machine.
pub fn welcome_text(started: &StartedSession, address: &PublicAddress, local_url: &str, with_qr_code: bool) -> String {
    let mut text = String::new();
    let StartedSession { session, facilitator_token, .. } = started;
    let PublicAddress { url, is_local, .. } = address;
    text += &what_became_of_the_last(started);
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
        "The board, for everyone:
    {url}

Each team joins, in its clone of this repository, with
    cargo xtask dojo join {url} --code {code} --team NAME

The page for the projector, with the code on it
    {url}/#code={code}

Your own link, for your own screen alone: whoever has it runs the dojo
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

/// Returns a paragraph about a session that an earlier board left open; empty without one.
fn what_became_of_the_last(started: &StartedSession) -> String {
    let id = started.session.id;
    let mut text = match started.ended {
        Some(old) => format!("Dojo {old}, which was left open, has ended. This is dojo {id}.\n"),
        None if started.is_new => return String::new(),
        None => format!("This goes on with dojo {id}, which was left open. `--new` begins another.\n"),
    };
    let away = started.away_ms;
    if away < 0 {
        text +=
            &format!("This machine's clock was set back by {}. The dojo's clock does not follow it.\n", duration(away));
    } else if away > MAX_RESTART.cast_signed() {
        text += &format!("No board ran for {}. The dojo's clock does not count this time.\n", duration(away));
    }
    text + "\n"
}

/// Returns the size of a time as `1:05:00`.
pub(super) fn duration(ms: i64) -> String {
    let seconds = ms.unsigned_abs() / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_and_no_time_is_lost_without_a_word() {
        let started = |is_new, ended, away_ms| {
            let session = crate::database::sessions::SessionRecord { id: 4, ..Default::default() };
            what_became_of_the_last(&StartedSession {
                session,
                is_new,
                ended,
                away_ms,
                facilitator_token: String::new(),
            })
        };
        assert_eq!(started(true, None, 0), "");
        assert_eq!(started(true, Some(3), 0), "Dojo 3, which was left open, has ended. This is dojo 4.\n\n");
        assert!(started(false, None, 3_000).ends_with("`--new` begins another.\n\n"));
        assert!(started(false, None, 7_200_000).contains("No board ran for 2:00:00."));
        assert!(started(false, None, -3_600_000).contains("clock was set back by 1:00:00."));
    }
}
