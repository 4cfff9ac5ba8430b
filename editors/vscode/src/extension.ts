// Starts the language server, and restarts it where the settings ask for another one.

import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { DOCUMENTS, failure, options, start, type Settings, type Surroundings } from "./settings";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    context.subscriptions.push(
        vscode.commands.registerCommand("ivr-lint.restart", restart),
        vscode.workspace.onDidGrantWorkspaceTrust(restart),
        vscode.workspace.onDidChangeConfiguration(async (event) => {
            if (event.affectsConfiguration("ivr-lint.path") || event.affectsConfiguration("ivr-lint.noConfig")) {
                await restart();
            } else if (event.affectsConfiguration("ivr-lint.lang")) {
                const settings = options(read(), around());
                await client?.sendNotification("workspace/didChangeConfiguration", { settings });
            }
        }),
    );
    await restart();
}

export async function deactivate(): Promise<void> {
    const old = client;
    client = undefined;
    // One that never started cannot be stopped, and need not be.
    await old?.stop().catch(() => undefined);
}

async function restart(): Promise<void> {
    await deactivate();
    const { command, args, initializationOptions } = start(read(), around());
    const next = new LanguageClient(
        "ivr-lint",
        "ivr-lint",
        { command, args, transport: TransportKind.stdio },
        { documentSelector: DOCUMENTS, initializationOptions },
    );
    client = next;
    try {
        await next.start();
    } catch (error) {
        void vscode.window.showErrorMessage(failure(command, error, vscode.env.language));
    }
}

function read(): Settings {
    const settings = vscode.workspace.getConfiguration("ivr-lint");
    return {
        path: settings.get("path", "ivr-lint"),
        lang: settings.get("lang", "auto"),
        noConfig: settings.get("noConfig", false),
    };
}

function around(): Surroundings {
    return {
        folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
        language: vscode.env.language,
        isTrusted: vscode.workspace.isTrusted,
    };
}
