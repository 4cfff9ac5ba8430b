//! `invalid-json`

use std::borrow::Cow;

use crate::rules::{Check, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("invalid-json"),
    level: Level::On(Severity::Error),
    summary: Text::new("not valid JSON", "内容不是有效的 JSON"),
    docs: Docs {
        what: Text::new(
            "Checks for text that is not valid JSON: it is broken or cut off, empty or blank, not UTF-8, or nested \
                 too deeply (100 levels are always accepted, 1,000 never are). Documents before the error are linted, \
                 anything after it is not; a file that is not UTF-8 is not linted at all. If only the string in \
                 `Definition` is broken, empty or more than one document, the finding is about that flow and the other \
                 flows of the page are still linted. A byte-order mark and several documents one after another are \
                 accepted. When walking a directory, a broken file that contains neither `\"activities\"` nor \
                 `Definition` is skipped silently.",
            "内容无法解析为 JSON：内容有误或被截断、文件为空或只有空白、不是 UTF-8 编码，或者嵌套过深（100 层以内没\
                 有问题，达到 1,000 层时一定报告）。出错位置之前的文档照常检查，之后的不再读取；不是 UTF-8 的文件则完全\
                 不检查。如果只是 `Definition` 里的字符串解析失败、为空或包含多个文档，则只报告这一个流程，同一页的其他\
                 流程照常检查。文件开头的 BOM、多个 JSON 文档首尾相接都属正常；遍历目录时，内容中既没有 \
                 `\"activities\"` 也没有 `Definition` 的损坏文件会直接跳过。",
        ),
        why: Text::new(
            "A flow that cannot be read is not linted, so its errors reach callers. Usually the text was cut off, \
                 was damaged by manual editing, or the command that should have written the file failed and left it \
                 empty.",
            "无法读取的流程不会被检查，其中的问题会直接影响来电者（客户）。常见原因是文本被截断、手工编辑时改坏，或\
                 者导出命令执行失败、只留下一个空文件。",
        ),
        fix: Text::new(
            "Fix the text at the reported position, or get it again: `aliyun ccc ListContactFlows --version \
                 2020-07-01 --force --region cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`. \
                 If the file is empty, read what the command printed: its errors are not written to the file. In \
                 Windows PowerShell 5, `>` writes UTF-16; use `| Out-File -Encoding utf8` instead, or use PowerShell 7.",
            "在报告的位置修正内容，或重新获取：`aliyun ccc ListContactFlows --version 2020-07-01 --force --region \
                 cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`。如果文件为空，请看命令在终端\
                 输出的错误，错误信息不会写进文件。Windows PowerShell 5 的 `>` 会写成 UTF-16，请改用 `| Out-File \
                 -Encoding utf8` 或 PowerShell 7。",
        ),
        basis: Text::new(
            "Observed: in the platform's published samples, a definition is JSON text stored as a string in the \
                 JSON of the API. That the `aliyun` command leaves an empty file when a call fails is known from its \
                 source code.",
            "实际观察：平台公开的示例中，流程定义都是 JSON 文本，以字符串形式放在 API 返回的 JSON 里；`aliyun` 命令\
                 调用失败时会留下空文件，这一点来自其源码。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]},
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Reading,
};
