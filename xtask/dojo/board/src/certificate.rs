//! Loads the board's TLS certificate and checks that it matches the board's name.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, ServerName};
use rustls::server::ParsedCertificate;
use thiserror::Error;

/// The reason why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// The files cannot be read as PEM.
    #[error("{certificate} and {key} are not a certificate and its key in PEM format: {2}", certificate = .0.display(), key = .1.display())]
    Unreadable(PathBuf, PathBuf, io::Error),
    /// The board's name is not a valid name.
    #[error("`{0}` is not a valid host name: {1}")]
    InvalidName(String, InvalidDnsNameError),
    /// The certificate is for another name.
    #[error("the certificate in {file} is not for {1} ({2}): start the board with `--bind NAME` and the certificate's name", file = .0.display())]
    OtherName(PathBuf, String, String),
}

/// Loads a certificate and its key for the board called `name`.
///
/// # Errors
///
/// If the files cannot be read, or the certificate is for another name. No team's machine would accept it then.
pub async fn load(certificate: &Path, key: &Path, name: &str) -> Result<RustlsConfig, CertificateError> {
    check_name(certificate, name)?;
    // An error means that a provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = RustlsConfig::from_pem_file(certificate, key)
        .await
        .map_err(|error| CertificateError::Unreadable(certificate.to_owned(), key.to_owned(), error))?;
    let mut http1_only = (*config.get_inner()).clone();
    http1_only.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(http1_only)))
}

fn check_name(file: &Path, name: &str) -> Result<(), CertificateError> {
    // `load` reports a file without a certificate later.
    let Some(Ok(found)) = CertificateDer::pem_file_iter(file).ok().and_then(|mut all| all.next()) else {
        return Ok(());
    };
    let server_name =
        ServerName::try_from(name).map_err(|error| CertificateError::InvalidName(name.to_owned(), error))?;
    let certificate = ParsedCertificate::try_from(&found);
    certificate.and_then(|certificate| verify_server_name(&certificate, &server_name)).map_err(|error| {
        let why = match error {
            rustls::Error::InvalidCertificate(rustls::CertificateError::NotValidForNameContext {
                presented, ..
            }) => {
                // Names are formatted like `DnsName("board.example.org")`.
                let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name));
                format!("it is for {}", names.collect::<Vec<_>>().join(", "))
            }
            other => other.to_string(),
        };
        CertificateError::OtherName(file.to_owned(), name.to_owned(), why)
    })
}
