-- The greatest temperature of each of the next seven days in Seattle, from four weeks of weather: a GRU reads the days, a dense
-- head gives the week.
--
--     crescent run models/gru_forecast.lua train --data=models/data/series --epochs=30 --save=forecast.safetensors
--
-- A day is six whole numbers: greatest and least temperature, rain and wind in tenths, and sine and cosine of the day of the year in
-- thousandths. They are scaled here, so that a product feeds the numbers as they come.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"

local history = cr.option("history", 28, { doc = "days that are read" })
local horizon = cr.option("horizon", 7, { doc = "days that are forecast" })
local units   = cr.option("units", 32, { doc = "of the GRU" })
local batch   = cr.option("batch", 16, { doc = "windows a training step" })
local lr      = cr.option("lr", 0.003, { doc = "Adam's learning rate" })

local features = 6
local net = { gru = nn.gru(units, { dropout = 0.2 }), head = nn.dense(horizon, { kernel_initializer = "zeros" }) }
local m = cr.model("gru_forecast", net)

-- Days [batch, days, features] in tenths, to about -1 .. 1.
local function scaled(days)
  local mean  = cr.constant({ 150, 80, 30, 30, 0, 0 }, cr.f32 { features })
  local scale = cr.constant({ 100, 60, 60, 20, 1000, 1000 }, cr.f32 { features })
  return (cr.convert(days, "f32") - mean) / scale
end

-- Degrees for the days behind the last: what the season makes of the last week's mean, by the network.
local function forecast(days)
  local week = cr.convert(days:slice(2, -7, -1):slice(3, 1, 1), "f32"):mean(2) / 10
  return week + net.head(net.gru(scaled(days))) * 10
end

m:func("forecast", { days = cr.i16 { history, features } }, { "degrees" }, function(days) return forecast(days:expand(1)):squeeze(1) end)

-- A window is one run of days: those that are read, then those that are to be forecast.
local function parts(window)
  local days = cr.reshape(window, { window:dim(1), history + horizon, features })
  local past, future = days:slice(2, 1, history), days:slice(2, history + 1, -1):slice(3, 1, 1):squeeze(3)
  return forecast(past), cr.convert(future, "f32") / 10
end

m:train {
  inputs = { window = cr.i16 { (history + horizon) * features } }, batch = batch,
  loss    = function(window) return nn.huber(parts(window)) end,
  metrics = { mae = function(window) return nn.mae(parts(window)) end },
  optimizer = optim.adam { lr = lr }, clip_norm = 1, monitor = "mae", restore_best = true,
  data = {
    train = cr.data.tokens { file = "seattle_weather_i16le.raw", type = "i16", length = (history + horizon) * features, stride = features,
                             split = "last" },
    validation = 0.2,
  },
}
