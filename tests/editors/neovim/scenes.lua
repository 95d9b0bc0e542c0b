-- Plays the scenes in a real Neovim, old or new: what a person would do, and what they would see. Each scene is a line
-- of the file that OUT names.

local out = io.open(os.getenv('OUT'), 'w')
local scenario = vim.fn.json_decode(table.concat(vim.fn.readfile(os.getenv('SCENARIO')), '\n'))
local project = os.getenv('PROJECT')
local modern = vim.lsp.config ~= nil
local SEVERITIES = { 'error', 'warning', 'info', 'hint' }
local PATIENCE = 20000
local get_clients = vim.lsp.get_clients or vim.lsp.get_active_clients
local clock = vim.uv or vim.loop

vim.opt.runtimepath:append(os.getenv('ROOT') .. '/editors/neovim')
vim.o.swapfile = false
vim.o.hidden = true
vim.cmd('filetype on')
vim.cmd('runtime! plugin/racelens.lua')
if modern then
  vim.lsp.config('racelens', { cmd = { os.getenv('RACELENS'), 'serve' } })
  vim.lsp.enable('racelens')
else
  require('racelens').setup({ cmd = { os.getenv('RACELENS'), 'serve' } })
end

local function fail(words, ...)
  error(string.format(words, ...), 2)
end

local function equal(got, wanted, what)
  if not vim.deep_equal(got, wanted) then
    fail('%s: %s is not %s', what or 'differs', vim.inspect(got), vim.inspect(wanted))
  end
end

local function until_(what, enough)
  if not vim.wait(PATIENCE, enough, 30) then
    fail('no %s; saw %s', what, vim.inspect(vim.tbl_map(function(finding)
      return { finding.code, finding.lnum, finding.col, finding.message }
    end, vim.diagnostic.get(0))))
  end
end

local function code(finding)
  return finding.code or finding.user_data.lsp.code
end

local function findings(rule)
  return vim.tbl_filter(function(finding)
    return finding.source == 'racelens' and (not rule or code(finding) == rule)
  end, vim.diagnostic.get(0))
end

--- Opens a file anew, as it is on the disk.
local function open(file)
  vim.cmd('silent! %bwipeout!')
  vim.cmd('edit ' .. project .. '/' .. file)
end

local function text()
  local ending = vim.bo.fileformat == 'dos' and '\r\n' or '\n'
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), ending) .. ending
end

local function replaced(whole, old, new)
  local from, to = whole:find(old, 1, true)
  if not from or whole:find(old, to + 1, true) then
    fail('not once: %s', old)
  end
  return whole:sub(1, from - 1) .. new .. whole:sub(to + 1)
end

--- The range of a finding in UTF-16, from the bytes that Neovim keeps.
local function range(finding)
  local function units(line, byte)
    local content = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1] or ''
    local _, utf16 = vim.str_utfindex(content, math.min(byte, #content))
    return utf16
  end
  return { finding.lnum, units(finding.lnum, finding.col), finding.end_lnum, units(finding.end_lnum, finding.end_col) }
end

local function client()
  for _, client in pairs(get_clients()) do
    if client.name == 'racelens' then
      return client
    end
  end
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, PATIENCE) or {}
  local _, answer = next(answers)
  if not answer or answer.err then
    fail('%s: %s', method, vim.inspect(answer))
  end
  return answer.result
end

local function actions(at)
  local place = { line = at[1], character = at[2] }
  return ask('textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    range = { start = place, ['end'] = place },
    context = { diagnostics = {} },
  })
end

local function apply(at, title)
  for _, action in ipairs(actions(at)) do
    if action.title == title then
      vim.lsp.util.apply_workspace_edit(action.edit, client().offset_encoding)
      return
    end
  end
  fail('nobody offers %s', title)
end

local scenes = {}
local function scene(name, play)
  table.insert(scenes, { name = name, play = play })
end

for _, sample in ipairs(scenario.files) do
  scene(sample.language .. ': diagnostics with range and steps', function()
    open(sample.file)
    until_('findings', function()
      return #findings() == #sample.findings
    end)
    for _, wanted in ipairs(sample.findings) do
      local finding = findings(wanted.rule)[1] or fail('no %s', wanted.rule)
      equal(range(finding), wanted.range, 'range')
      equal(SEVERITIES[finding.severity], wanted.severity, 'severity')
      if wanted.steps ~= vim.NIL then
        local steps = vim.tbl_map(function(step)
          equal(step.location.uri, vim.uri_from_bufnr(0), 'where a step is')
          return step.message
        end, finding.user_data.lsp.relatedInformation)
        equal(steps, wanted.steps, 'steps')
      end
    end
  end)

  scene(sample.language .. ': the hover shows the interleaving', function()
    open(sample.file)
    until_('findings', function()
      return #findings() > 0
    end)
    vim.api.nvim_win_set_cursor(0, { sample.hover.at[1] + 1, sample.hover.at[2] })
    vim.lsp.buf.hover()
    local shown
    until_('window', function()
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          shown = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
          return true
        end
      end
    end)
    for _, column in ipairs(vim.list_extend({ sample.hover.rule }, sample.hover.columns)) do
      if not shown:find(column, 1, true) then
        fail('%s is not in %s', column, shown)
      end
    end
  end)

  for _, fix in ipairs(sample.fixes) do
    scene(sample.language .. ': ' .. fix.title, function()
      open(sample.file)
      local before = text()
      until_('findings', function()
        return #findings(fix.rule) > 0
      end)
      apply(fix.at, fix.title)
      equal(text(), replaced(before, fix.old, fix.new), 'text')
      if fix.reason then
        for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
          if line:find('(' .. fix.rule .. '): ', 1, true) then
            until_('word that a reason is missing', function()
              return vim.tbl_contains(vim.tbl_map(function(finding)
                return finding.lnum
              end, findings()), number - 1)
            end)
            vim.api.nvim_buf_set_lines(0, number - 1, number, false, { line .. fix.reason })
          end
        end
      end
      until_(fix.rule .. ' gone', function()
        return #findings(fix.rule) == 0
          and #vim.tbl_filter(function(finding)
            return code(finding):find('suppression') ~= nil
          end, findings()) == 0
      end)
    end)
  end
end

scene('all safe fixes in the file, by the command', function()
  local all = scenario.fixAll
  open(all.file)
  local before = text()
  until_('findings', function()
    return #findings() > 0
  end)
  vim.cmd('RacelensFixAll')
  equal(text(), replaced(before, all.old, all.new), 'text')
  until_('gone', function()
    return #findings(all.rule) == 0
  end)
end)

scene('typing through a broken state', function()
  local typing = scenario.typing
  open(typing.file)
  until_('findings', function()
    return #findings() > 0
  end)
  local before = #findings()
  local line, column = typing.line, 0
  for character in typing.text:gmatch('.') do
    vim.api.nvim_buf_set_text(0, line, column, line, column, character == '\n' and { '', '' } or { character })
    if character == '\n' then
      line, column = line + 1, 0
    else
      column = column + 1
    end
    vim.wait(5)
  end
  local found
  until_('the new finding', function()
    found = vim.tbl_map(range, findings(typing.finding.rule))
    return #findings() == before + 1 and #found == 2
  end)
  local ranges = { scenario.files[1].findings[1].range, typing.finding.range }
  table.sort(found, function(a, b)
    return a[1] < b[1]
  end)
  equal(found, ranges, 'ranges')
end)

scene('a setting changes, and changes back', function()
  local sample = scenario.files[1]
  local rule = sample.findings[1].rule
  open(sample.file)
  until_('findings', function()
    return #findings(rule) > 0
  end)
  local function set(rules)
    local client = client()
    client.config.settings = { racelens = { rules = rules } }
    if client.settings then
      client.settings = client.config.settings
    end
    local params = { settings = client.config.settings }
    if vim.fn.has('nvim-0.11') == 1 then
      client:notify('workspace/didChangeConfiguration', params)
    else
      client.notify('workspace/didChangeConfiguration', params)
    end
  end
  set({ [rule] = 'off' })
  -- A client that asks for diagnostics and cannot be told to ask again does so at the next edit.
  local function nudge()
    vim.api.nvim_buf_set_lines(0, 0, 0, false, { '' })
  end
  vim.wait(300)
  nudge()
  until_('it off', function()
    return #findings(rule) == 0 and #findings() > 0
  end)
  set({ [rule] = 'error' })
  vim.wait(300)
  nudge()
  until_('it an error', function()
    local found = findings(rule)
    return #found > 0 and found[1].severity == 1
  end)
  set(vim.empty_dict())
end)

scene('the server is killed, and nothing is lost', function()
  local sample = scenario.files[1]
  open(sample.file)
  until_('findings', function()
    return #findings() == #sample.findings
  end)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { '', '' })
  local function shifted(by)
    return function()
      local found = findings(sample.findings[1].rule)
      return #findings() == #sample.findings and found[1] and found[1].lnum == sample.findings[1].range[1] + by
    end
  end
  until_('findings two lines below', shifted(2))
  local before = client()
  local pid
  for _, entry in ipairs(vim.fn.readdir('/proc')) do
    local file = tonumber(entry) and io.open('/proc/' .. entry .. '/status')
    local status = file and file:read('*a') or ''
    if tonumber(status:match('PPid:%s*(%d+)')) == vim.fn.getpid() and status:match('Name:%s*racelens') then
      pid = tonumber(entry)
    end
    if file then
      file:close()
    end
  end
  clock.kill(pid or fail('no server of ours runs'), 'sigkill')
  until_('another server', function()
    local now = client()
    return now and now.id ~= before.id
  end)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { '' })
  until_('findings three lines below', shifted(3))
  local answer = ask('textDocument/hover', {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    position = { line = sample.hover.at[1] + 3, character = sample.hover.at[2] },
  })
  if not answer.contents.value:find(sample.hover.rule, 1, true) then
    fail('the hover shows %s', answer.contents.value)
  end
end)

scene('a file of ten thousand lines', function()
  local sample = scenario.files[1]
  local lines = {}
  for n = 1, 10000 do
    lines[n] = string.format('export const n%d = %d;', n, n)
  end
  vim.list_extend(lines, vim.fn.readfile(project .. '/' .. sample.file))
  vim.fn.writefile(lines, project .. '/long.ts')
  open('long.ts')
  local function on(line)
    return function()
      local found = findings(sample.findings[1].rule)
      return found[1] and found[1].lnum == line
    end
  end
  local at = 10000 + sample.findings[1].range[1]
  until_('the finding at the end', on(at))
  vim.api.nvim_buf_set_lines(0, 5, 5, false, { '// one more line' })
  until_('the finding a line below', on(at + 1))
  vim.fn.delete(project .. '/long.ts')
end)

scene('columns count UTF-16 units', function()
  local emoji, sample = scenario.emoji, scenario.files[1]
  open(sample.file)
  local line = emoji.range[1]
  local content = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1]
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, { replaced(content, emoji.old, emoji.new) })
  until_('the finding', function()
    local found = findings(sample.findings[1].rule)
    return found[1] and vim.deep_equal(range(found[1]), emoji.range)
  end)
  apply({ emoji.range[1], emoji.range[2] }, sample.fixes[1].title)
  equal(vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1], emoji.fixed, 'the line')
end)

scene('line ends stay as they are', function()
  local sample = scenario.files[1]
  local fix = sample.fixes[1]
  local unix = table.concat(vim.fn.readfile(project .. '/' .. sample.file), '\r\n') .. '\r\n'
  local file = io.open(project .. '/dos.ts', 'wb')
  file:write(unix)
  file:close()
  open('dos.ts')
  equal(vim.bo.fileformat, 'dos', 'file format')
  until_('findings', function()
    local found = findings(fix.rule)
    return found[1] and vim.deep_equal(range(found[1]), sample.findings[1].range)
  end)
  apply(fix.at, fix.title)
  vim.cmd('silent write')
  local written = io.open(project .. '/dos.ts', 'rb'):read('*a')
  equal(written, replaced(unix, (fix.old:gsub('\n', '\r\n')), (fix.new:gsub('\n', '\r\n'))), 'text')
  until_('gone', function()
    return #findings(fix.rule) == 0
  end)
  vim.fn.delete(project .. '/dos.ts')
end)

scene('the page of the rule under the cursor', function()
  local sample = scenario.files[1]
  open(sample.file)
  until_('findings', function()
    return #findings() > 0
  end)
  vim.api.nvim_win_set_cursor(0, { sample.hover.at[1] + 1, sample.hover.at[2] })
  vim.cmd('RacelensExplain')
  until_('the page', function()
    return vim.bo.filetype == 'markdown'
  end)
  local page = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  equal(page[1]:match('^# (%S+)'), sample.hover.rule, 'the heading')
  equal(vim.tbl_contains(page, '## Why it goes wrong'), true, 'the page')
  equal(vim.fn.getcompletion('RacelensExplain lost-u', 'cmdline'), { 'lost-update' }, 'completion')
end)

scene('how far the server is with the files of a project', function()
  local sample = scenario.files[1]
  local many = project .. '/many'
  vim.fn.mkdir(many)
  -- Neovim 0.11 takes no folder for a project in which nothing says so.
  vim.fn.writefile({}, project .. '/racelens.toml')
  local lines = vim.fn.readfile(project .. '/' .. sample.file)
  for n = 1, 300 do
    vim.fn.writefile(lines, many .. '/basket' .. n .. '.ts')
  end
  open(sample.file)
  local told = {}
  local group = vim.api.nvim_create_augroup('scene', {})
  -- What the lines of status of people are made from.
  if modern then
    vim.api.nvim_create_autocmd('LspProgress', { group = group, callback = function(event)
      table.insert(told, event.data.params.value)
    end })
  else
    vim.api.nvim_create_autocmd('User', { group = group, pattern = 'LspProgressUpdate', callback = function()
      for _, message in ipairs(vim.lsp.util.get_progress_messages()) do
        local kind = message.done and 'end' or 'report'
        table.insert(told, { kind = kind, title = message.title, percentage = message.percentage })
      end
    end })
  end
  local ok, trouble = pcall(function()
    vim.cmd('RacelensRestart')
    until_('end of it', function()
      return told[#told] and told[#told].kind == 'end'
    end)
    equal(told[1].title, 'racelens reads ' .. vim.fn.fnamemodify(project, ':t'), 'title')
    local between = vim.tbl_filter(function(step)
      return step.kind == 'report' and (step.percentage or 0) > 0
    end, told)
    equal(#between > 0, true, 'something in between')
    until_('findings', function()
      return #findings() == #sample.findings
    end)
  end)
  vim.api.nvim_del_augroup_by_id(group)
  vim.fn.delete(many, 'rf')
  vim.fn.delete(project .. '/racelens.toml')
  if not ok then
    error(trouble, 0)
  end
end)

scene('an audit in the quickfix list', function()
  open(scenario.files[1].file)
  vim.cmd('RacelensAudit ' .. project)
  local list
  until_('a list', function()
    list = vim.fn.getqflist()
    return #list > 0
  end)
  for _, sample in ipairs(scenario.files) do
    local wanted = sample.findings[1]
    local hit = vim.tbl_filter(function(item)
      return item.text:find('[' .. wanted.rule .. ']', 1, true)
        and vim.fn.bufname(item.bufnr):find(sample.file, 1, true)
    end, list)[1] or fail('%s is not in the list', sample.file)
    equal({ hit.lnum, hit.col }, { wanted.range[1] + 1, wanted.range[2] + 1 }, 'its place')
  end
end)

scene('the Shared State Map in the quickfix list', function()
  local map = scenario.map
  open(map.file)
  vim.fn.setqflist({}, 'r')
  vim.cmd('RacelensMap ' .. project)
  local list
  until_('a list', function()
    list = vim.fn.getqflist()
    return #list > 0
  end)
  equal(vim.fn.getqflist({ title = 0 }).title, 'racelens map ' .. project, 'title')
  local function at(item)
    return { vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t'), item.lnum - 1 }
  end
  local first
  for number, item in ipairs(list) do
    if vim.deep_equal(at(item), { map.file, map.declared }) then
      first = number
    end
  end
  local place = list[first or fail('%s is not in the list: %s', map.place, vim.inspect(list))]
  equal({ place.type, place.text:sub(1, #map.place + 9) }, { 'E', map.place .. ' [hazard]' }, 'the place')
  for number, access in ipairs(map.accesses) do
    local item = list[first + number]
    equal(at(item), { map.file, access.line }, 'where')
    equal(vim.trim(item.text), access.label:match(', (.*)'), 'by whom')
  end
  vim.cmd('cc ' .. first + 1)
  equal({ vim.fn.expand('%:t'), vim.fn.line('.') - 1 }, { map.file, map.accesses[1].line }, 'where the line leads')
end)

scene('the help has every command', function()
  vim.cmd('helptags ' .. os.getenv('ROOT') .. '/editors/neovim/doc')
  for name in pairs(vim.api.nvim_get_commands({})) do
    if vim.startswith(name, 'Racelens') then
      vim.cmd('help :' .. name)
      equal(vim.fn.expand('%:t'), 'racelens.txt', name)
      equal(vim.fn.getline('.'):find('*:' .. name .. '*', 1, true) ~= nil, true, name)
      vim.cmd('helpclose')
    end
  end
  vim.fn.delete(os.getenv('ROOT') .. '/editors/neovim/doc/tags')
end)

for _, one in ipairs(vim.tbl_filter(function(one)
  return vim.fn.match(one.name, '\\v' .. (os.getenv('SCENES') or '')) >= 0
end, scenes)) do
  local begun = clock.now()
  local ok, trouble = xpcall(one.play, debug.traceback)
  clock.update_time()
  local line = { scene = one.name, ok = ok, ms = clock.now() - begun, error = not ok and tostring(trouble) or nil }
  out:write(vim.fn.json_encode(line), '\n')
  out:flush()
end
out:close()
for _, client in pairs(get_clients()) do
  vim.lsp.stop_client(client.id)
end
vim.cmd('qall!')
