-- MobileNet v2: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.
-- 3,504,872 parameters (and 34,112 statistics) at width 1 with 1000 classes.
--
--     crescent models/mobilenet.lua width=0.35 size=96
--     crescent run models/mobilenet.lua train images=grey28 width=0.5 --data=/usr/share/datasets/fashion-mnist --epochs=5
--
-- Borders are where TensorFlow's "same" puts them.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local images  = cr.option("images", "rgb", { choices = { "rgb", "grey28" },
                          doc = "rgb: u8 [n,size,size,3] in .npy; grey28: MNIST's files, in a frame" })
local grey    = images == "grey28"
local size    = cr.option("size", grey and 32 or 224, { doc = "height and width of an image, a multiple of 32" })
local width   = cr.option("width", 1.0, { doc = "factor of all channels: 0.35, 0.5, 0.75, 1, 1.3, 1.4" })
local classes = cr.option("classes", grey and 10 or 1000, { doc = "how many kinds of pictures" })
local batch   = cr.option("batch", grey and 64 or 16, { doc = "examples a training step" })
local small   = size < 96
local lr      = cr.option("lr", small and 0.05 or 0.045, { doc = "the greatest learning rate" })

assert(size % 32 == 0 and size > 0, "size is a multiple of 32")

---The nearest multiple of 8, at least 8, and not more than a tenth below.
local function channels(n)
  local near = math.max(8, (math.floor(n + 4)) // 8 * 8)
  return near < 0.9 * n and near + 8 or near
end

local function norm() return nn.batch_norm { momentum = small and 0.9 or 0.999, epsilon = 1e-3 } end

local function pointwise(filters)
  return nn.conv2d(filters, 1, { use_bias = false, kernel_initializer = "he_normal" })
end

---Widen by `factor`, filter each channel by itself, narrow without an activation; add the input where the shapes agree.
local function bottleneck(name, inputs, outputs, stride, factor)
  local list = factor > 1 and { pointwise(inputs * factor), norm(), nn.relu6 } or {}
  list.name = name
  list[#list + 1] = nn.depthwise_conv2d(3, { strides = stride, padding = "same", use_bias = false })
  for _, step in ipairs { norm(), nn.relu6, pointwise(outputs), norm() } do list[#list + 1] = step end
  return stride == 1 and inputs == outputs and nn.residual(list) or nn.sequential(list)
end

-- Small images are not halved by the first layers, which would leave one pixel to the last.
local early = small and 1 or 2

-- Table 2 of the paper: expansion, channels, repeats, stride of the first.
local table_2 = { { 1, 16, 1, 1 }, { 6, 24, 2, early }, { 6, 32, 3, 2 }, { 6, 64, 4, 2 }, { 6, 96, 3, 1 }, { 6, 160, 3, 2 }, { 6, 320, 1, 1 } }

local inputs = channels(32 * width)
local stem = nn.conv2d(inputs, 3, { strides = early, padding = "same", use_bias = false, kernel_initializer = "he_normal" })
local blocks = { name = "blocks" }
for _, row in ipairs(table_2) do
  local factor, filters, repeats, stride = table.unpack(row)
  local outputs = channels(filters * width)
  for i = 1, repeats do
    blocks[#blocks + 1] = bottleneck("block_" .. #blocks + 1, inputs, outputs, i == 1 and stride or 1, factor)
    inputs = outputs
  end
end
local head = width > 1 and channels(1280 * width) or 1280

local net = nn.sequential {
  stem, norm(), nn.relu6,
  nn.sequential(blocks),
  pointwise(head), norm(), nn.relu6,
  nn.global_average_pooling2d(),
  nn.dropout(0.2),
  nn.dense(classes),
}

local m = cr.model("mobilenet", net)

local image = grey and cr.u8 { 28, 28 } or cr.u8 { size, size, 3 }

---Pixels are bytes; -1 .. 1 inside. Grey images get a frame of black.
local function scaled(x)
  local y = cr.convert(x, "f32") / 127.5 - 1
  local frame = (size - 28) // 2
  if grey then y = y:expand(-1):pad({ [2] = { frame, frame }, [3] = { frame, frame } }, -1) end
  return y
end

m:func("infer", { x = image }, { "probs", "best" }, function(x)
  local z = net(scaled(x:expand(1))):squeeze(1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

local function files(name, mnist)
  if not grey then return cr.data.npy { x = name .. "_images.npy", label = name .. "_labels.npy" } end
  return cr.data.idx { x = mnist .. "-images-idx3-ubyte", label = mnist .. "-labels-idx1-ubyte" }
end

-- The paper's RMSProp for ImageNet; a plain descent for small images.
local function optimizer()
  if small then return optim.sgd { lr = optim.warmup(100, optim.cosine { lr = lr }), momentum = 0.9 } end
  return optim.rmsprop { lr = optim.exponential { lr = lr, rate = 0.98, every = 5000 }, rho = 0.9, momentum = 0.9, epsilon = 1 }
end

m:train {
  inputs = { x = image, label = grey and cr.u8 {} or cr.i32 {} }, batch = batch,
  loss = function(x, label) return nn.softmax_cross_entropy(net(scaled(x)), label, { label_smoothing = 0.1 }) end,
  metrics = { accuracy = function(x, label) return nn.accuracy(net(scaled(x)), label) end },
  optimizer = optimizer(),
  ema = not small and 0.999 or nil,
  groups = { { match = { "*.kernel" }, weight_decay = 4e-5 } },
  data = { train = files("train", "train"), validation = files("test", "t10k") },
}
