//! Configurations that are taken and that are refused.

use super::*;

const MAIL: &str = "[mail]\nhost = 'mx.example'\nfrom = 'a@b.example'";

fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.toml");
    std::fs::write(&path, text).unwrap();
    Config::load(Some(&path), variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
}

#[test]
fn nothing_given_means_loopback_and_embedded_defaults() {
    let config = Config::load(None, std::iter::empty()).unwrap();
    assert!(config.listen.ip().is_loopback());
    assert!(config.database_url.is_none() && config.mail.host.is_none() && config.timestamp.url.is_none());
    assert_eq!(config.base_url(8421), "http://localhost:8421");
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    let error = load("listne = '127.0.0.1:1'", &[]).unwrap_err().to_string();
    assert!(error.contains("listne"), "{error}");
    let error = load("[mail]\nhots = 'x'", &[]).unwrap_err().to_string();
    assert!(error.contains("hots"), "{error}");
}

#[test]
fn an_unknown_variable_is_refused_by_name() {
    let error = load("", &[("PARAPH_LISTNE", "x")]).unwrap_err().to_string();
    assert!(error.contains("PARAPH_LISTNE"), "{error}");
}

#[test]
fn a_variable_stands_over_the_file() {
    let config =
        load("operator = 'A'\n[mail]\nport = 1", &[("PARAPH_OPERATOR", "B"), ("PARAPH_MAIL_PORT", "25")]);
    let config = config.unwrap();
    assert_eq!((config.operator.as_str(), config.mail.port), ("B", Some(25)));
}

#[test]
fn a_public_address_without_tls_is_refused() {
    let error = load("listen = '0.0.0.0:80'", &[]).unwrap_err().to_string();
    assert!(error.contains("behind_proxy"), "{error}");
    let url = "public_url = 'https://sign.example'";
    load(&format!("listen = '0.0.0.0:80'\nbehind_proxy = true\n{url}\n{MAIL}"), &[]).unwrap();
}

#[test]
fn a_public_address_without_a_mail_server_is_refused_and_this_machine_alone_is_not() {
    let public = [
        "public_url = 'https://sign.example'",
        "listen = '0.0.0.0:80'\nbehind_proxy = true\npublic_url = 'https://sign.example'",
        "behind_proxy = true\npublic_url = 'http://localhost'",
        "public_url = 'https://192.0.2.7'\nbehind_proxy = true",
    ];
    for text in public {
        let refused = load(text, &[]).unwrap_err().to_string();
        assert!(refused.contains("mail.host"), "{refused}");
        load(&format!("{text}\n{MAIL}"), &[]).unwrap();
    }
    for text in ["", "public_url = 'http://localhost:9'", "public_url = 'https://localhost'"] {
        assert!(!load(text, &[]).unwrap().is_public());
    }
}

#[test]
fn a_name_of_the_operator_that_could_not_stand_in_a_certificate_is_refused() {
    for name in ["", "  ", "a\\nb", &"x".repeat(65)] {
        assert!(load(&format!("operator = \"{name}\""), &[]).is_err(), "{name}");
    }
}

#[test]
fn an_address_of_a_database_that_is_none_is_refused() {
    for url in
        ["", "paraph", "mysql://host/db", "sqlite:file", "postgres://host:port/db", "postgres://h:99999/db"]
    {
        let refused = load(&format!("database_url = '{url}'"), &[]).unwrap_err().to_string();
        assert!(refused.starts_with("database_url: "), "{url}: {refused}");
    }
    load("database_url = 'postgres://paraph:secret@db.example:5432/paraph?sslmode=verify-full'", &[])
        .unwrap();
    let refused = load("database_url = 'postgres://h:secret@h:port/db'", &[]).unwrap_err().to_string();
    assert!(!refused.contains("secret"), "{refused}");
}

#[test]
fn a_configuration_is_told_in_words_and_without_secrets() {
    let text = format!(
        "public_url = 'HTTPS://Sign.Example:443/'\nlog = 'json'\ndatabase_url = 'postgres://p:secret@db/p'\n{MAIL}"
    );
    let told = load(&text, &[]).unwrap().to_string();
    for words in [
        "people type https://sign.example.",
        "as json",
        "a PostgreSQL server",
        "as a@b.example through mx.example",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for debug in ["secret", "Some(", "None", "{"] {
        assert!(!told.contains(debug), "{debug}: {told}");
    }
}

#[test]
fn a_time_zone_that_is_not_known_is_refused() {
    assert_eq!(load("time_zone = 'Europe/Paris'", &[]).unwrap().zone().name(), "Europe/Paris");
    let error = load("time_zone = 'Europe/Lutetia'", &[]).unwrap_err().to_string();
    assert!(error.contains("Europe/Lutetia"), "{error}");
}

#[test]
fn a_proxy_in_front_of_an_address_that_nobody_named_is_refused() {
    for text in ["behind_proxy = true", "listen = '0.0.0.0:80'\nbehind_proxy = true"] {
        let refused = load(&format!("{text}\n{MAIL}"), &[]).unwrap_err().to_string();
        assert!(refused.starts_with("public_url is needed with behind_proxy"), "{refused}");
    }
}

#[test]
fn only_named_proxies_are_trusted_and_none_unless_one_is_in_front() {
    let loopback = "127.0.0.1".parse().unwrap();
    let trusts = |config: &Config| config.proxies().iter().any(|network| network.contains(loopback));
    let behind = format!("behind_proxy = true\npublic_url = 'https://sign.example'\n{MAIL}");
    assert!(!trusts(&load("", &[]).unwrap()) && trusts(&load(&behind, &[]).unwrap()));
    let named = load(&behind, &[("PARAPH_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1")]).unwrap();
    assert!(!trusts(&named) && named.proxies().len() == 2);
    assert!(load("trusted_proxies = ['10.0.0.0/99']", &[]).is_err());
}

#[test]
fn a_limit_of_nothing_is_refused() {
    let error = load("[connections]\nheader_seconds = 0", &[]).unwrap_err().to_string();
    assert!(error.contains("connections"), "{error}");
}

#[test]
fn a_program_that_could_lead_members_astray_is_refused() {
    let client = |id: &str, uri: &str| {
        format!("[[csc.clients]]\nid = '{id}'\nname = 'Desk'\nredirect_uris = ['{uri}']\n")
    };
    load(&client("desk", "https://desk.example/back"), &[]).unwrap();
    load(&client("desk", "http://127.0.0.1:9/back"), &[]).unwrap();
    for uri in ["http://desk.example/", "https://desk.example/#x", "javascript:alert(1)", "", "https://a b"] {
        assert!(load(&client("desk", uri), &[]).is_err(), "{uri}");
    }
    assert!(load(&client("", "https://desk.example/"), &[]).is_err());
    let twice = client("desk", "https://a.example/") + &client("desk", "https://b.example/");
    assert!(load(&twice, &[]).unwrap_err().to_string().contains("twice"));
    for region in ["fr", "FRA", "F1"] {
        assert!(load(&format!("[csc]\nregion = '{region}'"), &[]).is_err(), "{region}");
    }
}

#[test]
fn mail_without_protection_leaves_only_to_this_machine() {
    load("[mail]\nhost = '127.0.0.1'\nsecurity = 'none'\nfrom = 'a@b.example'", &[]).unwrap();
    assert!(load("[mail]\nhost = 'mx.example'\nsecurity = 'none'\nfrom = 'a@b.example'", &[]).is_err());
    assert!(load("[mail]\nhost = 'mx.example'", &[]).is_err());
}
