# Data that are wrong, in a program that trains: the file or the input, what was expected and what was found; status 1, no weights.
. tests/cli/common
cat >"$work/pix.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(3)
local m = cr.model("pix", { net = net })
m:train { inputs = { x = cr.u8 { 2, 2 }, label = cr.u8 {} }, batch = 4, optimizer = optim.sgd {},
  loss = function(x, label) return nn.softmax_cross_entropy(net(cr.convert(x, "f32"):flatten(2)), label) end,
  data = { train = cr.data.idx { x = "images", label = "labels" } } }
LUA
pixels='\001\002\003\004'
images() { printf "\\000\\000\\010\\003\\000\\000\\000\\00$1\\000\\000\\000\\002\\000\\000\\000\\002$2" >"$work/images"; }
labels() { printf "\\000\\000\\010\\001\\000\\000\\000\\00$1$2" >"$work/labels"; }
good() {
	images 3 "$pixels$pixels$pixels"
	labels 3 '\000\001\002'
}
good
# shellcheck disable=SC2086
run 0 run "$work/pix.lua" train --data="$work" --keep="$work/kept" --quiet $unoptimised
trains() {
	rm -f "$work/w"
	last="pix train"
	"$work/kept/pix" train --data="$work" --save="$work/w" --quiet >"$work/out" 2>"$work/err" </dev/null
	status=$?
	[ "$status" -eq "$1" ] || fail "$2: status $1 expected; found $status"
	if [ "$1" -ne 0 ] && [ -e "$work/w" ]; then fail "$2: no weights expected"; fi
}
trains 0 "good data"

images 3 "$pixels$pixels\\001"
trains 1 "truncated images"
says "images: IDX: truncated; 12 bytes of values expected; found 9"
good; printf '\000\000\010' >"$work/labels"
trains 1 "a truncated header"
says "labels: IDX: "
good; : >"$work/images"
trains 1 "an empty file"
says "images: IDX: "
good; labels 3 '\000\003\002'
trains 1 "a label out of range"
says 'label: example 1 has 3; 0 .. 2 expected'
good; labels 2 '\000\001'
trains 1 "differing counts"
says 'labels: 3 examples expected, as in images; found 2'
good; images 0 ""; labels 0 ""
trains 1 "no examples"
says "images: "
good; rm "$work/labels"
trains 1 "an absent file"
says "labels"
good; printf '\000\000\010\003\000\000\000\001\000\000\000\003\000\000\000\003123456789' >"$work/images"; labels 1 '\000'
trains 1 "images of another size"
says 'images: examples of 4 elements expected; found 9'
good; trains 0 "good data again"
finish
