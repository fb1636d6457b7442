//! What two programs could read in two ways is refused before anything is done with it.

use super::service::start;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_can_be_read_in_two_ways_is_refused() {
    let service = start(|_| ()).await;
    for head in [
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: {host}\r\nhost: evil.example\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://evil.example/health HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET /health HTTP/1.1\nHost: {host}\n\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\n\n0\n\n",
        "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n0\n\n",
        "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n",
        "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5;a\nb\r\nhello\r\n0\r\n\r\n",
        "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nhello\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nContent-Length: +0\r\n\r\n",
        "POST /sign-out HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: {host}\r\nX: a\r\n folded\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost : {host}\r\n\r\n",
    ] {
        let mut client = service.connect().await;
        client.write(head).await;
        let answer = client.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{head:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_served_under_another_name() {
    for behind_proxy in [false, true] {
        let service = start(|config| {
            config.public_url = Some("https://sign.example".to_owned());
            config.behind_proxy = behind_proxy;
            // Whoever has a public address has mail.
            config.mail.host = Some("127.0.0.1".to_owned());
            config.mail.from = Some("paraph@sign.example".to_owned());
            config.mail.security = paraph_server::config::MailSecurity::None;
        })
        .await;
        for (host, status) in [
            ("sign.example", "200"),
            ("SIGN.example:443", "200"),
            ("127.0.0.1:8421", "200"),
            ("localhost", "200"),
            ("evil.example", "421"),
            ("sign.example.evil.example", "421"),
            ("sign.example@evil.example", "421"),
            ("10.0.0.1", "421"),
        ] {
            let mut client = service.connect().await;
            client.write(&format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: sign.example\r\nConnection: close\r\n\r\n")).await;
            let answer = client.read_to_end().await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{host}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_behind_the_first_is_not_read() {
    let service = start(|_| ()).await;
    let first = "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\n\r\nabcd";
    let second = "GET /trust HTTP/1.1\r\nHost: {host}\r\n\r\n";
    let chunked = "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for first in [first, chunked] {
        let mut client = service.connect().await;
        client.write(&format!("{first}{second}")).await;
        let answer = client.read_to_end().await;
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_too_many_lines_or_bytes_is_refused() {
    let service = start(|_| ()).await;
    let many: String = (0..65).map(|number| format!("X-{number}: a\r\n")).collect();
    let large = format!("X: {}\r\n", "a".repeat(17_000));
    for lines in [many, large] {
        let mut client = service.connect().await;
        client.write(&format!("GET /health HTTP/1.1\r\nHost: {{host}}\r\n{lines}\r\n")).await;
        let answer = client.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
}
