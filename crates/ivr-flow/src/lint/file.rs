//! The linting of one file: its documents come in, their findings with their places come out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::analysis::{Arrival, Context, Graph};
use crate::document::{Document, ListedFlow, Metadata, ReadError};
use crate::finding::{
    Abridged, ActivityRef, Call, CallPath, CallString, ExitRef, Facts, FileReport, Finding, FlowReport, Page, Total,
    Way,
};
use crate::json::{PointerCursor, Value};
use crate::model::{Activity, Exit, Flow, Next};
use crate::policy::{Policy, check_policies};
use crate::rules::{ActiveRules, At, Diagnostic, check_flow, rule};
use crate::settings::Settings;
use crate::text::{Lines, Localized, Span, mask_secrets, secrets};

/// The linting of one file as it stands.
pub(super) struct FileLinter<'a> {
    pub(super) lines: Lines<'a>,
    pub(super) rules: ActiveRules<'a>,
    pub(super) policies: &'a [Policy],
    pub(super) settings: &'a Settings,
    pub(super) document: usize,
    pub(super) report: &'a mut FileReport,
}

impl FileLinter<'_> {
    pub(super) fn lint_document(&mut self, document: &Document<'_>) {
        let first = self.report.flows.len();
        for listed in document.flows() {
            self.lint_listed(listed);
        }
        self.report.has_list |= !document.pages().is_empty();
        self.report.is_searched |= document.is_searched();
        let pages = document.pages().iter().map(|page| Page {
            document: self.document,
            flows: first + page.flows.start..first + page.flows.end,
            total: page.total.as_ref().map(|(count, pointer, bytes)| Total {
                count: *count,
                pointer: pointer.clone(),
                span: self.lines.span(bytes.clone()),
            }),
        });
        self.report.pages.extend(pages);
    }

    fn lint_listed(&mut self, listed: &ListedFlow<'_>) {
        let index = self.report.flows.len();
        match listed.flow(self.settings) {
            Ok(flow) => {
                self.add_flow(listed, flow.metadata().clone(), true);
                self.lint_flow(index, &flow);
            }
            Err(error) => {
                self.add_flow(listed, listed.metadata(), false);
                self.add_error(Some(index), error);
            }
        }
    }

    pub(super) fn add_error(&mut self, flow: Option<usize>, error: ReadError) {
        let Some(rule) = rule(error.rule) else { return };
        let Some(severity) = rule.severity(self.settings) else { return };
        self.report.findings.push(Finding {
            rule: rule.name.clone(),
            severity,
            help: error.help.map(|help| *help),
            document: self.document,
            flow,
            pointer: error.pointer.to_owned(),
            definition: error.definition,
            ..Finding::at(self.lines.span(error.bytes), *error.message)
        });
    }

    /// Notes a place where a flow is expected, and what the list says of it.
    fn add_flow(&mut self, listed: &ListedFlow<'_>, metadata: Metadata, is_readable: bool) {
        // A definition alone has nothing to do with others: its place need not be looked up.
        let is_listed = metadata.id.is_some() || metadata.name.is_some() || !metadata.numbers.is_empty();
        let span = |bytes: Range<usize>| if is_listed { self.lines.span(bytes) } else { Span::default() };
        let numbers = metadata.numbers.into_iter().map(|number| (number.text, span(number.bytes)));
        let facts = Facts {
            instance: metadata.instance,
            published: metadata.published,
            updated: metadata.updated,
            numbers: numbers.collect(),
            pointer: metadata.spans.pointer,
            name_span: span(metadata.spans.name),
            published_span: span(metadata.spans.published),
            calls: Vec::new(),
            transfers: Vec::new(),
            has_transfer: false,
            policies: Vec::new(),
        };
        self.report.flows.push(FlowReport {
            document: self.document,
            definition: listed.definition().to_owned(),
            id: metadata.id,
            name: metadata.name,
            type_name: metadata.flow_type,
            is_readable,
            activities: 0,
            items: Vec::new(),
            events_between: Vec::new(),
            facts,
        });
    }

    fn lint_flow(&mut self, index: usize, flow: &Flow<'_>) {
        let graph = Graph::new(flow);
        let context = Context::new(flow, &graph, self.settings);
        let mut found = check_flow(&context, &self.rules);
        if !self.policies.is_empty() {
            let (broken, met) = check_policies(&context, &self.report.name, self.policies);
            found.extend(broken);
            self.report.flows[index].facts.policies = met;
        }
        // In nearly the order of the report, which is soon put right then. Diagnostics are large: each is moved once.
        found.sort_by_cached_key(|&(rule, _, ref diagnostic)| (diagnostic.at.order(), &*rule.name));
        self.add_calls(index, &context);
        let report = &mut self.report.flows[index];
        report.activities = flow.activities().len();
        let diagnostics = || found.iter().map(|(_, _, diagnostic)| diagnostic);
        report.items = items(&context, &self.lines, diagnostics());
        report.events_between = events_between(&context, diagnostics());
        let definition = report.definition.clone();
        let mut cursor = PointerCursor::new(flow.definition());
        // Places in one string are asked for one after another.
        let mut escapes = None;
        self.report.findings.reserve(found.len());
        for (rule, severity, diagnostic) in found {
            let value = flow.tree().value(diagnostic.at.node());
            let bytes = match &diagnostic.at {
                At::Value(_) => value.file_range(),
                At::Key(_) => flow.tree().to_file(value.key_range().unwrap_or(value.range())),
                At::Part(node, range) => {
                    if escapes.as_ref().is_none_or(|(known, _)| known != node) {
                        escapes = Some((*node, value.escapes()));
                    }
                    escapes
                        .as_ref()
                        .map_or(0..0, |(_, escapes)| flow.tree().to_file(value.raw_range_with(escapes, range.clone())))
                }
            };
            let part = match &diagnostic.at {
                At::Part(_, range) => {
                    masked(value.string().and_then(|text| Some(text.get(range.clone())?.to_owned().into())))
                }
                _ => None,
            };
            let mut finding = finding(&context, diagnostic);
            if let Some(fix) = &mut finding.fix {
                fix.spans = fix.edits.iter().map(|edit| self.lines.span(edit.range.clone())).collect();
            }
            self.report.findings.push(Finding {
                rule: rule.name.clone(),
                severity,
                document: self.document,
                flow: Some(index),
                pointer: cursor.go_to(value).pointer(),
                definition: definition.clone(),
                span: self.lines.span(bytes),
                part,
                ..finding
            });
        }
    }

    /// What a flow has to do with others.
    fn add_calls(&mut self, index: usize, context: &Context<'_>) {
        let mut cursor = PointerCursor::new(context.flow.definition());
        let facts = &mut self.report.flows[index].facts;
        for activity in context.flow.activities().filter(|activity| activity.is("SUB")) {
            let strings = activity.properties().into_iter().flat_map(Value::descendants).filter_map(|value| {
                let text = value.string()?.into_owned();
                Some(CallString {
                    text,
                    pointer: cursor.go_to(value).pointer(),
                    span: self.lines.span(value.file_range()),
                })
            });
            facts.calls.push(Call {
                strings: strings.collect(),
                activity: activity.item(),
                id: activity.id().map(Cow::into_owned),
                path: if context.graph.is_reachable(activity.index()) { CallPath::Shortest } else { CallPath::None },
                bytes: activity.value().file_range(),
            });
        }
        for activity in context.flow.activities().filter(|activity| activity.is("TRANSFER_TO_AGENT")) {
            facts.has_transfer = true;
            facts.transfers.extend(activity.id().map(Cow::into_owned));
        }
    }
}

/// The finding of a diagnostic, but for its rule, flow and place.
fn finding(context: &Context<'_>, diagnostic: Diagnostic) -> Finding {
    let flow = context.flow;
    let activity = diagnostic.activity.map(|index| flow.activity(index));
    let ids = |indexes: &[usize]| indexes.iter().filter_map(|&index| masked(flow.activity(index).id())).collect();
    Finding {
        help: diagnostic.help.map(masked_text),
        activity: activity.map(Activity::item).or(diagnostic.item),
        exit: diagnostic.exit.map(|exit| exit_ref(flow.exit(exit))),
        activities: match (&diagnostic.names, diagnostic.activity) {
            (Some(names), _) => ids(names),
            (None, Some(activity)) => ids(&[activity]),
            (None, None) => Vec::new(),
        },
        path: match diagnostic.path {
            CallPath::Through(steps) => {
                let items = steps.try_map(|index| Some(flow.activity(index).item()));
                items.map_or(CallPath::None, CallPath::Through)
            }
            other => other,
        },
        reference: masked(diagnostic.reference.map(Cow::Owned)),
        members: match diagnostic.names {
            Some(names) if diagnostic.is_region => names.iter().map(|&index| flow.activity(index).item()).collect(),
            _ => Vec::new(),
        },
        counts_values: diagnostic.counts_values,
        detail: masked(diagnostic.detail.map(Cow::Owned)),
        fix: diagnostic.fix.filter(|fix| fix.edits.iter().all(|edit| secrets(&edit.text).next().is_none())),
        activity_bytes: activity.map(|activity| activity.value().file_range()),
        ..Finding::at(Span::default(), masked_text(diagnostic.message))
    }
}

/// A text of the flow with its secrets masked: whatever a finding holds may be written anywhere.
fn masked(text: Option<Cow<'_, str>>) -> Option<String> {
    Some(mask_secrets(&text?).into_owned())
}

fn masked_text(text: Localized) -> Localized {
    let mask = |text: String| match mask_secrets(&text) {
        Cow::Owned(masked) => masked,
        Cow::Borrowed(_) => text,
    };
    Localized { en: mask(text.en), zh: mask(text.zh) }
}

fn exit_ref(exit: Exit<'_>) -> ExitRef {
    let next = match exit.next() {
        Next::Wired(id) => masked(Some(id)),
        Next::Unwired => exit.value().present("next").map(|_| String::new()),
        Next::Broken => None,
    };
    ExitRef { index: exit.item(), event: masked(exit.event()), next }
}

/// The activities that the findings of a flow, its calls and the paths to all of them need.
fn items<'d>(
    context: &Context<'_>,
    lines: &Lines<'_>,
    found: impl Iterator<Item = &'d Diagnostic>,
) -> Vec<ActivityRef> {
    let flow = context.flow;
    let mut needed = vec![false; flow.activities().len()];
    let mut add = |activity: usize| {
        let mut next = Some(activity);
        while let Some(activity) = next
            && !std::mem::replace(&mut needed[activity], true)
        {
            next = match context.graph.arrival(activity) {
                Arrival::From(from, _) => Some(from),
                Arrival::Never | Arrival::Entry => None,
            };
        }
    };
    flow.activities().filter(|activity| activity.is("SUB")).for_each(|activity| add(activity.index()));
    for diagnostic in found {
        diagnostic.activity.into_iter().for_each(&mut add);
        if diagnostic.is_region {
            diagnostic.names.iter().flatten().copied().for_each(&mut add);
        }
        if let CallPath::Through(steps) = &diagnostic.path {
            steps.iter().copied().for_each(&mut add);
        }
    }
    if !needed.contains(&true) {
        return Vec::new();
    }
    let ways = context.graph.ways();
    let text = |value: Option<Value<'_>>| masked(value.and_then(Value::string));
    let item = |activity: Activity<'_>| ActivityRef {
        index: activity.item(),
        id: text(activity.value().get("id")),
        name: text(activity.value().get("name")),
        type_name: text(activity.value().get("type")),
        span: lines.span(activity.value().get("id").unwrap_or(activity.value()).file_range()),
        from: match context.graph.arrival(activity.index()) {
            Arrival::From(from, exit) => {
                let event = exit.and_then(|exit| flow.exit(exit).event());
                Some((flow.activity(from).item(), masked(event)))
            }
            Arrival::Never | Arrival::Entry => None,
        },
        way: Way { length: ways.length(activity.index()), lead: flow.activity(ways.lead(activity.index())).item() },
    };
    flow.activities().filter(|activity| needed[activity.index()]).map(item).collect()
}

/// The events of the exits along the paths that are not the shortest: between two activities the first exit that leads
/// from one to the other, which is the one that calls are said to take.
fn events_between<'d>(
    context: &Context<'_>,
    found: impl Iterator<Item = &'d Diagnostic>,
) -> Vec<((usize, usize), String)> {
    let mut wanted = BTreeSet::new();
    // Paths have most of their steps in common.
    let mut known = vec![usize::MAX; context.flow.activities().len()];
    let mut want = |from: usize, to: usize| {
        if std::mem::replace(&mut known[from], to) != to {
            wanted.insert((from, to));
        }
    };
    for diagnostic in found {
        let CallPath::Through(Abridged { first, left_out, last }) = &diagnostic.path else { continue };
        first.windows(2).chain(last.windows(2)).for_each(|pair| want(pair[0], pair[1]));
        if let (0, Some(&from), Some(&to)) = (left_out, first.last(), last.first()) {
            want(from, to);
        }
    }
    let flow = context.flow;
    let froms: BTreeSet<_> = wanted.iter().map(|(from, _)| *from).collect();
    let mut events = Vec::with_capacity(wanted.len());
    for (from, to, exit) in
        froms.into_iter().flat_map(|from| context.graph.edges(from).map(move |(to, exit)| (from, to, exit)))
    {
        if !wanted.remove(&(from, to)) {
            continue;
        }
        let event = masked(exit.and_then(|exit| flow.exit(exit).event()));
        let between = (flow.activity(from).item(), flow.activity(to).item());
        events.extend(event.map(|event| (between, event)));
    }
    events.sort_unstable();
    events
}
