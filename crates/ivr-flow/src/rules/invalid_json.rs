//! `invalid-json`

use crate::rule::{Check, Docs, Rule};
use crate::say::Say;
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "invalid-json",
    severity: Severity::Error,
    summary: Say { en: "the text is no JSON", zh: "文本不是合法的 JSON" },
    docs: Docs {
        what: Say {
            en: "The text cannot be read as JSON: it is broken or cut off, empty or blank, not UTF-8, or nested too \
                 deep (100 levels always pass, 1,000 never do). Documents before the break are linted, nothing behind \
                 it is; of a file that is not UTF-8, nothing is. It fires also where only the string in `Definition` \
                 is broken, empty or more than one document; the other flows of the page are still linted then. A \
                 byte-order mark and several documents one after another are fine, and while a directory is walked, a \
                 broken file with neither `\"activities\"` nor `Definition` in it is passed over in silence.",
            zh: "文本无法按 JSON 解析：内容有误或被截断、文件为空或只有空白、不是 UTF-8 编码，或者嵌套过深（100 层以\
                 内没有问题，达到 1000 层必报）。出错位置之前的文档照常检查，之后的不再读取；不是 UTF-8 的文件则完全\
                 不检查。如果只是 `Definition` 里的字符串解析失败、为空或包含多个文档，则只报这一个流程，同一页的其他\
                 流程照常检查。文件开头的 BOM、多个 JSON 文档首尾相接都属正常；遍历目录时，内容中既没有 \
                 `\"activities\"` 也没有 `Definition` 的损坏文件会直接跳过。",
        },
        why: Say {
            en: "A flow that cannot be read is not linted, so its mistakes reach the callers. Mostly the text was cut \
                 off, was broken by hand, or the command that should have written it failed and left an empty file.",
            zh: "读不了的流程就无法检查，其中的问题会原样留给来电者。常见原因是文本被截断、手工改坏，或者导出命令执行\
                 失败、只留下一个空文件。",
        },
        mend: Say {
            en: "Mend the text at the place of the finding, or get it anew: `aliyun ccc ListContactFlows --version \
                 2020-07-01 --force --region cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`. \
                 If the file is empty, read what the command printed: its errors do not go into the file. In Windows \
                 PowerShell 5 `>` writes UTF-16; use `| Out-File -Encoding utf8` instead, or PowerShell 7.",
            zh: "按报告的位置修正文本，或重新获取：`aliyun ccc ListContactFlows --version 2020-07-01 --force --region \
                 cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`。如果文件为空，请看命令在终\
                 端输出的错误，错误信息不会写进文件。Windows PowerShell 5 的 `>` 会写成 UTF-16，请改用 `| Out-File \
                 -Encoding utf8` 或 PowerShell 7。",
        },
        rests_on: Say {
            en: "Observed: in the platform's published samples a definition is JSON text, given as a string inside \
                 the API's JSON; that the `aliyun` command leaves an empty file when a call fails is read from its \
                 source.",
            zh: "实际观察：平台公开的示例中，流程定义都是 JSON 文本，以字符串形式放在 API 返回的 JSON 里；`aliyun` 命\
                 令调用失败时会留下空文件，这一点来自其源码。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]},
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Reading,
};
