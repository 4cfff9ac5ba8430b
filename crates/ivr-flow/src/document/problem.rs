//! The message for what cannot be read as a flow.

use std::ops::Range;
use std::str::Utf8Error;

use super::Place;
use crate::json::{Broken, Kind, MOST_LEVELS, MOST_STRINGS, Opening, Value, Why};
use crate::text::{Localized, localized, shorten};

/// Why bytes, a document in them or a definition cannot be read as a flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.en)]
#[non_exhaustive]
pub struct ReadError {
    /// The rule that reports it.
    pub rule: &'static str,
    /// JSON Pointer of the definition in the document, or of the value in its place.
    pub definition: String,
    /// JSON Pointer in the definition.
    pub pointer: &'static str,
    /// Where in the file.
    pub bytes: Range<usize>,
    /// One sentence about this case.
    pub message: Box<Localized>,
    /// What to do.
    pub help: Option<Box<Localized>>,
    /// Whether the JSON of the file itself is broken, so that nothing behind it is read.
    pub(crate) ends_file: bool,
}

impl ReadError {
    /// A list without flows, where one is asked for.
    pub(crate) fn no_flow_at_all() -> Self {
        let message = localized!("the list has no flows", "列表中没有流程");
        ReadError::new("invalid-shape", 0..0, message, None)
    }

    /// A problem with a value: at all of it.
    pub(super) fn at(rule: &'static str, place: &Place<'_>, message: Localized, help: Option<Localized>) -> Self {
        let error = ReadError::new(rule, place.value().file_range(), message, help);
        ReadError { definition: place.pointer.clone(), ..error }
    }

    /// The file or a document in it is not JSON.
    pub(super) fn not_json(at: usize, message: Localized, help: Option<Localized>) -> Self {
        ReadError { ends_file: true, ..ReadError::new("invalid-json", at..at, message, help) }
    }

    fn new(rule: &'static str, bytes: Range<usize>, message: Localized, help: Option<Localized>) -> Self {
        let (message, help) = (Box::new(message), help.map(Box::new));
        ReadError { rule, definition: String::new(), pointer: "", bytes, message, help, ends_file: false }
    }
}

/// The message for a string that contains no JSON.
pub(super) fn not_opened(string: &Place<'_>, why: Opening) -> ReadError {
    let (at, (message, help)) = match why {
        Opening::TooDeep => {
            let message = localized!(
                "strings are nested more than {MOST_STRINGS} levels deep",
                "字符串嵌套超过 {MOST_STRINGS} 层"
            );
            (0, (message, None))
        }
        Opening::Empty => {
            let message = localized!("the definition is empty", "流程定义为空");
            (string.value().string().unwrap_or_default().len(), (message, None))
        }
        Opening::Several(at) => {
            let message = localized!("unexpected text after the definition", "流程定义之后有多余的内容");
            (at, (message, None))
        }
        Opening::Broken(broken) => (broken.at, not_json(&broken)),
    };
    let value = string.value();
    let bytes = value.source_map().to_file(value.raw_range(at..at));
    ReadError { bytes, ..ReadError::at("invalid-json", string, message, help) }
}

/// The message for a text that is not valid JSON.
pub(super) fn not_json(broken: &Broken) -> (Localized, Option<Localized>) {
    match &broken.why {
        Why::Ended => (
            localized!("the JSON ends unexpectedly", "JSON 内容不完整（被截断）"),
            Some(localized!("get the flow again: the text was cut off", "请重新获取流程：内容被截断")),
        ),
        Why::TooDeep => (
            localized!(
                "arrays and objects are nested more than {MOST_LEVELS} levels deep",
                "数组与对象嵌套超过 {MOST_LEVELS} 层"
            ),
            None,
        ),
        Why::Syntax(why) => {
            let Localized { en, zh } = syntax(why);
            (localized!("not valid JSON: {en}", "不是有效的 JSON：{zh}"), None)
        }
    }
}

/// The messages of serde_json in both languages; those that are not listed stay as they are.
fn syntax(why: &str) -> Localized<&str> {
    let (en, zh) = match why {
        "expected value" => ("expected a value", "此处应为一个值"),
        "expected ident" => ("expected `true`, `false` or `null`", "此处应为 `true`、`false` 或 `null`"),
        "expected `:`" => (why, "此处应为 `:`"),
        "expected `,` or `]`" => (why, "此处应为 `,` 或 `]`"),
        "expected `,` or `}`" => (why, "此处应为 `,` 或 `}`"),
        "key must be a string" => ("a key must be a string", "键必须是字符串"),
        "trailing comma" => ("unexpected trailing comma", "多余的逗号"),
        "trailing characters" => ("unexpected characters after the value", "值之后有多余的字符"),
        "invalid number" => (why, "数字格式无效"),
        "invalid escape" => ("invalid escape in a string", "字符串中的转义无效"),
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            ("unescaped control character in a string", "字符串中有未转义的控制字符")
        }
        other => (other, other),
    };
    Localized { en, zh }
}

/// Why the bytes of a file are not a text that could be JSON; `text` is what they are as UTF-8, behind so many bytes of a
/// byte-order mark.
pub(super) fn unreadable(bytes: &[u8], text: Result<&str, Utf8Error>, before: usize) -> Option<ReadError> {
    let utf_16 = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => Some(0),
        // Without a byte-order mark the second byte is what no JSON has, unless the first is no UTF-8.
        [0x80..=0xff, 0, ..] => Some(0),
        [1..=0x7f, 0, ..] => Some(1),
        _ => None,
    };
    if let Some(at) = utf_16 {
        return Some(ReadError::not_json(
            before + at,
            localized!("the file is UTF-16, not UTF-8", "文件编码为 UTF-16，应为 UTF-8"),
            Some(localized!(
                "Windows PowerShell 5 writes UTF-16 with `>`: use `| Out-File -Encoding utf8`, or PowerShell 7",
                "Windows PowerShell 5 的 `>` 会写成 UTF-16：请改用 `| Out-File -Encoding utf8`，或使用 PowerShell 7"
            )),
        ));
    }
    match text {
        Err(error) => Some(ReadError::not_json(
            before + error.valid_up_to(),
            localized!("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
            Some(localized!(
                "save it as UTF-8; if it is GBK or binary, get the flow again",
                "请将文件另存为 UTF-8；如果是 GBK 编码或二进制文件，请重新获取流程"
            )),
        )),
        Ok(text) if text.trim().is_empty() => Some(ReadError::not_json(
            before + text.len(),
            localized!("the file is empty", "文件为空"),
            Some(localized!(
                "the command that should have written it probably failed: run it again and check its output",
                "写入此文件的命令可能执行失败：请重新运行并查看其输出"
            )),
        )),
        Ok(_) => None,
    }
}

/// The command that gets what can be linted.
const RIGHT_COMMAND: &str = "aliyun ccc ListContactFlows --version 2020-07-01 --force --region cn-shanghai \
     --InstanceId ID --PageNumber 1 --PageSize 100";

/// A flow of product version 1.x.
pub(super) fn old_flow(place: &Place<'_>) -> ReadError {
    let message = localized!(
        "this is a flow of product version 1.x (`Canvas`, `Content`), which cannot be linted",
        "这是 1.x 版产品的流程（`Canvas`、`Content`），无法检查"
    );
    let help = localized!(
        "if the instance is of version 2.x, get its flows with `{RIGHT_COMMAND}`",
        "如果实例是 2.x 版，请使用 `{RIGHT_COMMAND}` 获取流程"
    );
    ReadError::at("unsupported-format", place, message, Some(help))
}

/// The message for a value that is not a flow.
pub(super) fn no_flow(place: &Place<'_>) -> ReadError {
    let value = place.value();
    if value.get("ContactFlows").is_some_and(|flows| flows.descendants().any(|inner| inner.has_key("Versions"))) {
        let message = localized!(
            "this is a response of API version 2017-07-05, which contains no definitions",
            "这是 2017-07-05 版 API 的返回结果，其中没有流程定义"
        );
        let help = localized!(
            "the `aliyun` command calls the old version by default: use `{RIGHT_COMMAND}`",
            "`aliyun` 命令默认调用旧版 API：请改用 `{RIGHT_COMMAND}`"
        );
        return ReadError::at("unsupported-format", place, message, Some(help));
    }
    let text = |key| value.get(key).and_then(Value::string);
    let (message, help) = match (text("Code").filter(|code| code != "OK"), text("Message")) {
        (Some(code), said) => {
            let (code, said) = (shorten(&code), shorten(&said.unwrap_or_default()));
            (
                localized!("the API returned an error: {code} {said}", "API 返回了错误：{code} {said}"),
                localized!("fix the reported error and read the flows again", "请根据错误信息处理后重新读取流程"),
            )
        }
        _ => {
            let Localized { en, zh } = kind_name(value.kind());
            (
                localized!("this JSON ({en}) is not a flow", "该 JSON（{zh}）中没有流程"),
                localized!(
                    "expected a definition (an object with `activities`) or a ListContactFlows response",
                    "应为流程定义（带有 `activities` 的对象）或 ListContactFlows 的返回结果"
                ),
            )
        }
    };
    ReadError::at("invalid-shape", place, message, Some(help))
}

/// The message for an item of a list that is not a flow.
pub(super) fn not_a_flow(place: &Place<'_>) -> ReadError {
    let message = localized!("this item of the list is not a flow", "列表中的这一项不是流程");
    let help = localized!(
        "a flow has a `Definition`: read the list again with API version 2020-07-01",
        "流程应带有 `Definition`：请使用 2020-07-01 版 API 重新读取列表"
    );
    ReadError::at("invalid-shape", place, message, Some(help))
}

/// The message for a `Definition` that is neither an object nor a string.
pub(super) fn not_a_definition(place: &Place<'_>, kind: Kind) -> ReadError {
    let Localized { en, zh } = kind_name(kind);
    let message = localized!("`Definition` is {en}, not a flow definition", "`Definition` 是{zh}，不是流程定义");
    ReadError::at("invalid-shape", place, message, None)
}

/// The message for a definition whose `activities` are not an array, or that has none.
pub(super) fn no_activities(definition: &Place<'_>) -> ReadError {
    match definition.value().get("activities") {
        Some(other) => {
            let Localized { en, zh } = kind_name(other.kind());
            let message = localized!("`activities` is {en}, not an array", "`activities` 是{zh}，应为数组");
            let at = ReadError::at("invalid-shape", definition, message, None);
            ReadError { pointer: "/activities", bytes: other.file_range(), ..at }
        }
        None => {
            let message = localized!("the definition has no `activities`", "流程定义中没有 `activities`");
            ReadError::at("invalid-shape", definition, message, None)
        }
    }
}

/// What a value is, in a sentence.
pub(crate) fn kind_name(kind: Kind) -> Localized<&'static str> {
    let (en, zh) = match kind {
        Kind::Null => ("`null`", "`null`"),
        Kind::Bool => ("`true` or `false`", "布尔值"),
        Kind::Number => ("a number", "数字"),
        Kind::String => ("a string", "字符串"),
        Kind::Array => ("an array", "数组"),
        Kind::Object => ("an object", "对象"),
    };
    Localized { en, zh }
}
