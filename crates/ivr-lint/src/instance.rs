//! Reads the flows of a contact center instance from the platform, and shows the progress on the terminal.

use std::io::{self, IsTerminal as _};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use ivr_fetch::{Client, Environment, Error, Event, FlowType, Limits, Query, SystemClock};
use ivr_flow::{Lang, Localized, localized, printable, shorten};
use serde::Deserialize;

use crate::flow_file::{FlowFile, flow_files};
use crate::remote::{Kind, Part, Remote};

/// The flows that were read, and the filters that were used.
pub(crate) struct Fetched {
    pub(crate) instance: String,
    pub(crate) part: Part,
    pub(crate) files: Vec<FlowFile>,
}

/// Reads the flows from the platform.
///
/// # Errors
/// What went wrong, and what to do next. An incomplete list is an error.
pub(crate) fn fetch(remote: &Remote, lang: Lang) -> Result<Fetched, Localized> {
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
    let silence = remote.timeout.map(|seconds| Duration::from_secs(seconds.get().into()));
    let limits = silence.map_or(Limits::STANDARD, Limits::with_silence);
    let listing = Client::new(&settings, &Environment::process(), limits, Box::new(SystemClock::start()))
        .and_then(|client| client.list_contact_flows(&query, &mut |event| progress.tell(&event)));
    progress.bar.finish_and_clear();
    let flows = listing.map_err(|error| in_words(&error, &instance))?.flows;
    let flows = flows.iter().filter(|flow| !published_only || is_published(flow));
    Ok(Fetched { instance, part: remote.part.clone(), files: flow_files(flows) })
}

/// The platform sets `Published` for every flow that has ever been published.
fn is_published(flow: &ivr_fetch::Flow) -> bool {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "Published", default)]
        published: Option<bool>,
    }
    serde_json::from_str::<Head>(flow.json.get()).is_ok_and(|head| head.published == Some(true))
}

fn in_words(error: &Error, instance: &str) -> Localized {
    let instance = shorten(instance);
    let (what, next) = (error.what(), error.next_step());
    Localized {
        // They say names from files and what the platform answered.
        en: format!("cannot read the flows of {instance}: {}\n  next: {}", printable(&what.en), printable(&next.en)),
        zh: format!("无法读取实例 {instance} 的流程：{}\n  下一步：{}", printable(&what.zh), printable(&next.zh)),
    }
}

/// A progress line; nothing if stderr is not a terminal.
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
        bar.set_prefix(shorten(instance));
        bar.set_message(localized!("connecting", "正在连接").get(lang).to_owned());
        // The bar would panic where no thread can be made.
        if io::stderr().is_terminal() && thread::Builder::new().spawn(|| {}).is_ok() {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Progress { bar, lang }
    }

    fn tell(&self, event: &Event) {
        let said = match event {
            Event::LoggedIn => localized!("logged in", "已登录"),
            Event::Page { number, read, total } => {
                localized!("page {number}, flows: {read} of {total}", "第 {number} 页，已读取 {read}/{total} 个流程")
            }
            Event::Waiting { delay, why, .. } => {
                let seconds = delay.as_secs_f64();
                let (en, zh) = (&why.en, &why.zh);
                Localized { en: format!("waiting {seconds:.1} s: {en}"), zh: format!("等待 {seconds:.1} 秒：{zh}") }
            }
            Event::SmallerPages { size, why } => Localized {
                en: format!("now requesting pages of {size}: {}", why.en),
                zh: format!("改为每页请求 {size} 个流程：{}", why.zh),
            },
            Event::Again { why } => {
                Localized { en: format!("starting over: {}", why.en), zh: format!("重新读取：{}", why.zh) }
            }
            _ => return,
        };
        self.bar.set_message(said.get(self.lang).to_owned());
    }
}
