//! A role that a CI job takes with its OIDC token.

use std::io;
use std::sync::Arc;

use ivr_fetch::{Environment, Error, Event, Query};

use crate::harness::{LIMITS, Outcome, all, fetch};
use test_service::{KEY_ID, SECRET, Service, TOKEN, flows};
use test_service::{Reply, Request, Server, query_of};

/// Stands for the token of the job; it is struck out as the keys are.
const JOB_TOKEN: &str = "with=chars.T0k.S3cr";

fn is_for_sts(request: &Request) -> bool {
    request.target.contains("AssumeRoleWithOIDC")
}

/// A run with a role, against a server that is both services.
fn run(sts: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Outcome {
    run_for(&all(), sts)
}

fn run_for(query: &Query, sts: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Outcome {
    let service = Arc::new(Service::with_token(flows(3, &["MAIN_FLOW"])));
    let server = Server::start({
        let service = Arc::clone(&service);
        move |request| if is_for_sts(request) { sts(request) } else { service.answer(request) }
    });
    let environment = Environment::new(
        |name| {
            let value = match name {
                "ALIBABA_CLOUD_ROLE_ARN" => "acs:ram::1:role/ci",
                "ALIBABA_CLOUD_OIDC_PROVIDER_ARN" => "acs:ram::1:oidc-provider/ci",
                "ALIBABA_CLOUD_OIDC_TOKEN_FILE" => "/token",
                _ => return None,
            };
            Some(value.to_owned())
        },
        |_| Ok::<_, io::Error>(format!("{JOB_TOKEN}\n").into_bytes()),
    );
    let outcome = fetch(&environment, &server, query, LIMITS);
    assert_eq!(service.wrong(), Vec::<String>::new());
    outcome
}

fn assumed() -> Reply {
    Reply::json(
        200,
        "",
        format!(
            r#"{{"RequestId":"r","Credentials":{{"AccessKeyId":"{KEY_ID}","AccessKeySecret":"{SECRET}","SecurityToken":"{TOKEN}","Expiration":"2030-01-01T00:00:00Z"}}}}"#
        ),
    )
}

#[test]
fn a_role_is_taken_without_a_signature_and_its_keys_sign_the_rest() {
    let outcome = run(|_| assumed());
    assert_eq!(outcome.ids().len(), 3);
    assert_eq!(outcome.events[0], Event::LoggedIn);
    let login = &outcome.requests[0];
    let query = query_of(login);
    assert_eq!((query["Version"].as_str(), query["Format"].as_str()), ("2015-04-01", "JSON"));
    assert_eq!(login.header("authorization"), None);
    assert_eq!(login.header("content-type"), Some("application/x-www-form-urlencoded"));
    let form = Request { target: format!("/?{}", String::from_utf8_lossy(&login.body)), ..Request::default() };
    let form = query_of(&form);
    assert_eq!(form["OIDCToken"], JOB_TOKEN);
    assert_eq!(form["RoleArn"], "acs:ram::1:role/ci");
    assert_eq!(form["OIDCProviderArn"], "acs:ram::1:oidc-provider/ci");
    assert_eq!((form["DurationSeconds"].as_str(), form["RoleSessionName"].as_str()), ("3600", "ivr-fetch"));
    assert!(!login.target.contains(JOB_TOKEN));
}

#[test]
fn a_role_that_is_refused_says_what_to_check_and_not_the_token() {
    let outcome = run(|_| {
        let message = format!("The token {JOB_TOKEN} is not trusted.");
        Reply::json(400, "", format!(r#"{{"Code":"AuthenticationFail.OIDCToken.Invalid","Message":"{message}"}}"#))
    });
    let error = outcome.error();
    assert!(matches!(error, Error::Credentials { .. }), "{error:?}");
    assert!(error.to_string().contains("AuthenticationFail.OIDCToken.Invalid: The token *** is not trusted"));
    assert!(error.next_step().en.contains("audience"));
    assert_eq!(outcome.requests.len(), 1);
}

#[test]
fn the_keys_of_a_role_are_struck_out_of_refusals_too() {
    let outcome = run_for(&Query { instance_id: "gone".to_owned(), ..all() }, |_| assumed());
    let Error::Api(api) = outcome.error() else { panic!("{:?}", outcome.error()) };
    assert_eq!(api.message.matches("***").count(), 8);
}

#[test]
fn a_login_that_fails_for_a_moment_is_tried_again() {
    let attempts = std::sync::atomic::AtomicUsize::new(0);
    let outcome = run(move |_| match attempts.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Reply::raw(""),
        1 => Reply::json(503, "", r#"{"Code":"ServiceUnavailable","Message":"Later."}"#),
        2 => Reply::json(200, "", r#"{"RequestId":"r"}"#),
        _ => assumed(),
    });
    assert_eq!((outcome.ids().len(), outcome.sleeps.len()), (3, 3));
    let outcome = run(|_| Reply::json(200, "", r#"{"Credentials":{"AccessKeySecret":"S3cr+t/Key=="}}"#));
    assert!(matches!(outcome.error(), Error::Protocol { .. }), "{:?}", outcome.error());
}
