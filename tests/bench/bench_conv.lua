-- Single convolutions with bias and relu, for tests/bench/bench_conv.sh.
local cr, nn = require "crescent", require "crescent.nn"

local net = {
  k3  = nn.conv2d(64, 3, { padding = "same", activation = "relu" }),
  k1  = nn.conv2d(256, 1, { activation = "relu" }),
  k11 = nn.conv2d(96, 11, { strides = 4, activation = "relu" }),
  dw  = nn.depthwise_conv2d(3, { padding = "same", activation = "relu" }),
  k3s = nn.conv2d(128, 3, { strides = 2, padding = "same", activation = "relu" }),
  k5g = nn.conv2d(256, 5, { padding = "same", groups = 2, activation = "relu" }),
  k3d = nn.conv2d(512, 3, { padding = "same", activation = "relu" }),
}
local m = cr.model("conv", net)

local function bench(name, size, channels)
  m:func(name, { x = cr.f32 { 1, size, size, channels } }, { "y" }, function(x) return net[name](x) end)
end
bench("k3", 56, 64)
bench("k1", 28, 256)
bench("k11", 227, 3)
bench("dw", 112, 32)
bench("k3s", 56, 64)
bench("k3d", 7, 512)
bench("k5g", 27, 96)

return m
