//! A client that writes and reads JSON-RPC messages, one a line.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use pgplumb_testkit::installations;
use serde_json::{Value, json};

/// The maximum size of an answer in bytes.
pub const MAX_ANSWER: usize = 20_000;

/// A running server.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    next_id: u64,
    /// Notifications that arrived before an answer.
    pub notifications: Vec<Value>,
    _folder: tempfile::TempDir,
}

impl Client {
    /// Starts a server in an empty folder, and initializes it.
    pub fn start(arguments: &[&str]) -> Self {
        let mut client = Self::start_only(arguments);
        let parameters = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let answer = client.request("initialize", parameters);
        assert_eq!(answer["result"]["serverInfo"]["name"], "pgplumb", "{answer}");
        client.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        client
    }

    /// Starts a server without initializing it.
    pub fn start_only(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = installations().iter().rev().map(|installation| installation.bin.clone());
        let path = std::env::join_paths(folders.chain(["/usr/bin".into(), "/bin".into()])).expect("folders");
        let mut child = Command::new(env!("CARGO_BIN_EXE_pgplumb"))
            .arg("mcp")
            .args(arguments)
            .env_clear()
            .env("PATH", path)
            .env("HOME", folder.path())
            .env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"))
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().expect("stdout"));
        Self { child, stdin, stdout, next_id: 1, notifications: Vec::new(), _folder: folder }
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        let stdin = self.stdin.as_mut().expect("stdin");
        writeln!(stdin, "{message}").and_then(|()| stdin.flush()).expect("the server reads");
    }

    /// Sends a request without waiting for the answer. Returns its identity.
    pub fn begin(&mut self, method: &str, parameters: Value) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        id
    }

    /// Receives the next message that is an answer.
    pub fn receive(&mut self) -> Value {
        loop {
            let mut line = String::new();
            let length = self.stdout.read_line(&mut line).expect("a line");
            assert!(length > 0, "the server ended: {}", self.stderr());
            // Nothing but the protocol is on stdout.
            let message: Value =
                serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(message["jsonrpc"], "2.0", "{line}");
            if message.get("id").is_some() {
                assert!(length <= MAX_ANSWER, "an answer of {length} bytes: {}", &line[..500]);
                return message;
            }
            self.notifications.push(message);
        }
    }

    /// Sends a request, and returns the whole answer.
    pub fn request(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.begin(method, parameters);
        let answer = self.receive();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// Calls a tool that must succeed. Returns the structured result and the text.
    #[track_caller]
    pub fn call(&mut self, tool: &str, arguments: Value) -> (Value, String) {
        let answer = self.request("tools/call", json!({ "name": tool, "arguments": arguments }));
        let result = &answer["result"];
        let text = result["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{tool}: {answer}"));
        assert_ne!(result["isError"], true, "{tool} {arguments}: {text}");
        (result["structuredContent"].clone(), text.to_owned())
    }

    /// Calls a tool that must fail. Returns the message.
    #[track_caller]
    pub fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.request("tools/call", json!({ "name": tool, "arguments": arguments }));
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(answer["result"]["isError"], true, "{tool} {arguments}: {text}");
        text.to_owned()
    }

    fn stderr(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut text).expect("UTF-8");
        }
        text
    }

    /// Closes stdin, waits for the end, and returns what the server wrote to stderr.
    pub fn end(mut self) -> String {
        drop(self.stdin.take());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("UTF-8");
        assert_eq!(rest, "");
        let stderr = self.stderr();
        assert!(self.child.wait().expect("an end").success(), "{stderr}");
        stderr
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a schema map of a database to a folder, and returns its path.
pub fn snapshot(url: &str, folder: &Path) -> String {
    let path = folder.join("schema_map.json");
    let output = Command::new(env!("CARGO_BIN_EXE_pgplumb"))
        .args(["export", "json", "--quiet", "-d", url, "-o"])
        .arg(&path)
        .current_dir(folder)
        .output()
        .expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    path.to_str().expect("UTF-8").to_owned()
}
