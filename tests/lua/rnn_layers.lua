-- Recurrent layers against the same written out step by step: every output is a difference and must be 0.
local cr, nn = require "crescent", require "crescent.nn"
local f32 = cr.f32
local B, T, D, U = 2, 5, 3, 4
local random = { kernel_initializer = "normal", recurrent_initializer = "normal", bias_initializer = "normal" }

local function with(more)
  local o = {}
  for k, v in pairs(random) do o[k] = v end
  for k, v in pairs(more) do o[k] = v end
  return o
end

local tree = {
  rnn = nn.simple_rnn(U, with { return_sequences = true }),
  lstm = nn.lstm(U, with { return_sequences = true, return_state = true }),
  lstm_relu = nn.lstm(U, with { activation = "relu", recurrent_activation = "hard_sigmoid", use_bias = false }),
  gru = nn.gru(U, with { return_sequences = true }),
  gru_before = nn.gru(U, with { return_sequences = true, reset_after = false }),
  back = nn.gru(U, with { return_sequences = true, go_backwards = true }),
  state = nn.lstm(U, with { stateful = true }),
  both = nn.bidirectional(nn.lstm(U, with { return_sequences = true })),
  mean = nn.bidirectional(nn.gru(U, with {}), { merge_mode = "ave" }),
  each = nn.time_distributed(nn.dense(U, { activation = "tanh" })),
  forget = nn.lstm(U, {}),
  stack = nn.stacked_rnn({ nn.lstm(U, with {}), nn.gru(U, with {}), nn.simple_rnn(U, with {}) }, { return_sequences = true, return_state = true }),
  stack_back = nn.stacked_rnn({ nn.lstm(U, with {}), nn.gru(U, with {}), nn.simple_rnn(U, with {}) }, { go_backwards = true }),
  stack_kept = nn.stacked_rnn({ nn.lstm(U, with {}), nn.gru(U, with {}), nn.simple_rnn(U, with {}) }, { stateful = true }),
}
local m = cr.model("rnn_layers", tree)

local function sigmoid(x) return cr.logistic(x) end

local function lstm(l, z, s, act, gate)
  act, gate = act or cr.tanh, gate or sigmoid
  local g = z:matmul(l.params.kernel) + s[1]:matmul(l.params.recurrent_kernel)
  if l.opts.use_bias then g = g + l.params.bias end
  local i, f, c, o = cr.split(g, 4, -1)
  local new = gate(f) * s[2] + gate(i) * act(c)
  return { gate(o) * act(new), new }
end

local function rnn(l, x, s)
  return { cr.tanh(x:matmul(l.params.kernel) + l.params.bias + s[1]:matmul(l.params.recurrent_kernel)) }
end

local function gru(l, x, s)
  local p, h = l.params, s[1]
  if l.opts.reset_after then
    local xz, xr, xh = cr.split(x:matmul(p.kernel) + cr.at(p.bias, 1, 1), 3, -1)
    local hz, hr, hh = cr.split(h:matmul(p.recurrent_kernel) + cr.at(p.bias, 1, 2), 3, -1)
    local z, r = sigmoid(xz + hz), sigmoid(xr + hr)
    return { z * h + (1 - z) * cr.tanh(xh + r * hh) }
  end
  local xz, xr, xh = cr.split(x:matmul(p.kernel) + p.bias, 3, -1)
  local rz, rr, rh = cr.split(p.recurrent_kernel, 3, -1)
  local z, r = sigmoid(xz + h:matmul(rz)), sigmoid(xr + h:matmul(rr))
  return { z * h + (1 - z) * cr.tanh(xh + (r * h):matmul(rh)) }
end

---All steps, in the order given; mask [batch, time] or nil. Returns y [batch, time, units] in processing order, and the states.
local function unrolled(l, cell, x, states, order, mask)
  local ys, y = {}, cr.zeros_like(states[1])
  for _, t in ipairs(order) do
    local new = cell(l, cr.at(x, 2, t), states)
    local out = new[1]
    if mask then
      local valid = cr.broadcast(cr.expand(cr.at(mask, 2, t), 2), { B, U })
      out = cr.select(valid, out, y)
      for i, s in ipairs(new) do new[i] = cr.select(valid, s, states[i]) end
    end
    states, y = new, out
    ys[#ys + 1] = y
  end
  return cr.stack(ys, 2), states, y
end

local ahead, back = { 1, 2, 3, 4, 5 }, { 5, 4, 3, 2, 1 }
local function zeros(n)
  local s = {}
  for i = 1, n do s[i] = cr.zeros(f32 { B, U }) end
  return s
end

m:func("plain", { x = f32 { B, T, D } }, { "rnn", "gru", "gru_before", "back", "relu" }, function(x)
  local y = tree.rnn(x)
  local g, gb, b, r = tree.gru(x), tree.gru_before(x), tree.back(x), tree.lstm_relu(x)
  local function hard(v) return nn.relu6(v + 3) / 6 end
  local _, _, last = unrolled(tree.lstm_relu, function(l, z, s) return lstm(l, z, s, nn.relu, hard) end, x, zeros(2), ahead)
  return y - unrolled(tree.rnn, rnn, x, zeros(1), ahead), g - unrolled(tree.gru, gru, x, zeros(1), ahead),
    gb - unrolled(tree.gru_before, gru, x, zeros(1), ahead), b - unrolled(tree.back, gru, x, zeros(1), back), r - last
end)

m:func("states", { x = f32 { B, T, D }, h = f32 { B, U }, c = f32 { B, U } }, { "y", "dh", "dc", "step_h" }, function(x, h, c)
  local y, last_h, last_c = tree.lstm(x, { initial_state = { h, c } })
  local all, s = unrolled(tree.lstm, lstm, x, { h, c }, ahead)
  local states, out = { h, c }, nil
  for t = 1, T do out, states = tree.lstm:step(cr.at(x, 2, t), states) end
  return y - all, last_h - s[1], last_c - s[2], out - last_h
end)

m:func("masks", { x = f32 { B, T, D }, h = f32 { B, U }, c = f32 { B, U } }, { "zero_start", "given_start", "lengths", "backwards" }, function(x, h, c)
  local mask = cr.constant({ { false, true, true, false, true }, { true, false, true, true, false } })
  local y = (tree.lstm(x, { mask = mask }))
  local z = (tree.lstm(x, { mask = mask, initial_state = { h, c } }))
  local lengths = cr.constant({ 2, 5 }, cr.i32 { 2 })
  local short = cr.constant({ { true, true, false, false, false }, { true, true, true, true, true } })
  return y - unrolled(tree.lstm, lstm, x, zeros(2), ahead, mask), z - unrolled(tree.lstm, lstm, x, { h, c }, ahead, mask),
    tree.gru(x, { lengths = lengths }) - unrolled(tree.gru, gru, x, zeros(1), ahead, short),
    tree.back(x, { mask = mask }) - unrolled(tree.back, gru, x, zeros(1), back, mask)
end)

m:func("wrapped", { x = f32 { B, T, D } }, { "concat", "ave", "each" }, function(x)
  local y, z = tree.both(x), tree.mean(x)
  local f, b = tree.both.forward_layer, tree.both.backward_layer
  local yf, yb = unrolled(f, lstm, x, zeros(2), ahead), unrolled(b, lstm, x, zeros(2), back)
  local _, _, gf = unrolled(tree.mean.forward_layer, gru, x, zeros(1), ahead)
  local _, _, gb = unrolled(tree.mean.backward_layer, gru, x, zeros(1), back)
  local e, parts = tree.each(x), {}
  for t = 1, T do parts[t] = cr.tanh(cr.at(x, 2, t):matmul(tree.each.layer.params.kernel) + tree.each.layer.params.bias) end
  return y - cr.concat({ yf, cr.reverse(yb, 2) }, -1), z - (gf + gb) * 0.5, e - cr.stack(parts, 2)
end)

-- One step of all of a stack's cells; states: the top layer's, as the output; then the others'.
local function tower(l, x, s)
  local one = lstm(l.layer_1, x, { s[2], s[3] })
  local two = gru(l.layer_2, one[1], { s[4] })
  local top = rnn(l.layer_3, two[1], { s[1] })
  return { top[1], one[1], one[2], two[1] }
end

m:func("stacked", { x = f32 { B, T, D }, a = f32 { B, U }, b = f32 { B, U }, c = f32 { B, U }, d = f32 { B, U } },
  { "y", "da", "db", "dc", "dd", "step", "step_d", "masked", "backwards", "backwards_lengths" }, function(x, a, b, c, d)
  local y, sa, sb, sc, sd = tree.stack(x, { initial_state = { a, b, c, d } })
  local all, s = unrolled(tree.stack, tower, x, { d, a, b, c }, ahead)
  local states, out = { a, b, c, d }, nil
  for t = 1, T do out, states = tree.stack:step(cr.at(x, 2, t), states) end
  local mask = cr.constant({ { false, true, true, false, true }, { true, false, true, true, false } })
  local short = cr.constant({ { true, true, false, false, false }, { true, true, true, true, true } })
  local masked = unrolled(tree.stack, tower, x, zeros(4), ahead, mask)
  local by_mask, by_length = tree.stack_back(x, { mask = mask }), tree.stack_back(x, { lengths = cr.constant({ 2, 5 }, cr.i32 { 2 }) })
  local _, _, last = unrolled(tree.stack_back, tower, x, zeros(4), back, mask)
  local _, _, last_short = unrolled(tree.stack_back, tower, x, zeros(4), back, short)
  return y - all, sa - s[2], sb - s[3], sc - s[4], sd - s[1], out - s[1], states[4] - s[1], (tree.stack(x, { mask = mask })) - masked,
    by_mask - last, by_length - last_short
end)

m:func("stack_kept", { x = f32 { B, T, D } }, { "y" }, function(x)
  tree.stack_kept(cr.slice(x, 2, 1, 2))
  local y = tree.stack_kept(cr.slice(x, 2, 3, -1))
  local before = { m:state("s_1", f32 { B, U }), m:state("s_2", f32 { B, U }), m:state("s_3", f32 { B, U }), m:state("s_4", f32 { B, U }) }
  local _, s, last = unrolled(tree.stack_kept, tower, x, before, ahead)
  for i, state in ipairs(before) do state:set(s[i]) end
  return y - last
end)

m:func("kept", { x = f32 { B, T, D } }, { "y" }, function(x)
  local first, second = cr.slice(x, 2, 1, 2), cr.slice(x, 2, 3, -1)
  local h, c = m:state("h", f32 { B, U }), m:state("c", f32 { B, U })
  tree.state(first)
  local y = tree.state(second)
  local _, s, last = unrolled(tree.state, lstm, x, { h, c }, ahead)
  h:set(s[1])
  c:set(s[2])
  return y - last
end)

m:func("forget_bias", { x = f32 { B, T, D } }, { "bias" }, function(x)
  tree.forget(x)
  local one, zero = cr.ones(f32 { U }), cr.zeros(f32 { U })
  return tree.forget.params.bias - cr.concat({ zero, one, zero, zero }, 1)
end)

m:func("orthogonal", { x = f32 { B, T, D } }, { "product" }, function(x)
  tree.forget(x)
  local r = tree.forget.params.recurrent_kernel
  return r:matmul(r, { transpose_b = true }) - cr.eye(U)
end)
