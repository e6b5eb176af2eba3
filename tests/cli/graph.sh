# NAME_GRAPH: of the computation as the model has it; no comment, line, profile, layout or simplification changes it.
. tests/cli/common
model() {
	cat >"$work/g.lua" <<LUA
$1
local cr, nn = require "crescent", require "crescent.nn"
local net = { a = nn.dense(16) }
local m = cr.model("g", net)
m:func("infer", { x = cr.f32 { 4, 32 } }, { "y" }, function(x) return net.a(x) $2 end)
LUA
}
graph() {
	rm -rf "$work/g"
	"$CRESCENT" "$work/g.lua" -o "$work/g" --quiet "$@" 2>"$work/err" || fail "crescent g.lua $*"
	sed -n 's/.*G_GRAPH *\(UINT64_C([^)]*)\).*/\1/p' "$work/g/g.h"
}
same() { [ "$1" = "$2" ] || fail "$3: the same hash expected; found $1 and $2"; }
other() { [ "$1" != "$2" ] || fail "$3: another hash expected; found $1 twice"; }

model "" ""
first=$(graph)
[ -n "$first" ] || fail "a hash expected"
model "-- a comment

" ""
same "$first" "$(graph)" "comments and lines"
same "$first" "$(graph --layout=plain)" "--layout=plain"
same "$first" "$(graph --threads=2)" "--threads"
model "" "* 1 + 0"
other "$first" "$(graph)" "what the simplifier takes away is part of the model"

# a golden's and the header's are one
run 0 golden record "$work/g.lua" -o "$work/gold" --cases=1 --steps=1
golden=$(sed -n 's/^graph //p' "$work/gold/golden.txt")
same "UINT64_C($golden)" "$(graph)" "golden record"
same "UINT64_C($golden)" "$(sed -n 's/.*G_GRAPH *\(UINT64_C([^)]*)\).*/\1/p' "$work/gold/g.h")" "the golden's own header"
finish
