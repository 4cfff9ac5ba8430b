//! An instance of the contact center: asks the platform for its flows, and tells the terminal how far it is.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use ivr_fetch::{Client, Environment, Error, Event, FlowType, Limits, Query, SystemClock};
use ivr_flow::{Lang, Say, say, shown};
use serde::{Deserialize, Serialize};

use crate::folder::{FlowFile, flow_files};

/// Which flows of which instance, and where it is.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Instance")]
pub(crate) struct Remote {
    /// An instance, whose flows are read from the platform with the keys of the environment
    #[arg(long, value_name = "ID")]
    pub(crate) instance_id: Option<String>,

    /// Its region [default: the environment's, the profile's, or cn-shanghai]
    #[arg(long, requires = "instance_id")]
    region: Option<String>,

    /// The address of the service, if it is not that of the region
    #[arg(long, value_name = "URL", requires = "instance_id")]
    endpoint: Option<String>,

    /// A profile of ~/.aliyun/config.json, whatever keys the environment has
    #[arg(long, value_name = "NAME", requires = "instance_id")]
    profile: Option<String>,

    #[command(flatten)]
    pub(crate) part: Part,
}

/// Which of the instance's flows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, clap::Args)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct Part {
    /// Only flows of this type: MAIN_FLOW, SUB_FLOW, SURVEY_FLOW
    #[arg(long = "type", value_name = "TYPE", requires = "instance_id", hide_possible_values = true)]
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,

    /// Only flows that the platform finds by this text
    #[arg(long, value_name = "TEXT", requires = "instance_id")]
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<String>,

    /// Only flows that have been published
    #[arg(long, requires = "instance_id")]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    published_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
enum Kind {
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

/// The flows of an instance as they were asked for.
pub(crate) struct Fetched {
    pub(crate) instance: String,
    pub(crate) part: Part,
    pub(crate) files: Vec<FlowFile>,
}

/// Asks the platform.
///
/// # Errors
/// What went wrong, and what to do. A list that is not whole is an error.
pub(crate) fn fetch(remote: &Remote, lang: Lang) -> Result<Fetched, Say> {
    let instance = remote.instance_id.clone().unwrap_or_default();
    let Part { kind, search, published_only } = remote.part.clone();
    let settings = ivr_fetch::Settings {
        region: remote.region.clone(),
        endpoint: remote.endpoint.clone(),
        profile: remote.profile.clone(),
        sts_endpoint: None,
    };
    let flow_type = kind.map(|kind| match kind {
        Kind::Main => FlowType::Main,
        Kind::Sub => FlowType::Sub,
        Kind::Survey => FlowType::Survey,
    });
    let query = Query { instance_id: instance.clone(), flow_type, search };
    let progress = Progress::of(&instance, lang);
    let listing = Client::new(&settings, &Environment::process(), Limits::STANDARD, Box::new(SystemClock::start()))
        .and_then(|client| client.list_contact_flows(&query, &mut |event| progress.tell(&event)));
    progress.bar.finish_and_clear();
    let flows = listing.map_err(|error| in_words(&error, &instance))?.flows;
    let flows = flows.iter().filter(|flow| !published_only || is_published(flow));
    Ok(Fetched { instance, part: remote.part.clone(), files: flow_files(flows) })
}

/// The platform says so of every flow that has ever been published.
fn is_published(flow: &ivr_fetch::Flow) -> bool {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "Published", default)]
        published: Option<bool>,
    }
    serde_json::from_str::<Head>(flow.json.get()).is_ok_and(|head| head.published == Some(true))
}

fn in_words(error: &Error, instance: &str) -> Say {
    let instance = shown(instance);
    let (what, next) = (error.what(), error.next_step());
    Say {
        en: format!("the flows of {instance} cannot be read: {}\n  next: {}", what.en, next.en),
        zh: format!("无法读取 {instance} 的流程：{}\n  下一步：{}", what.zh, next.zh),
    }
}

/// A line on the terminal; nothing where the standard error is none.
struct Progress {
    bar: ProgressBar,
    lang: Lang,
}

impl Progress {
    fn of(instance: &str, lang: Lang) -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(shown(instance));
        bar.set_message(say!("asking the platform", "正在查询").get(lang).to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress { bar, lang }
    }

    fn tell(&self, event: &Event) {
        let said = match event {
            Event::LoggedIn => say!("logged in", "已登录"),
            Event::Page { number, read, total } => {
                say!("page {number}, {read} of {total} flows", "第 {number} 页，已读取 {read}/{total} 个流程")
            }
            Event::Waiting { delay, why, .. } => {
                let seconds = delay.as_secs_f64();
                let (en, zh) = (&why.en, &why.zh);
                Say { en: format!("waiting {seconds:.1} s: {en}"), zh: format!("等待 {seconds:.1} 秒：{zh}") }
            }
            Event::SmallerPages { size, why } => Say {
                en: format!("{size} flows a page from here on: {}", why.en),
                zh: format!("之后每页 {size} 个流程：{}", why.zh),
            },
            Event::Again { why } => {
                Say { en: format!("reading again: {}", why.en), zh: format!("重新读取：{}", why.zh) }
            }
            _ => return,
        };
        self.bar.set_message(said.get(self.lang).to_owned());
    }
}
