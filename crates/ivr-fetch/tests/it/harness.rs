//! What the tests share: a clock without waiting, a client for a server, and the look for secrets in errors.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use ivr_fetch::{Client, Clock, Environment, Error, Event, Limits, Listing, Query, Settings};

use test_service::{INSTANCE, KEY_ID, SECRET, Service, keeps_secrets};
use test_service::{Reply, Request, Server};

/// A clock whose sleeps are only counted.
#[derive(Clone, Default)]
pub(crate) struct NoWait(Arc<Mutex<Vec<Duration>>>);

impl NoWait {
    pub(crate) fn sleeps(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Clock for NoWait {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().iter().sum()
    }

    fn sleep(&self, duration: Duration) {
        self.0.lock().unwrap().push(duration);
    }
}

/// Limits for a server next door.
pub(crate) const LIMITS: Limits = Limits {
    connect: Duration::from_secs(20),
    read: Duration::from_secs(20),
    answer: Duration::from_secs(60),
    run: Duration::from_secs(600),
    silence: Duration::from_secs(600),
    body: 1 << 20,
    flows: 512 << 20,
};

/// One run with all that could be seen of it.
pub(crate) struct Outcome {
    pub(crate) result: Result<Listing, Error>,
    pub(crate) events: Vec<Event>,
    pub(crate) sleeps: Vec<Duration>,
    pub(crate) requests: Vec<Request>,
    pub(crate) connections: usize,
}

impl Outcome {
    /// The ids of the flows, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.result.as_ref().unwrap().flows.iter().map(|flow| flow.id.clone()).collect()
    }

    pub(crate) fn error(&self) -> &Error {
        self.result.as_ref().unwrap_err()
    }
}

pub(crate) fn all() -> Query {
    Query { instance_id: INSTANCE.to_owned(), flow_type: None, search: None }
}

/// The environment with the variables given and no files.
pub(crate) fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: Vec<(String, String)> = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Environment::new(
        move |name| variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
        |_| Err(io::ErrorKind::NotFound.into()),
    )
}

/// Runs the client against a server that answers with `twist` of what the service answers.
pub(crate) fn run(
    service: Service,
    query: &Query,
    limits: Limits,
    twist: impl Fn(&Request, Reply) -> Reply + Send + Sync + 'static,
) -> Outcome {
    let service = Arc::new(service);
    let token = service.token;
    let server = Server::start({
        let service = Arc::clone(&service);
        move |request| twist(request, service.answer(request))
    });
    let mut variables = vec![("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY_ID), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)];
    variables.extend(token.map(|token| ("ALIBABA_CLOUD_SECURITY_TOKEN", token)));
    let outcome = fetch(&environment(&variables), &server, query, limits);
    assert_eq!(service.wrong(), Vec::<String>::new());
    outcome
}

/// Runs the client of an environment against a server.
pub(crate) fn fetch(environment: &Environment, server: &Server, query: &Query, limits: Limits) -> Outcome {
    let clock = NoWait::default();
    let settings = Settings { endpoint: Some(server.url()), sts_endpoint: Some(server.url()), ..Settings::default() };
    let mut events = Vec::new();
    let result = Client::new(&settings, environment, limits, Box::new(clock.clone()))
        .and_then(|client| client.list_contact_flows(query, &mut |event| events.push(event)));
    if let Err(error) = &result {
        keeps_secrets(&format!("{error} {error:?} {error:#?} {:?} {:?}", error.what(), error.next_step()));
    }
    keeps_secrets(&format!("{events:?}"));
    Outcome { result, events, sleeps: clock.sleeps(), requests: server.seen(), connections: server.connections() }
}
