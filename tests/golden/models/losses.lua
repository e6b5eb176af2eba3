-- Every loss: one value an example, and the gradient of their sum.
-- Written by make_golden.py; the numbers are in ../data/losses.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local m = cr.model("losses")

m:func("mse", { prediction = cr.f32 { 6, 5 }, target = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, target)
  local y = nn.mse(prediction, target)
  return y, cr.grad(y:sum(), prediction)
end)

m:func("mae", { prediction = cr.f32 { 6, 5 }, target = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, target)
  local y = nn.mae(prediction, target)
  return y, cr.grad(y:sum(), prediction)
end)

m:func("huber", { prediction = cr.f32 { 6, 5 }, target = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, target)
  local y = nn.huber(prediction, target)
  return y, cr.grad(y:sum(), prediction)
end)

m:func("huber_delta", { prediction = cr.f32 { 6, 5 }, target = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, target)
  local y = nn.huber(prediction, target, { delta = 0.3 })
  return y, cr.grad(y:sum(), prediction)
end)

m:func("log_cosh", { prediction = cr.f32 { 6, 5 }, target = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, target)
  local y = nn.log_cosh(prediction, target)
  return y, cr.grad(y:sum(), prediction)
end)

m:func("cosine", { prediction = cr.f32 { 6, 5 }, target = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, target)
  local y = nn.cosine(prediction, target)
  return y, cr.grad(y:sum(), prediction)
end)

m:func("hinge", { prediction = cr.f32 { 6, 5 }, sign = cr.f32 { 6, 5 } },
       { "y", "d_prediction" }, function(prediction, sign)
  local y = nn.hinge(prediction, sign)
  return y, cr.grad(y:sum(), prediction)
end)

m:func("softmax_cross_entropy", { logits = cr.f32 { 6, 5 }, label = cr.i32 { 6 } },
       { "y", "d_logits" }, function(logits, label)
  local y = nn.softmax_cross_entropy(logits, label)
  return y, cr.grad(y:sum(), logits)
end)

m:func("softmax_cross_entropy_smooth", { logits = cr.f32 { 6, 5 }, label = cr.i32 { 6 } },
       { "y", "d_logits" }, function(logits, label)
  local y = nn.softmax_cross_entropy(logits, label, { label_smoothing = 0.1 })
  return y, cr.grad(y:sum(), logits)
end)

m:func("softmax_cross_entropy_dist", { logits = cr.f32 { 6, 5 }, distribution = cr.f32 { 6, 5 } },
       { "y", "d_logits" }, function(logits, distribution)
  local y = nn.softmax_cross_entropy(logits, distribution)
  return y, cr.grad(y:sum(), logits)
end)

m:func("softmax_cross_entropy_dist_smooth", { logits = cr.f32 { 6, 5 }, distribution = cr.f32 { 6, 5 } },
       { "y", "d_logits" }, function(logits, distribution)
  local y = nn.softmax_cross_entropy(logits, distribution, { label_smoothing = 0.1 })
  return y, cr.grad(y:sum(), logits)
end)

m:func("softmax_cross_entropy_prob", { mild = cr.f32 { 6, 5 }, label = cr.i32 { 6 } },
       { "y", "d_mild" }, function(mild, label)
  local y = nn.softmax_cross_entropy(nn.softmax(mild), label, { from_logits = false })
  return y, cr.grad(y:sum(), mild)
end)

m:func("softmax_cross_entropy_prob_dist", { mild = cr.f32 { 6, 5 }, distribution = cr.f32 { 6, 5 } },
       { "y", "d_mild" }, function(mild, distribution)
  local y = nn.softmax_cross_entropy(nn.softmax(mild), distribution, { from_logits = false })
  return y, cr.grad(y:sum(), mild)
end)

m:func("binary_cross_entropy", { logits = cr.f32 { 6, 5 }, bits = cr.f32 { 6, 5 } },
       { "y", "d_logits" }, function(logits, bits)
  local y = nn.binary_cross_entropy(logits, bits)
  return y, cr.grad(y:sum(), logits)
end)

m:func("binary_cross_entropy_smooth", { logits = cr.f32 { 6, 5 }, bits = cr.f32 { 6, 5 } },
       { "y", "d_logits" }, function(logits, bits)
  local y = nn.binary_cross_entropy(logits, bits, { label_smoothing = 0.1 })
  return y, cr.grad(y:sum(), logits)
end)

m:func("binary_cross_entropy_weighted", { logits = cr.f32 { 6, 5 }, bits = cr.f32 { 6, 5 } },
       { "y", "d_logits" }, function(logits, bits)
  local y = nn.binary_cross_entropy(logits, bits, { pos_weight = 3 })
  return y, cr.grad(y:sum(), logits)
end)

m:func("binary_cross_entropy_prob", { probability = cr.f32 { 6, 5 }, bits = cr.f32 { 6, 5 } },
       { "y", "d_probability" }, function(probability, bits)
  local y = nn.binary_cross_entropy(probability, bits, { from_logits = false })
  return y, cr.grad(y:sum(), probability)
end)

m:func("kl", { logits = cr.f32 { 6, 5 }, distribution = cr.f32 { 6, 5 } },
       { "y", "d_logits" }, function(logits, distribution)
  local y = nn.kl(logits, distribution)
  return y, cr.grad(y:sum(), logits)
end)

m:func("focal", { logits = cr.f32 { 6, 5 }, label = cr.i32 { 6 } },
       { "y", "d_logits" }, function(logits, label)
  local y = nn.focal(logits, label)
  return y, cr.grad(y:sum(), logits)
end)

m:func("focal_options", { logits = cr.f32 { 6, 5 }, label = cr.i32 { 6 } },
       { "y", "d_logits" }, function(logits, label)
  local y = nn.focal(logits, label, { gamma = 1.5, alpha = 0.25 })
  return y, cr.grad(y:sum(), logits)
end)

m:func("triplet", { anchor = cr.f32 { 6, 5 }, positive = cr.f32 { 6, 5 }, negative = cr.f32 { 6, 5 } },
       { "y", "d_anchor", "d_positive", "d_negative" }, function(anchor, positive, negative)
  local y = nn.triplet(anchor, positive, negative)
  return y, table.unpack(cr.grad(y:sum(), { anchor, positive, negative }))
end)

m:func("triplet_margin", { anchor = cr.f32 { 6, 5 }, positive = cr.f32 { 6, 5 }, negative = cr.f32 { 6, 5 } },
       { "y", "d_anchor", "d_positive", "d_negative" }, function(anchor, positive, negative)
  local y = nn.triplet(anchor, positive, negative, { margin = 0.2 })
  return y, table.unpack(cr.grad(y:sum(), { anchor, positive, negative }))
end)

m:func("nt_xent", { anchor = cr.f32 { 6, 5 }, positive = cr.f32 { 6, 5 } },
       { "y", "d_anchor", "d_positive" }, function(anchor, positive)
  local y = nn.nt_xent(anchor, positive)
  return y, table.unpack(cr.grad(y:sum(), { anchor, positive }))
end)

m:func("nt_xent_temperature", { anchor = cr.f32 { 6, 5 }, positive = cr.f32 { 6, 5 } },
       { "y", "d_anchor", "d_positive" }, function(anchor, positive)
  local y = nn.nt_xent(anchor, positive, { temperature = 0.1 })
  return y, table.unpack(cr.grad(y:sum(), { anchor, positive }))
end)

-- an axis in the middle: [batch, classes, time] -> [batch, time]
m:func("softmax_cross_entropy_axis", { sequence = cr.f32 { 2, 5, 3 }, tags = cr.i32 { 2, 3 } },
       { "y", "d_sequence" }, function(sequence, tags)
  local y = nn.softmax_cross_entropy(sequence, tags, { axis = 2 })
  return y, cr.grad(y:sum(), sequence)
end)

-- ignored positions: value * weight is compared, since the value alone is nobody's business there
m:func("softmax_cross_entropy_ignore", { logits = cr.f32 { 6, 5 }, some = cr.i32 { 6 } },
       { "value", "weight", "d_logits" }, function(logits, some)
  local value, weight = nn.softmax_cross_entropy(logits, some, { ignore = -1 })
  return value * weight, weight, cr.grad((value * weight):sum() / weight:sum(), logits)
end)
