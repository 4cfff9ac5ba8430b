//! One page of `ListContactFlows`: the request, and the validation of the response.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Envelope, Scalar, json, refusal, text, whole_characters};
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::http::{Answer, Outgoing};
use crate::nonce::nonce;
use crate::say::say;
use crate::secret::Secrets;
use crate::sign::{authorization, canonical_query, hash};
use crate::time::utc;

/// Which flows are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The instance.
    pub instance_id: String,
    /// Only flows of one type.
    pub flow_type: Option<FlowType>,
    /// Only flows whose name or description has this text, as the platform searches.
    pub search: Option<String>,
}

/// The types of flows that the platform lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowType {
    /// Main flows, in which calls start.
    Main,
    /// Sub-flows, which other flows call.
    Sub,
    /// Satisfaction surveys.
    Survey,
}

impl FlowType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Main, Self::Sub, Self::Survey];

    /// Its name on the platform.
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "MAIN_FLOW",
            Self::Sub => "SUB_FLOW",
            Self::Survey => "SURVEY_FLOW",
        }
    }
}

/// One flow, as the platform sent it.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its `ContactFlowId`.
    pub id: String,
    /// Its `Name`, if it has one.
    pub name: Option<String>,
    /// The whole object, byte for byte.
    pub json: Box<RawValue>,
}

/// The order of a list; the platform's default is the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    NewestFirst,
}

/// The list that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lane {
    pub(crate) flow_type: Option<FlowType>,
    pub(crate) order: Option<Order>,
}

/// A valid page.
pub(crate) struct Page {
    pub(crate) number: u64,
    /// The platform's `TotalCount` for the list.
    pub(crate) total: u64,
    pub(crate) flows: Vec<Flow>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(rename = "PageNumber", default)]
    page_number: Option<Scalar>,
    #[serde(rename = "TotalCount", default)]
    total_count: Option<Scalar>,
    #[serde(rename = "List", default, borrow)]
    list: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "ContactFlowId", default)]
    id: Option<String>,
    #[serde(rename = "Name", default)]
    name: Option<String>,
}

/// The signed request for a page, with a new date and nonce.
pub(crate) fn request(
    query: &Query,
    lane: Lane,
    (number, size): (u64, u64),
    endpoint: &Endpoint,
    credentials: &Credentials,
    clock: &dyn Clock,
) -> Outgoing {
    let mut parameters = vec![
        ("InstanceId", query.instance_id.clone()),
        ("PageNumber", number.to_string()),
        ("PageSize", size.to_string()),
    ];
    parameters.extend(lane.flow_type.map(|flow_type| ("Type", flow_type.name().to_owned())));
    parameters.extend(query.search.clone().map(|search| ("SearchPattern", search)));
    parameters.extend(lane.order.map(|order| {
        let order = match order {
            Order::OldestFirst => "ASC",
            Order::NewestFirst => "DESC",
        };
        ("SortOrder", order.to_owned())
    }));
    let query = canonical_query(&parameters);
    let mut headers = vec![
        ("host", endpoint.authority()),
        ("x-acs-action", "ListContactFlows".to_owned()),
        ("x-acs-version", "2020-07-01".to_owned()),
        ("x-acs-date", utc(clock.now())),
        ("x-acs-signature-nonce", nonce()),
        ("x-acs-content-sha256", hash(b"")),
    ];
    headers.extend(credentials.token.as_ref().map(|token| ("x-acs-security-token", token.expose().to_owned())));
    let signature = authorization(&credentials.key_id, &credentials.secret, &query, &headers, b"");
    headers.push(("authorization", signature));
    Outgoing { query, headers, body: String::new() }
}

/// Parses a page from a response.
///
/// # Errors
/// [`Error::Api`] if the body of a success is an error, and [`Error::Protocol`] if the response is not the requested page.
/// All fields are optional in the platform's own clients; here they are required.
pub(crate) fn parse(answer: &Answer, (number, size): (u64, u64), secrets: &Secrets) -> Result<Page, Error> {
    let whole = whole_characters(text(&answer.body)?);
    let envelope: Envelope<'_> = json(&whole)?;
    match &envelope.code {
        Some(code) if code.0.trim().eq_ignore_ascii_case("OK") => {}
        Some(_) => return Err(refusal(&envelope, answer.status, None, secrets)),
        None => return Err(missing("Code")),
    }
    let data: Data<'_> = json(envelope.data.ok_or_else(|| missing("Data"))?.get())?;
    let total = data.total_count.as_ref().and_then(Scalar::number).ok_or_else(|| missing("TotalCount"))?;
    let list = data.list.ok_or_else(|| missing("List"))?;
    if let Some(echoed) = data.page_number.as_ref().and_then(Scalar::number).filter(|echoed| *echoed != number) {
        return Err(Error::protocol(say!(
            "page {number} was requested, but page {echoed} was returned",
            "请求的是第 {number} 页，返回的却是第 {echoed} 页"
        )));
    }
    let count = list.len();
    if u64::try_from(count).unwrap_or(u64::MAX) > size {
        return Err(Error::protocol(say!(
            "page {number} has {count} flows, but {size} were requested",
            "第 {number} 页有 {count} 个流程，但请求的是 {size} 个"
        )));
    }
    let flows = list.into_iter().map(|raw| flow(raw, number)).collect::<Result<_, _>>()?;
    Ok(Page { number, total, flows })
}

fn flow(raw: &RawValue, number: u64) -> Result<Flow, Error> {
    let head: Head = json(raw.get())?;
    match head.id.filter(|id| !id.is_empty()) {
        Some(id) => Ok(Flow { id, name: head.name, json: raw.to_owned() }),
        // Flows are distinguished by their ids.
        None => Err(Error::protocol(say!(
            "a flow on page {number} has no ContactFlowId",
            "第 {number} 页有一个流程没有 ContactFlowId"
        ))),
    }
}

fn missing(field: &str) -> Error {
    Error::protocol(say!("the response has no {field}", "响应中没有 {field}"))
}
