//! The `PARAPH_*` variables, put over what the file says.

use super::ConfigError;

/// Puts one variable into the table, as the type its key has.
pub(super) fn put(table: &mut toml::Table, name: &str, key: &str, value: &str) -> Result<(), ConfigError> {
    let text = || toml::Value::String(value.to_owned());
    let wrong = |cause: String| ConfigError::VariableDoesNotRead { name: name.to_owned(), cause };
    let (section, key, value) = match key {
        "LISTEN" => (None, "listen", text()),
        "PUBLIC_URL" => (None, "public_url", text()),
        "BEHIND_PROXY" => (None, "behind_proxy", yes_or_no(value).map_err(wrong)?),
        "TRUSTED_PROXIES" => (None, "trusted_proxies", list(value)),
        "DATA" => (None, "data", text()),
        "DATABASE_URL" => (None, "database_url", text()),
        "OPERATOR" => (None, "operator", text()),
        "FONTS" => (None, "fonts", text()),
        "TIME_ZONE" => (None, "time_zone", text()),
        "MAIL_HOST" => (Some("mail"), "host", text()),
        "MAIL_PORT" => {
            let port = value.parse::<u16>().map_err(|e| wrong(e.to_string()))?;
            (Some("mail"), "port", toml::Value::Integer(i64::from(port)))
        }
        "MAIL_SECURITY" => (Some("mail"), "security", text()),
        "MAIL_USERNAME" => (Some("mail"), "username", text()),
        "MAIL_PASSWORD_FILE" => (Some("mail"), "password_file", text()),
        "MAIL_FROM" => (Some("mail"), "from", text()),
        "MAIL_TRUST" => (Some("mail"), "trust", text()),
        "TIMESTAMP_URL" => (Some("timestamp"), "url", text()),
        "TIMESTAMP_TRUST" => (Some("timestamp"), "trust", text()),
        "TIMESTAMP_TLS_TRUST" => (Some("timestamp"), "tls_trust", text()),
        "TRUSTED_LISTS_CERTIFICATES" => (Some("trusted_lists"), "certificates", text()),
        "TRUSTED_LISTS_FOLDER" => (Some("trusted_lists"), "folder", text()),
        "TRUSTED_LISTS_URL" => (Some("trusted_lists"), "url", text()),
        "TRUSTED_LISTS_MIRROR" => (Some("trusted_lists"), "mirror", text()),
        "TRUSTED_LISTS_TLS_TRUST" => (Some("trusted_lists"), "tls_trust", text()),
        "QUOTA_PROJECT_MEGABYTES" => (Some("quota"), "project_megabytes", number(value).map_err(wrong)?),
        "QUOTA_ACCOUNT_MEGABYTES" => (Some("quota"), "account_megabytes", number(value).map_err(wrong)?),
        "CSC_REGION" => (Some("csc"), "region", text()),
        "LOG" => (None, "log", text()),
        "TIMESTAMP_SERVE" => (Some("timestamp"), "serve", yes_or_no(value).map_err(wrong)?),
        // Named by other commands and by the tests; no part of the configuration.
        "CONFIG" | "P12_PASSWORD" | "KEY_PASSWORD" | "PIN" | "CSC_SECRET" | "OTP" | "CORPUS" | "TEST_ALL"
        | "TEST_POSTGRES" => return Ok(()),
        _ => return Err(ConfigError::UnknownVariable(name.to_owned())),
    };
    match section {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some(section) => {
            let inner = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(inner) = inner {
                inner.insert(key.to_owned(), value);
            }
        }
    }
    Ok(())
}

/// What stands between commas.
fn list(value: &str) -> toml::Value {
    let entries = value.split(',').map(|entry| toml::Value::String(entry.trim().to_owned()));
    toml::Value::Array(entries.collect())
}

fn number(value: &str) -> Result<toml::Value, String> {
    value.parse().map(toml::Value::Integer).map_err(|_| "a whole number is needed".to_owned())
}

fn yes_or_no(value: &str) -> Result<toml::Value, String> {
    value.parse().map(toml::Value::Boolean).map_err(|_| "true or false is wanted".to_owned())
}
