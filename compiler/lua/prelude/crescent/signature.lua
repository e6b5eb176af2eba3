-- signature.lua: functions called with inputs by name or by position.
local _, core = ...
local names = require "crescent.names"

local signature = {}

---@class crescent.Port
---@field [1] string
---@field [2] crescent.Type

---The inputs of a function as an ordered list.
---  { x = ty, .. } is ordered by the function's own parameter names; { {"x", ty}, .. } is as it stands.
---@param what string       'function "infer"'
---@param inputs table
---@param fn function
---@return crescent.Port[]
function signature.ordered(what, inputs, fn)
  if type(inputs) ~= "table" then names.fail("%s: a table of inputs expected; found %s", what, names.found(inputs)) end
  if #inputs > 0 then
    for i, port in ipairs(inputs) do
      if type(port) ~= "table" then names.fail('%s: input %d; { "name", type } expected; found %s', what, i, names.found(port)) end
    end
    return inputs
  end
  local list, used = {}, {}
  local parameters, variadic = core.parameters(fn)
  for i, name in ipairs(parameters) do
    if inputs[name] == nil then
      names.fail('%s: the parameter "%s" of its function has no input%s', what, name, names.hint(name, names.keys(inputs)))
    end
    list[i], used[name] = { name, inputs[name] }, true
  end
  for _, name in ipairs(names.keys(inputs)) do
    if not used[name] then
      names.fail('%s: the input "%s" is no parameter of its function%s%s', what, name, names.hint(name, parameters),
        variadic and '; write { { "x", type }, .. } to say the order' or "")
    end
  end
  return list
end

---Calls fn with the values that its own parameter names ask for.
---@param values table<string, any>
function signature.call_by_name(what, fn, values)
  if type(fn) ~= "function" then names.fail("%s: a function expected; found %s", what, names.found(fn)) end
  local arguments = {}
  local parameters, variadic = core.parameters(fn)
  if variadic then names.fail("%s: a function with named parameters expected; found one with ...", what) end
  for i, name in ipairs(parameters) do
    if values[name] == nil then
      names.fail('%s: its parameter "%s" is no input%s', what, name, names.hint(name, names.keys(values)))
    end
    arguments[i] = values[name]
  end
  return fn(table.unpack(arguments, 1, #parameters))
end

return signature
