-- names.lua: errors at the user's line, options with suggestions, numbers that must be finite.
local _, core = ...

local names = {}

---An option that is nil unless given.
names.none = setmetatable({}, { __tostring = function() return "none" end })

---Raises an error at the user's line. Form: "what; expected; found"; a second line follows "\n".
---@param fmt string
function names.fail(fmt, ...)
  core.fail(select("#", ...) > 0 and fmt:format(...) or fmt)
end

---What a value is, for messages.
---@return string
function names.found(value)
  local kind = core.kind(value)
  if kind == "tensor" or kind == "type" then return kind == "type" and "the type " .. tostring(value) or tostring(value) end
  if kind == "nil" then return "nothing" end
  if kind == "string" then return ("%q"):format(value) end
  if kind == "number" and value ~= value then return "NaN" end
  if kind == "number" or kind == "boolean" then return tostring(value) end
  return kind == "dim" and "a dimension" or "a " .. kind
end

---The string keys of a table, sorted.
---@return string[]
function names.keys(t)
  local list = {}
  for key in pairs(t) do
    if type(key) == "string" then list[#list + 1] = key end
  end
  return list
end

---"; did you mean "x"?" or "".
function names.hint(wrong, known)
  local near = core.nearest(tostring(wrong), known)
  return near and ('; did you mean "%s"?'):format(near) or ""
end

---Reports a name that a table does not have.
function names.unknown(what, key, t)
  names.fail('unknown name "%s" of %s%s', tostring(key), what, names.hint(key, names.keys(t)))
end

---Makes reading an unknown name of a module an error.
---@generic T
---@param t T
---@return T
function names.strict(t, what)
  return setmetatable(t, { __index = function(_, key) names.unknown(what, key, t) end })
end

---A tensor; returns it. Lua booleans are told where they came from.
function names.tensor(what, x)
  if core.kind(x) ~= "tensor" then
    local extra = type(x) == "boolean" and "\n'==' on tensors compares identities in Lua: write cr.equal(x, 0)" or ""
    names.fail("%s: a tensor expected; found %s%s", what, names.found(x), extra)
  end
  return x
end

---A new table: `given` over `defaults`. Unknown names are refused.
---@param what string
---@param given table|nil
---@param defaults table<string, any>
---@return table
function names.options(what, given, defaults)
  if given ~= nil and (type(given) ~= "table") then
    names.fail("%s: a table of options expected; found %s", what, names.found(given))
  end
  local result = {}
  for key, value in pairs(defaults) do
    if not rawequal(value, names.none) then result[key] = value end
  end
  for key, value in pairs(given or {}) do
    if defaults[key] == nil then
      local known = names.keys(defaults)
      names.fail('unknown option "%s" of %s%s; known: %s', tostring(key), what, names.hint(key, known), table.concat(known, " "))
    end
    result[key] = value
  end
  return result
end

---@class crescent.Range
---@field min? number
---@field max? number
---@field above? number      exclusive lower bound
---@field below? number      exclusive upper bound
---@field integer? boolean
---@field optional? boolean  nil passes

---A number as a person writes it: 5, not 5.0.
local function plain(x) return tostring(math.tointeger(x) or x) end

---A finite number in a range; returns it. Tensors (cr.hyper) pass.
---@param what string        "adam: beta1"
---@param range? crescent.Range
function names.number(what, value, range)
  range = range or {}
  if core.kind(value) == "tensor" or (value == nil and range.optional) then return value end
  local good = type(value) == "number" and value == value and value ~= math.huge and value ~= -math.huge
  local expected = {}
  local function need(ok, text)
    good = good and ok
    expected[#expected + 1] = text
  end
  need(not range.integer or (good and value == math.floor(value)), range.integer and "a whole number" or "a finite number")
  if range.min then need(good and value >= range.min, "of at least " .. plain(range.min)) end
  if range.max then need(good and value <= range.max, "of at most " .. plain(range.max)) end
  if range.above then need(good and value > range.above, "above " .. plain(range.above)) end
  if range.below then need(good and value < range.below, "below " .. plain(range.below)) end
  if not good then
    names.fail("%s; %s expected; found %s", what, table.concat(expected, " "), names.found(value))
  end
  return range.integer and math.tointeger(value) or value
end

---A boolean; returns it.
function names.boolean(what, value)
  if type(value) ~= "boolean" then names.fail("%s; true or false expected; found %s", what, names.found(value)) end
  return value
end

---A string, one of `choices` if given; returns it.
function names.choice(what, value, choices)
  for _, choice in ipairs(choices) do
    if choice == value then return value end
  end
  names.fail('%s; "%s" expected; found %s', what, table.concat(choices, '", "'), names.found(value))
end

---A type such as cr.f32 {2, 3}; returns it.
function names.type(what, value)
  if core.kind(value) ~= "type" then
    names.fail("%s; a type such as cr.f32 {2, 3} expected; found %s", what, names.found(value))
  end
  return value
end

---A name that C takes as an identifier.
function names.identifier(what, value)
  if type(value) ~= "string" then names.fail("%s; a string expected; found %s", what, names.found(value)) end
  local fault = core.name_fault(value)
  if fault then names.fail('%s; %s; found "%s"', what, fault, value) end
  return value
end

return names
