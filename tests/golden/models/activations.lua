-- Every activation: its value and its derivative, at kinks and far out.
-- Written by make_golden.py; the numbers are in ../data/activations.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local m = cr.model("activations")

m:func("relu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.relu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("relu6", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.relu6(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("leaky_relu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.leaky_relu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("elu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.elu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("celu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.celu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("selu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.selu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("gelu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.gelu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("gelu_tanh", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.gelu_tanh(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("silu", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.silu(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("mish", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.mish(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("softplus", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.softplus(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("softsign", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.softsign(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("sigmoid", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.sigmoid(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("log_sigmoid", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.log_sigmoid(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("hard_sigmoid", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.hard_sigmoid(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("hard_swish", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.hard_swish(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("tanh", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.tanh(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("linear", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.linear(x)
  return y, cr.grad(y:sum(), x)
end)

m:func("relu_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.relu(beyond)
end)

m:func("relu6_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.relu6(beyond)
end)

m:func("leaky_relu_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.leaky_relu(beyond)
end)

m:func("elu_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.elu(beyond)
end)

m:func("celu_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.celu(beyond)
end)

m:func("selu_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.selu(beyond)
end)

m:func("softplus_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.softplus(beyond)
end)

m:func("sigmoid_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.sigmoid(beyond)
end)

m:func("log_sigmoid_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.log_sigmoid(beyond)
end)

m:func("hard_sigmoid_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.hard_sigmoid(beyond)
end)

m:func("tanh_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.tanh(beyond)
end)

m:func("linear_at_inf", { beyond = cr.f32 { 3 } },
       { "y" }, function(beyond)
  return nn.linear(beyond)
end)

m:func("leaky_relu_slope", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.leaky_relu(x, 0.01)
  return y, cr.grad(y:sum(), x)
end)

m:func("elu_alpha", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.elu(x, 1.5)
  return y, cr.grad(y:sum(), x)
end)

m:func("celu_alpha", { x = cr.f32 { 64 } },
       { "y", "d_x" }, function(x)
  local y = nn.celu(x, 1.5)
  return y, cr.grad(y:sum(), x)
end)

m:func("softmax", { rows = cr.f32 { 4, 16 }, w = cr.f32 { 4, 16 } },
       { "y", "d_rows" }, function(rows, w)
  local y = nn.softmax(rows)
  return y, cr.grad((y * w):sum(), rows)
end)

m:func("softmax_axis1", { rows = cr.f32 { 4, 16 }, w = cr.f32 { 4, 16 } },
       { "y", "d_rows" }, function(rows, w)
  local y = nn.softmax(rows, 1)
  return y, cr.grad((y * w):sum(), rows)
end)

m:func("log_softmax", { rows = cr.f32 { 4, 16 }, w = cr.f32 { 4, 16 } },
       { "y", "d_rows" }, function(rows, w)
  local y = nn.log_softmax(rows)
  return y, cr.grad((y * w):sum(), rows)
end)

m:func("log_softmax_axis1", { rows = cr.f32 { 4, 16 }, w = cr.f32 { 4, 16 } },
       { "y", "d_rows" }, function(rows, w)
  local y = nn.log_softmax(rows, 1)
  return y, cr.grad((y * w):sum(), rows)
end)
