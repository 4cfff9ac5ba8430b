//! The help and the mistakes of the command line in Chinese: clap itself speaks English.

mod texts;

use std::error::Error as _;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

use crate::args::Wrong;
use texts::{ABOUT, AFTER, OPTIONS, heading};

/// The command with its help in Chinese.
pub(crate) fn translated(mut command: Command) -> Command {
    // Only then are there all options and commands.
    command.build();
    translate(command, "ivr-lint")
}

fn translate(command: Command, path: &str) -> Command {
    let header = command.get_styles().get_header();
    let template = format!("{{about-with-newline}}\n{header}用法：{header:#}{{usage}}\n\n{{all-args}}{{after-help}}");
    let command = command.help_template(template).subcommand_help_heading("命令");
    let command = match ABOUT.iter().find(|(known, _)| *known == path) {
        Some((_, about)) => command.about(*about),
        None => command,
    };
    let command = match AFTER.iter().find(|(known, _)| *known == path) {
        Some((_, after)) => command.after_help(*after),
        None => command,
    };
    let command = command.mut_args(|argument| option(argument, path));
    let names: Vec<_> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |inner| {
            // Below it are all commands once more.
            if name == "help" { inner.about(texts::HELP) } else { translate(inner, &name) }
        })
    })
}

fn option(argument: Arg, command: &str) -> Arg {
    let id = argument.get_id().as_str();
    let mut help = OPTIONS
        .iter()
        .find(|(known, _)| *known == format!("{command}/{id}"))
        .or_else(|| OPTIONS.iter().find(|(known, _)| *known == id))
        .map_or_else(
            || argument.get_help().map(ToString::to_string).unwrap_or_default(),
            |(_, help)| (*help).to_owned(),
        );
    let values = argument.get_possible_values();
    let values: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name()).collect();
    if !values.is_empty() && argument.get_action().takes_values() && !argument.is_hide_possible_values_set() {
        let _ = write!(help, "［可选值：{}］", values.join("、"));
    }
    if let [default] = argument.get_default_values()
        && argument.get_action().takes_values()
    {
        let _ = write!(help, "［默认值：{}］", default.to_string_lossy());
    }
    let heading = heading(argument.get_help_heading(), argument.is_positional());
    argument.help(help).help_heading(heading).hide_possible_values(true).hide_default_value(true)
}

/// Says on the standard error what is wrong with a command line.
pub(crate) fn print(error: &Error) -> io::Result<()> {
    let style = clap::builder::styling::AnsiColor::Red.on_default().bold();
    let mut text = format!("{style}错误：{style:#}{}", message(error));
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let near = strings(error, kind);
        if !near.is_empty() {
            let _ = write!(
                text,
                "\n\n  您是否要输入 {}？",
                near.iter().map(|near| format!("`{near}`")).collect::<Vec<_>>().join("、")
            );
        }
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let _ = write!(text, "\n\n用法：{}", usage.trim_start_matches("Usage:").trim());
    }
    text += "\n\n更多信息请用 `--help` 查看。";
    writeln!(anstream::stderr(), "{text}")
}

fn message(error: &Error) -> String {
    let argument = strings(error, ContextKind::InvalidArg).join("、");
    let value = strings(error, ContextKind::InvalidValue).join("、");
    match error.kind() {
        ErrorKind::ArgumentConflict => {
            let other = strings(error, ContextKind::PriorArg);
            match other.is_empty() {
                true => format!("`{argument}` 不能与其他参数一起使用"),
                false => format!("`{argument}` 不能与 `{}` 一起使用", other.join("`、`")),
            }
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}` 缺少取值"),
        ErrorKind::InvalidValue => {
            let valid = strings(error, ContextKind::ValidValue);
            let valid =
                if valid.is_empty() { String::new() } else { format!("［可选值：{}］", valid.join("、")) };
            format!("`{argument}` 的取值 `{value}` 无效{valid}")
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(|source| match source.downcast_ref::<Wrong>() {
                Some(wrong) => wrong.0.zh.clone(),
                None => source.to_string(),
            });
            let why = why.map(|why| format!("：{why}")).unwrap_or_default();
            format!("`{argument}` 的取值 `{value}` 无效{why}")
        }
        ErrorKind::UnknownArgument => format!("未知的参数 `{argument}`"),
        ErrorKind::InvalidSubcommand => {
            format!("未知的命令 `{}`", strings(error, ContextKind::InvalidSubcommand).join("、"))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::NoEquals => format!("`{argument}` 的取值应写在等号之后"),
        ErrorKind::TooManyValues => format!("`{argument}` 的取值过多：`{value}`"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("`{argument}` 的取值数量不对"),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文本".to_owned(),
        _ => "无法理解该命令行".to_owned(),
    }
}

fn strings(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(some)) => some.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::args::Args;

    /// What the help of a command says of its options, in both languages.
    fn check(english: &Command, chinese: &Command, wrong: &mut Vec<String>) {
        let is_chinese = |text: &str| text.chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char));
        let name = english.get_name();
        if !is_chinese(&chinese.get_about().map(ToString::to_string).unwrap_or_default()) && !english.is_hide_set() {
            wrong.push(format!("ABOUT has no `{name}`"));
        }
        for argument in chinese.get_arguments() {
            let own = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let (own, id) = (own.split('［').next().unwrap_or_default(), argument.get_id());
            if !is_chinese(own) {
                wrong.push(format!("OPTIONS has neither `{id}` nor `{name}/{id}`"));
            }
            if argument.get_help_heading().is_none_or(|heading| !is_chinese(heading)) {
                wrong.push(format!("the heading of `{name}/{id}` is not Chinese"));
            }
        }
        let after = |command: &Command| command.get_after_help().map(ToString::to_string);
        if after(english).is_some() && !is_chinese(&after(chinese).unwrap_or_default()) {
            wrong.push(format!("AFTER has no `{name}`"));
        }
        for inner in english.get_subcommands() {
            check(inner, chinese.find_subcommand(inner.get_name()).expect("the same commands"), wrong);
        }
    }

    #[test]
    fn every_text_of_the_help_is_there_in_chinese() {
        let mut wrong = Vec::new();
        check(&Args::command(), &translated(Args::command()), &mut wrong);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", "src/chinese/texts.rs");
    }
}
