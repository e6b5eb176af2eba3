-- crescent tests/lua/endless_pcall.lua --lua-steps=100000
while true do
  pcall(function() while true do end end)
end
