//! Every fault once, which a run gets over, and for ever, which it reports as what it is after a bounded time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ivr_fetch::{Client, Error, Event, Limits, Query, Settings};

use crate::harness::{LIMITS, NoWait, Outcome, all, environment, run};
use test_service::{Asked, KEY_ID, SECRET, Service, flows, page_of, quoted, refusal};
use test_service::{Reply, Request, Server};

/// What a fault makes of a request and its right answer.
type Fault = fn(&Request, Reply) -> Reply;
/// Whether an error is the one that a fault leads to.
type Reported = fn(&Error) -> bool;

/// A fault, how often the second page is asked for when it stays, and what is reported then.
struct Case {
    name: &'static str,
    fault: Fault,
    attempts: usize,
    reported: Reported,
}

const CASES: &[Case] = &[
    Case {
        name: "throttled, with a wait",
        fault: |_, _| refusal(400, "Throttling.User", "Request was denied.", "x-acs-retry-after: 1500\r\n"),
        attempts: 4,
        reported: |error| code(error) == Some("Throttling.User"),
    },
    Case {
        name: "a wait without a throttling code",
        fault: |_, _| refusal(403, "Odd", "Later.", "x-acs-retry-after: 10\r\n"),
        attempts: 4,
        reported: |error| code(error) == Some("Odd"),
    },
    Case {
        name: "throttled, without a wait",
        fault: |_, _| refusal(400, "Throttling.Api", "Request was denied.", "x-acs-retry-after: soon\r\n"),
        attempts: 4,
        reported: |error| code(error) == Some("Throttling.Api"),
    },
    Case {
        name: "500",
        fault: |_, _| refusal(500, "InternalError", "Unknown.", ""),
        attempts: 4,
        reported: |error| code(error) == Some("InternalError"),
    },
    Case {
        name: "503 from something between",
        fault: |_, _| Reply::http(503, "content-type: text/html\r\n", format!("<html>{}</html>", quoted())),
        attempts: 4,
        reported: |error| matches!(error, Error::Http { status: 503, .. }),
    },
    Case {
        name: "cut connection",
        fault: |_, _| Reply::raw(""),
        attempts: 4,
        reported: |error| matches!(error, Error::Network { timeout: false, .. }),
    },
    Case {
        name: "body cut in the middle",
        fault: |_, reply| Reply::raw(&reply.bytes[..reply.bytes.len() / 2]),
        attempts: 4,
        reported: |error| matches!(error, Error::Network { timeout: false, .. }),
    },
    Case {
        name: "chunks without an end",
        fault: |_, _| Reply::raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"Cod\r\n"),
        attempts: 4,
        reported: |error| matches!(error, Error::Network { timeout: false, .. }),
    },
    Case {
        name: "HTML",
        fault: |_, _| Reply::http(200, "content-type: text/html\r\n", format!("<!doctype html>{}", quoted())),
        attempts: 4,
        reported: |error| protocol(error, "HTML"),
    },
    Case {
        name: "truncated JSON",
        fault: |_, _| Reply::json(200, "", r#"{"Code":"OK","Data":{"List":[{"ContactFlowId":"S3cr+t/Key=="#),
        attempts: 4,
        reported: |error| protocol(error, "incomplete JSON"),
    },
    Case {
        name: "broken JSON",
        fault: |_, _| Reply::json(200, "", r#"{"Code" "S3cr+t/Key=="}"#),
        attempts: 4,
        reported: |error| protocol(error, "is not valid JSON"),
    },
    Case {
        name: "JSON of another form",
        fault: |_, _| Reply::json(200, "", r#"{"Code":"OK","Data":{"TotalCount":1,"List":"S3cr+t/Key=="}}"#),
        attempts: 4,
        reported: |error| protocol(error, "does not match this API"),
    },
    Case {
        name: "no UTF-8",
        fault: |_, _| Reply::json(200, "", b"{\"Code\":\"\xff\"}"),
        attempts: 4,
        reported: |error| protocol(error, "UTF-8"),
    },
    Case {
        name: "empty 200",
        fault: |_, _| Reply::json(200, "", ""),
        attempts: 4,
        reported: |error| protocol(error, "empty"),
    },
    Case {
        name: "compressed although not asked for",
        fault: |_, _| Reply::json(200, "content-encoding: gzip\r\n", b"\x1f\x8b"),
        attempts: 4,
        reported: |error| protocol(error, "compressed (gzip)"),
    },
    Case {
        name: "a passing refusal inside 200",
        fault: |_, _| refusal(200, "InternalError", "Unknown.", ""),
        attempts: 4,
        reported: |error| code(error) == Some("InternalError"),
    },
    Case {
        name: "null list",
        fault: |_, _| {
            Reply::json(200, "", r#"{"Code":"OK","Data":{"PageNumber":2,"PageSize":100,"TotalCount":253,"List":null}}"#)
        },
        attempts: 4,
        reported: |error| protocol(error, "no List"),
    },
    Case {
        name: "no data",
        fault: |_, _| Reply::json(200, "", r#"{"Code":"OK","RequestId":"r"}"#),
        attempts: 4,
        reported: |error| protocol(error, "no Data"),
    },
    Case {
        name: "a flow without id",
        fault: |request, _| page_of(Asked::of(request), 253, &[r#"{"Name":"S3cr+t/Key=="}"#]),
        attempts: 4,
        reported: |error| protocol(error, "no ContactFlowId"),
    },
    Case {
        name: "wrong page echoed",
        fault: |request, reply| {
            replaced(&reply, &format!("\"PageNumber\":{}", Asked::of(request).number), "\"PageNumber\":7")
        },
        attempts: 4,
        reported: |error| protocol(error, "page 7 was returned"),
    },
    Case {
        name: "more flows than were asked for",
        fault: |request, _| {
            let kept = flows(101, &["MAIN_FLOW"]);
            page_of(Asked::of(request), 253, &kept.iter().map(|flow| flow.json.as_str()).collect::<Vec<_>>())
        },
        attempts: 4,
        reported: |error| protocol(error, "101 flows, but 100 were requested"),
    },
    Case {
        name: "repeated page",
        fault: |request, _| {
            let kept = flows(100, &["MAIN_FLOW"]);
            page_of(Asked::of(request), 253, &kept.iter().map(|flow| flow.json.as_str()).collect::<Vec<_>>())
        },
        attempts: 3,
        reported: |error| matches!(error, Error::Incomplete { read: 100, total: 253, .. }),
    },
    Case {
        name: "empty page",
        fault: |request, _| page_of(Asked::of(request), 253, &[]),
        attempts: 3,
        reported: |error| matches!(error, Error::Incomplete { read: 100, total: 253, .. }),
    },
    Case {
        name: "short page",
        fault: |request, _| page_of(Asked::of(request), 253, &[r#"{"ContactFlowId":"flow-00100"}"#]),
        attempts: 3,
        reported: |error| matches!(error, Error::Incomplete { read: 154, total: 253, .. }),
    },
    Case {
        name: "shrinking total",
        fault: |_, reply| replaced(&reply, "\"TotalCount\":253", "\"TotalCount\":252"),
        attempts: 3,
        reported: |error| matches!(error, Error::Incomplete { total: 253, .. }) && error.to_string().contains("to 252"),
    },
];

fn code(error: &Error) -> Option<&str> {
    match error {
        Error::Api(api) => Some(&api.code),
        _ => None,
    }
}

fn protocol(error: &Error, words: &str) -> bool {
    matches!(error, Error::Protocol { too_large: false, .. }) && error.to_string().contains(words)
}

fn replaced(reply: &Reply, from: &str, to: &str) -> Reply {
    let text = String::from_utf8(reply.bytes.clone()).unwrap();
    assert!(text.contains(from));
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    Reply::json(200, "", body.replace(from, to))
}

/// A run of 253 flows in which everything from the second page on is at fault, `times` times.
fn with(fault: impl Fn(&Request, Reply) -> Reply + Send + Sync + 'static, times: usize, limits: Limits) -> Outcome {
    let left = AtomicUsize::new(times);
    run(Service::with_token(flows(253, &["MAIN_FLOW"])), &all(), limits, move |request, reply| {
        let second = (100..200).contains(&Asked::of(request).offset());
        let spent = || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err();
        if second && !spent() { fault(request, reply) } else { reply }
    })
}

fn second_pages(outcome: &Outcome) -> usize {
    outcome.requests.iter().filter(|request| (100..200).contains(&Asked::of(request).offset())).count()
}

#[test]
fn every_fault_that_comes_once_is_got_over() {
    for case in CASES {
        let outcome = with(case.fault, 1, LIMITS);
        assert!(outcome.result.is_ok(), "{}: {:?}", case.name, outcome.result.err());
        assert_eq!(outcome.ids().len(), 253, "{}", case.name);
        assert_eq!(second_pages(&outcome), 2, "{}", case.name);
        assert_eq!(outcome.sleeps.len(), 1, "{}", case.name);
    }
}

#[test]
fn every_fault_that_stays_is_reported_after_a_bounded_number_of_attempts() {
    for case in CASES {
        let outcome = with(case.fault, usize::MAX, LIMITS);
        assert!((case.reported)(outcome.error()), "{}: {:?}", case.name, outcome.error());
        assert_eq!(second_pages(&outcome), case.attempts, "{}", case.name);
        assert!(!outcome.error().next_step().en.is_empty());
    }
}

#[test]
fn a_refusal_that_will_not_pass_is_not_repeated() {
    let cases: [(Fault, Reported); 5] = [
        (
            |_, _| refusal(403, "NoPermission", "You are not authorized.", ""),
            |error| error.next_step().en.contains("ccc:ListContactFlows"),
        ),
        (
            |_, _| refusal(200, "NotExists.InstanceId", "No such instance.", ""),
            |error| error.next_step().en.contains("region"),
        ),
        (|_, _| Reply::http(403, "", "<html>blocked</html>"), |error| matches!(error, Error::Http { status: 403, .. })),
        (
            |_, _| Reply::http(404, "content-type: text/xml;charset=utf-8\r\n", xml()),
            |error| matches!(error, Error::Api(api) if api.code == "InvalidAccessKeyId.NotFound" && api.message.contains("a & b")),
        ),
        (
            |_, _| {
                let date = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
                refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp is expired.", date)
            },
            |error| error.next_step().en.contains("ahead of the platform's"),
        ),
    ];
    for (fault, reported) in cases {
        let outcome = with(fault, usize::MAX, LIMITS);
        assert!(reported(outcome.error()), "{:?}", outcome.error());
        assert_eq!((second_pages(&outcome), outcome.sleeps.len()), (1, 0));
    }
}

fn xml() -> String {
    format!(
        "<?xml version='1.0'?><Error><Code>InvalidAccessKeyId.NotFound</Code><Message>a &amp; b {}</Message></Error>",
        quoted()
    )
}

#[test]
fn a_request_id_is_kept_without_the_blanks_around_it() {
    let outcome = with(|_, _| refusal(403, "NoPermission", "No.", ""), usize::MAX, LIMITS);
    let Error::Api(api) = outcome.error() else { panic!("{:?}", outcome.error()) };
    assert_eq!(api.request_id.as_deref(), Some("r-2"));
    assert!(api.recommend.as_deref().is_some_and(|url| url.ends_with("q=NoPermission")));
    assert!(api.message.contains("***"));
}

#[test]
fn an_unknown_instance_is_told_with_what_to_do() {
    let query = Query { instance_id: "gone".to_owned(), ..all() };
    let outcome = run(Service::with_token(flows(1, &["MAIN_FLOW"])), &query, LIMITS, |_, reply| reply);
    assert!(code(outcome.error()) == Some("NotExists.InstanceId") && outcome.requests.len() == 1);
    let query = Query { instance_id: " ".to_owned(), ..all() };
    let outcome = run(Service::with_token(Vec::new()), &query, LIMITS, |_, reply| reply);
    assert!(matches!(outcome.error(), Error::Settings { .. }) && outcome.requests.is_empty());
}

#[test]
fn numbers_as_texts_and_a_byte_order_mark_are_read_as_they_are_meant() {
    let outcome = run(Service::with_token(flows(253, &["MAIN_FLOW"])), &all(), LIMITS, |request, reply| {
        let number = Asked::of(request).number;
        let reply = replaced(&reply, "\"TotalCount\":253", "\"TotalCount\":\"253\"");
        let reply = replaced(&reply, &format!("\"PageNumber\":{number}"), &format!("\"PageNumber\":\"{number}\""));
        replaced(&reply, "{\"Code\"", "\u{feff}{\"Code\"")
    });
    assert_eq!((outcome.ids().len(), outcome.sleeps.len()), (253, 0));
}

#[test]
fn the_platforms_own_wait_is_kept_up_to_a_minute() {
    let wait = |header: &'static str| with(move |_, _| refusal(400, "Throttling.User", "", header), 1, LIMITS).sleeps;
    assert_eq!(wait("x-acs-retry-after: 1500\r\n"), [Duration::from_millis(1500)]);
    assert_eq!(wait("x-acs-retry-after: 3600000\r\n"), [Duration::from_secs(60)]);
    for none in ["x-acs-retry-after: 0\r\n", "x-acs-retry-after: -5\r\n", "x-acs-retry-after: 1.5\r\n", ""] {
        assert!(wait(none)[0] <= Duration::from_millis(250), "{none}");
    }
}

#[test]
fn waits_grow_and_are_told() {
    let outcome = with(|_, _| Reply::raw(""), usize::MAX, LIMITS);
    for (sleep, most) in outcome.sleeps.iter().zip([250, 500, 1000]) {
        assert!(*sleep <= Duration::from_millis(most));
    }
    let told = outcome.events.iter().filter_map(|event| match event {
        Event::Waiting { delay, failed, why } => Some((*delay, *failed, !why.en.is_empty() && !why.zh.is_empty())),
        _ => None,
    });
    let expected: Vec<_> = (1..).zip(&outcome.sleeps).map(|(failed, sleep)| (*sleep, failed, true)).collect();
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn a_wait_beyond_the_deadline_is_not_begun() {
    let limits = Limits { run: Duration::from_secs(30), ..LIMITS };
    let fault: Fault = |_, _| refusal(400, "Throttling.User", "Slow down.", "x-acs-retry-after: 45000\r\n");
    let outcome = with(fault, usize::MAX, limits);
    let Error::Deadline { last: Some(last), .. } = outcome.error() else { panic!("{:?}", outcome.error()) };
    assert_eq!(code(last), Some("Throttling.User"));
    assert!(outcome.sleeps.is_empty());
}

#[test]
fn a_slow_body_is_given_up_and_asked_for_in_smaller_pages() {
    let limits = Limits { read: Duration::from_millis(150), ..LIMITS };
    let slow: Fault = |_, reply| {
        let half = reply.bytes.len() / 2;
        Reply { bytes: reply.bytes[..half].to_vec(), silence: Duration::from_millis(600), kept: false }
    };
    let outcome = with(slow, 1, limits);
    assert_eq!((outcome.ids().len(), second_pages(&outcome)), (253, 2));

    let outcome = with(slow, 2, limits);
    assert_eq!(outcome.ids().len(), 253);
    assert!(outcome.events.iter().any(|event| matches!(event, Event::SmallerPages { size: 50, .. })));

    let outcome = with(slow, usize::MAX, limits);
    assert!(matches!(outcome.error(), Error::Network { timeout: true, .. }), "{:?}", outcome.error());
    // Twice with 100, twice with 50, four times with 25.
    assert_eq!(second_pages(&outcome), 8);
}

#[test]
fn a_page_over_the_limit_is_asked_for_in_smaller_ones() {
    // A page of 100 flows has some 15 kB here.
    let whole =
        run(Service::with_token(flows(253, &["MAIN_FLOW"])), &all(), Limits { body: 10_000, ..LIMITS }, |_, r| r);
    assert_eq!((whole.ids().len(), whole.sleeps.len()), (253, 0));
    assert!(whole.requests.iter().skip(1).all(|request| Asked::of(request).size == 50));

    let outcome =
        run(Service::with_token(flows(253, &["MAIN_FLOW"])), &all(), Limits { body: 500, ..LIMITS }, |_, r| r);
    assert!(matches!(outcome.error(), Error::Protocol { too_large: true, .. }), "{:?}", outcome.error());
    assert_eq!(outcome.requests.len(), 3);
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Arc::new(Server::start(|_| Reply::json(200, "", "{}")));
    let location = format!("location: {}\r\n", other.url());
    for status in [301, 302, 307, 308] {
        let location = location.clone();
        let outcome = with(move |_, _| Reply::http(status, &location, ""), usize::MAX, LIMITS);
        assert!(matches!(outcome.error(), Error::Http { status: got, .. } if *got == status), "{:?}", outcome.error());
        assert_eq!(second_pages(&outcome), 1);
    }
    assert!(other.seen().is_empty());
}

#[test]
fn nobody_there_is_a_network_error() {
    let closed = Server::start(|_| Reply::raw("")).address;
    let settings = Settings { endpoint: Some(format!("http://127.0.0.1:{}", closed.port())), ..Default::default() };
    let environment =
        environment(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY_ID), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)]);
    let clock = NoWait::default();
    let client = Client::new(&settings, &environment, LIMITS, Box::new(clock.clone())).unwrap();
    let error = client.list_contact_flows(&all(), &mut |_| ()).unwrap_err();
    assert!(matches!(error, Error::Network { .. }), "{error:?}");
    assert_eq!(clock.sleeps().len(), 3);
}

#[test]
fn a_connection_that_ends_against_its_promise_costs_no_page() {
    // Without silence the client could see the end of the connection before it sends again, and take a new one.
    let broken: Fault = |_, reply| Reply { silence: Duration::from_millis(20), ..reply.promising_more() };
    let outcome = run(Service::with_token(flows(253, &["MAIN_FLOW"])), &all(), LIMITS, broken);
    assert_eq!(outcome.ids().len(), 253);
}
