//! `jalon healthcheck`: what a container asks about itself.

use crate::config::Config;

pub(super) fn run(config: &Config) -> Result<(), String> {
    let mut address = config.http.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    ureq::get(format!("http://{address}/readyz")).call().map(drop).map_err(|e| e.to_string())
}
