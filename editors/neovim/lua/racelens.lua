-- What the server does not do by itself: pages of rules, an audit in the quickfix list, a server that comes back.
-- Works in Neovim 0.7 and newer.

local M = {}

local LEVELS = { error = 'E', warning = 'W', info = 'I', hint = 'N' }

--- The verdicts of the map, the gravest first, each with the kind of its line in the list.
local VERDICTS = {
  { 'hazard', 'E' },
  { 'partly-guarded', 'W' },
  { 'open', 'W' },
  { 'no-switch', 'I' },
  { 'guarded', 'I' },
  { 'safe-by-type', 'I' },
  { 'one-at-a-time', 'I' },
  { 'start-up-only', 'I' },
}

local config = {
  cmd = { 'racelens', 'serve' },
  filetypes = { 'javascript', 'javascriptreact', 'python', 'rust', 'typescript', 'typescriptreact' },
  settings = { racelens = vim.empty_dict() },
  --- True once `setup` was called: then this file starts the servers, and not `vim.lsp.enable`.
  own = false,
  --- How often a server that went down is started again before it is left alone.
  tries = 4,
}

local function tell(message, level)
  vim.notify('racelens: ' .. message, level or vim.log.levels.INFO)
end

--- The program, as it was named for the server.
local function program()
  local known = vim.lsp.config and vim.lsp.config.racelens
  local cmd = known and known.cmd or config.cmd
  return type(cmd) == 'table' and cmd[1] or 'racelens'
end

--- Runs the program and hands on its exit code and the lines it printed.
local function run(arguments, cwd, done)
  local command = vim.list_extend({ program() }, arguments)
  if vim.fn.executable(command[1]) == 0 then
    tell(command[1] .. ' is not on the PATH; see the README of racelens for how to install it', vim.log.levels.ERROR)
    return
  end
  local out, err = {}, {}
  vim.fn.jobstart(command, {
    cwd = cwd,
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = function(_, lines)
      out = lines
    end,
    on_stderr = function(_, lines)
      err = lines
    end,
    on_exit = function(_, code)
      if code > 1 then
        tell(table.concat(err, '\n'), vim.log.levels.ERROR)
      else
        done(code, out)
      end
    end,
  })
end

--- Shows what was found in the quickfix list, or says that it is nothing.
local function list(title, items, nothing)
  vim.fn.setqflist({}, ' ', { title = title, items = items })
  if #items > 0 then
    vim.cmd('copen')
  else
    tell(nothing)
  end
end

--- The folder that a file belongs to.
local function root(buffer)
  local markers = { 'racelens.toml', 'package.json', 'tsconfig.json', 'pyproject.toml', 'setup.py', 'Cargo.toml', '.git' }
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p:h')
  local home
  for _, marker in ipairs(markers) do
    local found = vim.fn.findfile(marker, folder .. ';')
    if found == '' then
      found = vim.fn.finddir(marker, folder .. ';')
    end
    if found ~= '' then
      home = home or vim.fn.fnamemodify(found, marker == '.git' and ':p:h:h' or ':p:h')
    end
  end
  return home or folder
end

--- The rule of the finding under the cursor.
local function rule_here()
  local place = vim.api.nvim_win_get_cursor(0)
  local line, column = place[1] - 1, place[2]
  local nearest
  for _, finding in ipairs(vim.diagnostic.get(0)) do
    local begins = finding.lnum < line or finding.lnum == line and finding.col <= column
    local ends = finding.end_lnum > line or finding.end_lnum == line and finding.end_col >= column
    if finding.source == 'racelens' and begins and ends then
      nearest = finding
    end
  end
  return nearest and (nearest.code or nearest.user_data.lsp.code)
end

--- Shows the page of a rule: of the one that is named, or of the finding under the cursor.
function M.explain(rule)
  rule = rule ~= '' and rule or rule_here()
  if not rule then
    tell('there is no finding under the cursor; :RacelensExplain RULE names one', vim.log.levels.WARN)
    return
  end
  run({ 'explain', rule, '--color', 'never' }, nil, function(code, lines)
    if code ~= 0 then
      return
    end
    lines[1] = '# ' .. lines[1]
    vim.cmd('new')
    vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
    vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile, vim.bo.modifiable = 'nofile', 'wipe', false, false
    vim.bo.filetype = 'markdown'
    pcall(vim.api.nvim_buf_set_name, 0, 'racelens://' .. rule)
  end)
end

--- The ids of the rules, for completion.
function M.rules()
  local listed = vim.fn.system({ program(), 'rules', '--format', 'json' })
  local ok, rules = pcall(vim.fn.json_decode, listed)
  return ok and vim.tbl_map(function(rule)
    return rule.id
  end, rules) or {}
end

--- Audits a folder, the project of the current file if none is named, and puts what is found into the quickfix list, each
--- step of a finding below it.
function M.audit(folder)
  folder = folder ~= '' and folder or root(0)
  run({ 'audit', '--format', 'json', '--fail-on', 'off', folder }, folder, function(_, lines)
    local report = vim.fn.json_decode(table.concat(lines, '\n'))
    local items, texts = {}, {}
    for _, finding in ipairs(report.findings) do
      local file = folder .. '/' .. finding.path
      texts[file] = texts[file] or vim.fn.readfile(file)
      -- The report counts characters, the list counts bytes.
      local function bytes(place)
        return vim.fn.byteidx(texts[file][place.line] or '', place.column - 1) + 1
      end
      local function item(range, text, kind)
        local from, to = range.start, range['end']
        local entry = { filename = file, lnum = from.line, col = bytes(from), end_lnum = to.line, end_col = bytes(to) }
        entry.text, entry.type = text, kind
        table.insert(items, entry)
      end
      item(finding.range, finding.message .. ' [' .. finding.rule .. ']', LEVELS[finding.severity])
      for _, step in ipairs(finding.witness.steps) do
        item(step.range, '    ' .. (step.task == 'second' and '                    ' or '') .. step.note, '')
      end
    end
    list('racelens audit ' .. folder, items, 'no findings')
  end)
end

--- Puts the Shared State Map of a folder, of the project of the current file if none is named, into the quickfix list: each
--- place, the gravest first, and below it who writes and reads it.
function M.map(folder)
  folder = folder ~= '' and folder or root(0)
  run({ 'map', '--format', 'json', folder }, folder, function(_, lines)
    local places, items = vim.fn.json_decode(table.concat(lines, '\n')).places, {}
    local function item(spot, text, kind)
      table.insert(items, { filename = folder .. '/' .. spot.path, lnum = spot.line, text = text, type = kind })
    end
    local function accesses(place, kind)
      for _, access in ipairs(place[kind == 'written' and 'writes' or 'reads']) do
        local by = access['function'] == '' and 'the module' or access['function']
        item(access, '    ' .. kind .. ' in ' .. by, '')
      end
    end
    for _, verdict in ipairs(VERDICTS) do
      for _, place in ipairs(places) do
        if place.verdict == verdict[1] then
          local declared = type(place.declared) == 'table' and place.declared
          local home = declared or place.writes[1] or place.reads[1]
          local guards = table.concat(vim.tbl_map(function(guard)
            return string.format('; guarded by %s (%d of %d)', guard.lock, guard.held, guard.of)
          end, place.guarded_by))
          item(home, string.format('%s [%s] %s%s', place.place, place.verdict, place.why, guards), verdict[2])
          accesses(place, 'written')
          accesses(place, 'read')
        end
      end
    end
    list('racelens map ' .. folder, items, 'no state is shared')
  end)
end

--- Mends in the current file whatever is safe to mend unasked, and says so if that is nothing, unless it is to be quiet.
function M.fix_all(options)
  local bufnr = vim.api.nvim_get_current_buf()
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(bufnr) },
    range = { start = { line = 0, character = 0 }, ['end'] = { line = vim.api.nvim_buf_line_count(bufnr), character = 0 } },
    context = { only = { 'source.fixAll.racelens' }, diagnostics = {} },
  }
  for _, answer in pairs(vim.lsp.buf_request_sync(bufnr, 'textDocument/codeAction', params, 5000) or {}) do
    for _, action in ipairs(answer.result or {}) do
      if action.kind == 'source.fixAll.racelens' then
        vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
        return
      end
    end
  end
  if not (options and options.quiet) then
    tell('there is nothing here that is safe to mend unasked')
  end
end

local failures, began = 0, 0

local function now()
  return (vim.uv or vim.loop).now()
end

--- Starts a server that went down again: after half a second, then after twice as long, and a few times only. A server
--- that ran for two minutes has a clean record.
function M.on_exit(code, signal)
  if code == 0 and signal == 0 then
    return
  end
  vim.schedule(function()
    if vim.v.exiting ~= vim.NIL then
      return
    end
    if now() - began > 120000 then
      failures = 0
    end
    if failures >= config.tries then
      tell('the server went down again and is left alone; :RacelensRestart starts it', vim.log.levels.ERROR)
      return
    end
    local pause = 500 * 2 ^ failures
    failures = failures + 1
    vim.defer_fn(M.start, pause)
  end)
end

--- Starts the server for every buffer that it can serve.
function M.start()
  began = now()
  if not config.own then
    vim.lsp.enable('racelens')
    return
  end
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(config.filetypes, vim.bo[buffer].filetype) then
      M.attach(buffer)
    end
  end
end

--- Stops the server and starts it anew.
function M.restart()
  failures = 0
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in pairs(get()) do
    if client.name == 'racelens' then
      vim.lsp.stop_client(client.id)
    end
  end
  vim.defer_fn(M.start, 200)
end

local clients = {}

--- Serves a buffer, by one server for each project: for Neovim without `vim.lsp.enable`.
function M.attach(buffer)
  local folder = root(buffer)
  local client = clients[folder]
  if not client or not vim.lsp.get_client_by_id(client) or vim.lsp.client_is_stopped(client) then
    client = vim.lsp.start_client({
      name = 'racelens',
      cmd = config.cmd,
      root_dir = folder,
      workspace_folders = { { uri = vim.uri_from_fname(folder), name = folder } },
      settings = config.settings,
      on_exit = function(code, signal, id)
        if clients[folder] == id then
          clients[folder] = nil
        end
        -- Old versions may take in what it said last when they have cleared its findings.
        vim.defer_fn(function()
          vim.diagnostic.reset(vim.lsp.diagnostic.get_namespace(id))
        end, 100)
        M.on_exit(code, signal)
      end,
    })
    clients[folder] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

--- Starts the server where a file of its languages is opened. For Neovim 0.10 and older; newer ones have
--- `vim.lsp.enable('racelens')`.
function M.setup(options)
  config = vim.tbl_deep_extend('force', config, options or {})
  config.own = true
  began = now()
  local group = vim.api.nvim_create_augroup('racelens', {})
  local function serve(event)
    M.attach(event.buf)
  end
  vim.api.nvim_create_autocmd('FileType', { group = group, pattern = config.filetypes, callback = serve })
  M.start()
end

return M
