//! More connections than there is room for: whoever comes new is served, and who waits for nothing makes room.

use super::service::{Client, start};

#[tokio::test(flavor = "multi_thread")]
async fn slow_connections_by_the_hundred_shut_nobody_out() {
    for (at_once, of_one) in [(40, 20), (20, 40)] {
        let service = start(|config| {
            config.connections.at_once_max = Some(at_once);
            config.connections.of_one_source_max = Some(of_one);
        })
        .await;
        let mut slow: Vec<Client> = Vec::new();
        for number in 0..365 {
            let client = service.connect().await;
            // Some of them have been made to leave before they write.
            let _taken = match number % 3 {
                0 => true,
                1 => client.try_write("GET / HTTP/1.1\r\nHost: {host}\r\nX: "),
                _ => client.try_write("POST /verify/file HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 999\r\n\r\n--x"),
            };
            if number % 50 == 0 {
                tokio::task::yield_now().await;
                assert!(service.health().await.starts_with("HTTP/1.1 200"), "after {number}");
            }
            slow.push(client);
        }
        assert!(service.health().await.starts_with("HTTP/1.1 200"));
        // The first to come were the first to go.
        let first = slow.first_mut().unwrap();
        assert_eq!(first.read_to_end().await, "");
    }
}
