//! Finds the definitions in a document, whatever they are wrapped in: pages of the API, exports, dumps, strings.
//!
//! Everything is recognised by its content. What is found goes to a [`Sink`] one by one, because the text that a
//! string says lives only as long as its flow is looked at: a page of 2,000 flows is never unpacked all at once.

use std::borrow::Cow;
use std::ops::Range;

use crate::json::{Broken, Json, Kind, MOST_LEVELS, Opening, Value, Way, Why, push_step};
use crate::say::{Say, say, shown};

/// How many strings a definition may be inside of. Each layer costs a pass over the text.
pub(crate) const MOST_STRINGS: usize = 16;

/// Takes what is found in a document, in the order of the text.
pub(crate) trait Sink {
    /// A definition: an object whose `activities`, if it has any, are still to be looked at.
    /// `object` is where the flow's name and id stand.
    fn flow(&mut self, object: Option<Place<'_>>, definition: Place<'_>);
    /// A place where a flow is expected and something else is.
    fn broken_flow(&mut self, object: Option<Place<'_>>, problem: Problem);
    /// The flows of a page follow; `total` is its `TotalCount`.
    fn page_begins(&mut self, total: Option<Place<'_>>);
    /// The flows of the page have been given.
    fn page_ends(&mut self);
}

/// A value in a document, with the JSON Pointer that leads there; strings are passed as if they were what they say.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) value: Value<'a>,
    pub(crate) pointer: &'a str,
}

/// Something that cannot be read as a flow: the rule that says so, and where.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) rule: &'static str,
    /// Where the definition is, or what stands in its place.
    pub(crate) pointer: String,
    /// JSON Pointer in the definition.
    pub(crate) within: &'static str,
    /// In the outermost text.
    pub(crate) place: Range<usize>,
    pub(crate) message: Say,
    pub(crate) help: Option<Say>,
}

/// Looks for flows in a document. The error says what it is instead, where it holds none.
pub(crate) fn find(document: Value<'_>, sink: &mut dyn Sink) -> Result<(), Box<Problem>> {
    look(document, String::new(), sink)
}

/// An object with one of these is a flow.
const FLOW_KEYS: [&str; 4] = ["activities", "Definition", "Canvas", "Content"];

/// What flows are wrapped in, in the order in which they are looked for.
const WRAPPERS: [&str; 3] = ["body", "Data", "List"];

fn look(mut value: Value<'_>, mut pointer: String, sink: &mut dyn Sink) -> Result<(), Box<Problem>> {
    let mut page = None;
    loop {
        match value.kind() {
            Kind::Object => {}
            Kind::Array => return look_in_list(value, page, &pointer, sink),
            Kind::String => return look_in_string(value, pointer, sink),
            _ => return Err(no_flow(value, pointer)),
        }
        let here = Place { value, pointer: &pointer };
        if value.get("activities").is_some() || value.present("Definition").is_some() {
            look_at_flow(here, sink);
            return Ok(());
        }
        if let Some(package) = value.present("FlowPackageData") {
            pointer.push_str("/FlowPackageData");
            let found = search(package, None, &pointer, sink);
            return if found { Ok(()) } else { Err(no_flow(package, pointer)) };
        }
        if let Some((key, inner)) = WRAPPERS.iter().find_map(|&key| Some((key, value.present(key)?))) {
            page = (key == "List").then(|| (value, pointer.clone()));
            push_step(&mut pointer, Some(Cow::Borrowed(key)), 0);
            value = inner;
            continue;
        }
        if is_flow(value) {
            look_at_flow(here, sink);
            return Ok(());
        }
        return Err(no_flow(value, pointer));
    }
}

fn look_in_string(string: Value<'_>, pointer: String, sink: &mut dyn Sink) -> Result<(), Box<Problem>> {
    if !may_be_json(string) {
        return Err(no_flow(string, pointer));
    }
    let inner = open(string, &pointer)?;
    let value = inner.root();
    look(value, pointer, sink).map_err(|problem| {
        let is_whole = value.kind() != Kind::Object && problem.place == value.place();
        if is_whole { Box::new(Problem { place: string.place(), ..*problem }) } else { problem }
    })
}

fn look_in_list(
    list: Value<'_>,
    page: Option<(Value<'_>, String)>,
    pointer: &str,
    sink: &mut dyn Sink,
) -> Result<(), Box<Problem>> {
    let is_empty_page = page.is_some() && list.children().next().is_none();
    if !is_empty_page && !list.children().any(is_flow) {
        return Err(no_flow(list, pointer.to_owned()));
    }
    let total = page.and_then(|(object, pointer)| Some((object.get("TotalCount")?, pointer + "/TotalCount")));
    sink.page_begins(total.as_ref().map(|(value, pointer)| Place { value: *value, pointer }));
    for (number, item) in list.children().enumerate() {
        let pointer = format!("{pointer}/{number}");
        look_at_flow(Place { value: item, pointer: &pointer }, sink);
    }
    sink.page_ends();
    Ok(())
}

/// Whether a value is a flow, or a string that says one.
fn is_flow(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Object => FLOW_KEYS.iter().any(|key| value.get(key).is_some()),
        Kind::String => may_be_json(value) && open(value, "").is_ok_and(|inner| is_flow(inner.root())),
        _ => false,
    }
}

/// Looks at a value that stands where a flow is expected.
fn look_at_flow(place: Place<'_>, sink: &mut dyn Sink) {
    let Place { value, pointer } = place;
    if may_be_json(value)
        && let Ok(inner) = open(value, pointer)
    {
        return look_at_flow(Place { value: inner.root(), pointer }, sink);
    }
    let object = (value.kind() == Kind::Object).then_some(place);
    if value.get("activities").is_some() {
        sink.flow(object, place);
    } else if let Some(definition) = value.get("Definition") {
        let pointer = format!("{pointer}/Definition");
        look_at_definition(place, definition, definition, &pointer, sink);
    } else if is_old_flow(value) {
        sink.broken_flow(object, old_flow(place));
    } else {
        let message = say!("this item of the list holds no flow", "列表中的这一项不是流程");
        let help = say!(
            "a flow has its `Definition`; read the list again with version 2020-07-01 of the API",
            "流程应带有 `Definition`；请用 2020-07-01 版 API 重新读取列表"
        );
        sink.broken_flow(object, problem("invalid-shape", place, message, Some(help)));
    }
}

/// `value` is what `definition`, the value as it stands in the flow's object, says.
fn look_at_definition(object: Place<'_>, definition: Value<'_>, value: Value<'_>, pointer: &str, sink: &mut dyn Sink) {
    let outer = Place { value: definition, pointer };
    match value.kind() {
        Kind::Object if is_old_flow(value) => sink.broken_flow(Some(object), old_flow(outer)),
        Kind::Object => sink.flow(Some(object), Place { value, pointer }),
        Kind::String => match open(value, pointer) {
            Ok(inner) => look_at_definition(object, definition, inner.root(), pointer, sink),
            Err(problem) => sink.broken_flow(Some(object), *problem),
        },
        kind => {
            let Say { en, zh } = kind_name(kind);
            let message =
                say!("`Definition` is {en}, not the definition of a flow", "`Definition` 是{zh}，不是流程定义");
            sink.broken_flow(Some(object), problem("invalid-shape", outer, message, None));
        }
    }
}

/// Searches for definitions at any depth, opening strings that are JSON. `holder` is the object that has the value
/// as a member. Returns whether there were any.
fn search(value: Value<'_>, holder: Option<Place<'_>>, pointer: &str, sink: &mut dyn Sink) -> bool {
    let mut found = false;
    let mut way = Way::from(value);
    // What has been looked at: definitions, and what each `Definition` holds.
    let mut seen: Vec<Range<u32>> = Vec::new();
    for inner in std::iter::once(value).chain(value.descendants()) {
        let is_definition = match inner.kind() {
            Kind::Object => inner.get("activities").is_some_and(|list| list.kind() == Kind::Array),
            Kind::String => false,
            _ => continue,
        };
        while seen.last().is_some_and(|seen| seen.end <= inner.node()) {
            seen.pop();
        }
        let is_flow = is_definition || inner.kind() == Kind::String || inner.get("Definition").is_some();
        if !is_flow || seen.iter().any(|seen| seen.contains(&inner.node())) {
            continue;
        }
        let opened = may_be_json(inner).then(|| open(inner, pointer));
        if inner.kind() == Kind::String && !matches!(opened, Some(Ok(_))) {
            continue;
        }
        let here = pointer.to_owned() + &way.to(inner).pointer();
        let around = way.holder().map(|(value, steps)| (value, pointer.to_owned() + &steps));
        let around = around.as_ref().map(|(value, pointer)| Place { value: *value, pointer });
        let holder = if inner.node() == value.node() { holder } else { around };
        if let Some(Ok(text)) = opened {
            found |= search(text.root(), holder, &here, sink);
            continue;
        }
        let place = Place { value: inner, pointer: &here };
        let looked_at = if is_definition { Some(inner) } else { inner.get("Definition") };
        if is_definition {
            sink.flow(holder.or(Some(place)), place);
        } else {
            look_at_flow(place, sink);
        }
        found = true;
        seen.extend(looked_at.map(|value| value.node()..value.node_behind()));
    }
    found
}

/// Whether a value is a string that begins as JSON does that can hold a flow.
fn may_be_json(value: Value<'_>) -> bool {
    if value.kind() != Kind::String {
        return false;
    }
    // Usually that can be seen without unescaping all of it.
    let raw = value.between_quotes();
    let begins = |text: &str| text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(['{', '[', '"']);
    begins(raw) || (raw.contains('\\') && value.string().is_some_and(|text| begins(&text)))
}

/// What a string says, as JSON, or why it says none.
fn open<'a>(string: Value<'a>, pointer: &str) -> Result<Json<'a>, Box<Problem>> {
    let (at, (message, help)) = if string.json().layers() >= MOST_STRINGS {
        let message = say!("a string inside more than {MOST_STRINGS} strings", "字符串嵌套超过 {MOST_STRINGS} 层");
        (0, (message, None))
    } else {
        match string.opened() {
            Ok(json) => return Ok(json),
            Err(Opening::Empty) => {
                let message = say!("the definition is an empty text", "定义是空文本");
                (string.string().unwrap_or_default().len(), (message, None))
            }
            Err(Opening::Several(at)) => {
                let message = say!("the definition goes on after its end", "定义结束之后还有内容");
                (at, (message, None))
            }
            Err(Opening::Broken(broken)) => (broken.at, say_broken(&broken)),
        }
    };
    let place = string.place_inside(at..at);
    Err(Box::new(Problem { rule: "invalid-json", pointer: pointer.to_owned(), within: "", place, message, help }))
}

/// What is said of a text that is no JSON.
pub(crate) fn say_broken(broken: &Broken) -> (Say, Option<Say>) {
    match &broken.why {
        Why::Ended => (
            say!("the JSON breaks off in the middle", "JSON 在中途断开"),
            Some(say!("get the flow again: the text was cut", "请重新获取流程：文本被截断了")),
        ),
        Why::TooDeep => (
            say!("more than {MOST_LEVELS} arrays and objects inside each other", "数组与对象嵌套超过 {MOST_LEVELS} 层"),
            None,
        ),
        Why::Syntax(why) => {
            let zh = syntax_in_chinese(why);
            (say!("no JSON: {why}", "不是合法的 JSON：{zh}"), None)
        }
    }
}

/// serde_json's words in Chinese; those that are not listed stay as they are.
fn syntax_in_chinese(why: &str) -> &str {
    match why {
        "expected value" => "此处应为一个值",
        "expected ident" => "此处应为 true、false 或 null",
        "expected `:`" => "此处应为 `:`",
        "expected `,` or `]`" => "此处应为 `,` 或 `]`",
        "expected `,` or `}`" => "此处应为 `,` 或 `}`",
        "key must be a string" => "键必须是字符串",
        "trailing comma" => "多余的逗号",
        "trailing characters" => "值之后有多余的字符",
        "invalid number" => "数字写法不合法",
        "invalid escape" => "字符串中的转义不合法",
        "control character (\\u0000-\\u001F) found while parsing a string" => "字符串中有未转义的控制字符",
        other => other,
    }
}

/// Whether an object is a flow of product version 1.x.
fn is_old_flow(object: Value<'_>) -> bool {
    let has = |key| object.get(key).is_some();
    (has("Canvas") || has("Content")) && !has("activities") && !has("Definition")
}

/// The command that gets what can be linted.
const RIGHT_COMMAND: &str = "aliyun ccc ListContactFlows --version 2020-07-01 --force --region cn-shanghai \
     --InstanceId ID --PageNumber 1 --PageSize 100";

fn old_flow(place: Place<'_>) -> Problem {
    let message = say!(
        "a flow of product version 1.x (`Canvas`, `Content`), which cannot be linted",
        "这是 1.x 版产品的流程（`Canvas`、`Content`），无法检查"
    );
    let help = say!(
        "if the instance is of version 2.x, get its flows with `{RIGHT_COMMAND}`",
        "若实例是 2.x 版，请用 `{RIGHT_COMMAND}` 获取流程"
    );
    problem("unsupported-format", place, message, Some(help))
}

/// What is said of a value that holds no flow.
fn no_flow(value: Value<'_>, pointer: String) -> Box<Problem> {
    let place = Place { value, pointer: &pointer };
    if value.get("ContactFlows").is_some_and(|flows| flows.descendants().any(|inner| inner.has_key("Versions"))) {
        let message = say!(
            "the answer of API version 2017-07-05, which has no definitions",
            "这是 2017-07-05 版 API 的返回结果，其中没有流程定义"
        );
        let help = say!(
            "the `aliyun` command calls the old version by itself; call `{RIGHT_COMMAND}`",
            "`aliyun` 命令默认调用旧版 API；请改用 `{RIGHT_COMMAND}`"
        );
        return Box::new(problem("unsupported-format", place, message, Some(help)));
    }
    let text = |key| value.get(key).and_then(Value::string);
    let (message, help) = match (text("Code").filter(|code| code != "OK"), text("Message")) {
        (Some(code), said) => {
            let (code, said) = (shown(&code), shown(&said.unwrap_or_default()));
            (
                say!("the API's answer is an error: {code} {said}", "API 返回了错误：{code} {said}"),
                say!("mend what the error says and read the flows again", "请根据错误信息处理后重新读取流程"),
            )
        }
        _ => {
            let Say { en, zh } = kind_name(value.kind());
            (
                say!("no flow in it: {en}", "其中没有流程：{zh}"),
                say!(
                    "expected a definition (an object with `activities`) or an answer of ListContactFlows",
                    "应为流程定义（带有 `activities` 的对象）或 ListContactFlows 的返回结果"
                ),
            )
        }
    };
    Box::new(problem("invalid-shape", place, message, Some(help)))
}

fn problem(rule: &'static str, place: Place<'_>, message: Say, help: Option<Say>) -> Problem {
    let Place { value, pointer } = place;
    Problem { rule, pointer: pointer.to_owned(), within: "", place: value.place(), message, help }
}

/// What a value is, in a sentence.
pub(crate) fn kind_name(kind: Kind) -> Say<&'static str> {
    let (en, zh) = match kind {
        Kind::Null => ("`null`", "`null`"),
        Kind::Bool => ("`true` or `false`", "布尔值"),
        Kind::Number => ("a number", "数字"),
        Kind::String => ("a string", "字符串"),
        Kind::Array => ("an array", "数组"),
        Kind::Object => ("an object", "对象"),
    };
    Say { en, zh }
}
