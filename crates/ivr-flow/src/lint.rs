//! The run over one file: bytes in, findings out. It cannot fail; whatever is wrong with the bytes is a finding.

use std::borrow::Cow;
use std::ops::Range;
use std::str::Utf8Error;

use memchr::memmem;

use crate::catalogue::Types;
use crate::decimal::Decimal;
use crate::definitions::{Place, Problem, Sink, find, kind_name, say_broken};
use crate::finding::{Call, CallString, ExitRef, Facts, FileReport, Finding, FlowReport, Item, Page, Path, Total};
use crate::flow::{Activity, Flow, Next};
use crate::graph::{Arrival, Graph};
use crate::json::{Json, Kind, Value, Way, documents};
use crate::key::Key;
use crate::place::Lines;
use crate::rule::{At, Cx, Draft, Rule};
use crate::rules::{check_flow, rule};
use crate::say::{Say, say};
use crate::settings::{Settings, Severity};
use crate::unescape::{Mark, Walk};

/// How a file came to be linted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody named it: if there is no flow in it, that is a finding.
    Named,
    /// It was met while walking a directory: what is evidently no flow is passed over in silence.
    Walked,
}

/// Lints the bytes of one file. `name` is what the report calls it.
pub fn lint_file(name: &str, bytes: &[u8], origin: Origin, settings: &Settings) -> FileReport {
    lint_file_with(&[], name, bytes, origin, settings)
}

/// [`lint_file`] with further rules of one's own, which are made by [`Rule::of_flow`].
pub fn lint_file_with(
    rules: &[&'static Rule],
    name: &str,
    bytes: &[u8],
    origin: Origin,
    settings: &Settings,
) -> FileReport {
    let mut report = FileReport::new(name);
    let (before, bytes) = without_mark(bytes);
    // The fast check does not say where a text breaks off.
    let text = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
    let unreadable = unreadable(bytes, text);
    let text = match &unreadable {
        Some((at, ..)) => std::str::from_utf8(&bytes[..*at]).unwrap_or_default(),
        None => text.unwrap_or_default(),
    };
    let lines = Lines::new(text, before);
    let mut run = FileRun { lines, origin, rules, settings, document: 0, report: &mut report };
    if let Some((at, message, help)) = unreadable {
        if origin == Origin::Named || mentions_flows(bytes) {
            run.add_broken(at, message, Some(help));
        }
    } else {
        run.lint_text(text);
    }
    let nothing = report.flows.is_empty() && report.findings.is_empty() && !report.has_list;
    report.passed_over = origin == Origin::Walked && nothing;
    report
}

/// The bytes without a byte-order mark, and how many bytes it has.
fn without_mark(bytes: &[u8]) -> (usize, &[u8]) {
    match bytes.strip_prefix("\u{feff}".as_bytes()) {
        Some(rest) => (3, rest),
        None => (0, bytes),
    }
}

/// Where and why the bytes of a file are no text that could be JSON; `text` is what they are as UTF-8.
fn unreadable(bytes: &[u8], text: Result<&str, Utf8Error>) -> Option<(usize, Say, Say)> {
    let utf_16 = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => Some(0),
        // Without a byte-order mark the second byte is what no JSON has, unless the first is no UTF-8.
        [0x80..=0xff, 0, ..] => Some(0),
        [1..=0x7f, 0, ..] => Some(1),
        _ => None,
    };
    if let Some(at) = utf_16 {
        return Some((
            at,
            say!("the file is UTF-16, not UTF-8", "文件是 UTF-16 编码，应为 UTF-8"),
            say!(
                "Windows PowerShell 5 writes UTF-16 with `>`: use `| Out-File -Encoding utf8`, or PowerShell 7",
                "Windows PowerShell 5 的 `>` 会写成 UTF-16：请改用 `| Out-File -Encoding utf8`，或使用 PowerShell 7"
            ),
        ));
    }
    match text {
        Err(error) => Some((
            error.valid_up_to(),
            say!("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
            say!(
                "save it as UTF-8; if it is GBK or binary, get the flow again",
                "请将文件另存为 UTF-8；若是 GBK 编码或二进制文件，请重新获取流程"
            ),
        )),
        Ok(text) if text.trim().is_empty() => Some((
            text.len(),
            say!("the file is empty", "文件是空的"),
            say!(
                "the command that should have written it probably failed: run it again and read what it says",
                "写入此文件的命令可能失败了：请重新运行并查看其报错"
            ),
        )),
        Ok(_) => None,
    }
}

/// Whether broken bytes look as if they had been about flows, in UTF-8 or UTF-16.
fn mentions_flows(bytes: &[u8]) -> bool {
    let mentions =
        |bytes: &[u8]| memmem::find(bytes, b"\"activities\"").is_some() || memmem::find(bytes, b"Definition").is_some();
    mentions(bytes)
        || (bytes.contains(&0) && mentions(&bytes.iter().copied().filter(|&byte| byte != 0).collect::<Vec<_>>()))
}

/// The run over one file as it stands.
struct FileRun<'a> {
    lines: Lines<'a>,
    origin: Origin,
    /// Those that are not among [`RULES`].
    rules: &'a [&'static Rule],
    settings: &'a Settings,
    document: usize,
    report: &'a mut FileReport,
}

impl FileRun<'_> {
    fn lint_text(&mut self, text: &str) {
        for (number, document) in documents(text).enumerate() {
            self.document = number;
            match document {
                Ok(document) => self.lint_document(&Json::new(text, document, None)),
                Err(broken) => {
                    if self.origin == Origin::Named || mentions_flows(text.as_bytes()) {
                        let (message, help) = say_broken(&broken);
                        self.add_broken(broken.at, message, help);
                    }
                    return;
                }
            }
        }
    }

    fn lint_document(&mut self, json: &Json<'_>) {
        let walked = self.origin == Origin::Walked;
        if walked && is_evidently_no_flow(json.root(), self.settings) {
            return;
        }
        if let Err(problem) = find(json.root(), self)
            && (!walked || problem.rule == "unsupported-format")
        {
            self.add_problem(None, *problem);
        }
    }

    /// Adds an `invalid-json` for the file, at a byte of its text.
    fn add_broken(&mut self, at: usize, message: Say, help: Option<Say>) {
        let pointer = String::new();
        let problem = Problem { rule: "invalid-json", pointer, within: "", place: at..at, message, help };
        self.add_problem(None, problem);
    }

    fn add_problem(&mut self, flow: Option<usize>, problem: Problem) {
        let Some(severity) = self.severity(problem.rule) else {
            return;
        };
        let span = self.lines.span(problem.place);
        self.report.findings.push(Finding {
            rule: problem.rule,
            severity,
            help: problem.help,
            document: self.document,
            flow,
            pointer: problem.within.to_owned(),
            definition: problem.pointer,
            ..Finding::at(span, problem.message)
        });
    }

    fn severity(&self, name: &str) -> Option<Severity> {
        rule(name).and_then(|rule| self.settings.severity(rule.name, rule.severity))
    }

    /// Notes a place where a flow is expected, and what the list says of it.
    fn add_flow(&mut self, object: Option<Place<'_>>, definition: &str) -> usize {
        let keys = [
            Key::ContactFlowId,
            Key::FlowName,
            Key::FlowType,
            Key::InstanceId,
            Key::Published,
            Key::UpdatedTime,
            Key::NumberList,
        ];
        let value = object.map(|object| object.value);
        let members = value.map(|value| value.members(keys)).unwrap_or_default();
        let [id, name, kind, instance, published, updated, numbers] =
            members.map(|member| member.filter(|member| !member.is_null()));
        let text = |member: Option<Value<'_>>| Some(member?.string()?.into_owned());
        let span = |value: Value<'_>| self.lines.span(value.place());
        // A definition alone has nothing to do with others: its place need not be looked up.
        let is_listed = id.or(name).or(numbers).is_some();
        let object_span = value.filter(|_| is_listed).map(span).unwrap_or_default();
        let numbers = numbers.filter(|numbers| numbers.kind() == Kind::Array);
        let numbers = numbers.into_iter().flat_map(Value::children);
        let facts = Facts {
            instance: text(instance),
            published: published.and_then(Value::boolean),
            updated: text(updated),
            numbers: numbers.filter_map(|number| Some((number.string()?.into_owned(), span(number)))).collect(),
            pointer: object.map(|object| object.pointer.to_owned()).unwrap_or_default(),
            name_span: name.filter(|name| name.kind() == Kind::String).map_or(object_span, span),
            published_span: published.map_or(object_span, span),
            calls: Vec::new(),
            transfers: Vec::new(),
            has_transfer: false,
            is_broken: false,
        };
        if self.report.flows.is_empty() {
            // Most files have one.
            self.report.flows.reserve_exact(1);
        }
        self.report.flows.push(FlowReport {
            document: self.document,
            definition: definition.to_owned(),
            id: text(id),
            name: text(name),
            kind: text(kind),
            activities: 0,
            items: Vec::new(),
            facts,
        });
        self.report.flows.len() - 1
    }

    fn lint_flow(&mut self, index: usize, object: Option<Place<'_>>, definition: Place<'_>, list: Value<'_>) {
        let flow = read_flow(object.map(|object| object.value), definition.value, list, self.settings);
        self.report.flows[index].activities = flow.activities.len();
        let graph = Graph::new(&flow);
        let cx = Cx::new(&flow, &graph, self.settings);
        let mut drafts = check_flow(&cx, self.rules);
        self.add_calls(index, &cx, definition.value);
        let calls = of_types(&cx, SUB).map(|(sub, _)| sub);
        if drafts.is_empty() && self.report.flows[index].facts.calls.is_empty() {
            return;
        }
        // Drafts are large: their keys are sorted, and each is moved once.
        drafts.sort_by_cached_key(|(_, _, draft)| draft.at.order());
        let mut way = Way::from(definition.value);
        let mut parts = Parts::default();
        self.report.flows[index].items = items(&cx, &self.lines, drafts.iter().map(|(_, _, draft)| draft), calls);
        self.report.findings.reserve(drafts.len());
        for (rule, severity, draft) in drafts {
            let value = definition.value.json().value(draft.at.node());
            let pointer = way.to(value).pointer();
            let place = match &draft.at {
                At::Value(_) => value.place(),
                At::Key(_) => value.json().outward(value.key_range().unwrap_or(value.range())),
                At::Part(_, range) => parts.place(value, range),
            };
            let finding = self.finding(&cx, rule, severity, draft, place);
            let definition = definition.pointer.to_owned();
            self.report.findings.push(Finding { flow: Some(index), pointer, definition, ..finding });
        }
    }

    /// The bytes of a value in the file.
    fn bytes(&self, value: Value<'_>) -> Range<usize> {
        self.lines.bytes(value.place())
    }

    /// What a flow has to do with others.
    fn add_calls(&mut self, index: usize, cx: &Cx<'_>, definition: Value<'_>) {
        let mut calls = Vec::new();
        let mut way = None;
        for (sub, activity) in of_types(cx, SUB) {
            let way = way.get_or_insert_with(|| Way::from(definition));
            let values = activity.properties().into_iter().flat_map(Value::descendants);
            let strings = values.filter_map(|value| {
                let text = value.string()?.into_owned();
                let (pointer, span) = (way.to(value).pointer(), self.lines.span(value.place()));
                Some(CallString { text, pointer, span })
            });
            calls.push(Call {
                strings: strings.collect(),
                activity: activity.item as usize,
                id: activity.id().map(Cow::into_owned),
                path: if cx.graph.is_reachable(sub) { Path::Shortest } else { Path::None },
                bytes: self.bytes(activity.value),
            });
        }
        let facts = &mut self.report.flows[index].facts;
        facts.calls = calls;
        for (_, activity) in of_types(cx, TRANSFER) {
            facts.has_transfer = true;
            facts.transfers.extend(activity.id().map(Cow::into_owned));
        }
    }

    /// The finding of a draft, but for what its flow adds. `place` is what the draft points at.
    fn finding(
        &self,
        cx: &Cx<'_>,
        rule: &'static str,
        severity: Severity,
        draft: Draft,
        place: Range<usize>,
    ) -> Finding {
        let activities = &cx.flow.activities;
        let ids = |indexes: &[usize]| {
            indexes.iter().filter_map(|&index| Some(activities[index].id()?.into_owned())).collect()
        };
        Finding {
            rule,
            severity,
            help: draft.help,
            document: self.document,
            activity: draft.activity.map(|index| activities[index].item).or(draft.item).map(|item| item as usize),
            exit: draft.exit.map(|exit| exit_ref(cx, exit)),
            activities: match (&draft.names, draft.activity) {
                (Some(names), _) => ids(names),
                (None, Some(activity)) => ids(&[activity]),
                (None, None) => Vec::new(),
            },
            path: match draft.path {
                Path::By(steps) => Path::By(steps.iter().map(|&index| activities[index].item as usize).collect()),
                other => other,
            },
            reference: draft.reference,
            activity_bytes: draft.activity.map(|index| self.bytes(activities[index].value)),
            ..Finding::at(self.lines.span(place), draft.message)
        }
    }
}

const SUB: Types = Types::of(&["SUB"]);
const TRANSFER: Types = Types::of(&["TRANSFER_TO_AGENT"]);

/// The activities of some types, with their indexes.
fn of_types<'c, 'a>(cx: &'c Cx<'a>, types: Types) -> impl Iterator<Item = (usize, &'c Activity<'a>)> {
    let there = if cx.flow.types.meet(types) { &cx.flow.activities[..] } else { &[] };
    there.iter().enumerate().filter(move |(_, activity)| types.has(activity.of_type()))
}

/// Finds the places of parts of strings, asked for in the order of the text: a string full of them is walked once.
#[derive(Default)]
struct Parts<'a> {
    /// The string of the last question, and how far its parts' beginnings and ends have been found.
    last: Option<(u32, Walk<'a>, Walk<'a>)>,
}

impl<'a> Parts<'a> {
    fn place(&mut self, string: Value<'a>, part: &Range<usize>) -> Range<usize> {
        let node = string.node();
        if self.last.as_ref().is_none_or(|(last, ..)| *last != node) {
            let walk = || Walk::new(string.between_quotes(), Mark { raw: 0, text: 0 });
            self.last = Some((node, walk(), walk()));
        }
        let Some((_, starts, ends)) = &mut self.last else { return string.place() };
        let first = string.first_between_quotes();
        string.json().outward(first + starts.to(part.start).raw..first + ends.to(part.end).raw)
    }
}

fn exit_ref(cx: &Cx<'_>, exit: usize) -> ExitRef {
    let exit = cx.exit(exit);
    let next = match exit.next() {
        Next::Wired(id) => Some(id.into_owned()),
        Next::Unwired => exit.value().present("next").map(|_| String::new()),
        Next::Broken => None,
    };
    ExitRef { index: exit.item() as usize, event: exit.event().map(Cow::into_owned), next }
}

/// The activities that the findings of a flow and their paths need, those of its calls included.
fn items<'a>(
    cx: &Cx<'_>,
    lines: &Lines<'_>,
    drafts: impl Iterator<Item = &'a Draft>,
    calls: impl Iterator<Item = usize>,
) -> Vec<Item> {
    let mut needed = vec![false; cx.flow.activities.len()];
    let mut came_from = |activity: usize| {
        let mut next = Some(activity);
        while let Some(activity) = next
            && !std::mem::replace(&mut needed[activity], true)
        {
            next = match cx.graph.arrival(activity) {
                Arrival::From(from, _) => Some(from),
                Arrival::Never | Arrival::Entry => None,
            };
        }
    };
    calls.for_each(&mut came_from);
    for draft in drafts {
        draft.activity.into_iter().for_each(&mut came_from);
        if let Path::By(steps) = &draft.path {
            steps.iter().copied().for_each(&mut came_from);
        }
    }
    let item = |index: usize| {
        let activity = cx.activity(index);
        let text = |key| activity.value.get(key).and_then(Value::string).map(Cow::into_owned);
        Item {
            index: activity.item as usize,
            id: text("id"),
            name: text("name"),
            kind: text("type"),
            span: lines.span(activity.value.get("id").unwrap_or(activity.value).place()),
            from: match cx.graph.arrival(index) {
                Arrival::From(from, exit) => {
                    let event = exit.and_then(|exit| cx.exit(exit).event());
                    Some((cx.activity(from).item as usize, event.map(Cow::into_owned)))
                }
                Arrival::Never | Arrival::Entry => None,
            },
        }
    };
    needed.iter().enumerate().filter(|&(_, &needed)| needed).map(|(index, _)| item(index)).collect()
}

/// Gives every flow of a file that has an array `activities` to `look`, without linting it: its index in
/// [`FileReport::flows`], the object that has its name and id where there is one, and what a rule would see.
///
/// Like [`lint_file`] it cannot fail; what cannot be read is passed over, and linting says why.
pub fn look_at_flows<'l>(
    bytes: &[u8],
    origin: Origin,
    settings: &'l Settings,
    look: &'l mut dyn FnMut(usize, Option<Value<'_>>, &Cx<'_>),
) {
    let text = simdutf8::basic::from_utf8(without_mark(bytes).1).unwrap_or_default();
    let mut looker = Looker { settings, look, index: 0 };
    for document in documents(text) {
        let Ok(document) = document else { return };
        let json = Json::new(text, document, None);
        if origin == Origin::Named || !is_evidently_no_flow(json.root(), settings) {
            // A document without a flow is said to be one by linting.
            let _ = find(json.root(), &mut looker);
        }
    }
}

/// Gives what is found to somebody who looks at it.
struct Looker<'l> {
    settings: &'l Settings,
    look: &'l mut dyn FnMut(usize, Option<Value<'_>>, &Cx<'_>),
    /// Of the next flow.
    index: usize,
}

impl Sink for Looker<'_> {
    fn flow(&mut self, object: Option<Place<'_>>, definition: Place<'_>) {
        if let Some(list) = definition.value.get("activities").filter(|list| list.kind() == Kind::Array) {
            let object = object.map(|object| object.value);
            let flow = read_flow(object, definition.value, list, self.settings);
            let graph = Graph::new(&flow);
            (self.look)(self.index, object, &Cx::new(&flow, &graph, self.settings));
        }
        self.index += 1;
    }
    fn broken_flow(&mut self, _: Option<Place<'_>>, _: Problem) {
        self.index += 1;
    }
    fn page_begins(&mut self, _: Option<Place<'_>>) {}
    fn page_ends(&mut self) {}
}

fn read_flow<'a>(object: Option<Value<'a>>, definition: Value<'a>, list: Value<'a>, settings: &Settings) -> Flow<'a> {
    Flow::read(definition, list, object.and_then(|object| object.get("Type")?.string()), settings)
}

/// Whether every flow of a document that was met while walking is an `activities` of something else.
fn is_evidently_no_flow(document: Value<'_>, settings: &Settings) -> bool {
    struct Evidence<'a> {
        settings: &'a Settings,
        /// Whether anything is a flow.
        flow: bool,
    }
    impl Sink for Evidence<'_> {
        fn flow(&mut self, object: Option<Place<'_>>, definition: Place<'_>) {
            let is_bare = object.is_none_or(|object| object.pointer == definition.pointer);
            let items = definition.value.get("activities").filter(|list| list.kind() == Kind::Array);
            self.flow |= !is_bare
                || items.into_iter().flat_map(Value::children).any(|item| {
                    let kind = item.get("type").and_then(Value::string);
                    item.get("events").is_some() || kind.is_some_and(|kind| self.settings.behaviour(&kind).1.is_some())
                });
        }
        fn broken_flow(&mut self, _: Option<Place<'_>>, _: Problem) {
            self.flow = true;
        }
        fn page_begins(&mut self, _: Option<Place<'_>>) {}
        fn page_ends(&mut self) {}
    }
    // Only where a document has `activities` of its own is there a question; looking costs a pass over it.
    let has_bare =
        document.get("activities").is_some() || document.kind() == Kind::Array || document.kind() == Kind::String;
    if !has_bare {
        return false;
    }
    let mut evidence = Evidence { settings, flow: false };
    find(document, &mut evidence).is_ok() && !evidence.flow
}

impl Sink for FileRun<'_> {
    fn flow(&mut self, object: Option<Place<'_>>, definition: Place<'_>) {
        let index = self.add_flow(object, definition.pointer);
        match definition.value.get("activities") {
            Some(list) if list.kind() == Kind::Array => self.lint_flow(index, object, definition, list),
            other => {
                let (within, place, message) = match other {
                    Some(other) => {
                        let Say { en, zh } = kind_name(other.kind());
                        let message = say!("`activities` is {en}, not an array", "`activities` 是{zh}，应为数组");
                        ("/activities", other.place(), message)
                    }
                    None => {
                        let message = say!("the definition has no `activities`", "定义中没有 `activities`");
                        ("", definition.value.place(), message)
                    }
                };
                self.report.flows[index].facts.is_broken = true;
                let pointer = definition.pointer.to_owned();
                let problem = Problem { rule: "invalid-shape", pointer, within, place, message, help: None };
                self.add_problem(Some(index), problem);
            }
        }
    }

    fn broken_flow(&mut self, object: Option<Place<'_>>, problem: Problem) {
        let index = self.add_flow(object, &problem.pointer);
        self.add_problem(Some(index), problem);
    }

    fn page_begins(&mut self, total: Option<Place<'_>>) {
        self.report.has_list = true;
        let first = self.report.flows.len();
        let total = total.and_then(|total| {
            let count = Some(total.value).filter(|value| value.kind() == Kind::Number)?;
            let count = Decimal::of(count.raw())?.whole()?;
            let span = self.lines.span(total.value.place());
            Some(Total { count, pointer: total.pointer.to_owned(), span })
        });
        self.report.pages.push(Page { document: self.document, flows: first..first, total });
    }

    fn page_ends(&mut self) {
        if let Some(page) = self.report.pages.last_mut() {
            page.flows.end = self.report.flows.len();
        }
    }
}
