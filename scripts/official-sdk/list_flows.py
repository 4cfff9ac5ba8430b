"""Lists all flows of the test service with the official SDK, and sees that a wrong secret is refused."""

import sys

from alibabacloud_ccc20200701.client import Client
from alibabacloud_ccc20200701.models import ListContactFlowsRequest
from alibabacloud_tea_openapi.models import Config

SECRET = "S3cr+t/Key=="
TOKEN = "T0k+n/with=chars=="


def client(url: str, secret: str, token: str | None) -> Client:
    config = Config(access_key_id="testAccessKeyId", access_key_secret=secret, security_token=token)
    config.protocol, config.endpoint = url.split("://")
    return Client(config)


def page(of: Client, **query) -> object:
    request = ListContactFlowsRequest(instance_id="ccc-test", page_size=100, **query)
    return of.list_contact_flows(request).body.data


def main(url: str, mode: str) -> None:
    token = TOKEN if mode == "with" else None
    ours = client(url, SECRET, token)
    ids = []
    while not ids or len(ids) < first.total_count:
        first = page(ours, page_number=len(ids) // 100 + 1)
        ids += [flow.contact_flow_id for flow in first.list]
    assert len(set(ids)) == 253 == first.total_count, len(ids)
    some = page(ours, page_number=1, type="SUB_FLOW", search_pattern="流程 1")
    assert 0 < some.total_count < 253, some.total_count
    nothing = page(ours, page_number=1, search_pattern="a b+c/~*'()&=%\"<> 流程 😀")
    assert nothing.total_count == 0, nothing.total_count
    try:
        page(client(url, "another", token), page_number=1)
    except Exception as error:
        assert "SignatureDoesNotMatch" in str(error), error
    else:
        raise AssertionError("a wrong secret was accepted")
    print(f"the official SDK, {'with' if token else 'without'} a token: {len(ids)} flows accepted")


main(*sys.argv[1:])
