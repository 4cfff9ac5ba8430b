//! Reads the IVR flows of an Alibaba Cloud Contact Center instance (阿里云云联络中心, API version 2020-07-01).
//!
//! It calls `ListContactFlows` for every page, and returns either all flows of the instance, each as the text that the
//! platform sent, or an error that says what went wrong and what to do; never an incomplete list.
//! The library is synchronous, prints nothing, and is independent of the linter.
//!
//! ```no_run
//! use ivr_fetch::{Client, Environment, Limits, Query, Settings, SystemClock};
//!
//! # fn main() -> Result<(), ivr_fetch::Error> {
//! let settings = Settings { region: Some("cn-shanghai".to_owned()), ..Settings::default() };
//! let client = Client::new(&settings, &Environment::process(), Limits::STANDARD, Box::new(SystemClock::start()))?;
//! let query = Query { instance_id: "ccc-test".to_owned(), flow_type: None, search: None };
//! let listing = client.list_contact_flows(&query, &mut |_event| ())?;
//! for flow in &listing.flows {
//!     let _text: &str = flow.json.get();
//! }
//! # Ok(())
//! # }
//! ```

mod say;
mod secret;
mod time;
mod clock;
mod error;
mod sign;
mod nonce;
mod environment;
mod endpoint;
mod proxy;
mod tls;
mod http;
mod answer;
mod event;
mod retry;
mod aliyun_config;
mod credentials;
mod oidc;
mod page;
mod list;
mod client;

pub use client::{Client, Settings};
pub use clock::{Clock, SystemClock};
pub use environment::Environment;
pub use error::{ApiError, Error, TlsTrouble};
pub use event::Event;
pub use http::Limits;
pub use list::Listing;
pub use page::{Flow, FlowType, Query};
pub use say::Say;
