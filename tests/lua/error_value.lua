-- crescent tests/lua/error_value.lua
error { "a table" }
