//! Explains a failed TLS connection to the user: the cause and the next step.

use rustls::{CertificateError, Error};

/// Returns the TLS error that made a request fail, if any.
pub fn tls_error(error: &ureq::Error) -> Option<&Error> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// Returns one line for the user about a failed TLS connection to `address`.
pub fn explain(error: &Error, address: &str) -> String {
    match error {
        Error::InvalidCertificate(wrong) => match wrong {
            // A bad signature means that another issuer has the same name.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
                "this machine does not trust the certificate of {address}: ask the facilitator for the issuer's \
                 certificate and install it"
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => format!(
                "the certificate of {address} is for another name: use the board's address exactly as the facilitator \
                 shows it"
            ),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => format!(
                "the certificate of {address} has expired: check this machine's clock. If it is right, the facilitator \
                 needs a new certificate"
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => format!(
                "the certificate of {address} is not valid yet: check this machine's clock. If it is right, the \
                 facilitator needs another certificate"
            ),
            other => format!("the certificate of {address} is not valid: {other}"),
        },
        Error::InvalidMessage(_) => {
            format!("the server at {address} does not use encryption: if it is the board, write http instead of https")
        }
        other => format!("cannot make an encrypted connection to {address}: {other}"),
    }
}
