-- scan.lua: loops and branches. What they carry may be nested tables; they are ordered by sorted key.
local _, core = ...
local names = require "crescent.names"
local context = require "crescent.context"
local tensor = require "crescent.tensor"
local shape = require "crescent.shape"

local cr = {}
local map, op = core.map, core.op

-- ---- tables of tensors ------------------------------------------------------------------------------------

---The tensors of a tensor or nested table, in order, with their paths ("lstm.h"; "" for a tensor alone).
local function flatten(what, value, path, list, paths)
  local kind = core.kind(value)
  if kind == "tensor" or kind == "number" or kind == "boolean" then
    list[#list + 1], paths[#paths + 1] = value, path
  elseif type(value) == "table" and kind == "table" then
    for key, x in pairs(value) do flatten(what, x, path == "" and tostring(key) or path .. "." .. tostring(key), list, paths) end
  else
    names.fail("%s%s; a tensor, or a table of them, expected; found %s", what, path == "" and "" or (' "%s"'):format(path), names.found(value))
  end
  return list, paths
end

---The same form over other tensors, taken from list in order.
local function rebuild(form, list, at)
  at = at or { 0 }
  if core.kind(form) ~= "table" then
    at[1] = at[1] + 1
    return list[at[1]]
  end
  local out = {}
  for key, x in pairs(form) do out[key] = rebuild(x, list, at) end
  return out
end

---A number that starts a carry is an f32 scalar.
local function as_tensor(x)
  if core.kind(x) == "tensor" then return core.read(x) end
  return tensor.constant(x)
end

local function tensors(what, value)
  local list, paths = flatten(what, value, "", {}, {})
  for i, x in ipairs(list) do list[i] = as_tensor(x) end
  return list, paths
end

---What the body returned for a carry or a branch: numbers take the type that is expected.
local function returned(what, form, value, types, paths)
  local list, found = flatten(what, value, "", {}, {})
  if #list ~= #paths then names.fail("%s: the body returns %d tensors; %d expected, as the loop starts with", what, #list, #paths) end
  for i, path in ipairs(paths) do
    if found[i] ~= path then names.fail('%s: the body returns "%s" where "%s" was; the same keys expected', what, found[i], path) end
    if core.kind(list[i]) ~= "tensor" then list[i] = tensor.full(types[i], list[i]) end
  end
  return list
end

local function type_of(x) return core.type(x.dtype, x.shape) end

local function port(path, standard) return path == "" and standard or path end

-- ---- randomness ---------------------------------------------------------------------------------------------

---Runs fn with draws that are keyed by the iteration too: their key is four words of Philox under the outer one plus the position
---(nil: the outer key itself).
local function keyed(position, fn)
  local c = context.current
  if not c then return fn() end
  local outer, inner = c.key, nil
  c.key = function()
    if inner then return inner end
    inner = core.outside(outer)
    if not position then return inner end
    local count = core.convert(position, "u32") + 1
    local words = shape.concat({ shape.slice(inner, 1, 1, 3), shape.slice(inner, 1, 4, 4) + count }, 1)
    inner = op.rng_bits(words, { stream = core.hash("scan") }, core.type("u32", { 4 }))
    return inner
  end
  local results = table.pack(fn())
  c.key = outer
  return table.unpack(results, 1, results.n)
end

-- ---- scan ---------------------------------------------------------------------------------------------------

local defaults = { length = names.none, lengths = names.none, reverse = false, checkpoint = names.none, prepare = names.none, known = names.none }

---Bodies of loops that take nothing from outside, by what they are: { body, count, y_form, has_y }.
local known_bodies = {}

---What a known loop is: its name and the types that it is over; nil where an extent is bounded.
local function key_of(name, carry, xs)
  local parts = { name, #carry }
  for _, list in ipairs { carry, xs } do
    for _, x in ipairs(list) do
      parts[#parts + 1] = x.dtype
      for _, d in ipairs(x.shape) do
        if core.kind(d) == "dim" then return nil end
        parts[#parts + 1] = d
      end
    end
  end
  return table.concat(parts, " ")
end

---new where the step counts, old elsewhere; valid is [batch].
local function kept(what, valid, new, old)
  if new.rank < 1 or not (new.shape[1] == valid.shape[1]) then
    names.fail("%s: with lengths, a first axis of %s expected; found %s", what, tostring(valid.shape[1]), tostring(new))
  end
  local mask = valid
  while mask.rank < new.rank do mask = shape.expand(mask, -1) end
  return map.select(core.broadcast(mask, new.shape), new, old)
end

---One loop. spec: carry, xs (tensors), length, reverse, recompute, segments (its turns draw nothing of their own), offset (of
---positions, a number or an i32 scalar);
---step(carries, xs, position) -> carries, ys (lists).
local function loop(what, spec, step)
  local types, count = {}, 0
  for i, x in ipairs(spec.carry) do types[i] = type_of(x) end
  local known = spec.key and known_bodies[spec.key]
  local body, captured
  local function trace()
    local position = core.input("i", core.i32 {})
    local carry, xs, out = {}, {}, {}
    for i, ty in ipairs(types) do carry[i] = core.input(port(spec.paths[i], "carry"), ty) end
    for i, x in ipairs(spec.xs) do
      xs[i] = core.input(port(spec.x_paths[i], "x"), core.type(x.dtype, { table.unpack(x.shape, 2) }))
    end
    local at = position
    if spec.offset then at = position + spec.offset end
    local next_carry, ys = keyed(not spec.segments and at or nil, function() return step(carry, xs, at) end)
    for i, x in ipairs(next_carry) do out[i] = { port(spec.paths[i], "carry"), x } end
    for i, y in ipairs(ys) do out[#out + 1] = { "y" .. i, y } end
    count = #ys
    return out
  end
  if known then
    body, captured, count = known.body, {}, known.count
  else
    body, captured = core.body(what, trace)
    known = { body = body, count = count }
    if spec.key and #captured == 0 then known_bodies[spec.key] = known end
  end
  local operands = {}
  for _, list in ipairs { spec.carry, spec.xs, captured } do
    for _, x in ipairs(list) do operands[#operands + 1] = x end
  end
  local node = core.scan(body, operands, { carries = #spec.carry, slices = #spec.xs, length = spec.length, reverse = spec.reverse,
    stops = spec.stops, recompute = spec.recompute }, what)
  local carry, ys = {}, {}
  for i = 1, #spec.carry do carry[i] = op.result(node, { index = i - 1 }) end
  for i = 1, count do ys[i] = op.result(node, { index = #spec.carry + i - 1 }) end
  return carry, ys, known
end

---In segments: a loop over segments whose gradient keeps what they start with, and runs each again. Steps that fill no segment are a
---loop of their own behind them.
local function segmented(what, spec, size, step)
  local count = spec.length // size
  local whole = count * size
  local function prepared(piece)
    piece.xs, piece.x_paths = spec.prepare(piece.xs)
    return piece
  end
  local function part(first, last, carry, offset, reshaped)
    local xs = {}
    for i, x in ipairs(spec.xs) do
      xs[i] = shape.slice(x, 1, first, last)
      if reshaped then xs[i] = shape.reshape(xs[i], { count, size, table.unpack(x.shape, 2) }) end
    end
    return { carry = carry, paths = spec.paths, xs = xs, x_paths = spec.x_paths, length = last - first + 1, reverse = spec.reverse, offset = offset }
  end
  local function segments(carry)
    local outer = part(1, whole, carry, nil, true)
    outer.length, outer.recompute, outer.segments = count, true, true
    local last, ys = loop(what, outer, function(c, xs, position)
      return loop(what, prepared { carry = c, paths = spec.paths, xs = xs, length = size, reverse = spec.reverse,
        offset = position * size }, step)
    end)
    for i, y in ipairs(ys) do ys[i] = shape.reshape(y, { whole, table.unpack(y.shape, 3) }) end
    return last, ys
  end
  if whole == spec.length then return segments(spec.carry) end
  local function rest(carry) return loop(what, prepared(part(whole + 1, spec.length, carry, whole)), step) end
  local last, ys, more
  local c, draws = context.current, {}             -- the body is traced twice, and draws the same
  for path, n in pairs(c and c.draws or {}) do draws[path] = n end
  local function once_more()
    if c then c.draws = draws end
  end
  if spec.reverse then
    last, more = rest(spec.carry)
    once_more()
    last, ys = segments(last)
  else
    last, ys = segments(spec.carry)
    once_more()
    last, more = rest(last)
  end
  for i, y in ipairs(ys) do ys[i] = shape.concat({ y, more[i] }, 1) end
  return last, ys
end

---The length of a segment, or nil for one loop.
local function segment_of(checkpoint, length)
  if checkpoint == nil or checkpoint == 1 then return nil end
  if core.kind(length) == "dim" then names.fail("scan: checkpoint; a constant length expected; found %s", tostring(length)) end
  if checkpoint == "sqrt" then checkpoint = math.ceil(length ^ 0.5) end
  if math.type(checkpoint) ~= "integer" or checkpoint < 1 then
    names.fail('scan: checkpoint; "sqrt" or a segment\'s length expected; found %s', names.found(checkpoint))
  end
  return checkpoint < length and checkpoint or nil
end

local function length_of(xs, x_paths, o)
  local length = o.length
  if #xs == 0 and length == nil then names.fail "scan: a length is needed where there are no inputs; length = expected; found nothing" end
  if length ~= nil and core.kind(length) ~= "dim" then names.number("scan: length", length, { min = 0, max = 2 ^ 31 - 1, integer = true }) end
  for i, x in ipairs(xs) do
    if x.rank == 0 then names.fail("scan: an input for each step; a first axis expected; found %s", tostring(x)) end
    length = length or x.shape[1]
    if x.shape[1] ~= length then
      names.fail('scan: "%s"; as many steps everywhere expected; found %s and %s', port(x_paths[i], "x"), tostring(length), tostring(x.shape[1]))
    end
  end
  if length == 0 then names.fail "scan: no steps; a length of at least 1 expected; found 0" end
  return length
end

---How many steps count for each example; constants are checked now, those of data when they are read.
local function lengths_of(lengths, length)
  if lengths == nil then return nil end
  shape.tensor_of("scan: lengths", lengths)
  if lengths.dtype ~= "i32" or lengths.rank ~= 1 then names.fail("scan: lengths; i32[batch] expected; found %s", names.found(lengths)) end
  local most = core.kind(length) == "dim" and length.max or length
  local low, high = core.constant_range(lengths)
  if low and (low < 0 or high > most) then
    names.fail("scan: lengths; 0 .. %d expected, the steps of the loop; found %d", most, low < 0 and low or high)
  end
  if core.kind(length) ~= "dim" then core.range_check(lengths, 0, length) end
  return lengths
end

---A loop over steps, compiled as a loop: fn(carry, x, i) -> carry, y. xs are cut along their first axis; y is stacked along it.
---@param carry any      a tensor or nested tables of them
---@param xs any|nil
---@param fn fun(carry: any, x: any, i: crescent.Tensor): any, any
---prepare(xs) -> xs is done for all steps at once, or, with a checkpoint, for those of a segment: what it makes is as short-lived.
---known: a text that says all that fn does, but for the types of carry and xs. Loops of one text and types whose body takes nothing from
---outside are traced once: the layers of a deep model.
---@param opts? { known?: string, length?: integer|crescent.Dim, lengths?: crescent.Tensor, reverse?: boolean, checkpoint?: "sqrt"|integer, prepare?: function }
function cr.scan(carry, xs, fn, opts)
  local o = names.options("scan", opts, defaults)
  if type(fn) ~= "function" then names.fail("scan: a function (carry, x, i) expected; found %s", names.found(fn)) end
  names.boolean("scan: reverse", o.reverse)
  local first, paths = tensors("scan: the carry", carry)
  local inputs, x_paths = {}, {}
  if xs ~= nil then inputs, x_paths = tensors("scan: the inputs", xs) end
  local length = length_of(inputs, x_paths, o)
  local lengths = lengths_of(o.lengths, length)
  local y_form, has_y
  if o.prepare ~= nil and (type(o.prepare) ~= "function" or xs == nil) then
    names.fail("scan: prepare; a function (xs) -> xs beside inputs expected; found %s", names.found(o.prepare))
  end
  local form = xs
  local function prepare(list)
    if not o.prepare then return list, x_paths end
    form = o.prepare(rebuild(xs, list))
    return tensors("scan: what prepare makes", form)
  end

  local function step(c, x, position)
    local i = position
    if o.reverse then i = core.extent(length) - 1 - position end
    local next_carry, y = fn(rebuild(carry, c), xs ~= nil and rebuild(form, x) or nil, i)
    if next_carry == nil and #c > 0 then names.fail "scan: the body returns (carry, y); a carry expected; found nothing" end
    local types, ys = {}, {}
    for k, t in ipairs(c) do types[k] = type_of(t) end
    local new = #c > 0 and returned("scan", carry, next_carry, types, paths) or {}
    if y ~= nil then ys, y_form, has_y = tensors("scan: y", y), y, true end
    if lengths then
      local valid = map.less(core.broadcast(position, lengths.shape), lengths)
      for k, t in ipairs(new) do new[k] = kept("scan", valid, t, c[k]) end
      for k, t in ipairs(ys) do ys[k] = kept("scan", valid, t, tensor.zeros_like(t)) end
    end
    return new, ys
  end

  local spec = { carry = first, paths = paths, xs = inputs, x_paths = x_paths, length = length, reverse = o.reverse, prepare = prepare,
    recompute = o.checkpoint == 1 }          -- segments of one turn need no loops of their own
  local segment = segment_of(o.checkpoint, length)
  local last, ys
  if segment then
    last, ys = segmented("scan", spec, segment, step)
  else
    spec.xs, spec.x_paths = prepare(inputs)
    if o.known and not o.prepare and not lengths and not o.reverse then spec.key = key_of(o.known, first, inputs) end
    local known
    last, ys, known = loop("scan", spec, step)
    if has_y then known.y_form, known.has_y = y_form, true end
    y_form, has_y = known.y_form, known.has_y
  end
  return rebuild(carry, last), has_y and rebuild(y_form, ys) or nil
end

-- ---- while ------------------------------------------------------------------------------------------------------

---Turns while cond(carry) is true, at most limit.
---@param carry any
---@param cond fun(carry: any): crescent.Tensor
---@param body fun(carry: any): any
---@param opts { limit: integer }
function cr.while_loop(carry, cond, body, opts)
  local o = names.options("while_loop", opts, { limit = names.none })
  if o.limit == nil then names.fail "while_loop: a limit is required; { limit = n } expected; found nothing" end
  names.number("while_loop: limit", o.limit, { min = 1, max = 2 ^ 31 - 1, integer = true })
  if type(cond) ~= "function" or type(body) ~= "function" then
    names.fail("while_loop: two functions expected; found %s and %s", names.found(cond), names.found(body))
  end
  local first, paths = tensors("while_loop: the carry", carry)
  local function go(c)
    local p = cond(rebuild(carry, c))
    if core.kind(p) ~= "tensor" or p.dtype ~= "bool" or p.rank ~= 0 then
      names.fail("while_loop: the condition; a bool scalar expected; found %s", names.found(p))
    end
    return p
  end
  local all, all_paths, types = { go(first) }, { "go" }, {}
  for i, x in ipairs(first) do all[i + 1], all_paths[i + 1], types[i] = x, paths[i], type_of(x) end
  local spec = { carry = all, paths = all_paths, xs = {}, x_paths = {}, length = o.limit, stops = true }
  local last = loop("while_loop", spec, function(c)
    local new = returned("while_loop", carry, body(rebuild(carry, { table.unpack(c, 2) })), types, paths)
    for i, x in ipairs(new) do          -- before the condition looks at what is wrong
      if type_of(x) ~= types[i] then
        names.fail('while_loop: the carry "%s" changes; starts as %s; the body returns %s', port(paths[i], "carry"), tostring(types[i]), tostring(x))
      end
    end
    table.insert(new, 1, go(new))
    return new, {}
  end)
  table.remove(last, 1)
  return rebuild(carry, last)
end

-- ---- cond -------------------------------------------------------------------------------------------------------

---f() where the bool scalar is true, else g(): a branch. Both give tensors of the same types.
function cr.cond(predicate, f, g)
  if type(predicate) == "boolean" then
    names.fail("cond: the predicate is a Lua boolean; a bool tensor expected; found %s\n'==' on tensors compares identities in Lua: write cr.equal(x, 0)",
      tostring(predicate))
  end
  shape.tensor_of("cond", predicate)
  if type(f) ~= "function" or type(g) ~= "function" then
    names.fail("cond: two functions expected; found %s and %s", names.found(f), names.found(g))
  end
  local form, paths, types
  local function arm(fn)
    return function()
      local value = fn()
      if value == nil then names.fail "cond: a function returns nothing; a tensor, or a table of them, expected" end
      local list
      if form == nil then
        list, paths = tensors("cond", value)
        form, types = value, {}
        for i, x in ipairs(list) do types[i] = type_of(x) end
      else
        list = returned("cond", form, value, types, paths)
      end
      local out = {}
      for i, x in ipairs(list) do out[i] = { port(paths[i], "result"), x } end
      return out
    end
  end
  predicate = core.read(predicate)
  local yes, first = core.body("cond", arm(f))
  local no, all = core.body("cond", arm(g), first)
  yes = core.extend(yes, all, #first + 1)
  local operands = { predicate, table.unpack(all) }
  local node, results = core.cond(yes, no, operands, "cond"), {}
  for i = 1, #paths do results[i] = op.result(node, { index = i - 1 }) end
  return rebuild(form, results)
end

return cr
