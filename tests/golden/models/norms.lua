-- Batch norm in training and inference, group, instance and local response norm; gradients, new statistics.
-- Written by make_golden.py; the numbers are in ../data/norms.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  batch_norm = nn.batch_norm(),
  batch_norm_inference = nn.batch_norm(),
  batch_norm_options = nn.batch_norm { momentum = 0.9, epsilon = 1e-5, unbiased = true },
  batch_norm_no_scale = nn.batch_norm { scale = false },
  batch_norm_plain = nn.batch_norm { scale = false, center = false },
  batch_norm_plain_inference = nn.batch_norm { scale = false, center = false },
  batch_norm_axis = nn.batch_norm { axis = 2 },
  batch_norm_rows = nn.batch_norm(),
  batch_norm_1d = nn.batch_norm(),
  batch_norm_3d = nn.batch_norm(),
  group_norm = nn.group_norm { groups = 3 },
  group_norm_epsilon = nn.group_norm { groups = 2, epsilon = 1e-5 },
  group_norm_default = nn.group_norm(),
  group_norm_one = nn.group_norm { groups = 1 },
  instance_norm = nn.instance_norm(),
  instance_norm_3d = nn.instance_norm { epsilon = 1e-5 },
  layer_norm_image = nn.layer_norm(),
  local_response_norm = nn.local_response_norm(),
  local_response_norm_options = nn.local_response_norm { size = 3, k = 1, alpha = 0.5, beta = 0.6 },
  local_response_norm_narrow = nn.local_response_norm { size = 7, alpha = 0.1 },
}

local m = cr.model("norms", layers)

m:func("batch_norm", { x = cr.f32 { 3, 4, 3, 5 }, w = cr.f32 { 3, 4, 3, 5 } },
       { "y", "d_x", "d_gamma", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm(x)
  local p = layers.batch_norm.params
  local d = cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] })
  return y, d[1], d[2], d[3],
         layers.batch_norm:buffer("moving_mean", { 5 }), layers.batch_norm:buffer("moving_variance", { 5 })
end, { training = true })

m:func("batch_norm_inference", { x = cr.f32 { 3, 4, 3, 5 }, w = cr.f32 { 3, 4, 3, 5 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.batch_norm_inference(x)
  local p = layers.batch_norm_inference.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("batch_norm_options", { x = cr.f32 { 3, 4, 3, 5 }, w = cr.f32 { 3, 4, 3, 5 } },
       { "y", "d_x", "d_gamma", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_options(x)
  local p = layers.batch_norm_options.params
  local d = cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] })
  return y, d[1], d[2], d[3],
         layers.batch_norm_options:buffer("moving_mean", { 5 }), layers.batch_norm_options:buffer("moving_variance", { 5 })
end, { training = true })

m:func("batch_norm_no_scale", { x = cr.f32 { 3, 4, 3, 5 }, w = cr.f32 { 3, 4, 3, 5 } },
       { "y", "d_x", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_no_scale(x)
  local p = layers.batch_norm_no_scale.params
  local d = cr.grad((y * w):sum(), { x, p["beta"] })
  return y, d[1], d[2],
         layers.batch_norm_no_scale:buffer("moving_mean", { 5 }), layers.batch_norm_no_scale:buffer("moving_variance", { 5 })
end, { training = true })

m:func("batch_norm_plain", { x = cr.f32 { 3, 4, 3, 5 }, w = cr.f32 { 3, 4, 3, 5 } },
       { "y", "d_x", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_plain(x)
  local d = cr.grad((y * w):sum(), x)
  return y, d,
         layers.batch_norm_plain:buffer("moving_mean", { 5 }), layers.batch_norm_plain:buffer("moving_variance", { 5 })
end, { training = true })

m:func("batch_norm_plain_inference", { x = cr.f32 { 3, 4, 3, 5 }, w = cr.f32 { 3, 4, 3, 5 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.batch_norm_plain_inference(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("batch_norm_axis", { x = cr.f32 { 4, 5, 3, 2 }, w = cr.f32 { 4, 5, 3, 2 } },
       { "y", "d_x", "d_gamma", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_axis(x)
  local p = layers.batch_norm_axis.params
  local d = cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] })
  return y, d[1], d[2], d[3],
         layers.batch_norm_axis:buffer("moving_mean", { 5 }), layers.batch_norm_axis:buffer("moving_variance", { 5 })
end, { training = true })

m:func("batch_norm_rows", { x = cr.f32 { 7, 6 }, w = cr.f32 { 7, 6 } },
       { "y", "d_x", "d_gamma", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_rows(x)
  local p = layers.batch_norm_rows.params
  local d = cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] })
  return y, d[1], d[2], d[3],
         layers.batch_norm_rows:buffer("moving_mean", { 6 }), layers.batch_norm_rows:buffer("moving_variance", { 6 })
end, { training = true })

m:func("batch_norm_1d", { x = cr.f32 { 3, 6, 4 }, w = cr.f32 { 3, 6, 4 } },
       { "y", "d_x", "d_gamma", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_1d(x)
  local p = layers.batch_norm_1d.params
  local d = cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] })
  return y, d[1], d[2], d[3],
         layers.batch_norm_1d:buffer("moving_mean", { 4 }), layers.batch_norm_1d:buffer("moving_variance", { 4 })
end, { training = true })

m:func("batch_norm_3d", { x = cr.f32 { 2, 3, 2, 3, 3 }, w = cr.f32 { 2, 3, 2, 3, 3 } },
       { "y", "d_x", "d_gamma", "d_beta", "new_moving_mean", "new_moving_variance" }, function(x, w)
  local y = layers.batch_norm_3d(x)
  local p = layers.batch_norm_3d.params
  local d = cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] })
  return y, d[1], d[2], d[3],
         layers.batch_norm_3d:buffer("moving_mean", { 3 }), layers.batch_norm_3d:buffer("moving_variance", { 3 })
end, { training = true })

m:func("group_norm", { x = cr.f32 { 2, 4, 3, 6 }, w = cr.f32 { 2, 4, 3, 6 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.group_norm(x)
  local p = layers.group_norm.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("group_norm_epsilon", { x = cr.f32 { 2, 5, 4 }, w = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.group_norm_epsilon(x)
  local p = layers.group_norm_epsilon.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("group_norm_default", { x = cr.f32 { 2, 2, 2, 64 }, w = cr.f32 { 2, 2, 2, 64 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.group_norm_default(x)
  local p = layers.group_norm_default.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("group_norm_one", { x = cr.f32 { 2, 3, 4, 4 }, w = cr.f32 { 2, 3, 4, 4 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.group_norm_one(x)
  local p = layers.group_norm_one.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("instance_norm", { x = cr.f32 { 2, 4, 3, 5 }, w = cr.f32 { 2, 4, 3, 5 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.instance_norm(x)
  local p = layers.instance_norm.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("instance_norm_3d", { x = cr.f32 { 2, 3, 2, 3, 2 }, w = cr.f32 { 2, 3, 2, 3, 2 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.instance_norm_3d(x)
  local p = layers.instance_norm_3d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

m:func("layer_norm_image", { x = cr.f32 { 2, 3, 4, 6 }, w = cr.f32 { 2, 3, 4, 6 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, w)
  local y = layers.layer_norm_image(x)
  local p = layers.layer_norm_image.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["gamma"], p["beta"] }))
end)

-- alpha is not divided by size
m:func("local_response_norm", { x = cr.f32 { 2, 3, 4, 9 }, w = cr.f32 { 2, 3, 4, 9 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.local_response_norm(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("local_response_norm_options", { x = cr.f32 { 2, 3, 2, 7 }, w = cr.f32 { 2, 3, 2, 7 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.local_response_norm_options(x)
  return y, cr.grad((y * w):sum(), x)
end)

m:func("local_response_norm_narrow", { x = cr.f32 { 2, 2, 2, 3 }, w = cr.f32 { 2, 2, 2, 3 } },
       { "y", "d_x" }, function(x, w)
  local y = layers.local_response_norm_narrow(x)
  return y, cr.grad((y * w):sum(), x)
end)
