//! What stands at a place, in words: the module that is meant, a type, and what is found there.

use std::fmt::Write as _;

use ivr_flow::{Activity, Finding, FlowReport, Localized, Report, localized, mask_secrets, shorten};
use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::{Asked, asked};
use crate::client::Client;
use crate::view::{Found, What, name_of, touches};
use crate::workspace::Workspace;

/// The most exits and modules that are listed.
const MOST: usize = 12;

pub(super) fn hover(workspace: &mut Workspace<'_>, client: &Client, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    workspace.report();
    let findings = found_at(workspace, client, at);
    let asked = asked(workspace, client, &at.text_document.uri)?;
    let found = asked.view.at(asked.offset(at.position));
    let about = found.as_ref().and_then(|found| describe(&asked, found));
    let texts: Vec<String> = about.into_iter().chain(findings).collect();
    if texts.is_empty() {
        return None;
    }
    let value = texts.join("\n\n---\n\n");
    let contents = match client.markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value },
        false => MarkupContent { kind: MarkupKind::PlainText, value },
    };
    let range = found.filter(|found| !matches!(found.what, What::Other)).map(|found| asked.open.range(found.range));
    Some(Hover { contents: HoverContents::Markup(contents), range })
}

/// The findings at a place: why each matters, and how calls get there. What is wrong the client shows itself.
fn found_at(workspace: &Workspace<'_>, client: &Client, at: &lsp_types::TextDocumentPositionParams) -> Vec<String> {
    let Some((name, open)) = workspace.document(&at.text_document.uri) else { return Vec::new() };
    let Some(report) = workspace.reported() else { return Vec::new() };
    let byte = open.offset(at.position);
    let file = report.files.iter().find(|file| file.name == name);
    let all = file.into_iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)));
    let here = all.filter(|(_, finding)| finding.suppressed.is_none() && touches(&finding.span.range(), byte));
    let text = |(file, finding): (&ivr_flow::FileReport, &Finding)| {
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        explain(report, flow, finding, client)
    };
    here.take(MOST).map(text).collect()
}

fn explain(report: &Report, flow: Option<&FlowReport>, finding: &Finding, client: &Client) -> String {
    let lang = client.lang;
    let mut text = format!("{} ({})", client.strong(&finding.rule), finding.severity.name());
    if let Some(rule) = report.rule(&finding.rule).filter(|rule| !rule.docs.why.get(lang).is_empty()) {
        let _ = write!(text, "\n\n{}", rule.docs.why.get(lang));
    }
    if let Some(path) = flow.and_then(|flow| flow.path(finding)).filter(|path| path.first.len() > 1) {
        let mut steps: Vec<_> = path.first.iter().map(|step| step.activity.display_name()).collect();
        if path.left_out > 0 || steps.len() > MOST || !path.last.is_empty() {
            let last = path.last.last().or(path.first.last()).map(|step| step.activity.display_name());
            steps.truncate(MOST);
            steps.push("…".to_owned());
            steps.extend(last);
        }
        let steps = client.plain(&steps.join(" → "));
        let said = localized!("How calls get here: {steps}", "来电路径：{steps}");
        let _ = write!(text, "\n\n{}", said.get(lang));
    }
    text
}

/// What is meant at a place.
fn describe(asked: &Asked<'_>, found: &Found<'_>) -> Option<String> {
    let (client, lang) = (asked.client, asked.client.lang);
    match found.what {
        What::Type(activity) => Some(type_text(activity, client)),
        What::Next(exit) | What::Exit(exit) => match exit.target() {
            Some(target) => Some(activity_text(found, target, client)),
            None if exit.is_unwired() => Some(localized!("not connected", "未连接").get(lang).to_owned()),
            None => Some(
                localized!("no module of this flow has this id", "流程中没有使用此 id 的模块").get(lang).to_owned(),
            ),
        },
        What::Id(activity) | What::Name(activity) => Some(activity_text(found, activity, client)),
        What::Reference(placed) => {
            let activity = found.meant()?;
            let parameter = client.code(&mask_secrets(placed.reference.parameter().unwrap_or_default()));
            let said = localized!("{parameter} of", "{parameter}，来自");
            Some(format!("{} {}", said.get(lang), activity_text(found, activity, client)))
        }
        What::Other => None,
    }
}

fn type_text(activity: Activity<'_>, client: &Client) -> String {
    let lang = client.lang;
    let Some(known) = activity.known_type() else {
        let name = client.code(&shorten(&activity.type_name().unwrap_or_default()));
        return localized!(
            "{name}: a type unknown to ivr-lint; describe it in ivr-lint.toml",
            "{name}：未知的模块类型；可在 ivr-lint.toml 中说明其行为"
        )
        .get(lang)
        .to_owned();
    };
    let mut text = format!("{} {}", client.code(known.name), client.strong(known.title.get(lang)));
    let facts: [(bool, Localized<&str>); 4] = [
        (activity.is_entry(), Localized { en: "calls enter the flow here", zh: "来电由此进入流程" }),
        (activity.may_end(), Localized { en: "the call may end here", zh: "来电可能在此结束" }),
        (activity.hands_off(), Localized { en: "the call may leave the flow here", zh: "来电可能由此转出流程" }),
        (activity.waits(), Localized { en: "the call waits here", zh: "来电在此等待" }),
    ];
    for (_, fact) in facts.iter().filter(|(holds, _)| *holds) {
        let _ = write!(text, "\n- {}", fact.get(lang));
    }
    text
}

fn activity_text(found: &Found<'_>, activity: Activity<'_>, client: &Client) -> String {
    let lang = client.lang;
    let mut text = client.strong(&shorten(&name_of(activity)));
    if let Some(name) = activity.type_name() {
        let _ = write!(text, " {}", client.code(&shorten(&name)));
    }
    if let Some(known) = activity.known_type() {
        let _ = write!(text, " {}", known.title.get(lang));
    }
    text.push('\n');
    for exit in activity.exits().take(MOST) {
        let target = exit.target().map(|target| client.plain(&shorten(&name_of(target))));
        let target = target.unwrap_or_else(|| "–".to_owned());
        let event = client.code(&exit.event().map_or_else(|| format!("#{}", exit.item()), |event| shorten(&event)));
        let _ = write!(text, "\n- {event} → {target}");
    }
    let exits = activity.exits().len();
    if exits > MOST {
        let more = exits - MOST;
        let _ = write!(text, "\n- {}", localized!("{more} more", "另有 {more} 个").get(lang));
    }
    let is_target = |exit: &ivr_flow::Exit<'_>| exit.target().is_some_and(|target| target.index() == activity.index());
    let arriving = found.view.flow.exits().filter(is_target).count();
    let s = if arriving == 1 { "" } else { "s" };
    let said = localized!("{arriving} exit{s} lead here", "有 {arriving} 个出口指向该模块");
    let _ = write!(text, "\n\n{}", said.get(lang));
    text
}

impl Client {
    /// A text of a flow in which nothing is a mark.
    fn plain(&self, text: &str) -> String {
        if !self.markdown {
            return text.to_owned();
        }
        let mark =
            |char: char| char.is_ascii_punctuation() && !matches!(char, '.' | ',' | '-' | '\'' | ':' | '%' | '/');
        text.chars().fold(String::new(), |mut plain, char| {
            plain.extend(mark(char).then_some('\\'));
            plain.push(char);
            plain
        })
    }

    fn strong(&self, text: &str) -> String {
        if self.markdown { format!("**{}**", self.plain(text)) } else { text.to_owned() }
    }

    fn code(&self, text: &str) -> String {
        if self.markdown { format!("`{}`", text.replace('`', "'")) } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ivr_flow::Lang;

    #[test]
    fn nothing_from_a_flow_is_a_mark() {
        let client = Client { markdown: true, lang: Lang::En, ..Client::default() };
        assert_eq!(client.strong("a*b](http://x)<img>"), r"**a\*b\]\(http://x\)\<img\>**");
        assert_eq!(client.code("a`b"), "`a'b`");
        assert_eq!(Client::default().strong("a*b"), "a*b");
    }
}
