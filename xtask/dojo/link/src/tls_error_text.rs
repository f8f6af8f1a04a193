//! Explains a failed TLS connection to the user: what is wrong with it and what to do.

use rustls::{CertificateError, Error};

/// Returns the TLS error behind a failed request, if there is one.
pub fn tls_error(error: &ureq::Error) -> Option<&Error> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// Returns a line for the user about a failed TLS connection to `address`.
pub fn explain(error: &Error, address: &str) -> String {
    match error {
        Error::InvalidCertificate(wrong) => match wrong {
            // A bad signature comes from another issuer of the same name.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
                "this machine does not trust whoever issued the certificate of {address}: install the issuer's certificate \
                 here, which the facilitator has"
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => format!(
                "the certificate of {address} is for another name: write the board's address as the facilitator's screen \
                 shows it"
            ),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => format!(
                "the certificate of {address} has expired: the facilitator needs a new one, unless this machine's clock is \
                 wrong"
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => format!(
                "the certificate of {address} is not valid yet: the facilitator needs another, unless this machine's clock \
                 is wrong"
            ),
            other => format!("the certificate of {address} is not valid: {other}"),
        },
        Error::InvalidMessage(_) => {
            format!("the server at {address} does not use encryption: write http instead of https, if it is the board")
        }
        other => format!("cannot make an encrypted connection with {address}: {other}"),
    }
}
