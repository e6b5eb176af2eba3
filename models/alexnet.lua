-- AlexNet: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012.
-- Convolutions in two groups as on the paper's two cards, response normalisation, overlapping pooling, dropout;
-- 60,965,224 parameters with 1000 classes.
--
--     crescent models/alexnet.lua                                  the whole network, 227 x 227 x 3
--     crescent run models/alexnet.lua train size=32 --data=/usr/share/datasets/fashion-mnist --epochs=5
--
-- size=32 is the same plan for 28 x 28 grey images, framed to 32 x 32: smaller windows and fewer channels.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local size    = cr.option("size", 227, { choices = { 227, 32 }, doc = "227: ImageNet's; 32: MNIST's files" })
local classes = cr.option("classes", size == 227 and 1000 or 10, { doc = "how many kinds of pictures" })
local batch   = cr.option("batch", size == 227 and 16 or 64, { doc = "examples a training step (128 in the paper)" })
local lr      = cr.option("lr", 0.01, { doc = "learning rate" })

---Section 5: weights from a normal of 0.01; biases of 1 where they feed relus early, 0 elsewhere. Small images learn with He's.
local function start(bias)
  return size == 227 and nn.init.normal(0.01) or "he_normal", nn.init.constant(size == 227 and bias or 0)
end

local function conv(filters, window, options, bias)
  options.activation = "relu"
  options.kernel_initializer, options.bias_initializer = start(bias)
  return nn.conv2d(filters, window, options)
end

local function dense(units)
  local kernel, bias = start(1)
  return nn.dense(units, { activation = "relu", kernel_initializer = kernel, bias_initializer = bias })
end

local function pool() return nn.max_pooling2d(3, { strides = 2 }) end

local function features()
  if size == 227 then
    return nn.sequential {
      conv(96, 11, { strides = 4 }, 0), nn.local_response_norm(), pool(),                         -- 55, 27
      conv(256, 5, { padding = "same", groups = 2 }, 1), nn.local_response_norm(), pool(),        -- 27, 13
      conv(384, 3, { padding = "same" }, 0),
      conv(384, 3, { padding = "same", groups = 2 }, 1),
      conv(256, 3, { padding = "same", groups = 2 }, 1), pool(),                                  -- 13, 6
    }
  end
  return nn.sequential {
    conv(32, 5, { padding = "same" }, 0), nn.local_response_norm(), pool(),                       -- 32, 15
    conv(64, 5, { padding = "same", groups = 2 }, 1), nn.local_response_norm(), pool(),           -- 15, 7
    conv(96, 3, { padding = "same" }, 0),
    conv(96, 3, { padding = "same", groups = 2 }, 1),
    conv(64, 3, { padding = "same", groups = 2 }, 1), pool(),                                     -- 7, 3
  }
end

local wide = size == 227 and 4096 or 256
local last, zeros = start(0)

local net = nn.sequential {
  features(), nn.flatten(),
  dense(wide), nn.dropout(0.5), dense(wide), nn.dropout(0.5),
  nn.dense(classes, { kernel_initializer = last, bias_initializer = zeros }),
}

local m = cr.model("alexnet", net)
local image = size == 227 and cr.u8 { 227, 227, 3 } or cr.u8 { 28, 28 }

---The mean colour of ImageNet is taken out, as in the paper; grey images become -1 .. 1 in a black frame.
local function scaled(x)
  local y = cr.convert(x, "f32")
  if size == 227 then return y - cr.constant { 123.68, 116.779, 103.939 } end
  return (y / 127.5 - 1):expand(-1):pad({ [2] = { 2, 2 }, [3] = { 2, 2 } }, -1)
end

m:func("infer", { x = image }, { "probs", "best" }, function(x)
  local z = net(scaled(x:expand(1))):squeeze(1)
  return nn.softmax(z), cr.argmax(z, -1)
end)

local label = classes <= 256 and cr.u8 {} or cr.i32 {}
m:train {
  inputs = { x = image, label = label }, batch = batch,
  loss = function(x, label) return nn.softmax_cross_entropy(net(scaled(x)), label) end,
  metrics = { accuracy = function(x, label) return nn.accuracy(net(scaled(x)), label) end },
  optimizer = optim.sgd { lr = lr, momentum = 0.9, weight_decay = 5e-4 },
  data = size == 227 and { train = cr.data.npy { x = "train_images.npy", label = "train_labels.npy" },
                           validation = cr.data.npy { x = "test_images.npy", label = "test_labels.npy" } }
    or { train = cr.data.idx { x = "train-images-idx3-ubyte", label = "train-labels-idx1-ubyte" },
         validation = cr.data.idx { x = "t10k-images-idx3-ubyte", label = "t10k-labels-idx1-ubyte" } },
}
