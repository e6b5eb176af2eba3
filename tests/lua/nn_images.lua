-- What the layers for images promise beyond the golden numbers. Each output is an error: it must be 0, or at most 1e-5.
-- tests/unit/test_nn.c runs it like nn_layers.lua.
local cr, nn, augment = require "crescent", require "crescent.nn", require "crescent.augment"

local function apart(a, b) return cr.max(cr.abs(a - b)) end
local function beyond(x, limit) return nn.relu(cr.abs(x) - limit) end

local tree = {
  conv = nn.conv2d(4, 3, { padding = "same", use_bias = false }), wide = nn.conv2d(4, 1), whole = nn.conv2d(4, { 6, 5 }),
  grouped = nn.conv2d(6, 3, { groups = 3 }), depthwise = nn.depthwise_conv2d(3, { depth_multiplier = 2, use_bias = false }),
  back = nn.conv2d_transpose(3, 3, { strides = 2, padding = "same", use_bias = false }),
  causal = nn.conv1d(3, 3, { padding = "causal", dilation_rate = 2 }),
  norm = nn.batch_norm { momentum = 0.9 }, unbiased = nn.batch_norm { momentum = 0, unbiased = true }, still = nn.batch_norm { trainable = false }, groups = nn.group_norm { groups = 3 }, one = nn.group_norm { groups = 1 },
  instance = nn.instance_norm(), many = nn.group_norm { groups = 6 },
  both = nn.concatenate { nn.conv2d(2, 1, { name = "left" }), function(x) return x * 2 end },
  residual = nn.residual { nn.conv2d(3, 3, { padding = "same" }), nn.relu },
}
local m = cr.model("nn_images", tree)
local image = cr.f32 { 4, 6, 5, 3 }

m:func("a_convolution_is_shifted_products", { x = image }, { "conv", "one", "whole" }, function(x)
  local y, sum = tree.conv(x), 0
  local k, framed = tree.conv.params.kernel, cr.pad(x, { [2] = { 1, 1 }, [3] = { 1, 1 } })
  for i = 1, 3 do
    for j = 1, 3 do
      sum = cr.matmul(framed:slice(2, i, i + 5):slice(3, j, j + 4), k:at(1, i):at(1, j)) + sum
    end
  end
  local one, whole = tree.wide(x), tree.whole(x)
  return apart(y, sum), apart(one, cr.matmul(x, cr.reshape(tree.wide.params.kernel, { 3, 4 })) + tree.wide.params.bias),
         apart(cr.reshape(whole, { 4, 4 }), cr.matmul(cr.reshape(x, { 4, 90 }), cr.reshape(tree.whole.params.kernel, { 90, 4 })))
end)

m:func("groups_are_convolutions_side_by_side", { x = cr.f32 { 2, 5, 4, 6 } }, { "grouped", "depthwise" }, function(x)
  local y, parts = tree.grouped(x), {}
  local k = tree.grouped.params.kernel
  for g = 1, 3 do
    parts[g] = cr.convolution(x:slice(4, 2 * g - 1, 2 * g), k:slice(4, 2 * g - 1, 2 * g))
  end
  local z = x:slice(4, 1, 3)
  local d = tree.depthwise(z)
  local kernel = cr.reshape(tree.depthwise.params.kernel, { 3, 3, 1, 6 })
  return apart(y, cr.concat(parts, -1)), apart(d, cr.convolution(z, kernel, { groups = 3 }))
end)

m:func("a_transposed_convolution_is_a_gradient", { x = cr.f32 { 2, 3, 4, 2 } }, { "y" }, function(x)
  local y = tree.back(x)
  local k, image_ = tree.back.params.kernel, cr.zeros_like(y)          -- [3, 3, 3, 2]: from 3 channels to 2
  local there = cr.convolution(image_, k, { strides = 2, padding = "same" })
  return apart(y, cr.grad(cr.sum(there * x), image_))
end)

m:func("causal_means_no_future", { x = cr.f32 { 2, 9, 3 } }, { "past", "extent" }, function(x)
  local later = cr.concat({ x:slice(2, 1, 5), x:slice(2, 6, 9) + 1 }, 2)
  local y = tree.causal(x)
  return apart(y:slice(2, 1, 5), tree.causal(later):slice(2, 1, 5)), cr.size(y, 2) - 9
end)

m:func("windows_are_what_they_say", { x = cr.f32 { 2, 6, 4, 3 } }, { "max", "mean", "counted", "global", "dilated" }, function(x)
  local tiles = cr.reshape(x, { 2, 3, 2, 2, 2, 3 })
  local edge = cr.reduce_window(x, "mean", { size = 3, strides = 1, padding = "same" })
  local sum = cr.reduce_window(x, "sum", { size = 3, strides = 1, padding = "same" })
  local all = cr.reduce_window(x, "mean", { size = 3, strides = 1, padding = "same", count_include_pad = true })
  return apart(nn.max_pooling2d(2)(x), cr.max(tiles, { 3, 5 })), apart(edge:at(2, 1):at(2, 1), sum:at(2, 1):at(2, 1) / 4), apart(all, sum / 9),
         apart(nn.global_average_pooling2d { keep_dims = true }(x), nn.average_pooling2d({ 6, 4 })(x)),
         apart(cr.reduce_window(x, "max", { size = 2, strides = 1, dilation = { 5, 3 } }):squeeze(2):squeeze(2),
           cr.maximum(cr.maximum(x:at(2, 1):at(2, 1), x:at(2, 1):at(2, 4)), cr.maximum(x:at(2, 6):at(2, 1), x:at(2, 6):at(2, 4))))
end)

m:func("batch_norm_moves_its_statistics", { x = image }, { "mean", "variance", "moving_mean", "moving_variance", "unbiased", "still" }, function(x)
  local mean = tree.norm:buffer("moving_mean", { 3 }) * 0.9
  local variance = tree.norm:buffer("moving_variance", { 3 }, { init = 1 }) * 0.9
  local y, axes = tree.norm(x), { 1, 2, 3 }
  local v = cr.variance(x, axes)
  tree.unbiased(x)
  return cr.mean(y, axes), cr.variance(y, axes) - v / (v + 1e-3), apart(tree.norm:buffer("moving_mean", { 3 }), mean + cr.mean(x, axes) * 0.1),
         apart(tree.norm:buffer("moving_variance", { 3 }), variance + v * 0.1), apart(tree.unbiased:buffer("moving_variance", { 3 }), v * (120 / 119)),
         apart(tree.still(x), x * (1 / 1.001 ^ 0.5))
end, { training = true })

m:func("norms_of_groups_agree", { x = cr.f32 { 2, 4, 3, 6 } }, { "mean", "many", "one" }, function(x)
  local y = cr.reshape(tree.groups(x), { 2, 12, 3, 2 })
  local flat = cr.reshape(x, { 2, 72 })
  local centred = flat - cr.mean(flat, 2, { keep_dims = true })
  local plain = centred * cr.rsqrt(cr.variance(flat, 2, { keep_dims = true }) + 1e-3)
  return cr.mean(y, { 2, 4 }), apart(tree.many(x), tree.instance(x)), apart(tree.one(x), cr.reshape(plain, { 2, 4, 3, 6 }))
end)

m:func("response_is_divided_by_neighbours", { x = cr.f32 { 2, 3, 3, 7 } }, { "power", "roots", "even" }, function(x)
  local framed, sum, pair = cr.pad(cr.square(x), { [4] = { 2, 2 } }), 0, 0
  for i = 1, 5 do sum = framed:slice(4, i, i + 6) + sum end
  for i = 2, 3 do pair = framed:slice(4, i, i + 6) + pair end
  return apart(nn.local_response_norm { alpha = 0.1, beta = 0.6 }(x), x / (sum * 0.1 + 2) ^ 0.6),
         apart(nn.local_response_norm { alpha = 0.1 }(x), x / (sum * 0.1 + 2) ^ 0.75),
         apart(nn.local_response_norm { size = 2, alpha = 0.1, beta = 1 }(x), x / (pair * 0.1 + 2))
end)

m:func("frames_and_enlargements", { x = image }, { "crop", "nearest", "bilinear", "flat" }, function(x)
  local big = nn.up_sampling2d({ 2, 3 })(x)
  return apart(nn.cropping2d({ { 1, 2 }, { 0, 3 } })(nn.zero_padding2d({ { 1, 2 }, { 0, 3 } })(x)), x),
         apart(nn.average_pooling2d({ 2, 3 })(big), x),
         apart(nn.up_sampling2d(4, { interpolation = "bilinear" })(x * 0 + 1), cr.ones(cr.f32 { 4, 24, 20, 3 })),
         apart(nn.up_sampling2d(3, { interpolation = "bilinear" })(x):slice(2, 2, -1, 3):slice(3, 2, -1, 3), x)
end)

m:func("branches_join", { x = image }, { "concatenate", "residual" }, function(x)
  local y, p = tree.both(x), tree.both.params
  return apart(y, cr.concat({ cr.matmul(x, cr.reshape(p["left.kernel"], { 3, 2 })), x * 2 }, -1)),
         apart(tree.residual(x), x + nn.relu(cr.convolution(x, tree.residual.params["conv2d_1.kernel"], { padding = "same" })))
end)

m:func("noise_is_for_training", { x = image }, { "dropout", "noise" }, function(x)
  return apart(nn.spatial_dropout(0.5)(x), x), apart(nn.gaussian_noise(1)(x), x)
end)

m:func("spatial_dropout_takes_whole_channels", { x = cr.f32 { 8, 3, 4, 64 }, seed = cr.seed }, { "channel", "share", "values", "noise" }, function(x, seed)
  local y = nn.spatial_dropout(0.25)(x + 3)
  local kept = cr.convert(cr.not_equal(y, 0), "f32")
  local n = nn.gaussian_noise(0.5)(x) - x
  return apart(cr.max(kept, { 2, 3 }), cr.min(kept, { 2, 3 })), beyond(cr.mean(kept) - 0.75, 0.06), apart(y, kept * (x + 3) / 0.75),
         beyond(cr.mean(n), 0.04) + beyond(cr.variance(n) - 0.25, 0.02)
end, { training = true })

local batch = cr.f32 { 64, 8, 8, 2 }

m:func("flips_and_crops_move_pixels", { x = batch, seed = cr.seed }, { "flip", "some", "never", "crop", "bytes" }, function(x, seed)
  local y = augment.random_flip(x)
  local same = cr.min(cr.convert(cr.equal(y, x), "f32"), { 2, 3, 4 })
  local turned = cr.min(cr.convert(cr.equal(y, cr.reverse(x, 3)), "f32"), { 2, 3, 4 })
  local ones = augment.random_crop(x * 0 + 1, 2, { value = 0 })        -- a frame of 0 enters on at most two sides
  local rows = cr.sum(ones, { 2, 3 })
  local bytes = cr.convert(cr.abs(x) * 100, "u8")
  return same + turned - 1, beyond(cr.mean(same) - 0.5, 0.25), apart(augment.random_flip(x, { p = 0, vertical = true }), x),
         nn.relu(36 - rows) + nn.relu(rows - 64), cr.sum(cr.convert(augment.random_flip(bytes), "f32")) - cr.sum(cr.convert(bytes, "f32"))
end)

m:func("a_crop_is_a_part", { x = cr.f32 { 5, 6, 7, 1 }, seed = cr.seed }, { "size", "whole", "inside" }, function(x, seed)
  local rows = cr.broadcast(cr.reshape(cr.iota(cr.f32 { 6 }, 1), { 6, 1, 1 }), { 5, 6, 7, 1 })
  local y = augment.random_crop(rows, 0, { size = { 3, 7 } })
  return cr.size(y, 2) - 3, apart(augment.random_crop(x, 0), x), apart(y:slice(2, 2, 3) - y:slice(2, 1, 2), cr.ones(cr.f32 { 5, 2, 7, 1 })) + beyond(y - 2.5, 2.5)
end)

m:func("light_changes_all_pixels_alike", { x = batch, seed = cr.seed }, { "brightness", "range", "contrast", "mean", "bytes" }, function(x, seed)
  local by = augment.brightness(x, 0.5) - x
  local first = by:slice(2, 1, 1):slice(3, 1, 1):slice(4, 1, 1)
  local y = augment.contrast(x, 0.5, 2)
  local spread = cr.sqrt(cr.variance(y, { 2, 3 }) / cr.variance(x, { 2, 3 }))
  local bright = augment.brightness(cr.full(cr.u8 { 64, 8, 8, 2 }, 250), 50)
  return apart(by, cr.broadcast(first, x.shape)), beyond(first, 0.5), nn.relu(0.5 - spread) + nn.relu(spread - 2),
         apart(cr.mean(y, { 2, 3 }), cr.mean(x, { 2, 3 })), nn.relu(200 - cr.min(cr.convert(bright, "f32")))
end)

m:func("cutout_cuts_one_square", { x = batch, seed = cr.seed }, { "area", "rest" }, function(x, seed)
  local y = augment.cutout(x + 10, 4)
  local gone = cr.convert(cr.equal(y, 0), "f32")
  local area = cr.sum(gone, { 2, 3 })
  return nn.relu(4 - area) + nn.relu(area - 16), apart(y, (x + 10) * (1 - gone))
end)

m:func("mixup_mixes_images_and_targets_alike", { x = batch, seed = cr.seed }, { "target", "pairs", "uniform" }, function(x, seed)
  local target = cr.eye(64)
  local y, t = augment.mixup(x, target, 1)
  local share = cr.sum(t * target, 2)
  local _, half = augment.mixup(x, target, 0.2)
  local s = cr.sum(half * target, 2)
  return cr.sum(t, 2) - 1, apart(y, cr.einsum("bk,khwc->bhwc", t, x)),
         beyond(cr.mean(share) - 0.5, 0.15) + beyond(cr.variance(share) - 1 / 12, 0.04) + beyond(cr.mean(s) - 0.5, 0.2) + beyond(cr.variance(s) - 0.25 / 1.4, 0.06)
end)
