//! The text that `host` prints at the start: the command to join, and the facilitator's link.

use std::fmt::Write as _;

use qrcode::QrCode;
use qrcode::render::unicode;

use crate::database::sessions::MAX_RESTART_MS;
use crate::operations::start_session::StartedSession;
use crate::public_address::PublicAddress;
use crate::secrets::format_code;

/// Returns the text. `local_url` is the board's URL for the facilitator's own machine.
pub fn welcome_text(started: &StartedSession, address: &PublicAddress, local_url: &str, with_qr_code: bool) -> String {
    let mut text = String::new();
    let StartedSession { session, facilitator_token, .. } = started;
    let PublicAddress { url, is_local, .. } = address;
    text += &resume_notice(started);
    if with_qr_code
        && !is_local
        && let Ok(code) = QrCode::new(url.as_bytes())
    {
        // Cameras need dark on light, also in a dark terminal.
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

Each team joins with this command, in its clone of the repository:
    cargo xtask dojo join {url} --code {code} --team NAME

The projector's page, which shows the code:
    {url}/#code={code}

Your facilitator link. Keep it private: anyone who has it controls the dojo.
    {local_url}/#facilitator={facilitator_token}

"
    );
    text += match (is_local, address.is_encrypted()) {
        (true, _) => "Only this machine can reach the board. To let others in, use `--bind 0.0.0.0`.\n",
        (false, true) => "Everyone on your network can reach the board. Requests are encrypted.\n",
        (false, false) => {
            "Everyone on your network can reach the board. Requests are NOT encrypted: anyone on the
network can read names and code. To encrypt them, use `--cert` and `--key`.
"
        }
    };
    text + "Press Ctrl-C to stop the board. Start it again to resume the dojo.\n"
}

/// Returns a paragraph about the session that an earlier board left open; empty without one.
fn resume_notice(started: &StartedSession) -> String {
    let id = started.session.id;
    let mut text = match started.ended {
        Some(old) => format!("Dojo {old} was still open and has been ended. This is dojo {id}.\n"),
        None if started.is_new => return String::new(),
        None => format!("Resuming dojo {id}, which was still open. `--new` starts a new one instead.\n"),
    };
    let away = started.downtime_ms;
    if away < 0 {
        text +=
            &format!("This machine's clock was set back by {}. The dojo's clock is not affected.\n", duration(away));
    } else if away > MAX_RESTART_MS.cast_signed() {
        text += &format!("The board was down for {}. The dojo's clock does not count this time.\n", duration(away));
    }
    text + "\n"
}

/// Formats the absolute value of a duration as `1:05:00`.
pub(super) fn duration(ms: i64) -> String {
    let seconds = ms.unsigned_abs() / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resume_notice_reports_ended_dojos_and_lost_time() {
        let started = |is_new, ended, downtime_ms| {
            let session = crate::database::sessions::SessionRecord { id: 4, ..Default::default() };
            resume_notice(&StartedSession { session, is_new, ended, downtime_ms, facilitator_token: String::new() })
        };
        assert_eq!(started(true, None, 0), "");
        assert_eq!(started(true, Some(3), 0), "Dojo 3 was still open and has been ended. This is dojo 4.\n\n");
        assert!(started(false, None, 3_000).ends_with("`--new` starts a new one instead.\n\n"));
        assert!(started(false, None, 7_200_000).contains("The board was down for 2:00:00."));
        assert!(started(false, None, -3_600_000).contains("clock was set back by 1:00:00."));
    }
}
