-- Convolutions by channel and windows where the batch is smaller than it may be: what is summed over it is a loop.
local cr = require "crescent"
local m = cr.model("bounded", {})
local n = cr.dim("n", 8)
for size = 1, 3 do
  for _, channels in ipairs { 4, 16, 20 } do
    local x, k = cr.f32 { n, 6, 5, channels }, cr.f32 { size, size, 1, channels }
    m:func(("depthwise_%d_%d"):format(size, channels), { { "x", x }, { "k", k } }, { "y", "dx", "dk" }, function(x, k)
      local y = cr.convolution(x, k, { padding = "same", groups = channels })
      return y, table.unpack(cr.grad((y * y):sum(), { x, k }))
    end)
  end
end
m:func("pooled", { x = cr.f32 { n, 6, 5, 16 } }, { "y", "dx" }, function(x)
  local y = cr.reduce_window(x, "mean", { size = 3, strides = 2, padding = "same" })
  return y, cr.grad((y * y):sum(), x)
end)
