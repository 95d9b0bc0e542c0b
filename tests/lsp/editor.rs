//! An editor in a box: a JSON-RPC client that drives the real binary over its standard input and output.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// No single wait is longer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A running server and what it has said.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    inbox: Vec<Value>,
    ids: i64,
    /// What `workspace/configuration` is answered, per item; no answer at all where none.
    pub settings: Option<Value>,
    /// The methods of the requests that the server sent.
    pub asked: Vec<String>,
}

impl Editor {
    /// Starts the server.
    pub fn start() -> Editor {
        let mut child = Command::new(env!("CARGO_BIN_EXE_racelens"))
            .arg("--stdio")
            .env("RACELENS_REHEARSAL", "1")
            .env("RACELENS_LOG", "off")
            .env("RACELENS_CACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/caches"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Editor { child, input, messages, inbox: Vec::new(), ids: 0, settings: Some(Value::Null), asked: Vec::new() }
    }

    /// Starts the server and shakes hands.
    pub fn with(params: Value) -> Editor {
        let mut editor = Editor::start();
        editor.initialize(params);
        editor
    }

    /// Shakes hands; the answer to `initialize`.
    pub fn initialize(&mut self, params: Value) -> Value {
        let answer = self.ask("initialize", params);
        self.notify("initialized", json!({}));
        answer["result"].clone()
    }

    pub fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.write(&frame(&json!({ "jsonrpc": "2.0", "method": method, "params": params })));
    }

    /// A message with a fresh id, framed but not sent.
    pub fn request(&mut self, method: &str, params: Value) -> (i64, Vec<u8>) {
        self.ids += 1;
        let message = json!({ "jsonrpc": "2.0", "id": self.ids, "method": method, "params": params });
        (self.ids, frame(&message))
    }

    pub fn send(&mut self, method: &str, params: Value) -> i64 {
        let (id, bytes) = self.request(method, params);
        self.write(&bytes);
        id
    }

    /// Sends a request and waits for its answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(id)
    }

    /// The answer to a request that was sent.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(&format!("answer {id}"), |message| message["id"] == id && message.get("method").is_none())
    }

    /// The first message that fits, of those that came and those to come.
    pub fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.inbox.iter().position(&fits) {
                return self.inbox.remove(at);
            }
            match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => self.receive(message),
                Err(RecvTimeoutError::Timeout) => panic!("no {what}; had {:#?}", self.inbox),
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended before {what}"),
            }
        }
    }

    /// True where nothing that fits comes for a while.
    pub fn quiet(&mut self, time: Duration, fits: impl Fn(&Value) -> bool) -> bool {
        let end = Instant::now() + time;
        while let Ok(message) = self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.receive(message);
        }
        !self.inbox.iter().any(fits)
    }

    fn receive(&mut self, message: Value) {
        let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) else {
            self.inbox.push(message);
            return;
        };
        self.asked.push(method.to_string());
        let result = match (method, &self.settings) {
            ("workspace/configuration", Some(settings)) => {
                let items = message["params"]["items"].as_array().unwrap();
                json!(vec![settings.clone(); items.len()])
            }
            (_, Some(_)) => Value::Null,
            // An editor that never answers.
            (_, None) => return,
        };
        let answer = frame(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
        self.write(&answer);
    }

    pub fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        self.notify("textDocument/didChange", change(uri, version, changes));
    }

    /// The diagnostics of a document at a version, in whichever way this client gets them.
    pub fn diagnostics(&mut self, uri: &str, version: i64, pulls: bool) -> Vec<Value> {
        if !pulls {
            let message = self.wait("diagnostics", |message| {
                message["method"] == "textDocument/publishDiagnostics"
                    && message["params"]["uri"] == uri
                    && message["params"]["version"] == version
            });
            return message["params"]["diagnostics"].as_array().unwrap().clone();
        }
        let report = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        assert_eq!(report["result"]["kind"], "full", "{report}");
        report["result"]["items"].as_array().unwrap().clone()
    }

    /// Closes the server's input.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// The exit code, within a time.
    pub fn exit_code(&mut self, time: Duration) -> Option<i32> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Takes leave as the protocol says.
    pub fn leave(&mut self) {
        let answer = self.ask("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        self.notify("exit", Value::Null);
        assert_eq!(self.exit_code(PATIENCE), Some(0));
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The parameters of `didChange`.
pub fn change(uri: &str, version: i64, changes: Value) -> Value {
    json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes })
}

/// A message as it goes over the wire.
pub fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A range in the protocol's form.
pub fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({
        "start": { "line": start.0, "character": start.1 },
        "end": { "line": end.0, "character": end.1 },
    })
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", digits)) => length = digits.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
