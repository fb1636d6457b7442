//! Clients that are slow at everything a client can be slow at: each is let go, and the others are served meanwhile.

use std::time::Duration;

use paraph_server::assets;
use paraph_server::config::Config;

use super::service::{Service, start};

/// Everything that is waited for is waited for a second.
fn impatient(config: &mut Config) {
    config.connections.header_seconds = 1;
    config.connections.idle_seconds = 1;
    config.connections.grace_seconds = 1;
    config.connections.stall_seconds = 1;
}

/// Writes a text a byte at a time for as long as it is taken, a tenth of a second apart.
async fn trickle(service: &Service, first: &str, rest: &str) -> String {
    let mut client = service.connect().await;
    client.write(first).await;
    for byte in rest.chars() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if !client.try_write(&byte.to_string()) {
            break;
        }
    }
    client.read_to_end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_nothing_or_half_a_head_or_a_byte_at_a_time_is_let_go() {
    let service = start(impatient).await;
    let endless = "X".repeat(100);
    for (first, rest) in
        [("", ""), ("GET / HTTP/1.1\r\nHost: {host}\r\n", ""), ("GET / HT", endless.as_str())]
    {
        assert_eq!(trickle(&service, first, rest).await, "", "{first:?}");
    }
    assert!(service.health().await.starts_with("HTTP/1.1 200"));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_idles_after_an_answer_is_closed() {
    let service = start(impatient).await;
    let mut client = service.connect().await;
    for _ in 0..2 {
        client.write("GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n").await;
        assert!(client.read_answer().await.starts_with("HTTP/1.1 200"));
    }
    assert_eq!(client.read_to_end().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_comes_too_slowly_is_answered_and_not_waited_for() {
    let service = start(impatient).await;
    let head = "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n";
    for rest in [String::new(), "a".repeat(100)] {
        let answer = trickle(&service, head, &rest).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("too slowly"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
    let chunked = "POST /csc/v2/info HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n";
    let answer = trickle(&service, chunked, "").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_no_answer_is_let_go() {
    let service = start(|config| {
        impatient(config);
        config.connections.idle_seconds = 60;
    })
    .await;
    let client = service.connect_narrow().await;
    let ask = format!("GET {} HTTP/1.1\r\nHost: {{host}}\r\n\r\n", assets::url("inter-latin.woff2"));
    // Asks again and again and reads nothing: sooner or later neither side's buffers take more, and the service gives up.
    for _ in 0..3_000 {
        if !client.try_write(&ask) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody gave up");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_keeps_to_the_least_rate_is_waited_for() {
    let service = start(|config| {
        impatient(config);
        config.connections.bytes_per_second_min = 100;
    })
    .await;
    let mut client = service.connect().await;
    let length = 30 * 50;
    client.write(&format!("POST /verify/hash HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n")).await;
    for _ in 0..30 {
        client.write(&"a".repeat(50)).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let answer = client.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_way_is_answered_before_the_service_stops() {
    let service = start(|_| ()).await;
    let mut client = service.connect().await;
    client.write("POST /verify/hash HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n").await;
    let mut idle = service.connect().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let stopping = tokio::spawn(service.stop());
    // Who is not served is let go at once.
    assert_eq!(idle.read_to_end().await, "");
    client.write("sha256=00").await;
    assert!(client.read_to_end().await.starts_with("HTTP/1.1 422"));
    stopping.await.unwrap();
}
