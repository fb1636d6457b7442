//! Slow clients by the hundred at a program that may open few descriptors: it serves everybody else.

use std::io::Write;
use std::net::TcpStream;

use super::instance::Home;

#[test]
fn slow_sockets_by_the_hundred_do_not_end_the_service_at_256_descriptors() {
    let home = Home::new();
    let instance = home.start_under(&["sh", "-c", "ulimit -n 256 && exec \"$0\" \"$@\""]);
    let mut slow = Vec::new();
    for number in 0..400 {
        let mut stream = TcpStream::connect(("127.0.0.1", instance.port)).unwrap();
        let begun: &[u8] = match number % 4 {
            0 => b"",
            1 => b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
            2 => b"POST /verify/file HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999\r\n\r\n--x",
            _ => b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
        };
        // Some were made to leave before they wrote.
        let _taken = stream.write_all(begun);
        slow.push(stream);
        if number % 100 == 99 {
            assert_eq!(instance.client().get("/health").status, 200, "after {number}");
            assert_eq!(instance.client().get("/sign-in").status, 200, "after {number}");
        }
    }
    // A file is checked while all of them wait.
    let answer = instance.client().upload("/verify/file", "file", "a.pdf", b"this is no PDF");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let log = std::fs::read_to_string(home.log()).unwrap();
    assert!(log.contains("limit-acted"), "{log}");
    drop(slow);
}
