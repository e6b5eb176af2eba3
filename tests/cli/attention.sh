# attention: what the interpreter says of attention in blocks, of heads, and of their gradients, is what the C says.
. tests/cli/common
run 0 golden record tests/lua/attention_blocks.lua -o "$work/g" --tolerance=2e-4 --cases=1
run 0 golden check "$work/g" $unoptimised --tolerance=2e-4
prints "comparisons agree"
run 0 golden record tests/lua/heads.lua -o "$work/heads" --tolerance=1e-4 --cases=2
run 0 golden check "$work/heads" $unoptimised --tolerance=1e-4
prints "comparisons agree"
finish
