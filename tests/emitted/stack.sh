# The stack constants of the header are above what gcc gives the deepest path of calls, in small builds and in the widest.
. tests/cli/common
[ "$(uname -m)" = x86_64 ] || finish
if ! echo 'int x;' | gcc -fcallgraph-info=su -x c -c - -o "$work/x.o" 2>"$work/err"; then
	echo "gcc knows no -fcallgraph-info: nothing is measured"
	finish
fi
cat >"$work/deepest.awk" <<'AWK'
# Frames along the deepest path from the function `from`. Calls through pointers reach the model's callbacks from the training loop,
# and the reader of a field from the safetensors reader; those of a store, an event or a data source are the caller's own.
/^node:/ {
	name = $4
	gsub(/"/, "", name)
	frame[name] = match($0, /[0-9]+ bytes/) ? substr($0, RSTART, RLENGTH) + 0 : 0
	if (name ~ /:[a-z_0-9]+_(call|begin|read|finish)$/ && name !~ /:cr_/)
		edge["callbacks", ++edges["callbacks"]] = name
	if (name ~ /:cr_st_(dtype|shape|offsets)$/)
		edge["fields", ++edges["fields"]] = name
}
/^edge:/ {
	from_name = $4
	to = $6
	gsub(/"/, "", from_name)
	gsub(/"/, "", to)
	if (to == "__indirect_call")
		to = /cr_train(_data)?\.h:/ ? "callbacks" : /cr_st_reader\.h:/ ? "fields" : ""
	if (to != "")
		edge[from_name, ++edges[from_name]] = to
}
function deepest(name,    i, most, d) {
	if (name in known)
		return known[name]
	if (name in open) {
		print "recursion: " name >"/dev/stderr"
		exit 1
	}
	open[name] = 1
	most = 0
	for (i = 1; i <= edges[name]; i++) {
		d = deepest(edge[name, i])
		if (d > most)
			most = d
	}
	delete open[name]
	return known[name] = frame[name] + most
}
END {
	if (!(from in frame))
		exit 1
	print deepest(from)
}
AWK
built=
constant() { sed -n "s/^#define $1_STACK *\([0-9]*\).*/\1/p" "$2"; }

# MODEL FLAGS NAME FUNCTION...: each function's path is at most the constant's
measure() {
	model=$1 flags=$2 name=$3
	shift 3
	if [ "$built" != "$model $flags" ]; then
		# shellcheck disable=SC2086
		(cd "$work/$model" && gcc -std=c11 $flags -I"$root/runtime" -fcallgraph-info=su -c "$model.c" -o "$model.o") || fail "$model: gcc $flags"
		built="$model $flags"
	fi
	said=$(constant "$name" "$work/$model/$model.h")
	[ -n "$said" ] || fail "$model.h: ${name}_STACK expected"
	for function in "$@"; do
		found=$(awk -v from="$function" -f "$work/deepest.awk" "$work/$model/$model.ci") || fail "$function is not in the call graph"
		[ -z "${VERBOSE:-}" ] || echo "$function, gcc $flags: $found of $said"
		[ "$found" -le "$said" ] || fail "$function, gcc $flags: $found bytes; at most ${name}_STACK, $said, expected"
	done
}

run 0 models/mlp.lua -o "$work/mlp" --quiet
run 0 models/cnn.lua -o "$work/cnn" --quiet
run 0 "$work/tiny.lua" -o "$work/tiny" --quiet
for flags in "-O0 -march=x86-64-v4" "-O2 -march=x86-64-v4 -DCR_DEBUG" "-Os"; do
	measure mlp "$flags" MLP_TRAIN mlp_train mlp_train_step mlp_train_begin mlp_train_continue mlp_evaluate mlp_train_save mlp_train_load
	measure mlp "$flags" MLP_INFER mlp_infer
done
measure cnn "-O0 -march=x86-64-v4" CNN_TRAIN cnn_train cnn_train_step cnn_train_continue cnn_evaluate
measure cnn "-O0 -march=x86-64-v4" CNN_INFER cnn_infer
measure tiny "-O2" TINY_TRAIN tiny_train tiny_train_step tiny_train_save tiny_train_load
measure tiny "-O2" TINY_INFER tiny_infer
finish
