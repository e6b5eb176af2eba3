# summary, check, new.
. tests/cli/common
tiny=$work/tiny.lua

run 0 summary models/mlp.lua
prints "Total params: 109,386"
prints "dense_1"
prints "100,480"
prints "kernel_initializer=glorot_uniform"
run 0 summary "$tiny" --json
prints '"trainable": 23'
prints '"name": "a.kernel"'
run 0 summary "$tiny"
prints "a      dense"
prints "infer"

run 0 check "$tiny"
prints "agree with finite differences"
prints "proven"
silent

sed 's/net.b(net.a(x)), label/cr.custom_grad(function(z) return z * z end, function(i, o, d) return { d * i[1] * 3 } end)(net.b(net.a(x))), label/' \
	"$tiny" >"$work/wrong.lua"
run 3 check "$work/wrong.lua"
says 'wrong.lua:7: error: train "train": the gradient of'
says "expected by finite differences"
sed 's/d \* i\[1\] \* 3/d * i[1] * 2/' "$work/wrong.lua" >"$work/right.lua"
run 0 check "$work/right.lua"

sed 's/net.b(net.a(x)), label/cr.stop_gradient(net.b(net.a(x))) * 2 + net.b(net.a(x)), label/' "$tiny" >"$work/stop.lua"
run 0 check "$work/stop.lua"

sed 's/^local net = {/local net = { lazy = nn.dense(5),/' "$tiny" >"$work/lazy.lua"
run 0 check "$work/lazy.lua"
says 'layer dense "lazy"'

sed 's/^m:train/local p = m:param("spare", cr.f32 { 2 }, { init = "zeros" })\nm:train/' "$tiny" >"$work/spare.lua"
run 0 check "$work/spare.lua"
says "param spare is never read"

cp "$tiny" "$work/syntax.lua"
printf 'm:func(\n' >>"$work/syntax.lua"
run 1 check "$work/syntax.lua"
says "syntax.lua:"

(cd "$work" && "$CRESCENT" new my-first.lua >"$work/out" 2>"$work/err") || fail "crescent new"
run 0 check "$work/my-first.lua"
run 0 "$work/my-first.lua" -o "$work/first" --quiet
[ -f "$work/first/my_first.h" ] || fail "new: my_first.h expected"
run 1 new "$work/my-first.lua"
says "it exists"
run 2 new "$work/other.lua" --kind=mlq
run 1 new "$work/nosuch/x.lua"
finish
