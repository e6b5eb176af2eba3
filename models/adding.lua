-- The adding problem: 200 numbers between 0 and 1, two of them marked; the answer is the sum of those two. Nothing to learn from but
-- the answer, so gradients have to reach back 200 steps: who answers with the mean has an error of 1/6; an LSTM solves it.
--
--     crescent run models/adding.lua train --data=models/data/adding --steps=3000 --epochs=200 --save=adding.safetensors
--
-- Training sees no sequence twice: `augment` draws new ones in every step. The file holds those that are asked at the end.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local cell  = cr.option("cell", "lstm", { choices = { "lstm", "gru", "simple_rnn" }, doc = "what repeats" })
local units = cr.option("units", 64, { doc = "of the recurrent layer" })
local batch = cr.option("batch", 32, { doc = "sequences a training step" })
local lr    = cr.option("lr", 0.005, { doc = "Adam's learning rate" })

local length = 200

-- What an LSTM begins with decides how far it remembers: forget gates spread so that their memories last 1 to `length` steps, input
-- gates their opposites (Tallec and Ollivier, "Can recurrent neural networks warp time?", 2018). The bias is input, forget, candidate, output.
local function lasting(shape)
  local forget = cr.log(cr.rng_uniform(cr.f32 { shape[1] // 4 }, 1, length - 1))
  return cr.concat({ -forget, forget, cr.zeros(cr.f32 { shape[1] // 2 }) }, 1)
end

local net = nn.sequential { nn[cell](units, cell == "lstm" and { unit_forget_bias = false, bias_initializer = lasting } or {}), nn.dense(1) }
local m = cr.model("adding", net)

-- x [batch, length] numbers, at [batch, 2] the marked places -> [batch, length, 2]: each number and its mark.
local function marked(numbers, at)
  local shape = numbers.shape
  local places, marks = cr.iota(cr.i32(shape), 2), 0
  for k = 1, 2 do
    local place = cr.broadcast(at:slice(2, k, k), shape)
    marks = marks + cr.convert(cr.equal(places, place), "f32")
  end
  return cr.stack({ numbers, marks }, 3), (numbers * marks):sum(2)
end

m:func("add", { numbers = cr.f32 { length }, places = cr.i32 { 2 } }, { "sum" }, function(numbers, places)
  return net((marked(numbers:expand(1), places:expand(1)))):reshape {}
end)

-- An example is 202 bytes: the numbers in 255ths, then the two places.
local function parts(x)
  return marked(cr.convert(x:slice(2, 1, length), "f32") / 255, cr.convert(x:slice(2, length + 1, -1), "i32"))
end

local function each_error(x)
  local sequence, sum = parts(x)
  return (net(sequence):squeeze(2) - sum) ^ 2
end

m:train {
  inputs = { x = cr.u8 { length + 2 } }, batch = batch,
  augment = function(x)
    local n, half = x:dim(1), length // 2
    local function draw(count, from, to) return cr.convert(cr.rng_uniform(cr.f32 { n, count }, from, to), "u8") end
    return cr.concat({ draw(length, 0, 256), draw(1, 0, half), draw(1, half, length) }, 2)
  end,
  loss = each_error,
  optimizer = optim.adam { lr = optim.warmup(50, optim.cosine { lr = lr, final = lr / 50 }) }, clip_norm = 1,
  data = {
    train      = cr.data.raw { x = { file = "adding_200.raw", type = "u8", shape = { length + 2 } } },
    validation = cr.data.raw { x = { file = "adding_200.raw", type = "u8", shape = { length + 2 } } },
  },
}
