//! Uploads that anybody may send: those that are silent take no turn, those that are too large get their answer.

use super::service::start;

const HEAD: &str = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";

fn ask(path: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {{host}}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_uploads_keep_nobody_from_having_a_file_checked() {
    let service = start(|config| config.connections.grace_seconds = 600).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        let mut client = service.connect().await;
        client.write(&ask("/verify/file", 1_000_000)).await;
        client.write(HEAD).await;
        silent.push(client);
    }
    let mut client = service.connect().await;
    let body = format!("{HEAD}this is no PDF\r\n--x--\r\n");
    client.write(&ask("/verify/file", body.len())).await;
    client.write(&body).await;
    let answer = client.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_answered_and_the_answer_arrives() {
    let service = start(|_| ()).await;
    let megabyte = vec![b'a'; 1024 * 1024];
    // Refused by its length alone; refused without a session.
    for (path, status) in
        [("/verify/file", "413"), ("/projects/00000000000000000000000000000000/documents", "303")]
    {
        let mut client = service.connect().await;
        client.write(&ask(path, HEAD.len() + 60 * megabyte.len())).await;
        client.write(HEAD).await;
        // As a client does that writes everything before it reads: it must not meet a broken pipe.
        for _ in 0..60 {
            client.write_bytes(&megabyte).await.unwrap();
        }
        let answer = client.read_to_end().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
        assert!(answer.contains("connection: close"), "{path}: {answer}");
        assert!(status == "303" || answer.contains("</html>"), "{path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_length_is_cut_at_the_limit_and_answered() {
    let service = start(|_| ()).await;
    let mut client = service.connect().await;
    client.write("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n").await;
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x1_0000));
    for _ in 0..16 {
        client.write_bytes(chunk.as_bytes()).await.unwrap();
    }
    client.write("0\r\n\r\n").await;
    let answer = client.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}
