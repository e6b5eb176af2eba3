-- What layers, initialisers, losses and metrics promise beyond the golden numbers. Each output is an error: it must be 0, or
-- at most 1e-5. tests/unit/test_nn.c initialises the parameters, draws inputs in -2 .. 2 (integers 0 .. 3), and looks.
local cr, nn = require "crescent", require "crescent.nn"

local function apart(a, b) return cr.max(cr.abs(a - b)) end
local function beyond(x, limit) return nn.relu(cr.abs(x) - limit) end
local function drawn(init, shape) return nn.layer("drawn", function(self) return self:param("w", shape or { 200, 100 }, { init = init }) end)() end

local tree = {
  norm = nn.layer_norm(), flat = nn.layer_norm(), plain = nn.layer_norm { center = false, scale = false }, wide = nn.layer_norm { axis = { 2, 3 } },
  first = nn.layer_norm { axis = 2 }, rms = nn.rms_norm(), words = nn.embedding(4, 5), masked = nn.embedding(4, 3, { mask_zero = true }),
  net = nn.sequential { nn.flatten(), nn.dense(7, { activation = "tanh" }), nn.activation("relu"), nn.dense(3, { use_bias = false }) },
  vector = nn.dense(4),
  zeros = drawn "zeros", ones = drawn(nn.init.ones), constant = drawn(nn.init.constant(1.5)), identity = drawn("identity", { 4, 6 }),
  normal = drawn(nn.init.normal(0.2)), uniform = drawn "uniform", cut = drawn(nn.init.truncated_normal(0.1)),
  glorot_uniform = drawn "glorot_uniform", glorot_normal = drawn "glorot_normal", he_uniform = drawn "he_uniform",
  he_normal = drawn "he_normal", lecun_uniform = drawn "lecun_uniform", lecun_normal = drawn "lecun_normal",
  kernel = drawn("he_normal", { 5, 5, 20, 40 }),
}
local m = cr.model("nn_layers", tree)

m:func("layer_norm_is_mean_0_and_variance_1", { x = cr.f32 { 4, 64 } }, { "mean", "variance", "plain" }, function(x)
  local y = tree.norm(x)
  local v = cr.variance(x, -1)
  return cr.mean(y, -1), cr.variance(y, -1) - v / (v + 1e-3), apart(y, tree.plain(x))
end)

m:func("layer_norm_takes_several_axes", { x = cr.f32 { 4, 6, 5 } }, { "wide", "first" }, function(x)
  local y = tree.flat(cr.flatten(x, 2)) -- the same, laid out as one axis
  return apart(tree.wide(x), cr.reshape(y, { 4, 6, 5 })), cr.mean(tree.first(x), 2)
end)

m:func("rms_norm_is_square_1", { x = cr.f32 { 4, 64 } }, { "square" }, function(x)
  return cr.mean(cr.square(tree.rms(x)), -1) - 1
end)

m:func("embedding_is_a_product_with_one_hot", { i = cr.i32 { 3, 5 }, x = cr.f32 { 3, 5 } }, { "take", "attend", "mask", "masked" }, function(i, x)
  local y = tree.words(i)
  local table_ = tree.words.params.embeddings
  local _, mask = tree.masked(i)
  return apart(y, cr.matmul(cr.one_hot(i, 4), table_)), apart(tree.words:attend(x), cr.matmul(x, cr.transpose(table_))),
         cr.convert(cr.equal(mask, cr.equal(i, 0)), "f32"), apart(tree.masked(i), (tree.masked(i)))
end)

m:func("layers_compose", { x = cr.f32 { 4, 3, 2 }, v = cr.f32 { 5 } }, { "net", "vector" }, function(x, v)
  local p = tree.net(x) and tree.net.params
  local h = nn.relu(cr.tanh(cr.matmul(cr.reshape(x, { 4, 6 }), p["dense_1.kernel"]) + p["dense_1.bias"]))
  return apart(tree.net(x), cr.matmul(h, p["dense_2.kernel"])),
         apart(tree.vector(v), cr.reshape(tree.vector(cr.reshape(v, { 1, 5 })), { 4 }))
end)

m:func("dropout_is_the_identity_outside_training", { x = cr.f32 { 4, 8 } }, { "y" }, function(x) return apart(nn.dropout(0.5)(x), x) end)

m:func("dropout_scales_what_it_keeps", { x = cr.f32 { 64, 64 }, seed = cr.seed }, { "values", "share", "again", "gradient" }, function(x, seed)
  local layer = nn.dropout(0.25)
  local y = layer(x)
  local kept = cr.convert(cr.not_equal(y, 0), "f32")
  local other = cr.convert(cr.not_equal(layer(x), 0), "f32")
  return apart(y, kept * x / 0.75), beyond(cr.mean(kept) - 0.75, 0.03), beyond(cr.mean(kept * other) - 0.5625, 0.04),
         apart(cr.grad(cr.sum(y), x), kept / 0.75)
end, { training = true })

m:func("constants_are_what_they_say", {}, { "zeros", "ones", "constant", "identity" }, function()
  local i = tree.identity()
  return tree.zeros(), tree.ones() - 1, tree.constant() - 1.5, apart(cr.slice(i, 2, 1, 4), cr.eye(4)) + cr.max(cr.slice(i, 2, 5, 6))
end)

-- mean within 5 standard errors, spread within 3 %, and nothing beyond the limit
local function statistics(x, stddev, limit)
  local spread = cr.sqrt(cr.variance(x))
  return beyond(cr.mean(x), 5 * stddev / x.elements ^ 0.5) + beyond(spread / stddev - 1, 0.03) + nn.relu(cr.max(cr.abs(x)) - limit)
end

local CUT = 0.87962566103423978
local function of_variance(v) return v ^ 0.5, (3 * v) ^ 0.5 * 1.000001, 2 * v ^ 0.5 / CUT * 1.000001 end
local function both(uniform, normal, v)
  local stddev, flat, cut = of_variance(v)
  return statistics(uniform(), stddev, flat), statistics(normal(), stddev, cut)
end

m:func("draws_have_the_spread_they_say", {}, { "normal", "uniform", "cut" }, function()
  return statistics(tree.normal(), 0.2, 2), statistics(tree.uniform(), 0.05 / 3 ^ 0.5, 0.05), statistics(tree.cut(), 0.1 * CUT, 0.2)
end)
m:func("glorot_he_and_lecun_follow_the_fans", {}, { "a", "b", "c", "d", "e", "f", "g" }, function()
  local a, b = both(tree.glorot_uniform, tree.glorot_normal, 2 / 300)
  local c, d = both(tree.he_uniform, tree.he_normal, 2 / 200)
  local e, f = both(tree.lecun_uniform, tree.lecun_normal, 1 / 200)
  local stddev, _, cut = of_variance(2 / 500)
  return a, b, c, d, e, f, statistics(tree.kernel(), stddev, cut)
end)

m:func("integer_classes_are_integer_classes", { x = cr.f32 { 6, 4 }, i = cr.i32 { 6 } }, { "u8", "u32", "dist", "prob", "smooth", "outside" }, function(x, i)
  local loss = nn.softmax_cross_entropy
  local y = loss(x, i)
  local minus = cr.full(cr.i32 { 6 }, -1)
  local value, weight = loss(x, minus, { ignore = -1 })
  return apart(y, loss(x, cr.convert(i, "u8"))), apart(y, loss(x, cr.convert(i, "u32"))), apart(y, loss(x, cr.one_hot(i, 4))),
         apart(y, loss(nn.softmax(x), i, { from_logits = false })),
         apart(loss(x, i, { label_smoothing = 0.2 }), loss(nn.softmax(x), i, { label_smoothing = 0.2, from_logits = false })), cr.max(value) + cr.max(weight)
end)

m:func("binary_losses_take_integers_and_bools", { x = cr.f32 { 6, 4 }, t = cr.f32 { 6, 4 } }, { "bytes", "truth", "dx", "prob" }, function(x, t)
  local yes = cr.greater(t, 0)
  local y = nn.binary_cross_entropy(x, cr.convert(yes, "f32"), { pos_weight = 2 })
  local z = nn.binary_cross_entropy(cr.logistic(x), yes, { pos_weight = 2, from_logits = false })
  return apart(y, nn.binary_cross_entropy(x, cr.convert(yes, "u8"), { pos_weight = 2 })), apart(y, nn.binary_cross_entropy(x, yes, { pos_weight = 2 })),
         apart(cr.grad(cr.sum(y), x), cr.grad(cr.sum(z), x)), apart(y, z)
end)

m:func("losses_of_single_numbers_stay_an_example_each", { x = cr.f32 { 6 }, t = cr.f32 { 6 } }, { "mse" }, function(x, t)
  return apart(nn.mse(x, t), cr.square(x - t))
end)

m:func("metrics_count", { x = cr.f32 { 6, 4 }, i = cr.i32 { 6 } }, { "accuracy", "top_1", "top_4", "distribution", "binary" }, function(x, i)
  local right = nn.accuracy(x, i)
  return apart(right, cr.convert(cr.equal(cr.argmax(x, -1), i), "f32")), apart(right, nn.top_k(x, i, { k = 1 })), nn.top_k(x, i, { k = 4 }) - 1,
         apart(right, nn.accuracy(x, cr.one_hot(i, 4))),
         apart(nn.binary_accuracy(x, cr.greater(x, 0.5)), cr.ones(cr.f32 { 6 }))
end)

m:func("constraints_bound_norms", { w = cr.f32 { 30, 4 } }, { "max", "unit", "min_max", "half", "named" }, function(w)
  local function norm(p) return cr.norm(p, 1) end
  local between = norm(nn.constraint.min_max(0.5, 1)(w))
  local halfway = norm(nn.constraint.min_max(0, 1, 0.5)(w))
  return nn.relu(norm(nn.constraint.max_norm(1.5)(w)) - 1.5), norm(nn.constraint.unit_norm()(w)) - 1, nn.relu(between - 1) + nn.relu(0.5 - between),
         halfway - (norm(w) + cr.minimum(norm(w), 1)) / 2, apart(nn.constraint.non_neg(w), nn.relu(w))
end)

m:func("regularisers_are_penalties", { w = cr.f32 { 3, 4 } }, { "l1", "l2" }, function(w)
  local a, b = cr.sum(cr.abs(w)) * 0.01, cr.sum(cr.square(w)) * 0.01
  return apart(nn.reg.l1(w), a), apart(nn.reg.l1_l2(0.02, 0.03)(w), a * 2 + b * 3)
end)
