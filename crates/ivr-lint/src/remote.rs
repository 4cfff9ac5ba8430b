//! What the command line says of an instance.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// What the options of an instance stand below in the help.
pub(crate) const INSTANCE: &str = "Instance";

/// Which flows of which instance, and where it is.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = INSTANCE)]
pub(crate) struct Remote {
    /// Read the flows of this instance from the platform, with credentials from the environment
    #[arg(long, value_name = "ID")]
    pub(crate) instance_id: Option<String>,

    /// Its region [default: the environment's, the profile's, or cn-shanghai]
    #[arg(long, requires = "instance_id")]
    pub(crate) region: Option<String>,

    /// The address of the service, if it is not that of the region
    #[arg(long, value_name = "URL", requires = "instance_id")]
    pub(crate) endpoint: Option<String>,

    /// A profile of ~/.aliyun/config.json, instead of keys in the environment
    #[arg(long, value_name = "NAME", requires = "instance_id")]
    pub(crate) profile: Option<String>,

    /// Give up if the platform does not answer for so many seconds [default: 60]
    #[arg(long, value_name = "SECONDS", requires = "instance_id")]
    pub(crate) timeout: Option<NonZeroU32>,

    #[command(flatten)]
    pub(crate) part: Part,
}

/// Which of the instance's flows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, clap::Args)]
#[group(skip)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct Part {
    /// Only flows of this type
    #[arg(long = "type", value_name = "TYPE", requires = "instance_id")]
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<Kind>,

    /// Only flows that the platform finds by this text
    #[arg(long, value_name = "TEXT", requires = "instance_id")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) search: Option<String>,

    /// Only flows that have been published
    #[arg(long, requires = "instance_id")]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) published_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
pub(crate) enum Kind {
    #[serde(rename = "MAIN_FLOW")]
    #[value(name = "MAIN_FLOW")]
    Main,
    #[serde(rename = "SUB_FLOW")]
    #[value(name = "SUB_FLOW")]
    Sub,
    #[serde(rename = "SURVEY_FLOW")]
    #[value(name = "SURVEY_FLOW")]
    Survey,
}

impl Part {
    /// Whether it is all of them.
    pub(crate) fn is_all(&self) -> bool {
        *self == Part::default()
    }
}
