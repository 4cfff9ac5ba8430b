//! Reads the command line, and says what is wrong with it.

use std::env;
use std::ffi::OsString;
use std::mem;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};
use ivr_flow::{Lang, Localized, closest, localized, shorten};

use crate::args::{self, Args, Check, Topic, Trust};
use crate::chinese;
use crate::language;
use crate::remote::INSTANCE;
use crate::status::TROUBLE;
use crate::terminal::complain;

/// What the command line says, and the language to answer in; or the exit status, and all has been said.
pub(crate) fn parse() -> Result<(Args, Lang), u8> {
    // The shells of Windows leave `flows/*.json` to the program.
    let arguments: Vec<OsString> = wild::args_os().collect();
    let lang = language::of_command_line(&arguments);
    let mut command = Args::command();
    let parsed = command.try_get_matches_from_mut(arguments.iter());
    let parsed = parsed.map_err(|error| match lang {
        Lang::En => error,
        // Only now is a text of clap shown.
        Lang::Zh => chinese::translated(Args::command()).try_get_matches_from(arguments).err().unwrap_or(error),
    });
    let parsed = parsed.and_then(|matches| Ok((does_nothing(&command, &matches), Args::from_arg_matches(&matches)?)));
    // Dropping it would take a tenth of a short run and gain nothing.
    mem::forget(command);
    let (idle, mut args) = parsed.map_err(|error| {
        // Where nobody reads it, there is nobody to tell.
        let _ = if lang == Lang::Zh && error.use_stderr() { chinese::print(&error) } else { error.print() };
        u8::try_from(error.exit_code()).unwrap_or(TROUBLE)
    })?;
    let wrong = idle
        .or_else(|| from_environment(&mut args).err())
        .or_else(|| mistaken_command(&args))
        .or_else(|| unread_stdin(&args));
    match wrong {
        Some(wrong) => {
            complain(lang, &wrong);
            Err(TROUBLE)
        }
        None => Ok((args, lang)),
    }
}

/// An option that would do nothing where it is: before a command, or on an instance where there is none.
fn does_nothing(command: &Command, matches: &ArgMatches) -> Option<Localized> {
    let is_said = |argument: &&Arg| matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine);
    if let Some((name, inner)) = matches.subcommand() {
        let topic = command.find_subcommand(name)?;
        let Some(said) = command.get_arguments().filter(|argument| !argument.is_global_set()).find(is_said) else {
            return does_nothing(topic, inner);
        };
        let Some(long) = said.get_long() else {
            return Some(localized!(
                "paths go after `{name}`; a file of that name is `./{name}`",
                "路径应写在 `{name}` 之后；如需指定同名文件，请写 `./{name}`"
            ));
        };
        let belongs = topic.get_arguments().any(|own| own.get_long() == Some(long));
        return Some(match belongs {
            true => localized!("--{long} goes after `{name}`", "--{long} 应写在 `{name}` 之后"),
            false => localized!("--{long} cannot be used with `{name}`", "--{long} 不能与 `{name}` 一起使用"),
        });
    }
    // Paths and an instance exclude each other, and where there are paths clap then requires none.
    let is_of_instance = |argument: &&Arg| argument.get_help_heading() == Some(INSTANCE);
    let mut of_instance = command.get_arguments().filter(is_of_instance).filter(is_said).filter_map(Arg::get_long);
    let first =
        of_instance.next().filter(|first| *first != "instance-id" && !of_instance.any(|it| it == "instance-id"))?;
    Some(localized!("--{first} needs --instance-id", "--{first} 需要与 --instance-id 一起使用"))
}

/// A name for the standard input where it is not read: without paths it is all that is.
fn unread_stdin(args: &Args) -> Option<Localized> {
    let check = match &args.topic {
        None => &args.check,
        Some(Topic::Check(check)) => check,
        Some(_) => return None,
    };
    let is_read = check.paths.is_empty() || check.paths.iter().any(|path| path.as_os_str() == "-");
    (check.stdin_filename.is_some() && !is_read).then(|| {
        localized!(
            "--stdin-filename is the name of standard input: add `-` to the paths, or give none",
            "--stdin-filename 是标准输入的文件名：请在路径中加上 `-`，或不写路径"
        )
    })
}

/// Takes from the environment what no option says.
///
/// # Errors
/// A variable has a value that is none.
fn from_environment(args: &mut Args) -> Result<(), Localized> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let of = |name: &str, Localized { en, zh }: Localized| localized!("{name}: {en}", "{name}：{zh}");
    if args.global.lang.is_none()
        && let Some(lang) = variable(language::VARIABLE)
    {
        let parsed = lang.to_string_lossy().parse::<Lang>();
        parsed.map_err(|invalid| of(language::VARIABLE, invalid.message()))?;
    }
    let check: Option<&mut Check> = match &mut args.topic {
        None => Some(&mut args.check),
        Some(Topic::Check(check)) => Some(check),
        Some(_) => None,
    };
    if let Some(check) = check
        && check.format.is_none()
        && let Some(format) = variable("IVR_LINT_FORMAT")
    {
        let format = args::format(&format.to_string_lossy()).map_err(|wrong| of("IVR_LINT_FORMAT", wrong.0))?;
        check.format = Some(format);
    }
    if args.global.config.is_none() && !args.is_without_config() {
        args.global.config = variable("IVR_LINT_CONFIG").map(Into::into);
    }
    Ok(())
}

/// What to say of a first word that is no file and close to a command, or of a command behind paths.
fn mistaken_command(args: &Args) -> Option<Localized> {
    let (first, others) = args.check.paths.split_first().filter(|_| args.topic.is_none())?;
    let command = Args::command();
    let is_command = |path: &&PathBuf| command.find_subcommand(path).is_some() && path.symlink_metadata().is_err();
    if let Some(name) = others.iter().find(is_command) {
        let name = name.display();
        return Some(localized!(
            "{name}: no such file or directory; if the command is meant, paths go after it: `ivr-lint {name} …`",
            "{name}：文件或目录不存在；如果是指该命令，路径应写在其后：`ivr-lint {name} …`"
        ));
    }
    let word = first.to_str().filter(|word| word.chars().all(|char| char.is_ascii_alphabetic() || char == '-'))?;
    if first.symlink_metadata().is_ok() || word == "-" {
        return None;
    }
    let names = command.get_subcommands().filter(|command| !command.is_hide_set()).map(Command::get_name);
    let meant = match word {
        "version" => "--version",
        _ => closest(word, names.chain(["help", "check", "lint"]))?,
    };
    let word = shorten(word);
    Some(localized!(
        "{word}: no such file, directory or command; did you mean `ivr-lint {meant}`?",
        "{word}：没有这样的文件、目录或命令；您是否要输入 `ivr-lint {meant}`？"
    ))
}

impl Args {
    /// Whether configurations are ignored.
    fn is_without_config(&self) -> bool {
        let of = |trust: &Trust| trust.no_config || trust.isolated;
        match &self.topic {
            None => of(&self.check.files.trust),
            Some(Topic::Check(check)) => of(&check.files.trust),
            Some(Topic::Stats(wanted)) => of(&wanted.files.trust),
            Some(Topic::Report(wanted)) => of(&wanted.files.trust),
            Some(Topic::Graph(wanted)) => of(&wanted.trust),
            Some(
                Topic::Explain { no_config, .. } | Topic::Rules { no_config, .. } | Topic::Config { no_config, .. },
            ) => *no_config,
            Some(Topic::Lsp(wanted)) => wanted.no_config,
            Some(_) => false,
        }
    }
}
