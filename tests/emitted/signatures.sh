# What the simplifier removes is still in the signatures: they belong to the model.
. tests/cli/common
cat >"$work/kept.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = { a = nn.dense(2) }
local m = cr.model("kept", net)
local seen = m:state("seen", cr.i32 { 4 })
local mean = m:buffer("mean", cr.f32 { 2 })
m:func("zero", { x = cr.i32 { 4 } }, { "y" }, function(x) return x + seen * 0 end)
m:func("chosen", { x = cr.f32 { 3 } }, { "y" }, function(x)
  return cr.select(cr.constant(true, cr.bool {}), net.a(x:reshape { 1, 3 }), cr.convert(seen:at(1, 1), "f32"))
end)
m:func("same", { x = cr.f32 { 2 } }, { "y" }, function(x)
  mean:set(mean)
  return x
end)
m:func("counts", { x = cr.i32 { 4 } }, { "y" }, function(x)
  seen:set(seen + 0)
  return x
end)
m:train { inputs = { x = cr.f32 { 3 } }, batch = 4, optimizer = optim.sgd { lr = 0.1 },
  loss = function(x) return nn.mse(net.a(x) + cr.convert(seen:at(1, 1) * 0, "f32"), x:slice(2, 1, 2)) end }
LUA
cat >"$work/main.c" <<'C'
#include "kept.h"

/* The types alone are the test. */
void (*zero)(const kept_params *, const kept_state *, kept_zero_workspace *, const int32_t *, int32_t *) = kept_zero;
void (*chosen)(const kept_params *, const kept_state *, kept_chosen_workspace *, const float *, float *) = kept_chosen;
void (*same)(kept_params *, kept_same_workspace *, const float *, float *) = kept_same;
void (*counts)(const kept_params *, kept_state *, kept_counts_workspace *, const int32_t *, int32_t *) = kept_counts;
cr_status (*step)(kept_params *, const kept_state *, kept_train_state *, kept_train_workspace *, size_t, const float *,
                  kept_metrics *) = kept_train_step;
cr_status (*evaluate)(const kept_params *, const kept_state *, kept_train_workspace *, size_t, const float *, kept_metrics *) = kept_evaluate;

int main(void)
{
	return !(zero && chosen && same && counts && step && evaluate);
}
C
for more in "" "--function=zero,chosen,same,counts,train"; do
	# shellcheck disable=SC2086
	run 0 "$work/kept.lua" -o "$work/kept" --main --quiet $more
	for cc in gcc clang; do
		command -v $cc >/dev/null || continue
		$cc -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror "-I$work/kept" -Iruntime "$work/main.c" "$work/kept/kept.c" -lm \
			-o "$work/main" && "$work/main" || fail "$cc: the signatures are as the model has them $more"
		$cc -std=c11 -O1 -Wall -Wextra -Werror "-I$work/kept" -Iruntime -c "$work/kept/kept_main.c" -o "$work/kept_main.o" || fail "$cc: kept_main.c"
	done
done
finish
