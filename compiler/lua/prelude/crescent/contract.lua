-- contract.lua: matrix products, all of them dot_general.
local _, core = ...
local names = require "crescent.names"
local shape = require "crescent.shape"

local cr = {}
local op = core.op

local function pair_of(what, value, a, b)
  if value == nil then return {}, {} end
  if type(value) ~= "table" or type(value[1]) ~= "table" or type(value[2]) ~= "table" then
    names.fail("dot_general: %s; { axes of a, axes of b } expected; found %s", what, names.found(value))
  end
  local function axes(list, x)
    local out = {}
    for i, ax in ipairs(list) do out[i] = core.axis("dot_general", ax, x.rank) end
    return out
  end
  return axes(value[1], a), axes(value[2], b)
end

---Batch axes, then the free axes of a, then those of b.
---@param opts { batch?: integer[][], contract?: integer[][] }
function cr.dot_general(a, b, opts)
  shape.tensor_of("dot_general", a)
  shape.tensor_of("dot_general", b)
  local o = names.options("dot_general", opts, { batch = names.none, contract = names.none })
  local batch_a, batch_b = pair_of("batch", o.batch, a, b)
  local contract_a, contract_b = pair_of("contract", o.contract, a, b)
  return op.dot_general(a, b, { batch_a = batch_a, batch_b = batch_b, contract_a = contract_a, contract_b = contract_b })
end

local function dot(a, b, batch_a, batch_b, contract_a, contract_b, called)
  return op.dot_general(a, b, { batch_a = batch_a, batch_b = batch_b, contract_a = contract_a, contract_b = contract_b }, nil, called)
end

---The common leading extents of two operands whose last two axes are matrices.
local function leading(a, b)
  local n = math.max(a.rank, b.rank) - 2
  local out = {}
  for i = 1, n do
    local x, y = a.shape[a.rank - 2 - n + i] or 1, b.shape[b.rank - 2 - n + i] or 1
    if x ~= y and x ~= 1 and y ~= 1 then
      names.fail("matmul: leading axes do not broadcast; equal extents or 1 expected; found %s x %s", tostring(a), tostring(b))
    end
    out[i] = x ~= 1 and x or y
  end
  return out
end

local function stretched(x, lead)
  local extents = table.move(lead, 1, #lead, 1, {})
  extents[#lead + 1], extents[#lead + 2] = x.shape[x.rank - 1], x.shape[x.rank]
  return core.broadcast(x, extents)
end

---The matrix product of the last two axes; leading axes broadcast. A vector counts as one row (a) or one column (b).
---@param opts? { transpose_a?: boolean, transpose_b?: boolean }
function cr.matmul(a, b, opts)
  shape.tensor_of("matmul", a)
  shape.tensor_of("matmul", b)
  local o = names.options("matmul", opts, { transpose_a = false, transpose_b = false })
  if a.rank == 0 or b.rank == 0 then names.fail("matmul: matrices expected; found %s x %s", tostring(a), tostring(b)) end
  local ka = a.rank == 1 and 1 or a.rank - (o.transpose_a and 1 or 0)
  local kb = b.rank == 1 and 1 or b.rank - (o.transpose_b and 0 or 1)
  if b.rank <= 2 and not (o.transpose_a and a.rank > 2) then return dot(a, b, {}, {}, { ka }, { kb }, "matmul") end
  if a.rank == 1 then return shape.squeeze(cr.matmul(shape.expand(a, 1), b, { transpose_b = o.transpose_b }), -2) end
  local lead = leading(a, b)
  local batch = {}
  for i = 1, #lead do batch[i] = i end
  ka, kb = ka + #lead + 2 - a.rank, kb + #lead + 2 - b.rank
  return dot(stretched(a, lead), stretched(b, lead), batch, batch, { ka }, { kb }, "matmul")
end

-- ---- einsum ---------------------------------------------------------------------------------------------

local function letters_of(spec, x)
  local list, at = {}, {}
  for c in spec:gmatch "%S" do
    if not c:match "%a" then names.fail('einsum: "%s"; letters expected; found "%s"', spec, c) end
    if at[c] then names.fail('einsum: "%s"; a letter once in each operand expected; found "%s" twice', spec, c) end
    list[#list + 1], at[c] = c, #list + 1
  end
  if x and #list ~= x.rank then
    names.fail('einsum: "%s" has %d letters; as many as axes expected; found %s', spec, #list, tostring(x))
  end
  return list, at
end

---Sums the letters that neither the rest nor the result needs.
local function drop_unused(x, list, needed)
  local axes, left = {}, {}
  for i, c in ipairs(list) do
    if needed[c] then left[#left + 1] = c else axes[#axes + 1] = i end
  end
  if #axes == 0 then return x, list end
  return op.reduce_sum(x, { axes = axes }, nil, "einsum"), left
end

local function index(list)
  local at = {}
  for i, c in ipairs(list) do at[c] = i end
  return at
end

local function contract_two(a, la, b, lb, needed)
  local in_a, in_b = index(la), index(lb)
  local wanted_a, wanted_b = {}, {}
  for _, c in ipairs(la) do wanted_a[c] = needed[c] or in_b[c] end
  for _, c in ipairs(lb) do wanted_b[c] = needed[c] or in_a[c] end
  a, la = drop_unused(a, la, wanted_a)
  b, lb = drop_unused(b, lb, wanted_b)
  in_a, in_b = index(la), index(lb)
  local batch_a, batch_b, contract_a, contract_b, out = {}, {}, {}, {}, {}
  for i, c in ipairs(la) do
    if in_b[c] and needed[c] then
      batch_a[#batch_a + 1], batch_b[#batch_b + 1], out[#out + 1] = i, in_b[c], c
    elseif in_b[c] then
      contract_a[#contract_a + 1], contract_b[#contract_b + 1] = i, in_b[c]
    end
  end
  for _, c in ipairs(la) do if not in_b[c] then out[#out + 1] = c end end
  for _, c in ipairs(lb) do if not in_a[c] then out[#out + 1] = c end end
  return dot(a, b, batch_a, batch_b, contract_a, contract_b, "einsum"), out
end

---einsum("bqhd,bkhd->bhqk", a, b): letters name axes; those not in the result are summed.
---@param spec string
---@param ... crescent.Tensor
function cr.einsum(spec, ...)
  local operands = { ... }
  if type(spec) ~= "string" then names.fail('einsum: a string like "ij,jk->ik" expected first; found %s', names.found(spec)) end
  local from, to = spec:match "^(.-)%->(.*)$"
  if not from then names.fail('einsum: "%s"; a result after "->" expected', spec) end
  local lists = {}
  for part in (from .. ","):gmatch "(.-)," do
    local x = operands[#lists + 1]
    if not x then names.fail('einsum: "%s" names more operands than the %d given', spec, #operands) end
    lists[#lists + 1] = letters_of(part, shape.tensor_of("einsum", x))
  end
  if #lists ~= #operands then names.fail('einsum: "%s" names %d operands; %d given', spec, #lists, #operands) end
  local result, at = letters_of(to)
  local x, list = core.read(operands[1]), lists[1]
  for i = 2, #operands do
    local needed = index(result)
    for k = i + 1, #operands do
      for _, c in ipairs(lists[k]) do needed[c] = true end
    end
    x, list = contract_two(x, list, operands[i], lists[i], needed)
  end
  x, list = drop_unused(x, list, at)
  local place, permutation, sorted = index(list), {}, true
  for i, c in ipairs(result) do
    if not place[c] then names.fail('einsum: "%s"; letters of the operands expected in the result; found "%s"', spec, c) end
    permutation[i] = place[c]
    sorted = sorted and place[c] == i
  end
  return sorted and x or op.transpose(x, { permutation = permutation }, nil, "einsum")
end

return cr
