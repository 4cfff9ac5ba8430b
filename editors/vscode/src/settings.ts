// What the settings of the editor mean for the server. It knows nothing of the editor, so that Node can test it.

import { homedir } from "node:os";
import { join } from "node:path";

/** The settings below `ivr-lint`. */
export interface Settings {
    path: string;
    lang: string;
    noConfig: boolean;
}

/** Where the editor is. */
export interface Surroundings {
    /** The first folder that is open. */
    folder?: string;
    /** The language of the editor, for example `zh-cn`. */
    language: string;
    /** Whether the user trusts what is in the folder. */
    isTrusted: boolean;
    home?: string;
}

/** How the server is started. */
export interface Start {
    command: string;
    args: string[];
    initializationOptions: { lang?: string };
}

/** The documents that the server is told of. */
export const DOCUMENTS: { scheme: string; language?: string; pattern?: string }[] = [
    ...["file", "untitled"].flatMap((scheme) =>
        ["json", "jsonl"].map((language) => ({ scheme, language }))),
    { scheme: "file", pattern: "**/*.{jsonl,ndjson,har}" },
    { scheme: "file", pattern: "**/ivr-lint.toml" },
];

export function start(settings: Settings, around: Surroundings): Start {
    const args = ["lsp"];
    // A configuration may come from whoever wrote the folder.
    if (settings.noConfig || !around.isTrusted) {
        args.push("--no-config");
    }
    return { command: command(settings.path, around), args, initializationOptions: options(settings, around) };
}

/** What the server is told when it starts, and when the settings change. */
export function options(settings: Settings, around: Surroundings): { lang?: string } {
    if (settings.lang === "en" || settings.lang === "zh") {
        return { lang: settings.lang };
    }
    const language = around.language.toLowerCase().split(/[-_]/)[0];
    return language === "zh" || language === "en" ? { lang: language } : {};
}

function command(path: string, around: Surroundings): string {
    const said = path.trim();
    if (said === "") {
        return "ivr-lint";
    }
    const home = around.home ?? homedir();
    const whole = /^~(?=$|[\\/])/.test(said) ? join(home, said.slice(1)) : said;
    return whole.replaceAll("${workspaceFolder}", () => around.folder ?? ".");
}

/** What to say when the server does not start. */
export function failure(command: string, error: unknown, language: string): string {
    const isMissing = error instanceof Error && (("code" in error && error.code === "ENOENT") || /ENOENT/.test(error.message));
    const why = error instanceof Error ? error.message : String(error);
    if (language.toLowerCase().startsWith("zh")) {
        return isMissing
            ? `找不到程序 ${command}：请安装 ivr-lint，或在设置 ivr-lint.path 中指定其路径`
            : `ivr-lint 无法启动：${why}`;
    }
    return isMissing
        ? `There is no program ${command}: install ivr-lint, or say where it is in the setting ivr-lint.path`
        : `ivr-lint does not start: ${why}`;
}
