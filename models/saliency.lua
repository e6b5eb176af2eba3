-- What a trained network looks at, as functions of a product: which pixels speak for the answer, and how little it takes to
-- change it. The network is cnn.lua's, so its weights fit:
--
--     crescent run models/cnn.lua train --data=models/data/fashion_mnist_2k --epochs=10 --save=cnn.safetensors
--     crescent models/saliency.lua --weights=cnn.safetensors
local cr, nn = require "crescent", require "crescent.nn"

local net = nn.sequential {
  nn.conv2d(32, 3, { padding = "same", activation = "relu" }), nn.max_pooling2d(2),
  nn.conv2d(64, 3, { padding = "same", activation = "relu" }), nn.max_pooling2d(2),
  nn.flatten(),
  nn.dense(10),
}

local m = cr.model("saliency", net)

---Logits of one image of values 0 .. 1.
local function logits(x)
  return net(x:expand(-1):expand(1)):squeeze(1)
end

local function pixels(x) return cr.convert(x, "f32") / 255 end

m:func("infer", { x = cr.u8 { 28, 28 } }, { "probs", "best" }, function(x)
  local z = logits(pixels(x))
  return nn.softmax(z), cr.argmax(z, -1)
end)

-- Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013: the gradient of the greatest logit with respect to
-- the image. Positive where a brighter pixel speaks for the answer.
m:func("saliency", { x = cr.u8 { 28, 28 } }, { "map", "best" }, function(x)
  local image = pixels(x)
  local z = logits(image)
  return cr.grad(cr.max(z), image), cr.argmax(z, -1)
end)

-- Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial Examples", 2014: one step of size epsilon (in 0 .. 1) up the
-- loss in every pixel. `best` is what the network takes the result for.
m:func("adversary", { x = cr.u8 { 28, 28 }, label = cr.u8 {}, epsilon = cr.f32 {} }, { "image", "best" },
       function(x, label, epsilon)
  local image = pixels(x)
  local loss = nn.softmax_cross_entropy(logits(image):expand(1), label:expand(1)):sum()
  local moved = cr.clamp(image + epsilon * cr.sign(cr.grad(loss, image)), 0, 1)
  local bytes = cr.convert(cr.round(moved * 255), "u8")
  return bytes, cr.argmax(logits(pixels(bytes)), -1)
end)
