-- crescent tests/lua/require_outside.lua
require "../secret"
