//! The texts of the help in Chinese, by command and option.

/// What a command does.
pub(super) const ABOUT: &[(&str, &str)] = &[
    ("ivr-lint", "在发布之前检查阿里云云联络中心的 IVR 流程"),
    ("stats", "输出流程统计：出口、循环、转人工前的放音与交互次数、文本长度"),
    ("calls", "输出数量最少的测试通话脚本，覆盖每一个出口"),
    ("test", "在当前的流程上重放保存的测试通话"),
    ("policies", "输出配置中每条策略在每个流程上的结果及其证明"),
    ("explain", "说明一条规则或策略：含义、影响、如何修复"),
    ("rules", "列出全部规则及其分组和级别"),
    ("config", "显示生效的配置及其来源"),
    ("init", "生成包含默认设置的 ivr-lint.toml"),
    ("fetch", "将实例的流程保存到目录，每个流程一个便于阅读的文件"),
    ("graph", "绘制一个流程及其中的问题"),
    ("report", "生成包含全部流程、流程图和问题的 HTML 页面；无论发现什么问题，退出码均为 0"),
    ("diff", "比较流程的两个版本：有哪些变更，来电者会注意到什么，有哪些新问题"),
    ("learn", "输出各类型模块的出口，可写入 ivr-lint.toml"),
    ("lsp", "启动语言服务器，编辑器通过标准输入输出与其通信"),
    ("schema", "输出配置、JSON 输出或流程定义的 JSON Schema"),
    ("completions", "输出命令行补全脚本"),
    ("man", "输出 man 手册页"),
];

pub(super) const HELP: &str = "显示帮助";

/// What stands below the options.
pub(super) const AFTER: &[(&str, &str)] = &[
    (
        "ivr-lint",
        "\
示例：
  ivr-lint flow.json                           流程定义，或保存的 API 响应
  aliyun ccc ListContactFlows … | ivr-lint -   从 aliyun CLI 通过管道读取
  ivr-lint --instance-id ccc-test              从平台读取实例的全部流程
  ivr-lint -f json --fail-on warning flows/    检查目录，输出 JSON 报告
  ivr-lint --select graph flows/               只检查某一组规则

退出码：0 没有达到 --fail-on 级别的问题，1 有此类问题，2 本次检查不完整。",
    ),
    (
        "calls",
        "\
示例：
  ivr-lint calls flow.json                             发布前要拨打的通话
  ivr-lint calls --format markdown --out plan.md       带复选框的测试计划
  ivr-lint calls --format csv flow.json > calls.csv    每行一步，可用 Excel 或 LibreOffice 打开
  ivr-lint calls --cover activities flow.json          通话更少：只覆盖每个模块

退出码：0 已写出测试通话，2 有内容无法读取。",
    ),
    (
        "test",
        "\
示例：
  ivr-lint calls --format toml flows/ > calls.toml     生成初始文件
  ivr-lint test calls.toml flows/                      这些通话现在是否仍能按所写的进行
  ivr-lint test calls.toml flows/ --coverage-min 80 --output junit=calls.xml

退出码：0 全部通过，1 有通话失败或覆盖的出口过少，2 有内容无法读取。",
    ),
    (
        "diff",
        "\
示例：
  ivr-lint diff old.json new.json
  ivr-lint diff old/ new/                          两个目录，例如两次 fetch 的结果
  ivr-lint diff --rev origin/main flows/           工作区与某个 git 版本比较
  ivr-lint diff --rev v1..v2 flows/                两个 git 版本
  ivr-lint diff --out change.html old.json new.json

退出码：0 没有达到 --fail-on 级别的新问题，1 有此类问题，2 本次比较不完整。",
    ),
    ("fetch", "检查该目录与直接检查实例的结果相同。"),
    (
        "lsp",
        "\
由编辑器启动，在打开的流程中显示发现的问题；各编辑器的设置见 docs/editors.md。
退出码：收到 `shutdown` 和 `exit` 后为 0，编辑器提前关闭时为 1。",
    ),
    (
        "learn",
        "\
平台没有公开出口列表，但实例的流程中有实际使用的出口：对于至少有 5 个模块的类型，`exits` 是
至少 95 % 的模块都有的出口，`other-exits` 是至少两个模块有的出口。写入 ivr-lint.toml 前请先
核对。

示例：
  ivr-lint learn flows/ > exits.toml      读取目录
  ivr-lint learn --instance-id ccc-test   读取实例",
    ),
];

/// What an option is for: by its name, or where that differs between commands by the command and its name.
pub(super) const OPTIONS: &[(&str, &str)] = &[
    ("paths", "文件、目录，或用 `-` 表示标准输入［默认值：当前目录］"),
    ("diff/paths", "旧、新两个文件或目录；使用 --rev 时为要比较的内容［默认值：当前目录］"),
    ("rev", "将工作区与 git 版本 REV 比较，或比较两个版本：A..B"),
    ("diff/out", "同时将包含新旧版本流程图的 HTML 页面写入文件"),
    ("canvas", "包括仅在画布上移动的模块"),
    ("exit_code", "有任何差异时以 1 退出"),
    ("diff/fail_on", "使运行失败的新问题的最低级别：error、warning、note、never［默认值：error］"),
    ("format", "输出格式"),
    ("ivr-lint/format", "输出格式［默认值：IVR_LINT_FORMAT，否则为 pretty］"),
    ("check/format", "输出格式［默认值：IVR_LINT_FORMAT，否则为 pretty］"),
    ("outputs", "同时将报告写入文件，`-` 表示标准输出；可多次使用，例如 sarif=report.sarif"),
    ("quiet", "只输出问题，不输出汇总行"),
    ("max_findings", "最多显示 N 个问题；汇总仍包含全部问题（pretty、compact）"),
    ("statistics", "同时显示各规则的问题数（pretty、compact）"),
    ("columns", "列号的计数单位：bytes（字节）、chars（Unicode 字符）、utf-16（编码单元）（compact）"),
    ("fail_on_gone", "基线中有条目不再匹配任何问题时，运行失败"),
    ("fail_on", "导致运行失败的最低级别：error、warning、note、never［默认值：error］"),
    ("fix", "应用安全修复，然后报告剩余的问题"),
    ("unsafe_fixes", "同时应用可能改变来电者所听所遇的修复"),
    ("diff", "以 diff 形式显示将要修复的内容，不写入任何文件"),
    ("select", "只报告这些规则：规则名、分组（见 `ivr-lint rules`）或 `*`，以逗号分隔"),
    ("ignore", "不报告这些规则：规则名、分组或 `*`，以逗号分隔"),
    ("levels", "设置规则、分组或 `*` 的级别：off、note、warning、error"),
    (
        "min_confidence",
        "只报告依据至少达到此可信度的规则：documented（官方文档）、observed（实际观察）、inferred（推断）",
    ),
    ("no_ignores", "同时报告被 [[ignore]] 忽略的问题"),
    ("baseline", "忽略文件中列出的问题；该文件为基线或 JSON 报告"),
    ("write_baseline", "将本次发现的问题写入文件，供以后用 --baseline 读取"),
    ("no_config", "不读取任何配置文件，使用默认设置"),
    ("isolated", "只读取要检查的文件：不使用配置、忽略文件、基线、git 和符号链接"),
    ("allow_empty", "没有流程时退出码也为 0"),
    ("jobs", "并行读取的文件数［默认值：每个 CPU 核一个］"),
    ("changed_since", "只报告自 git 版本 REV 以来变更过的文件，以及流程之间的问题"),
    ("verbose", "同时显示各文件使用哪个配置检查，以及略过了哪些文件及原因"),
    ("stdin_filename", "标准输入的文件名；标准输入将代替该文件"),
    ("instance_id", "从平台读取该实例的流程，使用环境变量中的密钥"),
    ("region", "实例所在地域［默认值：环境变量或凭证配置中的地域，否则为 cn-shanghai］"),
    ("endpoint", "服务接入点（Endpoint），如果与地域默认的不同"),
    ("profile", "使用 ~/.aliyun/config.json 中的凭证配置（Profile），忽略环境变量中的密钥"),
    ("kind", "只读取此类型的流程"),
    ("search", "只读取平台按此文本搜索到的流程"),
    ("timeout", "平台在这么多秒内没有响应时放弃［默认值：60］"),
    ("published_only", "只读取已发布过的流程"),
    ("config", "配置文件［默认值：IVR_LINT_CONFIG，否则为从各文件向上找到的第一个 ivr-lint.toml］"),
    ("lang", "输出语言：en、zh［默认值：IVR_LINT_LANG，否则为系统语言］"),
    ("color", "何时使用颜色；遵循 NO_COLOR 和 CLICOLOR_FORCE"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
    ("changed_only", "不显示默认设置"),
    ("rule", "规则名，例如 `dangling-next`，或 `policy/策略名`"),
    ("path", "显示此文件或目录所用的配置［默认值：当前目录］"),
    ("folder", "要写入的目录［默认值：当前目录］"),
    ("force", "覆盖已有的 ivr-lint.toml"),
    ("fetch/out", "要写入的目录；不存在时自动创建"),
    ("prune", "删除实例中已不存在的流程的文件"),
    ("dry_run", "只显示将要发生的变更，不写入任何文件"),
    ("fetch/quiet", "除错误外不输出任何内容"),
    ("graph/path", "文件、目录，或用 `-` 表示标准输入"),
    ("flow", "流程的名称或 id（有多个流程时）"),
    ("graph/format", "输出格式：图片，或 Graphviz、Mermaid 源文件 [默认：按 --out 的扩展名，否则为 svg]"),
    ("calls/flow", "只处理此名称或 id 的流程"),
    ("cover", "通话要覆盖的内容：每个出口，或只是每个模块"),
    ("calls/out", "写入文件，而不是标准输出"),
    ("calls", "要重放的通话所在的 TOML 文件"),
    ("coverage", "列出没有任何通话经过的出口"),
    ("sort", "按此统计项从大到小排列流程（table、csv）"),
    ("coverage_min", "通话经过的出口低于此百分比时，运行失败"),
    ("test/outputs", "同时将结果写入文件；可多次使用，例如 junit=calls.xml"),
    ("graph/out", "写入文件，而不是标准输出；若为目录或以斜杠结尾，则写入所有流程"),
    ("graph/open", "用系统默认程序打开写入的内容"),
    ("report/open", "在浏览器中打开页面"),
    ("report/out", "要写入的 HTML 文件"),
    ("of", "要输出哪一个"),
    ("stdio", "许多编辑器会附加此选项；没有其他通信方式"),
    ("shell", "Shell 类型"),
    ("man/out", "改为将所有命令的手册页写入此目录；不存在时自动创建"),
];

/// The heading that an option stands below.
pub(super) fn heading(english: Option<&str>, is_positional: bool) -> &'static str {
    match english {
        Some("Fixes") => "修复",
        Some("Rule selection") => "规则选择",
        Some("File selection") => "文件选择",
        Some("Global options") => "通用选项",
        Some("Instance") => "实例",
        _ if is_positional => "参数",
        _ => "选项",
    }
}
