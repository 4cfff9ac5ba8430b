//! The loop over what the client sends: requests are answered in their order, and what is found is told when no message
//! is waiting.

use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread;

use ivr_flow::localized;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::InitializeParams;
use serde_json::{Value, json};

use crate::answers::{self, Refused};
use crate::client::{Client, Languages};
use crate::notices;
use crate::project::Project;
use crate::publish::Published;
use crate::wire::{self, Received};
use crate::workspace::Workspace;

/// Something that the loop waits for.
enum Event {
    Received(Received),
    /// The files below the folders, and which search it was.
    Found(usize, Vec<PathBuf>),
}

/// Where in its life a server is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Starting,
    Running,
    ShutDown,
}

/// A server and what it knows.
pub(crate) struct Server<'p, W> {
    pub(crate) client: Client,
    pub(crate) workspace: Workspace<'p>,
    published: Published,
    languages: Languages,
    stage: Stage,
    output: W,
    /// Nothing is sent when the client is gone.
    events: Sender<Option<Event>>,
    searches: usize,
}

/// Serves a client until it says `exit` or is gone. Returns whether it had said `shutdown` before, as it should.
///
/// # Errors
/// The output cannot be written.
pub fn serve<R: BufRead + Send + 'static>(
    mut input: R,
    output: impl Write,
    project: &mut dyn Project,
    languages: Languages,
) -> io::Result<bool> {
    let (events, received) = mpsc::channel();
    let sender = events.clone();
    // It ends with the process: nothing says when a client is gone but the end of its output.
    thread::spawn(move || {
        let next = || wire::read(&mut input).ok().flatten();
        for message in std::iter::from_fn(next) {
            if sender.send(Some(Event::Received(message))).is_err() {
                return;
            }
        }
        let _ = sender.send(None);
    });
    let mut server = Server {
        client: Client::default(),
        workspace: Workspace::new(project),
        published: Published::default(),
        languages,
        stage: Stage::Starting,
        output,
        events,
        searches: 0,
    };
    let mut queue = VecDeque::new();
    let mut is_open = true;
    loop {
        while let Ok(event) = received.try_recv() {
            is_open &= event.is_some();
            queue.extend(event);
        }
        server.cancel(&mut queue)?;
        let event = match queue.pop_front() {
            Some(event) => event,
            None if !is_open => return Ok(false),
            None if server.work()? => continue,
            None => match received.recv() {
                Ok(Some(event)) => event,
                Ok(None) | Err(_) => return Ok(false),
            },
        };
        match event {
            Event::Received(Received::Message(Message::Notification(notification)))
                if notification.method == "exit" =>
            {
                return Ok(server.stage == Stage::ShutDown);
            }
            event => server.handle(event)?,
        }
    }
}

impl<W: Write> Server<'_, W> {
    /// Answers waiting requests that the client does not want any more.
    fn cancel(&mut self, queue: &mut VecDeque<Event>) -> io::Result<()> {
        let canceled = |event: &Event| match event {
            Event::Received(Received::Message(Message::Notification(Notification { method, params })))
                if method == "$/cancelRequest" =>
            {
                serde_json::from_value::<RequestId>(params["id"].clone()).ok()
            }
            _ => None,
        };
        let ids: Vec<_> = queue.iter().filter_map(canceled).collect();
        for id in ids {
            let is_it = |event: &Event| matches!(event, Event::Received(Received::Message(Message::Request(request))) if request.id == id);
            if let Some(at) = queue.iter().position(is_it) {
                queue.remove(at);
                self.refuse(id, ErrorCode::RequestCanceled, "canceled".to_owned())?;
            }
        }
        queue.retain(|event| canceled(event).is_none());
        Ok(())
    }

    /// Lints something, and tells the client what is found once there is a report. Returns whether there was work.
    fn work(&mut self) -> io::Result<bool> {
        if self.stage != Stage::Running || !self.workspace.has_work() {
            return Ok(false);
        }
        if self.workspace.work() {
            for params in self.published.news(&mut self.workspace, &self.client) {
                self.notify("textDocument/publishDiagnostics", params)?;
            }
        }
        Ok(true)
    }

    fn handle(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Received(Received::Message(Message::Request(request))) => self.answer(request),
            Event::Received(Received::Message(Message::Notification(notification))) => self.take(notification),
            // What the client answers to the one thing that it is asked for is of no interest.
            Event::Received(Received::Message(Message::Response(_))) => Ok(()),
            Event::Received(Received::Broken(what)) => {
                let error = json!({"code": ErrorCode::ParseError as i32, "message": what});
                self.write(&json!({"jsonrpc": "2.0", "id": null, "error": error}))
            }
            Event::Found(search, paths) => {
                if search == self.searches {
                    self.workspace.found(paths);
                }
                Ok(())
            }
        }
    }

    fn answer(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        match (self.stage, method.as_str()) {
            (Stage::Starting, "initialize") => match serde_json::from_value(params) {
                Ok(params) => self.initialize(id, &params),
                Err(error) => self.refuse(id, ErrorCode::InvalidParams, error.to_string()),
            },
            (Stage::Starting, _) => self.refuse(id, ErrorCode::ServerNotInitialized, "not initialized".to_owned()),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                self.send(Response::new_ok(id, Value::Null))
            }
            (Stage::Running, "initialize") => {
                self.refuse(id, ErrorCode::InvalidRequest, "initialized already".to_owned())
            }
            (Stage::Running, method) => match answers::answer(&mut self.workspace, &self.client, method, params) {
                Ok(result) => self.send(Response { id, response_result: Ok(result) }),
                Err(Refused { code, message }) => self.refuse(id, code, message),
            },
            (Stage::ShutDown, _) => self.refuse(id, ErrorCode::InvalidRequest, "shut down".to_owned()),
        }
    }

    fn initialize(&mut self, id: RequestId, params: &InitializeParams) -> io::Result<()> {
        self.client = Client::of(params, self.languages);
        self.stage = Stage::Running;
        self.workspace.set_folders(self.client.folders.clone());
        self.workspace.forget();
        let server = json!({"name": "ivr-lint", "version": env!("CARGO_PKG_VERSION")});
        self.send(Response::new_ok(id, json!({"capabilities": self.client.capabilities(), "serverInfo": server})))?;
        self.search();
        Ok(())
    }

    fn take(&mut self, notification: Notification) -> io::Result<()> {
        let Notification { method, params } = notification;
        if self.stage != Stage::Running {
            return Ok(());
        }
        if method == "initialized" && self.client.watches {
            let watchers = ["**/*.{json,jsonl,ndjson}", "**/*.toml"].map(|glob| json!({"globPattern": glob}));
            let watch = json!({"id": "files", "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers}});
            return self.write(&json!({"jsonrpc": "2.0", "id": "files", "method": "client/registerCapability",
                "params": {"registrations": [watch]}}));
        }
        if let Some(lang) = notices::lang(&method, &params).filter(|_| self.languages.said.is_none()) {
            self.client.lang = lang;
            self.published = self.published.in_another_language();
            self.workspace.forget();
        }
        match notices::take(&mut self.workspace, &self.client, &method, params) {
            Ok(notices::Then::Search) => self.search(),
            Ok(notices::Then::Nothing) => {}
            Err(error) => {
                let message = localized!("ivr-lint: {method}: {error}", "ivr-lint：{method}：{error}");
                self.notify("window/logMessage", json!({"type": 2, "message": message.get(self.client.lang)}))?;
            }
        }
        Ok(())
    }

    /// Looks for the files of the folders on another thread.
    fn search(&mut self) {
        self.searches += 1;
        let (search, events) = (self.searches, self.events.clone());
        let (find, folders) = (self.workspace.project().finder(), self.workspace.folders().to_vec());
        thread::spawn(move || {
            let _ = events.send(Some(Event::Found(search, find(&folders))));
        });
    }

    fn refuse(&mut self, id: RequestId, code: ErrorCode, message: String) -> io::Result<()> {
        self.send(Response::new_err(id, code as i32, message))
    }

    fn notify(&mut self, method: &str, params: Value) -> io::Result<()> {
        self.send(Notification { method: method.to_owned(), params })
    }

    fn send(&mut self, message: impl Into<Message>) -> io::Result<()> {
        message.into().write(&mut self.output)
    }

    fn write(&mut self, message: &Value) -> io::Result<()> {
        let text = message.to_string();
        write!(self.output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.output.flush()
    }
}
