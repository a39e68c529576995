//! Kubernetes tells each container about the Services of its namespace in variables named after
//! them. One that is called `latchkey` brings variables that look like settings of ours, and are
//! not: they are passed over. Everything else that begins with `LATCHKEY_` must be a setting.
//!
//! kubernetes.io/docs/concepts/services-networking/service, "Environment variables": the links of
//! Docker, `NAME_SERVICE_HOST`, `NAME_SERVICE_PORT[_PORTNAME]`, `NAME_PORT`, `NAME_PORT_443_TCP[_…]`.

const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

/// `rest`: the name behind `LATCHKEY_`. Where the value is an address, it must look like one, so
/// that `LATCHKEY_PORT=8443`, which somebody meant as `listen`, is still refused.
pub fn describes_a_service(rest: &str, value: &str) -> bool {
    match rest {
        "SERVICE_HOST" | "SERVICE_PORT" => true,
        "PORT" => is_link(value),
        _ => rest.strip_prefix("SERVICE_PORT_").is_some_and(is_port_name) || is_port(rest, value),
    }
}

/// `PORT_443_TCP`, and `_PROTO`, `_PORT`, `_ADDR` behind it.
fn is_port(rest: &str, value: &str) -> bool {
    let mut parts = rest.split('_');
    let (Some("PORT"), Some(number), Some(protocol)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let known = number.parse::<u16>().is_ok() && PROTOCOLS.iter().any(|name| name.eq_ignore_ascii_case(protocol));
    known
        && match (parts.next(), parts.next()) {
            (None, _) => is_link(value),
            (Some("PROTO" | "PORT" | "ADDR"), None) => true,
            _ => false,
        }
}

/// A port's name in capitals, its dashes as underscores: at most 15 characters (RFC 6335 5.1).
fn is_port_name(name: &str) -> bool {
    (1..=15).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && !name.starts_with('_')
        && !name.ends_with('_')
}

/// `tcp://10.0.0.11:443`
fn is_link(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, _)| PROTOCOLS.contains(&scheme))
}

#[cfg(test)]
mod tests {
    use super::describes_a_service;

    #[test]
    fn exactly_what_a_service_called_latchkey_brings() {
        let link = "tcp://10.96.0.17:443";
        for (rest, value) in [
            ("SERVICE_HOST", "10.96.0.17"),
            ("SERVICE_PORT", "443"),
            ("SERVICE_PORT_HTTPS", "443"),
            ("SERVICE_PORT_WEB_2", "8080"),
            ("PORT", link),
            ("PORT_443_TCP", link),
            ("PORT_443_TCP_PROTO", "tcp"),
            ("PORT_443_TCP_PORT", "443"),
            ("PORT_443_TCP_ADDR", "10.96.0.17"),
            ("PORT_53_UDP", "udp://10.96.0.17:53"),
            ("PORT_53_UDP_ADDR", "10.96.0.17"),
            ("PORT_9_SCTP_PROTO", "sctp"),
        ] {
            assert!(describes_a_service(rest, value), "{rest}");
        }
        for (rest, value) in [
            ("PORT", "8443"),
            ("PORT", ""),
            ("PORTS", link),
            ("PORT_443", link),
            ("PORT_443_TCP", "443"),
            ("PORT_443_TCP_NAME", "x"),
            ("PORT_443_TCP_PORT_2", "x"),
            ("PORT_99999_TCP_ADDR", "x"),
            ("PORT_443_QUIC_ADDR", "x"),
            ("PORT_443_TCP_", "x"),
            ("SERVICE", "x"),
            ("SERVICE_HOSTS", "x"),
            ("SERVICE_PORT_", "443"),
            ("SERVICE_PORT_https", "443"),
            ("SERVICE_PORT_MUCH_TOO_LONG_A_NAME", "443"),
            ("SEAT", "3"),
        ] {
            assert!(!describes_a_service(rest, value), "{rest}={value}");
        }
    }
}
