//! The program and the platform: a whole instance linted, fetched into a folder, and all that can go wrong on the way.
#![expect(clippy::unwrap_used, reason = "what cannot fail here fails the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};
use test_service::{INSTANCE, KEY_ID, Kept, Reply, Request, SECRET, Server, Service, TOKEN, flows, keeps_secrets};

/// The flows of the pages in `testdata/runs/hotline`: a main flow, sub-flows, a survey.
fn hotline() -> Vec<Kept> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/runs/hotline");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let pages = paths.iter().map(|path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap());
    pages
        .flat_map(|page| page["Data"]["List"].as_array().unwrap().clone())
        .map(|flow| {
            let text = |key: &str| flow[key].as_str().unwrap().to_owned();
            let flow_type = match text("Type").as_str() {
                "MAIN_FLOW" => "MAIN_FLOW",
                "SUB_FLOW" => "SUB_FLOW",
                _ => "SURVEY_FLOW",
            };
            Kept { id: text("ContactFlowId"), flow_type, json: flow.to_string() }
        })
        .collect()
}

fn serve(flows: Vec<Kept>) -> (Server, Arc<Service>) {
    let service = Arc::new(Service::with_token(flows));
    let answers = Arc::clone(&service);
    (Server::start(move |request| answers.answer(request)), service)
}

/// A server that answers all requests in one way.
fn broken(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(answer)
}

fn ivr_lint(folder: &Path, server: &Server, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command
        .args(arguments)
        .args(["--instance-id", INSTANCE, "--endpoint", &server.url()])
        .current_dir(folder)
        .env_clear()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)
        .env("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN)
        .stdin(Stdio::null());
    command
}

/// What a run said, and that it kept its secrets.
fn run(mut command: Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    keeps_secrets(&stdout);
    keeps_secrets(&stderr);
    (status.code(), stdout, stderr)
}

fn fetch(folder: &Path, server: &Server, arguments: &[&str]) -> (Option<i32>, String, String) {
    run(ivr_lint(folder, server, &[&["fetch", "--out", INSTANCE], arguments].concat()))
}

/// The names of the files of a folder, and that no secret is in any of them.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<_> = entries
        .map(|entry| {
            keeps_secrets(&fs::read_to_string(entry.path()).unwrap());
            entry.file_name().into_string().unwrap()
        })
        .collect();
    names.sort();
    names
}

fn lint_folder(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_ivr-lint"))
        .args(arguments)
        .args(["-f", "json", INSTANCE])
        .current_dir(folder)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rules(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

fn here() -> TempDir {
    tempdir().unwrap()
}

#[test]
fn a_folder_says_the_same_as_the_instance() {
    let (server, service) = serve(hotline());
    let here = here();
    let (status, direct, _) = run(ivr_lint(here.path(), &server, &["-f", "json"]));
    assert_eq!(status, Some(1));
    assert_eq!(fetch(here.path(), &server, &[]).0, Some(0));
    let direct: Value = serde_json::from_str(&direct).unwrap();
    assert_eq!(lint_folder(here.path(), &[]), direct);
    assert_eq!(direct["summary"]["flows"], 4);
    assert!(direct["findings"][0]["file"].as_str().unwrap().starts_with("ccc-test/"), "{direct}");
    assert_eq!(service.wrong(), Vec::<String>::new());
}

#[test]
fn the_findings_are_those_of_the_pages() {
    let (server, _) = serve(hotline());
    let here = here();
    let (_, direct, _) = run(ivr_lint(here.path(), &server, &["-f", "json"]));
    let direct: Value = serde_json::from_str(&direct).unwrap();
    let pages = Command::new(env!("CARGO_BIN_EXE_ivr-lint"))
        .args(["-f", "json"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/runs/hotline"))
        .current_dir(here.path())
        .output()
        .unwrap();
    let pages: Value = serde_json::from_slice(&pages.stdout).unwrap();
    let told = |report: &Value| {
        let findings = report["findings"].as_array().unwrap().iter();
        let mut told: Vec<_> = findings
            .map(|finding| {
                let of = |key: &str| finding[key].to_string();
                // The flow's number counts within its file, and a broken flow within a page has another way to it.
                [of("rule"), of("message"), of("activities"), of("path"), finding["flow"]["id"].to_string()].join(" ")
            })
            .collect();
        told.sort();
        told
    };
    assert_eq!(told(&direct), told(&pages));
}

#[test]
fn only_a_whole_instance_is_complete() {
    let flow = |id: &str, kind: &'static str, published: bool, activities: &Value| Kept {
        id: id.to_owned(),
        flow_type: kind,
        json: json!({"ContactFlowId": id, "Name": id, "Type": kind, "InstanceId": INSTANCE, "Published": published,
            "Definition": json!({"activities": activities}).to_string()})
        .to_string(),
    };
    let calls = json!([
        {"type": "INCOMING_CALL", "id": "a", "name": "开始", "events": [{"event": "complete", "next": "s"}]},
        {"type": "SUB", "id": "s", "name": "子流程", "properties": {"subFlow": "0f5b32d4-0000-4ddc-8e82-923a8c5bd22d"},
         "events": [{"event": "complete", "next": "h"}]},
        {"type": "HANGUP", "id": "h", "name": "结束", "events": []}
    ]);
    let sub = json!([
        {"type": "SUB_START", "id": "a", "name": "开始", "events": [{"event": "complete", "next": "h"}]},
        {"type": "SUB_END", "id": "h", "name": "结束", "events": []}
    ]);
    let flows = || vec![flow("main", "MAIN_FLOW", true, &calls), flow("sub", "SUB_FLOW", true, &sub)];
    for (arguments, expected) in [
        (&[][..], &["unknown-sub-flow", "unused-sub-flow"][..]),
        (&["--type", "MAIN_FLOW"], &[]),
        (&["--search", "sub"], &[]),
        (&["--published-only"], &[]),
    ] {
        let (server, _) = serve(flows());
        let here = here();
        let (_, direct, said) = run(ivr_lint(here.path(), &server, &[&["-f", "json"], arguments].concat()));
        let direct: Value = serde_json::from_str(&direct).unwrap_or_else(|_| panic!("{said}"));
        assert_eq!(rules(&direct), expected, "{arguments:?}");
        assert_eq!(fetch(here.path(), &server, arguments).0, Some(0));
        assert_eq!(lint_folder(here.path(), &[]), direct, "{arguments:?}");
    }
    let (server, _) = serve(vec![flow("draft", "MAIN_FLOW", false, &calls)]);
    let here = here();
    let (status, _, said) = run(ivr_lint(here.path(), &server, &["--published-only"]));
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn a_folder_without_one_of_the_files_is_no_longer_complete() {
    let (server, _) = serve(hotline());
    let here = here();
    fetch(here.path(), &server, &[]);
    let folder = here.path().join(INSTANCE);
    let survey = files(&folder).into_iter().find(|name| !name.contains("toml")).unwrap();
    let before = rules(&lint_folder(here.path(), &[]));
    fs::remove_file(folder.join(survey)).unwrap();
    let after = rules(&lint_folder(here.path(), &[]));
    assert!(before.iter().any(|rule| rule == "unknown-sub-flow"), "{before:?}");
    assert!(!after.iter().any(|rule| rule == "unknown-sub-flow"), "{after:?}");
}

#[test]
fn a_folder_follows_the_instance() {
    let (server, service) = serve(flows(3, &["MAIN_FLOW"]));
    let here = here();
    let folder = here.path().join(INSTANCE);
    let (status, said, _) = fetch(here.path(), &server, &[]);
    assert_eq!((status, said.lines().count()), (Some(0), 4), "{said}");
    let before = files(&folder);
    assert_eq!(before.len(), 4, "{before:?}");
    let texts = |names: &[String]| -> Vec<String> {
        names.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect()
    };
    let first = texts(&before);

    // The order of the list changes with every edit; the files do not.
    service.flows.lock().unwrap().reverse();
    let (_, said, _) = fetch(here.path(), &server, &[]);
    assert_eq!(said, "3 flows of ccc-test in ccc-test: 0 new, 0 changed, 0 deleted\n");
    assert_eq!((files(&folder), texts(&before)), (before.clone(), first));

    {
        let mut flows = service.flows.lock().unwrap();
        flows.remove(0);
        flows[0].json = flows[0].json.replace("activities", "activities\\\":[],\\\"again");
        flows.push(Kept { id: "x".into(), flow_type: "MAIN_FLOW", json: r#"{"ContactFlowId":"x"}"#.into() });
    }
    let (_, said, _) = fetch(here.path(), &server, &["--lang", "en"]);
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines[0], "3 flows of ccc-test in ccc-test: 1 new, 1 changed, 1 deleted");
    assert_eq!(lines[1], "  new x.json");
    assert!(lines[2].starts_with("  changed 流程 1"), "{said}");
    assert!(lines[3].starts_with("  deleted 流程 2") && lines[3].contains("--prune"), "{said}");
    assert_eq!(files(&folder).len(), 5);
    // What is gone is told again until it is removed.
    let (_, said, _) = fetch(here.path(), &server, &[]);
    assert!(said.contains("0 new, 0 changed, 1 deleted"), "{said}");
    let (_, said, _) = fetch(here.path(), &server, &["--prune", "--lang", "zh"]);
    assert!(said.contains("已删除 1") && !said.contains("--prune"), "{said}");
    assert_eq!(files(&folder).len(), 4);
    let (_, said, _) = fetch(here.path(), &server, &["--prune"]);
    assert!(said.contains("0 deleted"), "{said}");
}

#[test]
fn a_name_that_changes_takes_its_file_along_only_by_prune() {
    let (server, service) = serve(flows(1, &["MAIN_FLOW"]));
    let here = here();
    fetch(here.path(), &server, &[]);
    {
        let mut flows = service.flows.lock().unwrap();
        flows[0].json = flows[0].json.replace("流程 0", "新流程");
    }
    let (_, said, _) = fetch(here.path(), &server, &[]);
    assert!(said.contains("1 new, 0 changed, 1 deleted"), "{said}");
}

#[test]
fn nothing_is_overwritten_that_was_not_written_here() {
    let (server, _) = serve(flows(2, &["MAIN_FLOW"]));
    let here = here();
    let folder = here.path().join(INSTANCE);
    fs::create_dir(&folder).unwrap();
    let mine = folder.join("流程 1 😀.flow-00001.json");
    fs::write(&mine, "mine").unwrap();
    let (status, _, said) = fetch(here.path(), &server, &[]);
    assert_eq!(status, Some(2));
    assert!(said.contains("was not written by `ivr-lint fetch`"), "{said}");
    assert_eq!(files(&folder).len(), 1, "nothing is written until all is looked through");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");

    fs::remove_file(&mine).unwrap();
    assert_eq!(fetch(here.path(), &server, &[]).0, Some(0));
    for other in [&["--type", "MAIN_FLOW"][..], &["--search", "流程"], &["--published-only"]] {
        let (status, _, said) = fetch(here.path(), &server, other);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("fetched with other options"), "{said}");
    }
}

/// A link where a flow was or is to be written, to a file or to nothing.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (server, service) = serve(flows(2, &["MAIN_FLOW"]));
    let here = here();
    let folder = here.path().join(INSTANCE);
    let outside = here.path().join("precious.json");
    fetch(here.path(), &server, &[]);
    let name = files(&folder).into_iter().find(|name| name.ends_with(".json")).unwrap();
    service.flows.lock().unwrap().iter_mut().for_each(|flow| flow.json = flow.json.replace("SAY", "TTS"));
    for is_there in [true, false] {
        if is_there {
            fs::write(&outside, "precious").unwrap();
        }
        fs::remove_file(folder.join(&name)).unwrap();
        std::os::unix::fs::symlink(&outside, folder.join(&name)).unwrap();
        let (status, _, said) = fetch(here.path(), &server, &["--prune"]);
        assert_eq!(status, Some(2), "{said}");
        assert_eq!(fs::read_to_string(&outside).ok().as_deref(), is_there.then_some("precious"));
        let _ = fs::remove_file(&outside);
    }
}

#[test]
fn a_folder_that_names_files_elsewhere_is_refused() {
    let (server, _) = serve(flows(1, &["MAIN_FLOW"]));
    let here = here();
    let folder = here.path().join(INSTANCE);
    fs::create_dir(&folder).unwrap();
    let outside = here.path().join("precious.json");
    fs::write(&outside, "precious").unwrap();
    for name in ["../precious.json", "/etc/precious.json", "a/../../precious.json", "..", "notes.txt"] {
        let text = format!("instance = \"{INSTANCE}\"\ncomplete = true\n[flows]\n\"{name}\" = \"f\"\n");
        fs::write(folder.join("ivr-lint.instance.toml"), text).unwrap();
        let (status, _, said) = fetch(here.path(), &server, &["--prune"]);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("is invalid"), "{said}");
    }
    assert_eq!(fs::read_to_string(&outside).unwrap(), "precious");

    // Linting such a folder is not whole either, and says all that can be said.
    fs::write(
        folder.join("flow.json"),
        r#"{"activities": [{"type": "PLAY_SAY", "id": "a", "name": "b", "events": []}]}"#,
    )
    .unwrap();
    let report = lint_folder(here.path(), &[]);
    assert!(rules(&report).contains(&"dead-end".to_owned()), "{report}");
}

#[test]
fn an_instance_without_flows_is_clean_and_an_empty_folder() {
    let (server, _) = serve(Vec::new());
    let here = here();
    let (status, _, said) = run(ivr_lint(here.path(), &server, &[]));
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(said, "");
    assert_eq!(fetch(here.path(), &server, &[]).0, Some(0));
}

#[test]
fn what_goes_wrong_is_said_in_both_languages_with_status_two_and_touches_no_file() {
    let (good, _) = serve(flows(2, &["MAIN_FLOW"]));
    let here = here();
    fetch(here.path(), &good, &[]);
    let before = files(&here.path().join(INSTANCE));
    let refusing = |code: &'static str| broken(move |_| test_service::refusal(400, code, "You may not.", ""));
    for (server, en, zh) in [
        (refusing("NoPermission"), "ccc:ListContactFlows", "ccc:ListContactFlows"),
        (refusing("NotExists.InstanceId"), "check the instance id and the region", "请检查实例 ID 和地域"),
        (refusing("SignatureDoesNotMatch"), "secret", "AccessKey Secret"),
        (broken(|_| Reply::http(200, "", "<html>")), "next: ", "下一步"),
        (broken(|_| Reply::json(200, "", r#"{"Code":"OK","Data":{"TotalCount":2}}"#)), "List", "List"),
    ] {
        for (lang, part) in [("en", en), ("zh", zh)] {
            let (status, stdout, said) = run(ivr_lint(here.path(), &server, &["-f", "json", "--lang", lang]));
            assert_eq!(status, Some(2), "{said}");
            assert!(said.contains(part), "{said}");
            let report: Value = serde_json::from_str(&stdout).unwrap();
            assert_eq!(report["summary"]["files"], 0);
        }
        let (status, stdout, _) = fetch(here.path(), &server, &["--prune"]);
        assert_eq!((status, stdout.as_str()), (Some(2), ""));
    }
    assert_eq!(files(&here.path().join(INSTANCE)), before);
    assert_eq!(lint_folder(here.path(), &[])["summary"]["flows"], 2);
}

#[test]
fn too_few_flows_are_a_loud_failure() {
    let here = here();
    let server = broken(|_| {
        Reply::json(200, "", r#"{"Code":"OK","Data":{"PageNumber":1,"TotalCount":3,"List":[{"ContactFlowId":"f"}]}}"#)
    });
    let (status, _, said) = fetch(here.path(), &server, &[]);
    assert_eq!(status, Some(2));
    assert!(said.contains("1 of 3"), "{said}");
    assert!(!here.path().join(INSTANCE).exists());
}

#[test]
fn without_keys_it_says_where_they_come_from() {
    let (server, _) = serve(Vec::new());
    let here = here();
    let mut command = ivr_lint(here.path(), &server, &[]);
    for name in ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"] {
        command.env_remove(name);
    }
    let (status, _, said) = run(command);
    assert_eq!(status, Some(2));
    assert!(said.contains("ALIBABA_CLOUD_ACCESS_KEY_ID"), "{said}");
}

#[test]
fn a_dry_run_says_what_would_change_and_writes_nothing() {
    let (server, _) = serve(hotline());
    let here = here();
    let folder = here.path().join(INSTANCE);
    let (status, said, _) = fetch(here.path(), &server, &["--dry-run"]);
    assert_eq!(status, Some(0));
    assert!(said.contains("nothing written to ccc-test: 4 new, 0 changed, 0 deleted"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("  new ")).count(), 4, "{said}");
    assert!(!folder.exists());
    // Quiet about what went well, and only about that.
    assert_eq!(fetch(here.path(), &server, &["-q"]), (Some(0), String::new(), String::new()));
    let mut flows = hotline();
    flows[0].json = flows[0].json.replace("complete", "completed");
    flows.pop();
    let (server, _) = serve(flows);
    let text = |name: &String| fs::read(folder.join(name)).unwrap();
    let before: Vec<_> = files(&folder).into_iter().map(|name| (text(&name), name)).collect();
    let (_, said, _) = fetch(here.path(), &server, &["--dry-run", "--prune"]);
    assert!(said.contains("0 new, 1 changed, 1 deleted"), "{said}");
    let after: Vec<_> = files(&folder).into_iter().map(|name| (text(&name), name)).collect();
    assert_eq!(after, before);
    // It says what the run then does.
    let (_, done, _) = fetch(here.path(), &server, &["--prune"]);
    assert_eq!(done.lines().skip(1).collect::<Vec<_>>(), said.lines().skip(1).collect::<Vec<_>>());
    let (status, _, said) =
        fetch(here.path(), &broken(|_| Reply::json(403, "", r#"{"Code":"Forbidden","Message":"no"}"#)), &["-q"]);
    assert_eq!(status, Some(2));
    assert!(!said.is_empty());
}

/// What two runs wrote at once would be in the list of one of them only.
#[cfg(unix)]
#[test]
fn one_run_writes_into_a_folder_at_a_time() {
    let (server, _) = serve(hotline());
    let here = here();
    let folder = here.path().join(INSTANCE);
    fs::create_dir(&folder).unwrap();
    let other = fs::File::open(&folder).unwrap();
    other.lock().unwrap();
    let (status, _, said) = fetch(here.path(), &server, &[]);
    assert_eq!((status, files(&folder).len()), (Some(2), 0), "{said}");
    assert!(said.contains("another run of `ivr-lint fetch` is writing to ccc-test"), "{said}");
    drop(other);
    assert_eq!(fetch(here.path(), &server, &[]).0, Some(0));
    assert_eq!(files(&folder).len(), 5);
}

#[test]
fn statistics_pages_and_pictures_of_an_instance_need_no_folder() {
    let (server, _) = serve(hotline());
    let here = here();
    let (_, said, _) = run(ivr_lint(here.path(), &server, &["stats", "-f", "json"]));
    let stats: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(stats["flows"].as_array().unwrap().len(), 4);
    let (status, _, said) = run(ivr_lint(here.path(), &server, &["report"]));
    assert_eq!(status, Some(0), "{said}");
    let direct = run(ivr_lint(here.path(), &server, &["-f", "json"])).1;
    let direct: Value = serde_json::from_str(&direct).unwrap();
    let findings = direct["findings"].as_array().unwrap().len();
    assert!(said.contains(&format!("wrote report.html: 4 flows, {findings} findings")), "{said}");
    let (_, _, said) = run(ivr_lint(here.path(), &server, &["graph", "--type", "SUB_FLOW", "--out", "pictures/"]));
    assert!(said.contains("wrote pictures/: "), "{said}");
    assert!(fs::read_dir(here.path().join("pictures")).unwrap().count() > 0);
}

#[test]
fn flags_that_need_an_instance_say_so() {
    for arguments in
        [&["--type", "MAIN_FLOW"][..], &["--instance-id", "x", "flow.json"], &["--instance-id", "x", "rules"]]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_ivr-lint")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("--instance-id"), "{arguments:?}");
    }
}

/// Whoever presses Ctrl-C finds whole files, no others, and a folder that does not claim to be complete.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_half_written_file() {
    let (server, _) = serve(flows(4000, &["MAIN_FLOW"]));
    let here = here();
    let folder = here.path().join(INSTANCE);
    // What the terminal sends, and what CI does.
    let mut interrupted = [0, 0];
    for round in 0..6 {
        let mut child = ivr_lint(here.path(), &server, &["fetch", "--out", INSTANCE])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let count = || fs::read_dir(&folder).map_or(0, Iterator::count);
        let before = count();
        while count() < before + 200 && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let signal = ["-INT", "-TERM"][round % 2];
        let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let status = child.wait().unwrap();
        if killed.success() && status.code() == Some(130) {
            interrupted[round % 2] += 1;
        }
        for name in files(&folder) {
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            if name.ends_with(".toml") {
                assert_eq!(text.contains("complete = true"), status.success(), "{status}");
            } else {
                assert!(name.ends_with(".json"), "{name} is left over");
                serde_json::from_str::<Value>(&text).unwrap();
            }
        }
    }
    assert!(interrupted.iter().all(|count| *count > 0), "{interrupted:?}");
    assert_eq!(fetch(here.path(), &server, &[]).0, Some(0));
    assert_eq!(files(&folder).len(), 4001);
}
