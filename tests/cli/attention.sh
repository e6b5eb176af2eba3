# attention: what the interpreter says of attention in blocks, and of its gradients, is what the C says.
. tests/cli/common
run 0 golden record tests/lua/attention_blocks.lua -o "$work/g" --tolerance=2e-4 --cases=1
run 0 golden check "$work/g" $unoptimised --tolerance=2e-4
prints "comparisons agree"
finish
