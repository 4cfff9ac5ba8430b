//! Reads the IVR flows of an Alibaba Cloud Contact Center instance (云联络中心, API version 2020-07-01).
//!
//! One call, `ListContactFlows`, read to its end: either all flows of the instance come back, each as the text that
//! the platform sent, or an error that says what went wrong and what to do. A quiet subset never does.
//! The library blocks, prints nothing, and knows nothing of linting.
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
