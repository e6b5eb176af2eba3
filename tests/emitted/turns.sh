#!/bin/sh
# A loop of time steps gives the same numbers however it is optimised: a kernel that writes one step's state and reads another's is not
# inlined into the loop, where clang 14 would take its `restrict` for all steps and vectorise over them.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/steps.lua" <<'END'
local cr = require "crescent"
local m = cr.model("steps", {})
-- every state is kept for the gradient, behind the one it was made of
m:func("f", { x = cr.f32 { 3 } }, { "y", "d" }, function(x)
  local y = cr.scan(x, nil, function(c) return cr.tanh(c) end, { length = 3 })
  return y, cr.grad(y:sum(), x)
end)
END
"${CRESCENT:-build/crescent}" "$work/steps.lua" -o "$work/steps" --quiet
cat >"$work/main.c" <<'END'
#include "steps.h"

#include <stdio.h>
#include <string.h>

int main(void)
{
	static steps_params params;
	static steps_f_workspace workspace;
	const float x[3] = { 0.5f, -1.0f, 0.25f };
	float y[3], d[3];
	memset(&workspace, 0xff, sizeof workspace);
	steps_f(&params, &workspace, x, y, d);
	for (int i = 0; i < 3; i++)
		printf("%.5f %.5f\n", (double)y[i], (double)d[i]);
	return 0;
}
END
cat >"$work/expected" <<'END'
0.40683 0.53391
-0.56627 0.16771
0.23562 0.83663
END
failed=0
for cc in gcc clang; do
	command -v $cc >/dev/null || { echo "no $cc here: left out"; continue; }
	for flags in -O0 -O2 "-O2 -march=native" "-O3 -march=native -funroll-loops"; do
		$cc -std=c11 $flags -Iruntime -I"$work/steps" "$work/main.c" "$work/steps/steps.c" build/libcrescent.a -lm -lopenblas -o "$work/run"
		"$work/run" >"$work/found"
		diff "$work/expected" "$work/found" || { echo "$cc $flags: other numbers"; failed=1; }
	done
done
exit $failed
