//! The client: settings and credentials in, a whole list out.

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

/// What the user chose. No secret is among it: they come from the environment and from files only.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The region; else `ALIBABA_CLOUD_REGION_ID`, the profile's, or cn-shanghai.
    pub region: Option<String>,
    /// The address of the service, if it is not the one of the region. Plain http is for this machine only.
    pub endpoint: Option<String>,
    /// The profile of Alibaba Cloud's CLI to take, whatever the environment has.
    pub profile: Option<String>,
    /// The address of the security token service, if it is not the usual one; only an OIDC role needs it.
    pub sts_endpoint: Option<String>,
}

/// Who we are, with the way to prove it.
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
    /// Reads settings, credentials and certificates. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Settings`], [`Error::Credentials`], [`Error::Proxy`] or [`Error::Tls`] for what cannot be used.
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

    /// Where the credentials come from, in words and without them.
    pub fn source(&self) -> &Say {
        &self.source
    }

    /// The host that is asked.
    pub fn host(&self) -> &str {
        self.http.endpoint().host()
    }

    /// Reads all flows that the query means. `progress` is told of every page and of every wait.
    ///
    /// # Errors
    /// Every kind of [`Error`]; a list that is not whole is always one.
    pub fn list_contact_flows(&self, query: &Query, progress: &mut dyn FnMut(Event)) -> Result<Listing, Error> {
        if query.instance_id.trim().is_empty() {
            return Err(Error::Settings {
                what: say!("the instance id is empty", "实例 ID 为空"),
                next: say!("give the id of the instance as the console shows it", "请给出控制台中显示的实例 ID"),
            });
        }
        let mut secrets = Secrets::default();
        self.http.add_to(&mut secrets);
        let end = self.clock.elapsed().checked_add(self.limits.run).unwrap_or(Duration::MAX);
        let mut run = Run { clock: &*self.clock, limits: self.limits, end, secrets, progress };
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
