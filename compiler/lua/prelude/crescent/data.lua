-- data.lua: where the examples come from. A declaration only: the hosted program reads the files.
--
-- A source is { kind=, file=, fields = { {input=, file=, spec=}, .. }, header=, shuffle=, missing=, missing_value=, limit=, split= }.
-- spec, by kind:  csv "3,4,5" or "width,height": columns; ";classes=a,b,c" or ";one_hot=a,b,c" behind one column
--                 tokens "u8:129,128": type, length and stride of windows
--                 raw "u8:28,28": type and shape of an example     safetensors: the tensor's name     idx, npy: ""
local names = require "crescent.names"

local data = {}

local common = { shuffle = true, limit = names.none, split = "hash" }

local function source(kind, given, own)
  if type(given) ~= "table" then names.fail("data.%s: a table expected; found %s", kind, names.found(given)) end
  local opts, fields = {}, {}
  local known = {}
  for key, value in pairs(common) do known[key] = value end
  for key, value in pairs(own) do known[key] = value end
  for key, value in pairs(given) do
    if known[key] ~= nil then opts[key] = value else fields[key] = value end
  end
  local o = names.options("data." .. kind, opts, known)
  names.boolean("data: shuffle", o.shuffle)
  names.choice("data: split", o.split, { "hash", "last", "shuffle" })
  o.limit = names.number("data: limit", o.limit, { min = 1, integer = true, optional = true })
  o.kind, o.fields = kind, {}
  return o, fields
end

local function path(what, value)
  if type(value) ~= "string" or value == "" then names.fail("%s; a file's name expected; found %s", what, names.found(value)) end
  return value
end

local function file_each(kind)
  return function(given)
    local o, fields = source(kind, given, {})
    for input, file in pairs(fields) do
      table.insert(o.fields, { input = input, file = path(("data.%s: %s"):format(kind, input), file), spec = "" })
    end
    return o
  end
end

---IDX files (MNIST's format, plain or gzip): { x = "images", label = "labels" }
data.idx = file_each "idx"
---NumPy files: { x = "x.npy", label = "y.npy" }
data.npy = file_each "npy"

---Tensors of safetensors files: { x = "file.safetensors:key" }
function data.safetensors(given)
  local o, fields = source("safetensors", given, {})
  for input, value in pairs(fields) do
    local file, key = path("data.safetensors: " .. input, value):match "^(.+):([^:]+)$"
    if not file then names.fail('data.safetensors: %s; "file:key" expected; found %s', input, names.found(value)) end
    table.insert(o.fields, { input = input, file = file, spec = key })
  end
  return o
end

---One binary file of examples: { file = "x.bin", type = "u8", shape = {28, 28} } for the only input, or { x = { file=, type=, shape= } }.
function data.raw(given)
  local o, fields = source("raw", given, { file = names.none, type = names.none, shape = names.none })
  if o.file then fields = { [""] = { file = o.file, type = o.type, shape = o.shape } } end
  for input, f in pairs(fields) do
    local what = "data.raw: " .. input
    local f1 = names.options(what, f, { file = names.none, type = names.none, shape = {} })
    names.choice(what .. ": type", f1.type, { "f32", "i32", "u32", "i16", "u16", "i8", "u8", "bool" })
    table.insert(o.fields, { input = input, file = path(what, f1.file), spec = f1.type .. ":" .. table.concat(f1.shape, ",") })
  end
  o.file, o.type, o.shape = nil, nil, nil
  return o
end

---Windows of one long row of numbers, such as a text's bytes or tokens: { file =, length =, stride = length, type = "u8" } for the only
---input. Example i begins at i * stride; what is left at the end and fills no window is left out.
function data.tokens(given)
  local o, fields = source("tokens", given, { file = names.none, length = names.none, stride = names.none, type = "u8" })
  for input in pairs(fields) do names.fail('data.tokens: unknown option "%s"; known: file length stride type limit shuffle split', tostring(input)) end
  local length = names.number("data.tokens: length", o.length, { min = 1, integer = true })
  local stride = names.number("data.tokens: stride", o.stride or length, { min = 1, integer = true })
  names.choice("data.tokens: type", o.type, { "i32", "u32", "i16", "u16", "i8", "u8" })
  o.fields = { { input = "", file = path("data.tokens: file", o.file), spec = ("%s:%d,%d"):format(o.type, length, stride) } }
  o.file, o.length, o.stride, o.type = nil, nil, nil, nil
  return o
end

local function column(what, value)
  if math.type(value) == "integer" and value >= 1 then return tostring(value) end
  if type(value) == "string" and not value:find "[,;]" then return value end
  names.fail("%s; a column's name, or its number from 1, expected; found %s", what, names.found(value))
end

local function categories(what, list)
  for _, word in ipairs(list) do
    if tostring(word):find "[,;=]" then names.fail("%s; words without , ; = expected; found %q", what, tostring(word)) end
  end
  return table.concat(list, ",")
end

---Columns of a CSV file: { file=, x = {cols}, label = {col, classes = {..}}, header = true, missing = "error"|"nan"|number }
function data.csv(given)
  local o, fields = source("csv", given, { file = names.none, header = true, missing = "error" })
  path("data.csv: file", o.file)
  names.boolean("data.csv: header", o.header)
  if type(o.missing) == "number" then o.missing_value, o.missing = o.missing, "value"
  else names.choice("data.csv: missing", o.missing, { "error", "nan" }) end
  for input, columns in pairs(fields) do
    local what, list = "data.csv: " .. input, {}
    if type(columns) ~= "table" then columns = { columns } end
    for i, c in ipairs(columns) do list[i] = column(what, c) end
    for key in pairs(columns) do
      if type(key) == "string" and key ~= "classes" and key ~= "one_hot" then names.fail('%s: unknown option "%s"; known: classes one_hot', what, key) end
    end
    local spec = table.concat(list, ",")
    if columns.classes then spec = spec .. ";classes=" .. categories(what, columns.classes) end
    if columns.one_hot then spec = spec .. ";one_hot=" .. categories(what, columns.one_hot) end
    table.insert(o.fields, { input = input, file = o.file, spec = spec })
  end
  return o
end

return names.strict(data, "crescent.data")
