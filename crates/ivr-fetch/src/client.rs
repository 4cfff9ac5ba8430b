//! The client: settings and credentials in, a complete list out.

use std::time::Duration;

use crate::clock::Clock;
use crate::credentials::{Credentials, Login, OidcRole, Resolved, resolve};
use crate::endpoint::{DEFAULT_REGION, Endpoint};
use crate::environment::Environment;
use crate::error::Error;
use crate::event::Event;
use crate::http::{Http, Limits};
use crate::list::{self, Listing};
use crate::oidc;
use crate::page::Query;
use crate::retry::Run;
use crate::say::{Say, say};
use crate::secret::Secrets;

/// The settings of a client. They contain no secrets, which come from the environment and from files only.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The region; by default `ALIBABA_CLOUD_REGION_ID`, the profile's, or cn-shanghai.
    pub region: Option<String>,
    /// The endpoint of the service, if not the one of the region. Plain http is allowed for the local machine only.
    pub endpoint: Option<String>,
    /// The profile of Alibaba Cloud's CLI to use; it takes precedence over the environment.
    pub profile: Option<String>,
    /// The endpoint of the security token service, if not the default one; only used with an OIDC role.
    pub sts_endpoint: Option<String>,
}

/// The identity of the client.
enum Identity {
    Keys(Credentials),
    Role { role: OidcRole, sts: Box<Http> },
}

/// A client for one service with one identity.
pub struct Client {
    http: Http,
    identity: Identity,
    source: Say,
    limits: Limits,
    clock: Box<dyn Clock>,
}

impl Client {
    /// Reads settings, credentials and certificates. Sends nothing.
    ///
    /// # Errors
    /// [`Error::Settings`], [`Error::Credentials`], [`Error::Proxy`] or [`Error::Tls`] for invalid ones.
    pub fn new(
        settings: &Settings,
        environment: &Environment,
        limits: Limits,
        clock: Box<dyn Clock>,
    ) -> Result<Self, Error> {
        let Resolved { login, region, source } = resolve(environment, settings.profile.as_deref(), clock.now())?;
        let endpoint = match &settings.endpoint {
            Some(endpoint) => Endpoint::parse(endpoint)?,
            None => {
                let chosen = settings.region.clone().or_else(|| environment.variable("ALIBABA_CLOUD_REGION_ID"));
                Endpoint::of_region(&chosen.or(region).unwrap_or_else(|| DEFAULT_REGION.to_owned()))?
            }
        };
        let identity = match login {
            Login::Keys(keys) => Identity::Keys(keys),
            Login::Oidc(role) => {
                let sts = Http::new(environment, sts_endpoint(settings, environment)?)?;
                Identity::Role { role, sts: Box::new(sts) }
            }
        };
        Ok(Self { http: Http::new(environment, endpoint)?, identity, source, limits, clock })
    }

    /// A description of where the credentials come from.
    pub fn source(&self) -> &Say {
        &self.source
    }

    /// The host that requests are sent to.
    pub fn host(&self) -> &str {
        self.http.endpoint().host()
    }

    /// Reads all flows that match the query. `progress` is called for every page and every delay.
    ///
    /// # Errors
    /// Every kind of [`Error`]; an incomplete list is always one.
    pub fn list_contact_flows(&self, query: &Query, progress: &mut dyn FnMut(Event)) -> Result<Listing, Error> {
        if query.instance_id.trim().is_empty() {
            return Err(Error::Settings {
                what: say!("the instance id is empty", "实例 ID 为空"),
                next: say!("use the id of the instance as shown in the console", "请填写控制台中显示的实例 ID"),
            });
        }
        let mut secrets = Secrets::default();
        self.http.add_to(&mut secrets);
        let end = self.clock.elapsed().checked_add(self.limits.run).unwrap_or(Duration::MAX);
        let answered = false;
        let mut run = Run { clock: &*self.clock, limits: self.limits, end, answered, secrets, progress };
        let credentials = match &self.identity {
            Identity::Role { role, sts } => oidc::assume(&mut run, sts, role)?,
            Identity::Keys(keys) => {
                keys.add_to(&mut run.secrets);
                keys.clone()
            }
        };
        list::read(&mut run, &self.http, &credentials, query)
    }
}

fn sts_endpoint(settings: &Settings, environment: &Environment) -> Result<Endpoint, Error> {
    if let Some(endpoint) = &settings.sts_endpoint {
        return Endpoint::parse(endpoint);
    }
    let vpc = environment.variable("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
    let region = environment.variable("ALIBABA_CLOUD_STS_REGION");
    Endpoint::of_sts(region.as_deref(), vpc.is_some_and(|value| value.eq_ignore_ascii_case("true")))
}
