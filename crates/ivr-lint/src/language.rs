//! The language of messages.

use std::env;
use std::ffi::OsString;

use ivr_flow::Lang;

/// The variable that says the language where no option does.
pub(crate) const VARIABLE: &str = "IVR_LINT_LANG";

/// The language of what is said about a command line before that has been read: the last `--lang` in it, else
/// `IVR_LINT_LANG`, else that of the system. What is wrong with them is said later.
pub(crate) fn of_command_line(arguments: &[OsString]) -> Lang {
    let said = arguments.iter().filter_map(|argument| argument.to_str());
    let said: Vec<_> = said.take_while(|argument| *argument != "--").collect();
    let asked = said.iter().enumerate().rev().find_map(|(index, argument)| match argument.strip_prefix("--lang")? {
        "" => said.get(index + 1)?.parse().ok(),
        value => value.strip_prefix('=')?.parse().ok(),
    });
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    asked.or_else(|| variable(VARIABLE)?.parse().ok()).unwrap_or_else(|| of_system(variable))
}

/// The language of the locale: of the first variable that is set, in the order in which POSIX reads them for messages,
/// else of the system's settings. It is English where it is another.
fn of_system(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    // Elsewhere it is the variables that are the settings.
    let of_settings = || if cfg!(any(windows, target_os = "macos")) { sys_locale::get_locale() } else { None };
    locale.or_else(of_settings).and_then(|locale| Lang::from_locale(&locale)).unwrap_or(Lang::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |variables: &[(&str, &str)]| {
            of_system(|name| {
                let set = variables.iter().find(|(key, value)| *key == name && !value.is_empty());
                set.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("LANG", "C")]), Lang::En);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Lang::En);
        assert_eq!(of(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "zh_CN"), ("LC_ALL", "")]), Lang::Zh);
    }

    #[test]
    fn the_last_option_decides() {
        let of = |arguments: &[&str]| of_command_line(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["ivr-lint", "--lang", "zh", "--lang=zh-CN"]), Lang::Zh);
        assert_eq!(of(&["ivr-lint", "--lang=zh_CN.UTF-8", "--lang", "en", "flow.json"]), Lang::En);
    }
}
