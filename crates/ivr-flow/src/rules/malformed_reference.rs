//! `malformed-reference`

use crate::references::ReferenceKind;
use crate::references::once_an_activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "malformed-reference",
    severity: Severity::Warning,
    summary: Say { en: "what looks like a reference and is none", zh: "写错的变量引用" },
    docs: Docs {
        what: Say {
            en: "A text in `properties` has something that looks like a reference and is none: `${` without `}`, `${}` \
                 or only blanks inside, or full-width signs in place of `$`, `{` or `}` around something (`＄{…}`, \
                 `$｛…｝`). If another `${` opens before the `}`, the first is malformed and the second is read by \
                 itself. `{{…}}`, `¥{…}` and a lone `$` are plain text. It is reported once an activity, and no other \
                 rule on references looks at it.",
            zh: "`properties` 的文本中有看似引用却不是引用的内容：`${` 没有配对的 `}`；`${}` 里为空或只有空格；用全角符\
                 号代替了 `$`、`{` 或 `}`，且其中有内容（如 `＄{…}`、`$｛…｝`）。`}` 之前又出现 `${` 时，前一个视为写\
                 错，后一个照常解析。`{{…}}`、`¥{…}` 和单独的 `$` 是普通文本。同一模块中相同的内容只报告一次，其他检查\
                 引用的规则不再检查它。",
        },
        why: Say {
            en: "There is no reference for the platform to fill in: callers hear the signs read out, and a 分支 \
                 compares with them instead of the value.",
            zh: "平台不会把它当作引用来替换：来电者听到的是被照念出来的符号，分支比较的也是这串符号，而不是变量的值。",
        },
        mend: Say {
            en: "Open the module on the canvas, delete what stands there and choose the parameter anew (type a blank \
                 and `$`), then 保存 and 发布. In the text, write it with half-width signs: `${模块名.参数}`.",
            zh: "在画布上打开该模块，删除写错的内容，重新选择参数（输入空格和 `$`），然后保存并发布。如果直接改文本，请\
                 用半角符号写成 `${模块名.参数}`。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) writes references as `${…}`, and a recipe for \
                 product 1.x (2019) warns of full-width signs in conditions; what the platform does with such text is \
                 inferred.",
            zh: "官方文档：2.x 版用户指南（2021 年）中引用写作 `${…}`，1.x 版的操作示例（2019 年）提醒条件中不要使用全\
                 角符号；平台如何处理这类文本，属于推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是$｛输入卡号.digits｝。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "确认卡号",
   "properties": {"audioType": "tts", "say": "您输入的卡号是${输入卡号.digits}。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let malformed = cx.references().iter().filter(|reference| reference.kind == ReferenceKind::Malformed);
    for reference in once_an_activity(malformed) {
        let text = shown(&reference.text);
        let message =
            say!("`{text}` is no reference: callers hear it as it stands", "`{text}` 不是有效的引用：会被原样播报");
        let help = if reference.text.contains(['＄', '｛', '｝']) {
            say!("write it with the signs `$`, `{{` and `}}` of the English keyboard", "请使用半角的 `$`、`{{`、`}}`")
        } else {
            say!("a reference is written `${{module.parameter}}`", "引用应写作 `${{模块名.参数}}`")
        };
        out.push(cx.about_reference(reference, message).help(help));
    }
}
