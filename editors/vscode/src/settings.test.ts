import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
    createProtocolConnection,
    InitializeRequest,
    StreamMessageReader,
    StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { DOCUMENTS, failure, options, start, type Settings, type Surroundings } from "./settings";

const settings: Settings = { path: "ivr-lint", lang: "auto", noConfig: false };
const around: Surroundings = { folder: "/srv/flows", language: "zh-cn", isTrusted: true, home: "/home/me" };

test("the program is looked for in the PATH where nothing is said", () => {
    assert.deepEqual(start(settings, around), { command: "ivr-lint", args: ["lsp"], initializationOptions: { lang: "zh" } });
    assert.equal(start({ ...settings, path: "  " }, around).command, "ivr-lint");
});

test("home and folder are known in a path", () => {
    const command = (path: string, folder?: string) => start({ ...settings, path }, { ...around, folder }).command;
    assert.equal(command("~/bin/ivr-lint"), "/home/me/bin/ivr-lint");
    assert.equal(command("~me/ivr-lint"), "~me/ivr-lint");
    assert.equal(command("${workspaceFolder}/ivr-lint", "/srv/$&"), "/srv/$&/ivr-lint");
    assert.equal(command("${workspaceFolder}/ivr-lint"), "./ivr-lint");
});

test("in a folder that is not trusted no configuration is read", () => {
    assert.deepEqual(start(settings, { ...around, isTrusted: false }).args, ["lsp", "--no-config"]);
    assert.deepEqual(start({ ...settings, noConfig: true }, around).args, ["lsp", "--no-config"]);
});

test("the language is that of the setting, else of the editor, else left to the server", () => {
    const lang = (lang: string, language: string) => options({ ...settings, lang }, { ...around, language }).lang;
    assert.equal(lang("en", "zh-cn"), "en");
    assert.equal(lang("auto", "zh-TW"), "zh");
    assert.equal(lang("auto", "en"), "en");
    assert.equal(lang("auto", "fr"), undefined);
});

test("a program that is not there is named, with what to do, in both languages", () => {
    const missing = Object.assign(new Error("spawn /x ENOENT"), { code: "ENOENT" });
    assert.match(failure("/x", missing, "en"), /no program \/x.*ivr-lint\.path/);
    assert.match(failure("/x", missing, "zh-cn"), /找不到程序 \/x.*ivr-lint\.path/);
    assert.equal(failure("/x", new Error("broken"), "fr"), "ivr-lint does not start: broken");
});

test("all texts of the settings are there in both languages", () => {
    const json = (name: string) => JSON.parse(readFileSync(name, "utf8")) as Record<string, unknown>;
    const used = [...readFileSync("package.json", "utf8").matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]);
    for (const name of ["package.nls.json", "package.nls.zh-cn.json"]) {
        assert.deepEqual(Object.keys(json(name)).sort(), [...new Set(used)].sort(), name);
    }
    assert.ok(DOCUMENTS.some((document) => document.pattern === "**/ivr-lint.toml"));
});

test("the server starts as the extension starts it", async () => {
    const path = process.env["IVR_LINT"];
    assert.ok(path, "IVR_LINT names the program");
    const { command, args, initializationOptions } = start({ ...settings, path }, around);
    const server = spawn(command, [...args, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    const connection = createProtocolConnection(
        new StreamMessageReader(server.stdout),
        new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const found = new Promise<{ diagnostics: { code: string; message: string }[] }>((resolve) =>
        connection.onNotification("textDocument/publishDiagnostics", resolve));
    const result = await connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
        initializationOptions,
    });
    assert.equal(result.serverInfo?.name, "ivr-lint");
    const text = '{"activities": [{"type": "INCOMING_CALL", "id": "a", "events": [{"event": "x", "next": "gone"}]}]}';
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: "untitled:Untitled-1", languageId: "json", version: 1, text },
    });
    const { diagnostics } = await found;
    const dangling = diagnostics.find((diagnostic) => diagnostic.code === "dangling-next");
    assert.match(dangling?.message ?? "", /没有模块使用此 id/);
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    assert.equal(await new Promise((resolve) => server.on("exit", resolve)), 0);
    connection.dispose();
});
