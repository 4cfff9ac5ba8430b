//! `malformed-reference`

use std::borrow::Cow;

use super::rewrites;
use crate::HashSet;
use crate::analysis::{Context, NO_DOTS, Names, ReferenceKind, once_an_activity, scan};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("malformed-reference"),
    level: Level::On(Severity::Warning),
    summary: Text::new("text that looks like a reference but is not valid", "变量引用格式错误"),
    docs: Docs {
        what: Text::new(
            "Checks the texts in `properties` for what looks like a reference but is not a valid one: `${` without \
                 `}`; `${}` or only spaces inside; full-width characters in place of `$`, `{` or `}` around some \
                 content (`＄{…}`, `$｛…｝`); `。`, `．`, `，`, `、` or `,` inside and no `.` (`${Start。caller}`); spaces \
                 between `$` and `{` where the braces contain a name, a dot and a parameter (`$ {Start.caller}`). If \
                 another `${` opens before the `}`, the first one is malformed and the second one is read on its own. \
                 `{{…}}`, `¥{…}`, `$ {…}` without a dot and a lone `$` are plain text. Each text is reported once per \
                 module and is not checked by the other rules on references.",
            "`properties` 的文本中有看似引用却不是引用的内容：`${` 没有配对的 `}`；`${}` 里为空或只有空格；用全角符\
                 号代替了 `$`、`{` 或 `}`，且其中有内容（如 `＄{…}`、`$｛…｝`）；其中没有 `.`，却有“。”“．”“，”“、”或\
                 `,`（如 `${开始。caller}`）；`$` 与 `{` 之间有空格，且括号中是以点分隔的名称和参数（如 `$ {开始.caller}`）。\
                 `}` 之前又出现 `${` 时，前一个视为格式错误，后一个照常解析。`{{…}}`、`¥{…}`、不含点的 `$ {…}` 和单独的 \
                 `$` 是普通文本。同一模块中相同的内容只报告一次，其他检查引用的规则不再检查它。",
        ),
        why: Text::new(
            "The platform does not replace it with a value: callers hear the characters read out, and a Branch \
                 module (分支) compares with them instead of the value.",
            "平台不会把它当作引用来替换：来电者（客户）听到的是原样读出的字符，分支比较的也是这些字符，而不是变量的\
                 值。",
        ),
        fix: Text::new(
            "Open the module on the canvas, delete the malformed text and select the parameter again (type a space \
                 and `$`), then click Save (保存) and Publish (发布). In the text, write it with half-width \
                 characters: `${module.parameter}`.",
            "在画布上打开该模块，删除写错的内容，重新选择参数（输入空格和 `$`），然后保存并发布。如果直接改文本，请\
                 用半角符号写成 `${模块名.参数}`。",
        ),
        basis: Text::new(
            "Documented: in the manual of product version 2.x (2021), references are written as `${…}`, and a \
                 how-to for product version 1.x (2019) warns of full-width characters in conditions. What the platform \
                 does with such text is inferred.",
            "官方文档：2.x 版用户指南（2021 年）中引用写作 `${…}`，1.x 版的操作示例（2019 年）提醒条件中不要使用全\
                 角符号；平台如何处理这类文本，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
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
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let malformed = || context.references().iter().filter(|reference| reference.kind == ReferenceKind::Malformed);
    if malformed().next().is_none() {
        return;
    }
    let mut edits = rewrites(context, malformed(), |reference| {
        well_formed(&reference.text).map(|text| (0..reference.text.len(), text))
    });
    let fixed = once_an_activity(malformed()).map(|reference| (reference.activity, well_formed(&reference.text)));
    let mut are_set = are_set(context, &fixed.collect::<Vec<_>>()).into_iter();
    for reference in once_an_activity(malformed()) {
        let text = shorten(&reference.text);
        let message = localized!(
            "`{text}` is not a valid reference: it will be read out literally",
            "`{text}` 不是有效的变量引用，会被原样读出"
        );
        let help = if reference.text.contains(['＄', '｛', '｝']) {
            localized!("use the half-width characters `$`, `{{` and `}}`", "请使用半角字符 `$`、`{{`、`}}`")
        } else if reference.text[1..].starts_with(char::is_whitespace) {
            localized!("remove the space after `$`", "请删除 `$` 后的空格")
        } else {
            localized!("write it as `${{module.parameter}}`", "请写作 `${{模块名.参数}}`")
        };
        let fixed = well_formed(&reference.text).unwrap_or_default();
        let shown = shorten(&fixed);
        let title = localized!("Write it as `{shown}`", "改写为 `{shown}`");
        let edits = edits.remove(&(reference.activity, reference.text.as_str())).unwrap_or_default();
        let is_safe = are_set.next() == Some(true);
        out.push(context.about_reference(reference, message).help(help).fix(is_safe, title, edits));
    }
}

/// What was meant: half-width signs, no blanks around them, a dot between the parts. `None` where a brace is missing or
/// nothing is inside.
fn well_formed(text: &str) -> Option<String> {
    let signs: String = text
        .chars()
        .map(|sign| match sign {
            '＄' => '$',
            '｛' => '{',
            '｝' => '}',
            sign => sign,
        })
        .collect();
    let inside = signs.strip_prefix('$')?.trim_start().strip_prefix('{')?.strip_suffix('}')?;
    let dotted = if inside.contains('.') { inside.to_owned() } else { inside.replacen(NO_DOTS, ".", 1) };
    let parts: Vec<_> = dotted.split('.').map(str::trim).collect();
    let fixed = format!("${{{}}}", parts.join("."));
    let is_one = parts.iter().all(|part| !part.is_empty())
        && scan(&fixed).all(|found| found.inner.is_some() && found.range == (0..fixed.len()));
    is_one.then_some(fixed)
}

/// Whether nothing else will be said of references in activities: their module is there, and every call has passed it.
fn are_set(context: &Context<'_>, references: &[(usize, Option<String>)]) -> Vec<bool> {
    let names = Names::of(context.flow);
    let module = |(activity, reference): &(usize, Option<String>)| {
        let inside = reference.as_ref()?.strip_prefix("${")?.strip_suffix('}')?;
        match names.kind_of(inside) {
            ReferenceKind::Module(module) => Some(Some(module.only()?).filter(|module| module != activity)),
            _ => Some(None),
        }
    };
    let modules: Vec<_> = references.iter().map(module).collect();
    let is_pair =
        |&(module, activity): &(usize, usize)| [module, activity].iter().all(|&at| context.graph.is_reachable(at));
    let pairs = modules.iter().zip(references).filter_map(|(module, (activity, _))| Some(((*module)??, *activity)));
    let pairs: Vec<_> = pairs.filter(is_pair).collect();
    let unset: HashSet<_> = pairs
        .iter()
        .zip(context.graph.dominate(&pairs))
        .filter_map(|(&pair, is_set)| (!is_set).then_some(pair))
        .collect();
    let is_set = |(module, (activity, _)): (&Option<Option<usize>>, &(usize, Option<String>))| match module {
        Some(Some(module)) => !unset.contains(&(*module, *activity)),
        Some(None) => true,
        None => false,
    };
    modules.iter().zip(references).map(is_set).collect()
}
