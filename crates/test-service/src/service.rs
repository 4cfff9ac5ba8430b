//! The contact center as far as it lists flows, with a memory for nonces and an eye for signatures.

use std::collections::HashSet;
use std::sync::Mutex;

use crate::server::{Reply, Request};
use crate::verify::{self, Client, query_of};

/// Whom it knows.
pub const KEY_ID: &str = "testAccessKeyId";
/// The secret of [`KEY_ID`], with all that must be escaped.
pub const SECRET: &str = "S3cr+t/Key==";
/// The token that belongs to [`KEY_ID`] where the keys are temporary.
pub const TOKEN: &str = "T0k+n/with=chars==";
/// The instance that it has.
pub const INSTANCE: &str = "ccc-test";

/// A flow of the service.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its `ContactFlowId`.
    pub id: String,
    /// Its `Type`.
    pub flow_type: &'static str,
    /// All that a page says of it.
    pub json: String,
}

/// `count` flows, newest first, of the types in turn. Their JSON is spaced and spelled as only one text can be.
pub fn flows(count: usize, types: &[&'static str]) -> Vec<Kept> {
    (0..count)
        .map(|number| {
            let flow_type = types[number % types.len()];
            let id = format!("flow-{number:05}");
            let json = format!(
                r#"{{ "ContactFlowId":"{id}","Type":"{flow_type}",  "Name": "流程 {number} \ud83d\ude00","Odd":1.50e0, "Definition":"{{\"activities\":[],\"n\":{number}}}" }}"#
            );
            Kept { id, flow_type, json }
        })
        .collect()
}

/// The service and what it remembers.
pub struct Service {
    /// What it has, newest first.
    pub flows: Mutex<Vec<Kept>>,
    /// The token that callers must have.
    pub token: Option<&'static str>,
    /// Whose requests are expected.
    pub client: Client,
    nonces: Mutex<HashSet<String>>,
    wrong: Mutex<Vec<String>>,
}

/// Which page is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The number of the page, from 1.
    pub number: usize,
    /// How many flows a page has.
    pub size: usize,
}

impl Asked {
    /// What a request asks for; what it does not say is as the platform has it.
    pub fn of(request: &Request) -> Self {
        let query = query_of(request);
        let number = |name: &str, default| query.get(name).map_or(default, |number| number.parse().unwrap());
        Self { number: number("PageNumber", 1), size: number("PageSize", 10) }
    }

    /// How many flows come before the page.
    pub fn offset(self) -> usize {
        (self.number - 1) * self.size
    }
}

impl Service {
    /// The service with these flows, for our own client.
    pub fn new(flows: Vec<Kept>) -> Self {
        Self {
            flows: Mutex::new(flows),
            token: None,
            client: Client::Ours,
            nonces: Mutex::default(),
            wrong: Mutex::default(),
        }
    }

    /// The service for callers with temporary keys.
    pub fn with_token(flows: Vec<Kept>) -> Self {
        Self { token: Some(TOKEN), ..Self::new(flows) }
    }

    /// The service for clients that are not ours.
    pub fn for_others(flows: Vec<Kept>, token: Option<&'static str>) -> Self {
        Self { token, client: Client::Other, ..Self::new(flows) }
    }

    /// What was wrong with requests, if anything was.
    pub fn wrong(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }

    /// What it answers to a request.
    pub fn answer(&self, request: &Request) -> Reply {
        if let Err(wrong) = self.check(request) {
            self.wrong.lock().unwrap().push(wrong.clone());
            return refusal(400, "SignatureDoesNotMatch", &wrong, "");
        }
        let query = query_of(request);
        let asked = Asked::of(request);
        if query["InstanceId"] != INSTANCE {
            return refusal(404, "NotExists.InstanceId", "The instance does not exist.", "");
        }
        if asked.number > 100 || asked.size > 100 {
            return refusal(400, "InvalidPageNumber", "The page is out of range.", "");
        }
        let flows = self.flows.lock().unwrap();
        let search = query.get("SearchPattern");
        let wanted = flows
            .iter()
            .filter(|flow| query.get("Type").is_none_or(|wanted| wanted == flow.flow_type))
            .filter(|flow| search.is_none_or(|search| flow.json.contains(search.as_str())));
        let mut wanted: Vec<&Kept> = wanted.collect();
        if query.get("SortOrder").is_some_and(|order| order == "ASC") {
            wanted.reverse();
        }
        let page: Vec<&str> =
            wanted.iter().skip(asked.offset()).take(asked.size).map(|flow| flow.json.as_str()).collect();
        page_of(asked, wanted.len(), &page)
    }

    fn check(&self, request: &Request) -> Result<(), String> {
        verify::signature(request, self.client, KEY_ID, SECRET, self.token)?;
        for (name, expected) in [
            ("x-acs-action", "ListContactFlows"),
            ("x-acs-version", "2020-07-01"),
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
        ] {
            if request.header(name) != Some(expected) {
                return Err(format!("{name}: {:?}", request.header(name)));
            }
        }
        let nonce = request.header("x-acs-signature-nonce").unwrap_or_default().to_owned();
        if !self.nonces.lock().unwrap().insert(nonce) {
            return Err("a nonce came twice".to_owned());
        }
        Ok(())
    }
}

/// A page as the platform sends it.
pub fn page_of(asked: Asked, total: usize, flows: &[&str]) -> Reply {
    let Asked { number, size } = asked;
    let list = flows.join(",");
    Reply::json(
        200,
        "",
        format!(
            r#"{{"Code":"OK","HttpStatusCode":200,"Message":"","RequestId":"r-1\t","Data":{{"PageNumber":{number},"PageSize":{size},"TotalCount":{total},"List":[{list}]}}}}"#
        ),
    )
}

/// A refusal as the platform sends it. It quotes the secrets in every way that one could think of.
pub fn refusal(status: u16, code: &str, message: &str, headers: &str) -> Reply {
    Reply::json(
        status,
        headers,
        format!(
            r#"{{"RequestId":"r-2\t","HostId":"h","Code":"{code}","Message":"{message} {}","Recommend":"https://api.example.invalid/?q={code}"}}"#,
            quoted()
        ),
    )
}

/// The secrets as a server could quote them.
pub fn quoted() -> String {
    let escape = |text: &str| text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let lower = |text: &str| text.replace('+', "%2b").replace('/', "%2f").replace('=', "%3d");
    [SECRET, TOKEN]
        .map(|secret| {
            let once = escape(secret);
            format!("{secret} {once} {} {}", once.replace('%', "%25"), lower(secret))
        })
        .join(" ")
}

/// # Panics
/// If a secret stands in the text, or so much of one that the rest could be guessed.
pub fn keeps_secrets(text: &str) {
    for part in [SECRET, TOKEN, "S3cr", "T0k", "t/Key", "t%2FKey", "with=chars", "with%3Dchars", "with%3dchars"] {
        assert!(!text.contains(part), "`{part}` in {text}");
    }
}
