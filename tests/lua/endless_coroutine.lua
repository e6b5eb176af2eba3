-- crescent tests/lua/endless_coroutine.lua --lua-steps=100000
local co = coroutine.wrap(function()
  while true do pcall(coroutine.yield) end
end)
while true do co() end
