-- What a user of Neovim does, by its own client: opens a flow that is one escaped line, looks at it, asks, renames a module
-- and applies a fix. Run by ./check-editors with IVR_LINT as the program and FLOWS as a folder that may be changed.

local failures = 0

local function check(what, is_so, found)
  if is_so then
    print('ok: ' .. what)
  else
    failures = failures + 1
    print('FAILED: ' .. what .. '\n  ' .. vim.inspect(found))
  end
end

local function wait(is_so)
  return vim.wait(60000, is_so, 20)
end

local function ended()
  vim.cmd(failures == 0 and 'qall!' or 'cquit 1')
end

local function lines()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

-- Puts the cursor on a word of the first line.
local function go_to(word, behind)
  local at = assert(lines():find(word, 1, true), word)
  vim.api.nvim_win_set_cursor(0, { 1, at - 1 + (behind or 0) })
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params or vim.lsp.util.make_position_params(), 60000)
  for _, answer in pairs(answers or {}) do
    return answer.result or answer.err
  end
end

local function rules()
  local all = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    all[diagnostic.code or diagnostic.user_data.lsp.code] = diagnostic
  end
  return all
end

local function test()
  vim.o.swapfile = false
  vim.cmd('edit ' .. os.getenv('FLOWS') .. '/page.json')
  local client = vim.lsp.start_client({
    name = 'ivr-lint',
    cmd = { os.getenv('IVR_LINT'), 'lsp', '--lang', 'en' },
    root_dir = os.getenv('FLOWS'),
  })
  vim.lsp.buf_attach_client(0, client)

  check('findings are shown', wait(function() return rules()['dangling-next'] end), rules())
  local shown = rules()['dangling-next']
  local line = vim.api.nvim_buf_get_lines(0, shown.lnum, shown.lnum + 1, false)[1]
  check('a finding is in its place', line:sub(shown.col + 1, shown.end_col) == '\\"gone\\"', shown)
  check('a finding says what is wrong', shown.message:find('no module has that id', 1, true), shown)

  go_to('\\"next\\": \\"c3', #'\\"next\\": \\"')
  local hover = ask('textDocument/hover')
  check('hover says which module a next leads to', hover and hover.contents.value:find('**放音**', 1, true), hover)
  vim.lsp.buf.definition()
  local target = lines():find('\\"c3\\", \\"name', 1, true) - 1
  check('definition goes to the module', wait(function()
    return math.abs(vim.api.nvim_win_get_cursor(0)[2] - target) <= 2
  end), { vim.api.nvim_win_get_cursor(0), target })

  go_to('收号.input')
  local references = ask('textDocument/references', vim.tbl_extend('force', vim.lsp.util.make_position_params(), {
    context = { includeDeclaration = true },
  }))
  check('a module has its references', references and #references == 3, references)
  local symbols = ask('textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params() })
  check('the outline has the modules', symbols and #symbols[1].children == 4, symbols)

  vim.lsp.buf.rename('按键 "1"')
  check('renaming changes all references', wait(function()
    return select(2, lines():gsub('%${按键 \\\\\\"1\\\\\\"%.input}', '')) == 2
  end) and not lines():find('收号', 1, true), lines())
  local flow = vim.json and vim.json.decode(lines()) or vim.fn.json_decode(lines())
  local definition = vim.fn.json_decode(flow.List[1].Definition)
  check('the flow is whole', definition.activities[2].name == '按键 "1"', definition)

  check('a finding with a fix is shown', wait(function() return rules()['malformed-reference'] end), rules())
  go_to('${开始。caller}', 3)
  local here = vim.lsp.util.make_range_params()
  here.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(), only = { 'quickfix' } }
  local actions = ask('textDocument/codeAction', here)
  local fix
  for _, action in ipairs(actions or {}) do
    if action.isPreferred then fix = action end
  end
  check('a safe fix is offered', fix ~= nil, actions)
  vim.lsp.util.apply_workspace_edit(fix.edit, vim.lsp.get_client_by_id(client).offset_encoding)
  check('the fix is made', lines():find('${开始.caller}', 1, true), lines())
  check('its finding is gone', wait(function() return not rules()['malformed-reference'] end), rules())
  check('other findings stay', rules()['dangling-next'], rules())

  vim.lsp.stop_client(client)
  check('the server ends', wait(function() return vim.lsp.client_is_stopped(client) end))
end

local succeeded, wrong = pcall(test)
check('the script runs to its end', succeeded, wrong)
ended()
